"""The HTTP side of a simulated qBittorrent: checks, sessions, and the actions by subject."""
