`SortTorrents` has its effect: the download queue of a qBittorrent is kept in the order of the priorities of its trackers, moving as little as possible.
