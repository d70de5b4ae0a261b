"""The HTTP side of a simulated qBittorrent: logins, actions, faults."""
