`/api/arr/<category>/open/<kind>/<id>` leads to the page of a movie, series, artist or author in the Arr's own interface.
