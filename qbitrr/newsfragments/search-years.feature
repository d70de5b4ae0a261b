The page *Search* and `/api/search/queue` (`years`) tell at which year a library is that is worked through year by year.
