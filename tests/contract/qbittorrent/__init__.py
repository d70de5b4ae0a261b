"""One contract for everything that speaks the Web API of qBittorrent: the simulation in each dialect, and real clients."""
