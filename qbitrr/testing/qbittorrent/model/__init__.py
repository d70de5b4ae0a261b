"""A simulated qBittorrent without HTTP: all its torrents, its categories, its sessions, what flows and what changed when."""
