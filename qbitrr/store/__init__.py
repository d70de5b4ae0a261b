"""
SQLite files behind a door with one thread each: tables, migrations, queries.

No ORM object leaves this room.
"""
