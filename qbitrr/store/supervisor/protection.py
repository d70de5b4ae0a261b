"""
In `supervisor.db`: what a person protects.

Every function here runs in the file's thread, inside one transaction: `database.run(function, …)`.
"""

from peewee import SqliteDatabase

from qbitrr.store.sqlite.sql import execute, rows

__all__ = ["protect", "protected", "unprotect"]


def protect(database: SqliteDatabase, instance: str, hash: str, at: float, added_on: int) -> None:
    """A person protects a torrent since *at*; `added_on` tells it from a later one under the same hash (0: not known)."""
    sql = "INSERT OR REPLACE INTO protection(instance, hash, at, added_on) VALUES(?,?,?,?)"
    execute(database, sql, (instance, hash, at, added_on))


def unprotect(database: SqliteDatabase, instance: str, hash: str) -> None:
    """It is not protected any more."""
    execute(database, "DELETE FROM protection WHERE instance = ? AND hash = ?", (instance, hash))


def protected(database: SqliteDatabase) -> dict[tuple[str, str], tuple[float, int]]:
    """What a person protects: `(instance, hash)` to since when, and when it was added."""
    found = rows(database, "SELECT instance, hash, at, added_on FROM protection")
    return {(instance, hash_): (at, added_on) for instance, hash_, at, added_on in found}
