Where a library is searched year by year, the page Search and `years` of `GET /api/search/queue` say how many of the items that are due next are of which year.
