`POST /api/preview` tells what would be done about all torrents now, by the configuration as it is or with `changes` that are not saved: what would be
removed, stopped, imported or tagged, why, what would hold it, and whose torrents would be looked after by another section. Nothing is touched by asking.
The editor of the configuration shows it before anything is saved.
