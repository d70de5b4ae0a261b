`HitAndRunDeadMessages` of a tracker row has its effect: these are how that tracker says that it no longer knows a torrent, in place of the ones for all.
