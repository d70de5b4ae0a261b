`GET /metrics` has figures for Prometheus, for the token of the API or for `MetricsToken`, which opens nothing else; `HideVersionBeforeLogin` keeps the version from whoever has not signed in.
