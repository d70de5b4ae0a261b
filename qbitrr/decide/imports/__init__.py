"""
What an Arr says of a download: its queue, its history, its rejections, and what may be handed over to it. Knows no
rules about torrents.
"""
