"""`[qBit]` and `[qBit-NAME]`: one qBittorrent each, its tracker rows and the rules of the categories it manages itself."""
