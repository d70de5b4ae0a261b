`POST /api/torrents/<client>/<hash>/actions` also pauses, resumes, rechecks and reannounces a torrent, and takes back, undoes or purges its removal.
