`POST /api/path/check` says what is at a path, with its free space, and `POST /api/regex/check` which names match which patterns; neither a hanging disk nor an endless pattern holds the program up.
