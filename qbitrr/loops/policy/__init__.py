"""What looks at the torrents of all owners together: the guard of free space. Decides nothing about one torrent for itself."""
