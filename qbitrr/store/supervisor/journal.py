"""
In `supervisor.db`: the journal.

Every function here runs in the file's thread, inside one transaction: `database.run(function, …)`.
"""

from collections.abc import Callable, Iterable
from typing import Any, Concatenate, ParamSpec, TypeVar

import msgspec
from peewee import SqliteDatabase

from qbitrr.model.journal import Entry
from qbitrr.model.journal_filter import (
    ENTRY_KINDS,
    EVERY_ENTRY,
    OTHER_KIND,
    EntryCount,
    EntryFilter,
    actor_of,
    rule_name,
)
from qbitrr.store.sqlite.sql import decode, encode, execute, many, rows

__all__ = ["JOURNAL_KEPT_ROWS", "P", "T", "add_entries", "counts", "entries", "journaled", "trim_journal"]

P = ParamSpec("P")
T = TypeVar("T")
JOURNAL_KEPT_ROWS = 50_000
_KNOWN = tuple(act for acts in ENTRY_KINDS.values() for act in acts)
_INSERT = (
    "INSERT INTO journal(at, section, act, result, instance, hash, rule, code, actor, body) VALUES(?,?,?,?,?,?,?,?,?,?)"
)
# The first, on the whole of it, costs a tenth of taking it apart, which is then done for few.
_TEXT_CONDITIONS = (
    r"CAST(body AS TEXT) LIKE ? ESCAPE '\'",
    r"(json_extract(CAST(body AS TEXT), '$.text') LIKE ? ESCAPE '\'"
    r" OR coalesce(json_extract(CAST(body AS TEXT), '$.name'), '') LIKE ? ESCAPE '\')",
)


def add_entries(database: SqliteDatabase, new: Iterable[Entry]) -> None:
    """Write entries, in order."""
    many(database, _INSERT, [_row(each) for each in new])


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
    database: SqliteDatabase, wanted: EntryFilter = EVERY_ENTRY, *, limit: int, before_id: int = 0, after_id: int = 0
) -> tuple[Entry, ...]:
    """The newest `limit` entries that are `wanted`, newest first, older than `before_id` and newer than `after_id` (0: no bound)."""
    clauses, values = _conditions(wanted)
    for clause, bound in (("id < ?", before_id), ("id > ?", after_id)):
        if bound:
            clauses.append(clause)
            values.append(bound)
    sql = f"SELECT id, body FROM journal {_where(clauses)} ORDER BY id DESC LIMIT ?"  # noqa: S608  (only our own column names)
    found = rows(database, sql, (*values, limit))
    return tuple(msgspec.structs.replace(decode(body, Entry), id=id_) for id_, body in found)


def counts(database: SqliteDatabase, wanted: EntryFilter, since: float, step_seconds: int) -> tuple[EntryCount, ...]:
    """
    How many entries that are `wanted` there are of each act, result and rule in each span of so many seconds, the first of which, number 0,
    begins at `since`.
    """
    clauses, values = _conditions(wanted)
    sql = (
        "SELECT CAST((at - ?) / ? AS INTEGER) AS span, act, result, rule, code, count(*) FROM journal "  # noqa: S608  (as above)
        f"{_where([*clauses, 'at >= ?'])} GROUP BY span, act, result, rule, code ORDER BY span, act, result"
    )
    found = rows(database, sql, (since, step_seconds, *values, since))
    return tuple(
        EntryCount(span=span, act=act, result=result, rule=rule_name(rule, code), count=count)
        for span, act, result, rule, code, count in found
    )


def trim_journal(database: SqliteDatabase, before: float) -> int:
    """Delete entries older than `before` and all but the newest 50,000. Returns how many went."""
    sql = "DELETE FROM journal WHERE at < ? OR id <= (SELECT max(id) FROM journal) - ?"
    return execute(database, sql, (before, JOURNAL_KEPT_ROWS))


def _row(entry: Entry) -> tuple[Any, ...]:
    why = entry.why
    rule, code = (why.rule, why.code) if why is not None else (0, "")
    named = (entry.at, entry.section, entry.act, entry.result, entry.instance, entry.hash)
    return (*named, rule, code, actor_of(entry), encode(entry))


def _where(clauses: list[str]) -> str:
    return f"WHERE {' AND '.join(clauses)}" if clauses else ""


def _conditions(wanted: EntryFilter) -> tuple[list[str], list[Any]]:
    """The conditions of a statement, of our own column names only, and their values."""
    rule, code = wanted.rule_and_code
    acts = ENTRY_KINDS.get(wanted.kind, ())
    named = {
        "section": wanted.section, "hash": wanted.hash.lower(), "act": wanted.act, "result": wanted.result,
        "actor": wanted.actor, "rule": rule, "code": code,
    }  # fmt: skip
    clauses = [f"{column} = ?" for column, value in named.items() if value]
    values: list[Any] = [value for value in named.values() if value]
    if code:
        clauses.append("rule = 0")
    if wanted.kind:
        clauses.append(
            f"act {'NOT IN' if wanted.kind == OTHER_KIND else 'IN'} ({', '.join('?' * len(acts or _KNOWN))})"
        )
        values += acts or _KNOWN
    for clause, bound in (("at >= ?", wanted.since), ("at < ?", wanted.until)):
        if bound:
            clauses.append(clause)
            values.append(bound)
    if wanted.text:
        clauses += _TEXT_CONDITIONS
        values += [_pattern(encode(wanted.text)[1:-1].decode()), *[_pattern(wanted.text)] * 2]
    return clauses, values


def _pattern(text: str) -> str:
    for special in "\\%_":
        text = text.replace(special, f"\\{special}")
    return f"%{text}%"
