"""The client of qBittorrent. Typed results, typed errors, no decisions."""
