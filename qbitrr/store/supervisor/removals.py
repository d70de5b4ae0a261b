"""
In `supervisor.db`: removals under way, what was let through lately, and what Arrs were told.

Every function here runs in the file's thread, inside one transaction: `database.run(function, …)`.
"""

import msgspec
from peewee import SqliteDatabase

from qbitrr.model.moments import Moment
from qbitrr.model.removals.cases import Case, Passed, ToldArr, Weight
from qbitrr.store.sqlite.sql import decode, encode, execute, one, rows

__all__ = ["AlreadyOpen", "close_case", "open_case", "open_cases", "recent_removals", "save_case"]

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
