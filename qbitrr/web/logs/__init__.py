"""Reading, following and downloading log files. Knows no other subject of the API."""
