`GET /api/search/history` lists past searches of all Arrs with what came of them; `GET /api/search/queue` tells the pace and why each search that comes next is one.
