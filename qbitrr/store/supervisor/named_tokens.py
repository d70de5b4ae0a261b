"""
In `supervisor.db`: the tokens that have names.

Every function here runs in the file's thread, inside one transaction: `database.run(function, …)`.
"""

from peewee import SqliteDatabase

from qbitrr.model.access.named_tokens import NamedToken
from qbitrr.store.sqlite.sql import decode, encode, execute, rows

__all__ = ["drop_named_token", "named_tokens", "save_named_token"]


def named_tokens(database: SqliteDatabase) -> tuple[NamedToken, ...]:
    """All of them, in no order."""
    return tuple(decode(body, NamedToken) for (body,) in rows(database, "SELECT body FROM named_token"))


def save_named_token(database: SqliteDatabase, token: NamedToken) -> None:
    """Write it as it is now."""
    execute(database, "INSERT OR REPLACE INTO named_token(id, body) VALUES(?,?)", (token.id, encode(token)))


def drop_named_token(database: SqliteDatabase, id: str) -> None:
    """Forget it."""
    execute(database, "DELETE FROM named_token WHERE id = ?", (id,))
