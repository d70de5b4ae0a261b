Each torrent of `GET /api/torrents` has the `verdict` of its loop: the rule, its reason, what is asked for and when time may change that; `GET /api/events` has a
topic `verdicts` of those that change.
