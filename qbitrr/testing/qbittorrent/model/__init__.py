"""A simulated qBittorrent without HTTP: all its torrents, its categories, its clockwork."""
