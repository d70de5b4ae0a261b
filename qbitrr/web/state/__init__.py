"""How everything is doing: status, processes, journal, what needs a person. Knows no other subject of the API."""
