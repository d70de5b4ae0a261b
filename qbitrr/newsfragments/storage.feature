`GET /api/storage` and the page System say how much room the databases and the kept posters take; `DELETE /api/storage/posters` and a button there clear
the posters.
