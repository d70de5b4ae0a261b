"""What looks at the torrents of all."""
