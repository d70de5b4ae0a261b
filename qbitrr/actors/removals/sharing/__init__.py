"""Which torrents have files in common, over all clients, the absent ones included. Removes nothing."""
