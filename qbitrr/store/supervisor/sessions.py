"""
In `supervisor.db`: the sessions of browsers.

Every function here runs in the file's thread, inside one transaction: `database.run(function, …)`.
"""

from collections.abc import Iterable

from peewee import SqliteDatabase

from qbitrr.model.access.sessions import BrowserSession
from qbitrr.store.sqlite.sql import decode, encode, execute, many, rows

__all__ = ["drop_every_session", "drop_sessions", "save_sessions", "sessions"]


def sessions(database: SqliteDatabase) -> tuple[BrowserSession, ...]:
    """All of them, in no order."""
    return tuple(decode(body, BrowserSession) for (body,) in rows(database, "SELECT body FROM session"))


def save_sessions(database: SqliteDatabase, changed: Iterable[BrowserSession]) -> None:
    """Write these as they are now."""
    sql = "INSERT OR REPLACE INTO session(id, body) VALUES(?,?)"
    many(database, sql, [(each.id, encode(each)) for each in changed])


def drop_sessions(database: SqliteDatabase, ids: Iterable[str]) -> None:
    """Forget these."""
    many(database, "DELETE FROM session WHERE id = ?", [(each,) for each in ids])


def drop_every_session(database: SqliteDatabase) -> None:
    """Forget all."""
    execute(database, "DELETE FROM session")
