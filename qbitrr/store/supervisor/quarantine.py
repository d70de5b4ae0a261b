"""
In `supervisor.db`: what is in quarantine, and what a person took back.

Every function here runs in the file's thread, inside one transaction: `database.run(function, …)`.
"""

from peewee import SqliteDatabase

from qbitrr.model.removals.quarantine import Quarantined
from qbitrr.store.sqlite.sql import decode, encode, execute, rows

__all__ = [
    "amend",
    "pardon",
    "pardoned",
    "pardoned_lives",
    "quarantined",
    "release",
    "set_aside",
    "take_back",
    "withdraw_pardon",
]


def set_aside(database: SqliteDatabase, row: Quarantined) -> None:
    """
    Write down how a torrent was before it is touched. What is already written stays: after a crash the torrent may
    have been moved, and the first look was the true one.
    """
    sql = "INSERT OR IGNORE INTO quarantine(instance, hash, body) VALUES(?,?,?)"
    execute(database, sql, (row.instance, row.hash, encode(row)))


def quarantined(database: SqliteDatabase) -> tuple[Quarantined, ...]:
    """Everything in quarantine, in no order."""
    return tuple(decode(body, Quarantined) for (body,) in rows(database, "SELECT body FROM quarantine"))


def amend(database: SqliteDatabase, row: Quarantined) -> None:
    """Write a row anew that is there; one that was released stays so."""
    execute(
        database,
        "UPDATE quarantine SET body = ? WHERE instance = ? AND hash = ?",
        (encode(row), row.instance, row.hash),
    )


def release(database: SqliteDatabase, instance: str, hash: str) -> None:
    """The torrent is no longer in quarantine."""
    execute(database, "DELETE FROM quarantine WHERE instance = ? AND hash = ?", (instance, hash))


def pardon(database: SqliteDatabase, instance: str, hash: str, at: float, added_on: int = 0) -> None:
    """
    A person took the torrent back at `at`: it is not removed automatically again. `added_on` tells it from a later one under the same
    hash (0: not known).
    """
    sql = "INSERT OR REPLACE INTO pardon(instance, hash, at, added_on) VALUES(?,?,?,?)"
    execute(database, sql, (instance, hash, at, added_on))


def take_back(database: SqliteDatabase, row: Quarantined, at: float) -> None:
    """A person took the torrent of a row back: it is pardoned and not in quarantine any more."""
    pardon(database, row.instance, row.hash, at, row.added_on)
    release(database, row.instance, row.hash)


def withdraw_pardon(database: SqliteDatabase, instance: str, hash: str) -> None:
    """The torrent that was pardoned is gone."""
    execute(database, "DELETE FROM pardon WHERE instance = ? AND hash = ?", (instance, hash))


def pardoned_lives(database: SqliteDatabase) -> dict[tuple[str, str], int]:
    """When the torrents a person took back had been added: `(instance, hash)` to seconds since the epoch, 0 unknown."""
    return {
        (instance, hash_): at for instance, hash_, at in rows(database, "SELECT instance, hash, added_on FROM pardon")
    }


def pardoned(database: SqliteDatabase) -> dict[tuple[str, str], float]:
    """Torrents a person took back from a removal: `(instance, hash)` to the time of it."""
    return {(instance, hash_): at for instance, hash_, at in rows(database, "SELECT instance, hash, at FROM pardon")}
