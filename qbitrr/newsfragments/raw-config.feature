`GET /api/config/raw` shows the text of the configuration file with secrets masked, `POST /api/config/raw` takes it back, keeping what is masked; `GET /api/config/export` gives it as a file.
