"""
In `supervisor.db`: which torrents wait for room, where their clients carry no tags of ours.

Every function here runs in the file's thread, inside one transaction: `database.run(function, …)`.
"""

from collections.abc import Iterable

from peewee import SqliteDatabase

from qbitrr.store.sqlite.sql import many, rows

__all__ = ["drop_marks", "marks", "save_marks"]


def marks(database: SqliteDatabase) -> set[tuple[str, str]]:
    """`(instance, hash)` of each."""
    return {(instance, hash_) for instance, hash_ in rows(database, "SELECT instance, hash FROM space_mark")}


def save_marks(database: SqliteDatabase, keys: Iterable[tuple[str, str]]) -> None:
    """These wait."""
    many(database, "INSERT OR IGNORE INTO space_mark(instance, hash) VALUES(?,?)", list(keys))


def drop_marks(database: SqliteDatabase, keys: Iterable[tuple[str, str]]) -> None:
    """These do not, or are gone."""
    many(database, "DELETE FROM space_mark WHERE instance = ? AND hash = ?", list(keys))
