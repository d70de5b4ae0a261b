"""
In `supervisor.db`: where the torrents of each client lay when it was listed last, and since when a client is away.

Every function here runs in the file's thread, inside one transaction, see `qbitrr.store.supervisor.journal`.
"""

from collections.abc import Iterable

import msgspec
from peewee import SqliteDatabase

from qbitrr.model.removals.sharing import ClientSeen, Placement
from qbitrr.store.sqlite.sql import many, rows

__all__ = ["clients_seen", "forget", "placements", "save_clients_seen", "save_placements"]

Key = tuple[str, str]


def forget(database: SqliteDatabase, instances: Iterable[str]) -> None:
    """Forget these clients: one that comes back later is a new one."""
    for table in ("placement", "client_seen"):
        many(database, f"DELETE FROM {table} WHERE instance = ?", [(each,) for each in instances])  # noqa: S608  (our own names)


def placements(database: SqliteDatabase) -> tuple[Placement, ...]:
    """Where everything lay, in no order."""
    found = rows(database, "SELECT body FROM placement")
    return tuple(msgspec.json.decode(body, type=Placement) for (body,) in found)


def save_placements(database: SqliteDatabase, changed: Iterable[Placement], gone: Iterable[Key]) -> None:
    """Write what lies elsewhere now, and forget what is gone."""
    many(database, "DELETE FROM placement WHERE instance = ? AND hash = ?", list(gone))
    sql = "INSERT OR REPLACE INTO placement(instance, hash, body) VALUES(?,?,?)"
    many(database, sql, [(each.instance, each.hash, msgspec.json.encode(each)) for each in changed])


def clients_seen(database: SqliteDatabase) -> dict[str, ClientSeen]:
    """What is known of each client that was ever there."""
    found = rows(database, "SELECT instance, is_known, away_since, taken_out_since FROM client_seen")
    return {
        instance: ClientSeen(is_known=bool(known), away_since=away, taken_out_since=taken_out)
        for instance, known, away, taken_out in found
    }


def save_clients_seen(database: SqliteDatabase, changed: Iterable[tuple[str, ClientSeen]]) -> None:
    """Write what is known of clients now."""
    sql = "INSERT OR REPLACE INTO client_seen(instance, is_known, away_since, taken_out_since) VALUES(?,?,?,?)"
    told = [(instance, int(seen.is_known), seen.away_since, seen.taken_out_since) for instance, seen in changed]
    many(database, sql, told)
