"""Torrents, their removals, and what a person orders about them. Knows no other subject of the API."""
