`POST /api/config/handling` tells in sentences how torrents of a section are handled, by the configuration as it is or with changes that are not saved yet.
