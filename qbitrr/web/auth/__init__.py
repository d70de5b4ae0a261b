"""Who somebody is, for those who are in already. Knows no other subject of the API."""
