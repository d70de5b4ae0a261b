"""
In `supervisor.db`: for how long the program has run.

Every function here runs in the file's thread, inside one transaction: `database.run(function, …)`.
"""

from peewee import SqliteDatabase

from qbitrr.store.sqlite.sql import execute, one

__all__ = ["running_seconds", "save_running_seconds"]


def running_seconds(database: SqliteDatabase) -> float:
    """For how many seconds the program has run in all its lives."""
    row = one(database, "SELECT seconds FROM running WHERE id = 1")
    return float(row[0]) if row else 0.0


def save_running_seconds(database: SqliteDatabase, seconds: float) -> None:
    """Write down for how long the program has run."""
    execute(database, "INSERT OR REPLACE INTO running(id, seconds) VALUES(1, ?)", (seconds,))
