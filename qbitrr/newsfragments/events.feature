`GET /api/events` (and `/web/events`) tells what changes as server-sent events: a snapshot of each topic, then JSON merge patches; a listener that comes back with `Last-Event-ID` gets what it missed.
