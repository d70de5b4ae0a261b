`GET /api/torrents` lists the torrents of all clients with filters, orders and pages, and `GET /api/torrents/<client>/<hash>` one of them.
