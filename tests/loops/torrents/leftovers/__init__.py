"""What belongs to no torrent any more."""
