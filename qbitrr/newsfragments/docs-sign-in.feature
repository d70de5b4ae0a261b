Whoever opens `/web/docs` or `/api/docs` in a browser without a session signs in first and then sees that page; scripts get 401 as before.
