`GET /api/activity/histogram` takes `range=1h`, in buckets of two minutes.
