"""
In `supervisor.db`: Hit-and-Run duties that a person has set aside.

Every function here runs in the file's thread, inside one transaction: `database.run(function, …)`.
"""

from collections.abc import Iterable
from typing import Any

from peewee import SqliteDatabase

from qbitrr.model.removals.protection import Waiver
from qbitrr.store.sqlite.sql import execute, many, rows

__all__ = ["EVERY_WAIVER", "drop_waivers", "save_waiver", "waivers", "waivers_in"]

EVERY_WAIVER = "SELECT instance, hash, at, added_on, reason FROM waiver"


def save_waiver(database: SqliteDatabase, instance: str, hash: str, waiver: Waiver) -> None:
    """A person has set the duty of a torrent aside."""
    sql = "INSERT OR REPLACE INTO waiver(instance, hash, at, added_on, reason) VALUES(?,?,?,?,?)"
    execute(database, sql, (instance, hash, waiver.at, waiver.added_on, waiver.reason))


def drop_waivers(database: SqliteDatabase, keys: Iterable[tuple[str, str]]) -> None:
    """Their duties count again, or they are gone."""
    many(database, "DELETE FROM waiver WHERE instance = ? AND hash = ?", list(keys))


def waivers(database: SqliteDatabase) -> dict[tuple[str, str], Waiver]:
    """What was set aside, by `(instance, hash)`."""
    return waivers_in(rows(database, EVERY_WAIVER))


def waivers_in(found: Iterable[tuple[Any, ...]]) -> dict[tuple[str, str], Waiver]:
    """The same from what `EVERY_WAIVER` found, whoever asked."""
    return {
        (instance, hash_): Waiver(at=at, added_on=added_on, reason=reason)
        for instance, hash_, at, added_on, reason in found
    }
