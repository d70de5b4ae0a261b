"""
In `supervisor.db`: the journal.

Every function here runs in the file's thread, inside one transaction: `database.run(function, …)`.
"""

from collections.abc import Callable, Iterable
from typing import Any, Concatenate, ParamSpec, TypeVar

import msgspec
from peewee import SqliteDatabase

from qbitrr.model.journal import Entry
from qbitrr.store.sqlite.sql import decode, encode, execute, many, rows

__all__ = ["JOURNAL_KEPT_ROWS", "P", "T", "add_entries", "entries", "journaled", "trim_journal"]

P = ParamSpec("P")
T = TypeVar("T")
JOURNAL_KEPT_ROWS = 50_000


def add_entries(database: SqliteDatabase, new: Iterable[Entry]) -> None:
    """Write entries, in order."""
    sql = "INSERT INTO journal(at, section, act, result, instance, hash, body) VALUES(?,?,?,?,?,?,?)"
    many(database, sql, [(e.at, e.section, e.act, e.result, e.instance, e.hash, encode(e)) for e in new])


def journaled(
    database: SqliteDatabase,
    new: Iterable[Entry],
    function: Callable[Concatenate[SqliteDatabase, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """What `function` records together with the entries that tell of it: both are there after a crash, or neither."""
    result = function(database, *args, **kwargs)
    add_entries(database, new)
    return result


def entries(
    database: SqliteDatabase,
    *,
    limit: int,
    before_id: int = 0,
    after_id: int = 0,
    section: str = "",
    hash: str = "",
    act: str = "",
    result: str = "",
) -> tuple[Entry, ...]:
    """The newest `limit` entries, newest first, older than `before_id` and newer than `after_id` (0: no bound)."""
    wanted = {"section": section, "hash": hash.lower(), "act": act, "result": result}
    clauses = [f"{column} = ?" for column, value in wanted.items() if value]
    values: list[Any] = [value for value in wanted.values() if value]
    for clause, bound in (("id < ?", before_id), ("id > ?", after_id)):
        if bound:
            clauses.append(clause)
            values.append(bound)
    where = f"WHERE {' AND '.join(clauses)}" if clauses else ""
    sql = f"SELECT id, body FROM journal {where} ORDER BY id DESC LIMIT ?"  # noqa: S608  (only our own column names)
    found = rows(database, sql, (*values, limit))
    return tuple(msgspec.structs.replace(decode(body, Entry), id=id_) for id_, body in found)


def trim_journal(database: SqliteDatabase, before: float) -> int:
    """Delete entries older than `before` and all but the newest 50,000. Returns how many went."""
    sql = "DELETE FROM journal WHERE at < ? OR id <= (SELECT max(id) FROM journal) - ?"
    return execute(database, sql, (before, JOURNAL_KEPT_ROWS))
