"""
A torrent inside a simulated qBittorrent: its files, its state, what flows in it, how it is shown. Knows no client.
"""
