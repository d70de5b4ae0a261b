"""The one owner of a qBittorrent client: its mirror and every call to it. Knows no owners of torrents."""
