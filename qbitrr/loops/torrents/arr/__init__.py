"""What the torrent loop asks and tells the Arr: its queue, its rejections, its blocklist. Decides nothing."""
