"""
`torrents.db` of a section: what is remembered about each torrent, imports about to be sent, and where its data lay. Writer:
the section's torrent child.

Every function here runs in the file's thread, inside one transaction: `database.run(save, changed, gone)`.
"""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct
from peewee import SqliteDatabase

from qbitrr.model.torrents.memory import Memory
from qbitrr.store.flat_memories import from_flat
from qbitrr.store.sqlite.migrations import Schema
from qbitrr.store.sqlite.sql import execute, many, rows

__all__ = [
    "SCHEMA",
    "GivenUp",
    "Intent",
    "Key",
    "Watched",
    "expire",
    "forget_given_up",
    "given_up",
    "intents",
    "marks",
    "memories",
    "mounts",
    "save",
    "save_given_up",
    "save_intent",
    "save_mark",
    "save_mount",
    "save_watched",
    "watched",
]

Key = tuple[str, str]

SCHEMA = Schema(
    name="torrents",
    steps=(
        """
CREATE TABLE memory(instance TEXT NOT NULL, hash TEXT NOT NULL, seen_at REAL NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY(instance, hash)) WITHOUT ROWID;
CREATE TABLE intent(instance TEXT NOT NULL, hash TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY(instance, hash)) WITHOUT ROWID;
CREATE TABLE mount(path TEXT PRIMARY KEY, device INTEGER NOT NULL) WITHOUT ROWID;
""",
        """
CREATE TABLE watched(instance TEXT PRIMARY KEY, seconds REAL NOT NULL, listed_from REAL NOT NULL, seen_at REAL NOT NULL) WITHOUT ROWID;
DELETE FROM memory WHERE hash = '';
""",
        "CREATE TABLE mark(name TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;",
        # Rows that are there are flat; each gets its new shape when it is written next.
        "ALTER TABLE memory ADD COLUMN is_flat INTEGER NOT NULL DEFAULT 1;",
        """
CREATE TABLE given_up(instance TEXT NOT NULL, hash TEXT NOT NULL, added_on INTEGER NOT NULL, at REAL NOT NULL, media_ids BLOB NOT NULL,
  PRIMARY KEY(instance, hash, added_on)) WITHOUT ROWID;
""",
    ),
)


_EXPIRED = "SELECT instance, hash FROM memory WHERE seen_at < ?"


class Intent(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An import command that is about to be sent, or was sent and is followed (`command_id`) to its end."""

    instance: str
    hash: str
    path: str
    at: float
    command_id: int = 0


class GivenUp(Struct, frozen=True, kw_only=True):
    """A download of these media whose removal, by a rule with bounds of its own, was asked for at that time."""

    instance: str
    hash: str
    added_on: int
    at: float
    media_ids: tuple[int, ...] = ()


class Watched(Struct, frozen=True, kw_only=True):
    """What the watched clock of a client showed last (`qbitrr.model.torrents.watching`), and when the client was listed last."""

    instance: str
    seconds: float
    listed_from: float
    seen_at: float


def memories(database: SqliteDatabase) -> dict[Key, Memory]:
    """Everything remembered, by `(instance, hash)`. A row that cannot be read counts as forgotten."""
    found: dict[Key, Memory] = {}
    for instance, hash_, body, is_flat in rows(database, "SELECT instance, hash, body, is_flat FROM memory"):
        try:
            found[instance, hash_] = from_flat(body) if is_flat else msgspec.json.decode(body, type=Memory)
        except msgspec.DecodeError:
            continue
    return found


def save(database: SqliteDatabase, changed: Mapping[Key, Memory], seen_at: float) -> None:
    """Write what changed; `seen_at` is the time of the listing it belongs to."""
    written = [(instance, hash_, seen_at, msgspec.json.encode(memory)) for (instance, hash_), memory in changed.items()]
    many(database, "INSERT OR REPLACE INTO memory(instance, hash, seen_at, body, is_flat) VALUES(?,?,?,?,0)", written)


def expire(database: SqliteDatabase, listed: Iterable[Key], now: float, kept_seconds: float) -> list[Key]:
    """Note that these torrents are listed, and forget those that have not been for `kept_seconds`. Returns which."""
    seen = [(now, instance, hash_) for instance, hash_ in listed]
    many(database, "UPDATE memory SET seen_at = ? WHERE instance = ? AND hash = ?", seen)
    gone = [(instance, hash_) for instance, hash_ in rows(database, _EXPIRED, (now - kept_seconds,))]
    many(database, "DELETE FROM memory WHERE instance = ? AND hash = ?", gone)
    return gone


def intents(database: SqliteDatabase) -> tuple[Intent, ...]:
    """Imports whose end is not known yet."""
    return tuple(msgspec.json.decode(body, type=Intent) for (body,) in rows(database, "SELECT body FROM intent"))


def save_intent(database: SqliteDatabase, key: Key, intent: Intent | None) -> None:
    """Write the import of a torrent down, or (None) that it is over."""
    if intent is None:
        execute(database, "DELETE FROM intent WHERE instance = ? AND hash = ?", key)
        return
    sql = "INSERT OR REPLACE INTO intent(instance, hash, body) VALUES(?,?,?)"
    execute(database, sql, (*key, msgspec.json.encode(intent)))


def given_up(database: SqliteDatabase, since: float) -> list[GivenUp]:
    """What was asked for since a time, oldest first; what is older is forgotten."""
    execute(database, "DELETE FROM given_up WHERE at < ?", (since,))
    found = rows(database, "SELECT instance, hash, added_on, at, media_ids FROM given_up ORDER BY at")
    return [
        GivenUp(instance=instance, hash=hash_, added_on=added_on, at=at, media_ids=tuple(msgspec.json.decode(media)))
        for instance, hash_, added_on, at, media in found
    ]


def save_given_up(database: SqliteDatabase, row: GivenUp) -> None:
    """Write one down."""
    sql = "INSERT OR REPLACE INTO given_up(instance, hash, added_on, at, media_ids) VALUES(?,?,?,?,?)"
    execute(database, sql, (row.instance, row.hash, row.added_on, row.at, msgspec.json.encode(row.media_ids)))


def forget_given_up(database: SqliteDatabase, row: GivenUp) -> None:
    """It was not taken, or taken back."""
    sql = "DELETE FROM given_up WHERE instance = ? AND hash = ? AND added_on = ?"
    execute(database, sql, (row.instance, row.hash, row.added_on))


def watched(database: SqliteDatabase) -> tuple[Watched, ...]:
    """The watched clocks."""
    found = rows(database, "SELECT instance, seconds, listed_from, seen_at FROM watched")
    return tuple(
        Watched(instance=instance, seconds=seconds, listed_from=listed_from, seen_at=seen_at)
        for instance, seconds, listed_from, seen_at in found
    )


def save_watched(database: SqliteDatabase, clocks: Iterable[Watched]) -> None:
    """Write the watched clocks."""
    written = [(each.instance, each.seconds, each.listed_from, each.seen_at) for each in clocks]
    many(database, "INSERT OR REPLACE INTO watched(instance, seconds, listed_from, seen_at) VALUES(?,?,?,?)", written)


def mounts(database: SqliteDatabase) -> dict[str, int]:
    """The device each save path was last seen on."""
    return dict(rows(database, "SELECT path, device FROM mount"))


def marks(database: SqliteDatabase) -> dict[str, float]:
    """Moments that must survive a restart, by name."""
    return dict(rows(database, "SELECT name, at FROM mark"))


def save_mark(database: SqliteDatabase, name: str, at: float) -> None:
    """Keep a moment."""
    execute(database, "INSERT OR REPLACE INTO mark(name, at) VALUES(?,?)", (name, at))


def save_mount(database: SqliteDatabase, path: str, device: int) -> None:
    """The save path is on this device."""
    execute(database, "INSERT OR REPLACE INTO mount(path, device) VALUES(?,?)", (path, device))
