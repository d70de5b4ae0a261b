`GET /api/torrents/<client>/<hash>/explain` tells why a torrent is still there: in a sentence, and rule by rule with what was measured, what is configured
and where, when time changes it and what else would; what stands between it and its removal; and from when it is safe to remove at its present speed.
