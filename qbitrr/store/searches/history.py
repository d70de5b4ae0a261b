"""
The history in `search.db`: what was searched, what is being searched, and which replacements still have to be.

All functions run inside `Database.run`, each in one transaction. See Note [Sent once] in `qbitrr.loops.searches.sender`.
"""

from collections.abc import Collection, Iterable
from typing import Any

import msgspec
from msgspec.structs import replace
from peewee import SqliteDatabase

from qbitrr.model.reasons import Reason
from qbitrr.model.searches import (
    Candidate,
    Command,
    ItemState,
    Lane,
    Replacement,
    ReplacementState,
    SearchCycle,
    SearchOutcome,
    Sending,
    Spent,
)
from qbitrr.store.searches.states import save_cycle, save_states, take_back
from qbitrr.store.sqlite.sql import execute, many, one, rows

__all__ = [
    "ask_replacement",
    "begin",
    "close",
    "commands_of",
    "finish",
    "last_search",
    "next_replacement",
    "open_sendings",
    "refuse",
    "replaced_at",
    "searched_at",
    "sent",
    "spent_since",
    "waiting_replacements",
]

DAY = 86_400.0
TWINS_WITHIN_SECONDS = 600.0
"""The same download in two clients is given up at nearly the same time."""
_SENDING = ", ".join(Sending.__struct_fields__)


# Replacements


def ask_replacement(database: SqliteDatabase, request: Replacement) -> bool:
    """
    Store a request for a replacement; False when there is one with this key already, or one of a moment ago for the same download in
    another client.
    """
    twin = "SELECT 1 FROM replacement WHERE hash = ? AND hash <> '' AND instance <> ? AND asked_at > ? AND state <> 'dropped'"
    if one(database, twin, (request.hash, request.instance, request.asked_at - TWINS_WITHIN_SECONDS)):
        return False
    return (
        execute(
            database,
            "INSERT OR IGNORE INTO replacement(key, media_ids, why, name, asked_at, state, since, instance, hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                request.key,
                _json(request.media_ids),
                _json(request.why),
                request.name,
                request.asked_at,
                request.state,
                request.since,
                request.instance,
                request.hash,
            ),
        )
        == 1
    )


def next_replacement(database: SqliteDatabase, put_off: Collection[str]) -> Replacement | None:
    """The one that has waited longest and is not *put_off*."""
    find = (
        "SELECT * FROM replacement WHERE state = 'waiting' AND key NOT IN (SELECT value FROM json_each(?))"
        " ORDER BY asked_at, key LIMIT 1"
    )
    found = one(database, find, (_json(list(put_off)),))
    return _replacement(found) if found else None


def waiting_replacements(database: SqliteDatabase) -> set[str]:
    """The keys of those that wait."""
    return {row[0] for row in rows(database, "SELECT key FROM replacement WHERE state = 'waiting'")}


def close(database: SqliteDatabase, key: str, text: str, state: ReplacementState) -> None:
    """A request that ends without a search of its own."""
    _move(database, key, state, text)


def replaced_at(database: SqliteDatabase, item_ids: Iterable[int], since: float) -> dict[int, list[float]]:
    """When each of the items was searched as a replacement since then."""
    return {
        number: [
            row[0]
            for row in rows(
                database,
                "SELECT h.sent_at FROM search_item i JOIN search_history h ON h.id = i.history_id"
                " WHERE i.item_id = ? AND h.lane = ? AND h.sent_at > ? ORDER BY h.sent_at",
                (number, Lane.REPLACEMENT, since),
            )
        ]
        for number in item_ids
    }


# One search


def begin(database: SqliteDatabase, candidate: Candidate, now: float) -> Sending:
    """Note that this search is about to be sent."""
    sending = Sending(
        id=0,
        lane=candidate.lane,
        command=candidate.command,
        item_ids=candidate.item_ids,
        reason=candidate.reason,
        title=candidate.title,
        sending_at=now,
        parent_id=candidate.parent_id,
        cost=candidate.cost,
        key=candidate.key,
        why=candidate.why,
    )
    execute(
        database,
        "INSERT INTO search_history(lane, command, item_ids, reason, title, sending_at, parent_id, cost, key, why, status)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'sending')",
        (
            sending.lane,
            _json(sending.command),
            _json(sending.item_ids),
            sending.reason,
            sending.title,
            now,
            sending.parent_id,
            sending.cost,
            sending.key,
            None if sending.why is None else _json(sending.why),
        ),
    )
    (number,) = rows(database, "SELECT last_insert_rowid()")[0]
    many(database, "INSERT INTO search_item VALUES (?, ?)", [(item, number) for item in set(sending.item_ids)])
    if sending.key:
        _move(database, sending.key, ReplacementState.SENDING)
    return replace(sending, id=number)


def sent(
    database: SqliteDatabase,
    sending: Sending,
    command_id: int,
    now: float,
    states: Collection[ItemState],
    cycle: SearchCycle,
) -> Sending:
    """The Arr has it as *command_id*: with the same stroke its items count as searched, in *states* and *cycle*."""
    execute(
        database,
        "UPDATE search_history SET status = 'sent', command_id = ?, sent_at = ? WHERE id = ?",
        (command_id, now, sending.id),
    )
    save_states(database, states)
    save_cycle(database, cycle)
    take_back(database, sending.item_ids)
    if sending.key:
        _move(database, sending.key, ReplacementState.SENT)
    return replace(sending, status="sent", command_id=command_id, sent_at=now)


def refuse(database: SqliteDatabase, sending: Sending, error: str, now: float, *, status: str) -> None:
    """It was not sent, because of *error*: `refused` or `lost`. A request waits for another try."""
    execute(
        database,
        "UPDATE search_history SET status = ?, error = ?, finished_at = ? WHERE id = ?",
        (status, error, now, sending.id),
    )
    if sending.key:
        _move(database, sending.key, ReplacementState.WAITING, error)


def finish(database: SqliteDatabase, sending: Sending, outcome: SearchOutcome) -> None:
    """The command is over; *sending* says how it ended, *outcome* what that means for its items."""
    execute(
        database,
        "UPDATE search_history SET status = ?, finished_at = ?, grabbed = ?, release = ?, error = ? WHERE id = ?",
        (sending.status, sending.finished_at, sending.grabbed, sending.release, sending.error, sending.id),
    )
    many(
        database,
        "UPDATE search_state SET last_outcome = ? WHERE item_id = ? AND last_command_id = ?",
        [(outcome, number, sending.command_id) for number in sending.item_ids],
    )
    if sending.key:
        _move(database, sending.key, ReplacementState.DONE)


def open_sendings(database: SqliteDatabase) -> list[Sending]:
    """Searches whose fate is open: about to be sent (maybe sent), or sent and not ended."""
    found = rows(database, f"SELECT {_SENDING} FROM search_history WHERE status IN ('sending', 'sent') ORDER BY id")  # noqa: S608
    return [_sending(row) for row in found]


def commands_of(database: SqliteDatabase, sending: Sending) -> set[int]:
    """The commands that the searches of the day before *sending* became, as far as they were for its first item, too."""
    find = (
        "SELECT h.command_id FROM search_item i JOIN search_history h ON h.id = i.history_id"
        " WHERE i.item_id = ? AND h.id < ? AND h.command_id > 0 AND h.sent_at > ?"
    )
    found = (
        rows(database, find, (sending.item_ids[0], sending.id, sending.sending_at - DAY)) if sending.item_ids else []
    )
    return {number for (number,) in found}


def spent_since(database: SqliteDatabase, since: float) -> list[Spent]:
    """What was sent since then, the first first."""
    find = "SELECT sent_at, lane, cost FROM search_history WHERE sent_at > ? ORDER BY sent_at"
    return [Spent(at, Lane(lane), cost) for at, lane, cost in rows(database, find, (since,))]


def searched_at(database: SqliteDatabase, item_ids: Iterable[int], since: float) -> dict[int, list[float]]:
    """When each of the items was searched since then, in whatever lane, the first first; not what the Arr broke off."""
    find = (
        "SELECT h.sent_at FROM search_item i JOIN search_history h ON h.id = i.history_id"
        " WHERE i.item_id = ? AND h.sent_at > ? AND h.status NOT IN ('aborted', 'orphaned') ORDER BY h.sent_at"
    )
    return {number: [row[0] for row in rows(database, find, (number, since))] for number in item_ids}


def last_search(database: SqliteDatabase) -> tuple[str, float]:
    """Text and time of the last search; empty and 0 when there was none."""
    row = one(database, "SELECT title, sent_at FROM search_history WHERE sent_at > 0 ORDER BY sent_at DESC LIMIT 1")
    return (row[0], row[1]) if row else ("", 0.0)


def _move(database: SqliteDatabase, key: str, state: ReplacementState, text: str = "") -> None:
    execute(database, "UPDATE replacement SET state = ?, text = ? WHERE key = ?", (state, text, key))


def _replacement(row: tuple[object, ...]) -> Replacement:
    key, media_ids, why, name, asked_at, state, text, since, instance, hash_ = row
    return msgspec.convert(
        {
            "key": key,
            "media_ids": msgspec.json.decode(str(media_ids)),
            "why": msgspec.json.decode(str(why)),
            "name": name,
            "asked_at": asked_at,
            "state": state,
            "text": text,
            "since": since,
            "instance": instance,
            "hash": hash_,
        },
        Replacement,
    )


def _sending(row: tuple[object, ...]) -> Sending:
    values: dict[str, Any] = dict(zip(Sending.__struct_fields__, row, strict=True))
    return Sending(
        **{
            **values,
            "lane": Lane(str(values["lane"])),
            "command": msgspec.json.decode(str(values["command"]), type=Command),
            "item_ids": tuple(msgspec.json.decode(str(values["item_ids"]))),
            "why": msgspec.json.decode(str(values["why"]), type=Reason) if values["why"] else None,
        }
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
