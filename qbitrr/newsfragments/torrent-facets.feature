`GET /api/torrents/facets` counts the torrents by state, category, client, tracker and tag, under the same filters as the list.
