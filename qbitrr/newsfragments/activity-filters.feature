`GET /api/activity` finds entries by text (`q`), time (`since`, `until`), `kind`, `rule` and `actor` as well, and `GET /api/activity/histogram` counts them by hour or day.
