"""
A SQLite file behind a door with one thread: opening, migrating, backing up, what can go wrong. Knows no tables.
"""
