"""
In `supervisor.db`: removals under way, what was let through lately, what Arrs were told, and what lies in quarantine.

Every function here runs in the file's thread, inside one transaction: `database.run(function, …)`.
"""

import msgspec
from peewee import SqliteDatabase

from qbitrr.model.removals.cases import Case, Passed, ToldArr, Weight
from qbitrr.model.removals.moments import Moment
from qbitrr.model.removals.quarantine import Quarantined
from qbitrr.store.sqlite.sql import decode, encode, execute, one, rows

__all__ = [
    "AlreadyOpen",
    "amend",
    "close_case",
    "open_case",
    "open_cases",
    "pardon",
    "pardoned",
    "pardoned_lives",
    "quarantined",
    "recent_removals",
    "release",
    "save_case",
    "set_aside",
    "take_back",
    "withdraw_pardon",
]

_REMEMBERED_SECONDS = 86_400.0


class AlreadyOpen(Exception):
    """A removal of the same torrent is under way."""


def open_case(database: SqliteDatabase, case: Case, passed: Passed | None = None) -> Case:
    """
    Write a new removal down, with what it counts for; returns it with its id. Raises `AlreadyOpen`, and nothing of that transaction is
    written.
    """
    sql = "INSERT OR IGNORE INTO removal(instance, hash, body) VALUES(?,?,?)"
    if execute(database, sql, (case.instance, case.hash, encode(case))) != 1:
        raise AlreadyOpen
    row = one(database, "SELECT id FROM removal WHERE instance = ? AND hash = ?", (case.instance, case.hash))
    assert row is not None
    if passed is not None:
        _drop_passed(database, passed.moment, _REMEMBERED_SECONDS)
        sql = "INSERT INTO passed(section, at, running_at, weight, is_late) VALUES(?,?,?,?,?)"
        at, running_at = passed.moment.at, passed.moment.running_at
        execute(database, sql, (case.removal.section, at, running_at, str(passed.weight), passed.is_late))
    return msgspec.structs.replace(case, id=row[0])


def save_case(database: SqliteDatabase, case: Case, told: ToldArr | None = None) -> None:
    """Write down how far a removal got, and what its Arr was told."""
    execute(database, "UPDATE removal SET body = ? WHERE id = ?", (encode(case), case.id))
    if told is not None:
        _save_told(database, told)


def close_case(database: SqliteDatabase, case_id: int, told: ToldArr | None = None) -> None:
    """The removal is over."""
    execute(database, "DELETE FROM removal WHERE id = ?", (case_id,))
    if told is not None:
        _save_told(database, told)


def _save_told(database: SqliteDatabase, told: ToldArr) -> None:
    execute(database, "DELETE FROM told WHERE at < ?", (told.at - _REMEMBERED_SECONDS,))
    sql = "INSERT OR REPLACE INTO told(section, hash, act, instance, at) VALUES(?,?,?,?,?)"
    execute(database, sql, (told.section, told.hash, told.act, told.instance, told.at))


def recent_removals(
    database: SqliteDatabase, now: Moment, seconds: float
) -> tuple[dict[str, tuple[Passed, ...]], tuple[ToldArr, ...]]:
    """
    What was let through within the last *seconds* of either clock, by section, and what Arrs were told within them by the clock on the
    wall; what is older goes for good. Of rows without running time the clock on the wall alone decides.
    """
    _drop_passed(database, now, seconds)
    execute(database, "DELETE FROM told WHERE at <= ?", (now.at - seconds,))
    passed: dict[str, list[Passed]] = {}
    sql = "SELECT section, at, running_at, weight, is_late FROM passed ORDER BY at"
    for section, at, running_at, weight, is_late in rows(database, sql):
        passed.setdefault(section, []).append(Passed(Moment(at, running_at), Weight(weight), bool(is_late)))
    told = [ToldArr(*row) for row in rows(database, "SELECT section, hash, act, instance, at FROM told")]
    return {section: tuple(found) for section, found in passed.items()}, tuple(told)


def _drop_passed(database: SqliteDatabase, now: Moment, seconds: float) -> None:
    """Forget what was let through longer ago than so many seconds, by the clock on the wall and in running time."""
    sql = "DELETE FROM passed WHERE at <= ? AND running_at <= ?"
    execute(database, sql, (now.at - seconds, now.running_at - seconds))


def open_cases(database: SqliteDatabase) -> tuple[Case, ...]:
    """Every removal under way, oldest first."""
    found = rows(database, "SELECT id, body FROM removal ORDER BY id")
    return tuple(msgspec.structs.replace(decode(body, Case), id=id_) for id_, body in found)


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
