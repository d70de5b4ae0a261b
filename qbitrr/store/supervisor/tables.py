"""
`supervisor.db`: the journal, removals under way, the quarantine, and who owned a torrent last. Writer: the supervisor.

Every function here runs in the file's thread, inside one transaction: `database.run(add_entries, entries)`.
"""

from collections.abc import Callable, Iterable
from typing import Any, Concatenate, ParamSpec, TypeVar

import msgspec
from peewee import SqliteDatabase

from qbitrr.model.journal import Entry
from qbitrr.model.removals.cases import Case, Passed, Told, Weight
from qbitrr.model.removals.quarantine import Quarantined
from qbitrr.store.sqlite.migrations import Schema
from qbitrr.store.sqlite.sql import execute, many, one, rows

__all__ = [
    "SCHEMA",
    "AlreadyOpen",
    "add_entries",
    "amend",
    "close_case",
    "drop_owners",
    "entries",
    "journaled",
    "open_case",
    "open_cases",
    "owners",
    "pardon",
    "pardoned",
    "pardoned_lives",
    "quarantined",
    "recent_removals",
    "release",
    "running_seconds",
    "save_case",
    "save_owners",
    "save_running_seconds",
    "set_aside",
    "take_back",
    "trim_journal",
    "withdraw_pardon",
]

P = ParamSpec("P")
T = TypeVar("T")

SCHEMA = Schema(
    name="supervisor",
    steps=(
        """
CREATE TABLE journal(id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, section TEXT NOT NULL, act TEXT NOT NULL,
  result TEXT NOT NULL, instance TEXT NOT NULL, hash TEXT NOT NULL, body BLOB NOT NULL);
CREATE INDEX journal_hash ON journal(hash, id) WHERE hash <> '';
CREATE INDEX journal_section ON journal(section, id);
CREATE TABLE removal(id INTEGER PRIMARY KEY AUTOINCREMENT, instance TEXT NOT NULL, hash TEXT NOT NULL, body BLOB NOT NULL,
  UNIQUE(instance, hash));
CREATE TABLE quarantine(instance TEXT NOT NULL, hash TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY(instance, hash)) WITHOUT ROWID;
CREATE TABLE pardon(instance TEXT NOT NULL, hash TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY(instance, hash)) WITHOUT ROWID;
CREATE TABLE owner(instance TEXT NOT NULL, hash TEXT NOT NULL, section TEXT NOT NULL, category TEXT NOT NULL,
  PRIMARY KEY(instance, hash)) WITHOUT ROWID;
""",
        """
ALTER TABLE pardon ADD COLUMN added_on INTEGER NOT NULL DEFAULT 0;
CREATE TABLE running(id INTEGER PRIMARY KEY CHECK (id = 1), seconds REAL NOT NULL);
""",
        """
CREATE TABLE passed(id INTEGER PRIMARY KEY AUTOINCREMENT, section TEXT NOT NULL, at REAL NOT NULL, weight TEXT NOT NULL,
  is_late INTEGER NOT NULL);
CREATE TABLE told(section TEXT NOT NULL, hash TEXT NOT NULL, act TEXT NOT NULL, instance TEXT NOT NULL, at REAL NOT NULL,
  PRIMARY KEY(section, hash, act)) WITHOUT ROWID;
""",
        """
CREATE TABLE placement(instance TEXT NOT NULL, hash TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY(instance, hash)) WITHOUT ROWID;
CREATE TABLE client_seen(instance TEXT PRIMARY KEY, is_known INTEGER NOT NULL, away_since REAL) WITHOUT ROWID;
""",
    ),
)

JOURNAL_KEPT_ROWS = 50_000
_REMEMBERED_SECONDS = 86_400.0


def _put(value: Any) -> bytes:
    return msgspec.json.encode(value)


def _get(body: bytes, kind: type[T]) -> T:
    return msgspec.json.decode(body, type=kind)


# The journal


def add_entries(database: SqliteDatabase, new: Iterable[Entry]) -> None:
    """Write entries, in order."""
    sql = "INSERT INTO journal(at, section, act, result, instance, hash, body) VALUES(?,?,?,?,?,?,?)"
    many(database, sql, [(e.at, e.section, e.act, e.result, e.instance, e.hash, _put(e)) for e in new])


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
    return tuple(msgspec.structs.replace(_get(body, Entry), id=id_) for id_, body in found)


def trim_journal(database: SqliteDatabase, before: float) -> int:
    """Delete entries older than `before` and all but the newest 50,000. Returns how many went."""
    sql = "DELETE FROM journal WHERE at < ? OR id <= (SELECT max(id) FROM journal) - ?"
    return execute(database, sql, (before, JOURNAL_KEPT_ROWS))


# Removals under way


class AlreadyOpen(Exception):
    """A removal of the same torrent is under way."""


def open_case(database: SqliteDatabase, case: Case, passed: Passed | None = None) -> Case:
    """
    Write a new removal down, with what it counts for; returns it with its id. Raises `AlreadyOpen`, and nothing of that transaction is
    written.
    """
    sql = "INSERT OR IGNORE INTO removal(instance, hash, body) VALUES(?,?,?)"
    if execute(database, sql, (case.instance, case.hash, _put(case))) != 1:
        raise AlreadyOpen
    row = one(database, "SELECT id FROM removal WHERE instance = ? AND hash = ?", (case.instance, case.hash))
    assert row is not None
    if passed is not None:
        execute(database, "DELETE FROM passed WHERE at < ?", (passed.at - _REMEMBERED_SECONDS,))
        sql = "INSERT INTO passed(section, at, weight, is_late) VALUES(?,?,?,?)"
        execute(database, sql, (case.removal.section, passed.at, str(passed.weight), passed.is_late))
    return msgspec.structs.replace(case, id=row[0])


def save_case(database: SqliteDatabase, case: Case, told: Told | None = None) -> None:
    """Write down how far a removal got, and what its Arr was told."""
    execute(database, "UPDATE removal SET body = ? WHERE id = ?", (_put(case), case.id))
    if told is not None:
        _save_told(database, told)


def close_case(database: SqliteDatabase, case_id: int, told: Told | None = None) -> None:
    """The removal is over."""
    execute(database, "DELETE FROM removal WHERE id = ?", (case_id,))
    if told is not None:
        _save_told(database, told)


def _save_told(database: SqliteDatabase, told: Told) -> None:
    execute(database, "DELETE FROM told WHERE at < ?", (told.at - _REMEMBERED_SECONDS,))
    sql = "INSERT OR REPLACE INTO told(section, hash, act, instance, at) VALUES(?,?,?,?,?)"
    execute(database, sql, (told.section, told.hash, told.act, told.instance, told.at))


def recent_removals(database: SqliteDatabase, since: float) -> tuple[dict[str, tuple[Passed, ...]], tuple[Told, ...]]:
    """What was let through since then, by section, and what Arrs were told; what is older goes for good."""
    execute(database, "DELETE FROM passed WHERE at <= ?", (since,))
    execute(database, "DELETE FROM told WHERE at <= ?", (since,))
    passed: dict[str, list[Passed]] = {}
    for section, at, weight, is_late in rows(database, "SELECT section, at, weight, is_late FROM passed ORDER BY at"):
        passed.setdefault(section, []).append(Passed(at, Weight(weight), bool(is_late)))
    told = [Told(*row) for row in rows(database, "SELECT section, hash, act, instance, at FROM told")]
    return {section: tuple(found) for section, found in passed.items()}, tuple(told)


def open_cases(database: SqliteDatabase) -> tuple[Case, ...]:
    """Every removal under way, oldest first."""
    found = rows(database, "SELECT id, body FROM removal ORDER BY id")
    return tuple(msgspec.structs.replace(_get(body, Case), id=id_) for id_, body in found)


# The quarantine


def set_aside(database: SqliteDatabase, row: Quarantined) -> None:
    """
    Write down how a torrent was before it is touched. What is already written stays: after a crash the torrent may
    have been moved, and the first look was the true one.
    """
    sql = "INSERT OR IGNORE INTO quarantine(instance, hash, body) VALUES(?,?,?)"
    execute(database, sql, (row.instance, row.hash, _put(row)))


def quarantined(database: SqliteDatabase) -> tuple[Quarantined, ...]:
    """Everything in quarantine, in no order."""
    return tuple(_get(body, Quarantined) for (body,) in rows(database, "SELECT body FROM quarantine"))


def amend(database: SqliteDatabase, row: Quarantined) -> None:
    """Write a row anew that is there; one that was released stays so."""
    execute(
        database,
        "UPDATE quarantine SET body = ? WHERE instance = ? AND hash = ?",
        (_put(row), row.instance, row.hash),
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


# How long the program has run


def running_seconds(database: SqliteDatabase) -> float:
    """For how many seconds the program has run in all its lives."""
    row = one(database, "SELECT seconds FROM running WHERE id = 1")
    return float(row[0]) if row else 0.0


def save_running_seconds(database: SqliteDatabase, seconds: float) -> None:
    """Write down for how long the program has run."""
    execute(database, "INSERT OR REPLACE INTO running(id, seconds) VALUES(1, ?)", (seconds,))


# Who owned a torrent last


def owners(database: SqliteDatabase) -> dict[tuple[str, str], tuple[str, str]]:
    """Last owner of every torrent: `(instance, hash)` to `(section, category)`."""
    found = rows(database, "SELECT instance, hash, section, category FROM owner")
    return {(instance, hash_): (section, category) for instance, hash_, section, category in found}


def save_owners(database: SqliteDatabase, new: Iterable[tuple[str, str, str, str]]) -> None:
    """Write `(instance, hash, section, category)` rows."""
    sql = "INSERT OR REPLACE INTO owner(instance, hash, section, category) VALUES(?,?,?,?)"
    many(database, sql, list(new))


def drop_owners(database: SqliteDatabase, keys: Iterable[tuple[str, str]]) -> None:
    """Forget torrents that are gone, and pardons given to them."""
    gone = list(keys)
    many(database, "DELETE FROM owner WHERE instance = ? AND hash = ?", gone)
    many(database, "DELETE FROM pardon WHERE instance = ? AND hash = ?", gone)
