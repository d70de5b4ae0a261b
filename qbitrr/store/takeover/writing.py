"""Writing what was taken over; a row of ours is never touched."""

from collections.abc import Iterable

import msgspec
from peewee import SqliteDatabase

from qbitrr.model.searches import ItemState, SearchOutcome
from qbitrr.model.torrents.memory import Memory
from qbitrr.store.sqlite.sql import execute, many, rows
from qbitrr.store.takeover.foreign import ForeignProfile

__all__ = ["add_profiles", "add_searches", "add_torrents"]

_REASON = "searched by the program before this one"


def add_torrents(database: SqliteDatabase, torrents: Iterable[tuple[str, str, tuple[str, ...]]], now: float) -> int:
    """Remember torrents (client, hash, tags) that are not remembered yet. Returns how many."""
    before = _count(database, "memory")
    written = [
        (instance, hash_, now, msgspec.json.encode(Memory(tags_internal=tags))) for instance, hash_, tags in torrents
    ]
    many(database, "INSERT OR IGNORE INTO memory(instance, hash, seen_at, body, is_flat) VALUES(?,?,?,?,0)", written)
    return _count(database, "memory") - before


def add_searches(database: SqliteDatabase, item_ids: Iterable[int], at: float) -> int:
    """Remember items as searched at *at*, unless something is remembered of them. Returns how many."""
    before = _count(database, "search_state")
    names = ItemState.__struct_fields__
    sql = f"INSERT OR IGNORE INTO search_state({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
    states = [
        ItemState(
            item_id=item_id,
            eligible_since=at,
            first_searched=at,
            last_searched=at,
            attempts=1,
            last_reason=_REASON,
            last_outcome=SearchOutcome.UNKNOWN,
        )
        for item_id in item_ids
    ]
    many(database, sql, [msgspec.structs.astuple(state) for state in states])
    return _count(database, "search_state") - before


def add_profiles(database: SqliteDatabase, profiles: Iterable[ForeignProfile]) -> int:
    """Remember which profile things with a temporary one had, unless it is remembered. Returns how many."""
    before = _count(database, "temp_profile")
    for each in profiles:
        values = (each.kind, each.item_id, each.original, each.current, each.switched_at, "taken over")
        sql = (
            "INSERT OR IGNORE INTO temp_profile(kind, item_id, original_profile_id, step, current_profile_id, switched_at, reason)"
            " VALUES (?, ?, ?, 1, ?, ?, ?)"
        )
        execute(database, sql, values)
    return _count(database, "temp_profile") - before


def _count(database: SqliteDatabase, table: str) -> int:
    return int(rows(database, f"SELECT COUNT(*) FROM {table}")[0][0])  # noqa: S608 - a name of ours
