`POST /api/torrents/<client>/<hash>/actions` knows `protect` and `unprotect` (nothing removes a protected torrent by itself) and `import` (the Arr is asked once more).
