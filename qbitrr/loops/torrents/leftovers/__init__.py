"""What lies in the folder of a category and belongs to no torrent any more (`AutoDelete`)."""
