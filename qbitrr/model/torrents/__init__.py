"""
What is known about torrents: the torrent itself, its files and trackers, what is remembered, what its owner's rules
ask. Values only.
"""
