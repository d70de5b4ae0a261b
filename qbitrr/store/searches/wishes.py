"""
What people want of the search, as `search.db` keeps it: items to be searched now, and a pause.
"""

from collections.abc import Collection

from peewee import SqliteDatabase

from qbitrr.store.sqlite.sql import execute, many, one, rows

__all__ = ["ask", "asked", "pause_of", "save_pause", "take_back"]


def ask(database: SqliteDatabase, item_ids: Collection[int], now: float) -> None:
    """These are to be searched now. One that waits already keeps its place."""
    many(database, "INSERT OR IGNORE INTO asked(item_id, asked_at) VALUES (?, ?)", [(each, now) for each in item_ids])


def asked(database: SqliteDatabase) -> list[int]:
    """What is to be searched now, the first first."""
    return [row[0] for row in rows(database, "SELECT item_id FROM asked ORDER BY asked_at, item_id")]


def take_back(database: SqliteDatabase, item_ids: Collection[int]) -> None:
    """These were searched, or cannot be."""
    many(database, "DELETE FROM asked WHERE item_id = ?", [(each,) for each in item_ids])


def pause_of(database: SqliteDatabase) -> tuple[float, str]:
    """Until when nothing is searched, and why; 0 and nothing if there is no pause."""
    row = one(database, "SELECT until, why FROM pause")
    return (row[0], row[1]) if row else (0.0, "")


def save_pause(database: SqliteDatabase, until: float, why: str, now: float) -> None:
    """Search nothing until then; 0 ends the pause."""
    execute(database, "INSERT OR REPLACE INTO pause(one, since, until, why) VALUES (1, ?, ?, ?)", (now, until, why))
