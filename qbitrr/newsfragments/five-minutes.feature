The dashboard looks at the last five minutes while there is not more to show; `5m` is a range of `/api/activity/histogram` and `/api/trends`.
