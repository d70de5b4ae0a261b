"""
What `search.db` remembers of every item, the present cycle, and what people want: items searched now, a pause.
"""

from collections.abc import Collection, Mapping

import msgspec
from msgspec.structs import replace
from peewee import SqliteDatabase

from qbitrr.model.searches import ItemState, SearchCycle, SearchOutcome, Sending
from qbitrr.store.sqlite.sql import execute, many, one, rows

__all__ = [
    "ask",
    "asked",
    "asked_before",
    "begin_anew",
    "cycle_of",
    "forget_gone",
    "given_back",
    "pause_of",
    "save_cycle",
    "save_pause",
    "save_states",
    "states_of",
    "take_back",
]

HISTORY_DAYS, HISTORY_ROWS = 90, 50_000
GONE_KEPT_SECONDS = 30 * 86_400.0
_STATE = ", ".join(ItemState.__struct_fields__)


def states_of(database: SqliteDatabase) -> dict[int, ItemState]:
    """What is remembered of every item."""
    return {row[0]: ItemState(**dict(zip(ItemState.__struct_fields__, row, strict=True)))
            for row in rows(database, f"SELECT {_STATE} FROM search_state")}  # fmt: skip  # noqa: S608


def save_states(database: SqliteDatabase, states: Collection[ItemState]) -> None:
    """Remember these."""
    places = ", ".join("?" * len(ItemState.__struct_fields__))
    values = [msgspec.structs.astuple(state) for state in states]
    many(database, f"INSERT OR REPLACE INTO search_state({_STATE}) VALUES ({places})", values)  # noqa: S608


def given_back(database: SqliteDatabase, sending: Sending) -> list[ItemState]:
    """The Arr broke this search off: its items get back what they were before, which is returned."""
    placed = ", ".join("?" * len(sending.item_ids))
    find = f"SELECT {_STATE} FROM search_state WHERE last_command_id = ? AND item_id IN ({placed})"  # noqa: S608
    states = [
        ItemState(**dict(zip(ItemState.__struct_fields__, row, strict=True)))
        for row in rows(database, find, (sending.command_id, *sending.item_ids))
    ]
    back = [
        replace(
            state,
            attempts=max(0, state.attempts - 1),
            last_searched=_searched_before(database, state, sending),
            cycle=0,
            last_outcome=SearchOutcome.FAILED,
            last_command_id=0,  # asked twice, it gives back once
        )
        for state in states
    ]
    save_states(database, back)
    return back


def _searched_before(database: SqliteDatabase, state: ItemState, sending: Sending) -> float:
    if state.attempts < 2:
        return 0.0
    find = (
        "SELECT MAX(h.sent_at) FROM search_item i JOIN search_history h ON h.id = i.history_id"
        " WHERE i.item_id = ? AND h.id <> ? AND h.sent_at >= ?"
    )
    row = one(database, find, (state.item_id, sending.id, state.eligible_since or 0.0))
    return float(row[0]) if row and row[0] else 0.0


def begin_anew(database: SqliteDatabase) -> None:
    """Forget whatever is remembered of items by their ids: these mean others now."""
    for table in ("search_state", "asked", "temp_profile"):
        execute(database, f"DELETE FROM {table}")  # noqa: S608  # our own names
    gone = "the Arr was set up anew"
    execute(database, "UPDATE replacement SET state = 'dropped', text = ? WHERE state = 'waiting'", (gone,))


def cycle_of(database: SqliteDatabase, now: float) -> SearchCycle:
    """The present cycle; a first one that begins now if there was none."""
    row = one(database, "SELECT number, began, ended, searched FROM cycle")
    return (
        SearchCycle(number=row[0], began=row[1], ended=row[2], searched=row[3])
        if row
        else SearchCycle(number=1, began=now)
    )


def save_cycle(database: SqliteDatabase, cycle: SearchCycle) -> None:
    """Remember the present cycle."""
    execute(
        database,
        "INSERT OR REPLACE INTO cycle VALUES (1, ?, ?, ?, ?)",
        (cycle.number, cycle.began, cycle.ended, cycle.searched),
    )


def forget_gone(database: SqliteDatabase, existing: Collection[int], now: float) -> frozenset[int]:
    """Forget items that have been gone from the library for 30 days, which are returned, and the oldest history."""
    known = {row[0]: row[1] for row in rows(database, "SELECT item_id, gone_at FROM search_state")}
    marks: Mapping[int, float | None] = {
        number: None if number in existing else gone_at or now for number, gone_at in known.items()
    }
    changed = [(mark, number) for number, mark in marks.items() if mark != known[number]]
    many(database, "UPDATE search_state SET gone_at = ? WHERE item_id = ?", changed)
    gone = frozenset(
        row[0]
        for row in rows(database, "SELECT item_id FROM search_state WHERE gone_at < ?", (now - GONE_KEPT_SECONDS,))
    )
    many(database, "DELETE FROM search_state WHERE item_id = ?", [(number,) for number in gone])
    old = now - HISTORY_DAYS * 86_400
    execute(database, "DELETE FROM search_history WHERE sending_at < ? AND status NOT IN ('sending', 'sent')", (old,))
    execute(
        database,
        "DELETE FROM search_history WHERE id <= (SELECT MAX(id) FROM search_history) - ? AND status NOT IN ('sending', 'sent')",
        (HISTORY_ROWS,),
    )
    execute(database, "DELETE FROM replacement WHERE asked_at < ? AND state IN ('done', 'dropped')", (old,))
    return gone


def ask(database: SqliteDatabase, item_ids: Collection[int], now: float) -> None:
    """These are to be searched now. One that waits already keeps its place."""
    many(database, "INSERT OR IGNORE INTO asked(item_id, asked_at) VALUES (?, ?)", [(each, now) for each in item_ids])


def asked(database: SqliteDatabase) -> list[int]:
    """What is to be searched now, the first first."""
    return [row[0] for row in rows(database, "SELECT item_id FROM asked ORDER BY asked_at, item_id")]


def asked_before(database: SqliteDatabase, at: float) -> set[int]:
    """What has been wanted since before that time."""
    return {row[0] for row in rows(database, "SELECT item_id FROM asked WHERE asked_at < ?", (at,))}


def take_back(database: SqliteDatabase, item_ids: Collection[int]) -> None:
    """These were searched, or cannot be."""
    many(database, "DELETE FROM asked WHERE item_id = ?", [(each,) for each in item_ids])


def pause_of(database: SqliteDatabase) -> tuple[float, str]:
    """Until when nothing is searched, and why; 0 and nothing if there is no pause."""
    row = one(database, "SELECT until, why FROM pause")
    return (row[0], row[1]) if row else (0.0, "")


def save_pause(database: SqliteDatabase, until: float, why: str, now: float) -> None:
    """Search nothing until then; 0 ends the pause."""
    execute(database, "INSERT OR REPLACE INTO pause(one, since, until, why) VALUES (1, ?, ?, ?)", (now, until, why))
