Posters: `/api/radarr/<category>/movie/<id>/thumbnail` and its like for series, artists and authors. They come from the Arr itself and from no other host, are kept in
`cache/thumbnails` of the data folder (512 MiB at most), and are served as the Arr has them, 250 pixels wide where it has that size.
