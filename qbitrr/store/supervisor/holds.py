"""
In `supervisor.db`: holds in force.

Every function here runs in the file's thread, inside one transaction: `database.run(function, …)`.
"""

from peewee import SqliteDatabase

from qbitrr.model.status import HoldOrder
from qbitrr.store.sqlite.sql import decode, encode, execute, rows

__all__ = ["drop_hold", "holds", "save_hold"]


def holds(database: SqliteDatabase) -> tuple[HoldOrder, ...]:
    """Every hold that was not ended, in no order."""
    return tuple(decode(body, HoldOrder) for (body,) in rows(database, "SELECT body FROM hold"))


def save_hold(database: SqliteDatabase, hold: HoldOrder) -> None:
    """Write a hold, in place of an earlier one of its scope."""
    execute(database, "INSERT OR REPLACE INTO hold(scope, body) VALUES(?,?)", (hold.scope, encode(hold)))


def drop_hold(database: SqliteDatabase, scope: str) -> None:
    """A hold has ended."""
    execute(database, "DELETE FROM hold WHERE scope = ?", (scope,))
