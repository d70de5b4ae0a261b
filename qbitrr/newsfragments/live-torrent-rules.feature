A running torrent loop takes other rules, timers and switches as soon as it is told them; its process keeps running.
