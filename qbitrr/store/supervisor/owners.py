"""
In `supervisor.db`: who owned a torrent last.

Every function here runs in the file's thread, inside one transaction: `database.run(function, …)`.
"""

from collections.abc import Iterable

from peewee import SqliteDatabase

from qbitrr.store.sqlite.sql import many, rows

__all__ = ["drop_owners", "owners", "save_owners"]


def owners(database: SqliteDatabase) -> dict[tuple[str, str], tuple[str, str]]:
    """Last owner of every torrent: `(instance, hash)` to `(section, category)`."""
    found = rows(database, "SELECT instance, hash, section, category FROM owner")
    return {(instance, hash_): (section, category) for instance, hash_, section, category in found}


def save_owners(database: SqliteDatabase, new: Iterable[tuple[str, str, str, str]]) -> None:
    """Write `(instance, hash, section, category)` rows."""
    sql = "INSERT OR REPLACE INTO owner(instance, hash, section, category) VALUES(?,?,?,?)"
    many(database, sql, list(new))


def drop_owners(database: SqliteDatabase, keys: Iterable[tuple[str, str]]) -> None:
    """Forget torrents that are gone, with pardons and waivers given to them and their protection by a person."""
    gone = list(keys)
    many(database, "DELETE FROM owner WHERE instance = ? AND hash = ?", gone)
    many(database, "DELETE FROM pardon WHERE instance = ? AND hash = ?", gone)
    many(database, "DELETE FROM protection WHERE instance = ? AND hash = ?", gone)
    many(database, "DELETE FROM waiver WHERE instance = ? AND hash = ?", gone)
