"""What every request passes before a handler sees it. Knows no subject of the API."""
