`GET /api/auth/me` says who asks and by which way; `POST /api/auth/change-password` takes the present and the new password, signs everybody else out and keeps the browser that asks.
