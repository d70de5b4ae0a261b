`GET /web/meta` and `/api/meta` have `binary_download_url`, `_name`, `_size` and `_error`: the file of the newest release for this machine, where the program is one file.
