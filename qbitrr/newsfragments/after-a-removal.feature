Below a removal in the activity there are now "Search again" and, while the torrent can be brought back, "Never remove". The `protect` action of a torrent takes a `reason` for the journal.
