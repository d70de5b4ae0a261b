"""The torrent loop of a section and its parts. Rules about torrents live in `qbitrr.decide`."""
