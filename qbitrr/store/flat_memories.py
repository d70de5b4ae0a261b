"""
How a torrent was remembered up to the third shape of `torrents.db`: everything beside everything, in one flat row.
"""

import msgspec
from msgspec import Struct

from qbitrr.model.torrents.memory import (
    Complained,
    Forgotten,
    Heard,
    ImportTries,
    Incarnation,
    Inspected,
    Memory,
    Missing,
    Placed,
    Rechecks,
    Recorded,
    Replaced,
    Resumes,
    Seeding,
    Watching,
)
from qbitrr.model.torrents.watching import Idle

__all__ = ["FlatMemory", "from_flat"]


class FlatMemory(Struct, frozen=True, kw_only=True):
    """A row as it was written; what nobody ever read is left out."""

    added_on: int = 0
    had: float = 0.0
    category: str = ""
    previous_category: str = ""
    recheck_done: bool = False
    seen_from: float | None = None
    complete_since: float | None = None
    idle: Idle = Idle()
    tags_internal: tuple[str, ...] = ()
    inspected_at: float | None = None
    inspected_files: int = 0
    excluded_ids: tuple[int, ...] = ()
    queue_seen: bool = False
    requeued: bool = False
    rejected: bool = False
    import_attempts: int = 0
    import_last_at: float | None = None
    import_command_id: int | None = None
    recheck_count: int = 0
    recheck_last_at: float | None = None
    error_left_at: float | None = None
    missing_from: float | None = None
    missing_count: int = 0
    stalled_up_from: float | None = None
    resumed_at: float | None = None
    resume_count: int = 0
    dead_since: dict[str, float] = {}
    bad_messages_hash: str = ""
    bad_messages_from: float | None = None
    heard: Heard = Heard()
    record_imported: bool = False
    released_event: int | None = None
    forgotten_at: float | None = None
    forgotten_seconds: float = 0.0


def from_flat(body: bytes) -> Memory:
    """What a flat row says. Raises `msgspec.DecodeError`."""
    flat = msgspec.json.decode(body, type=FlatMemory)
    return Memory(
        incarnation=Incarnation(added_on=flat.added_on),
        watching=Watching(
            seen_from=flat.seen_from, complete_since=flat.complete_since, had=flat.had, idle=flat.idle
        ),
        place=Placed(
            category=flat.category, previous_category=flat.previous_category,
            is_rechecked=flat.recheck_done, released_event=flat.released_event,
        ),
        rechecks=Rechecks(count=flat.recheck_count, last_at=flat.recheck_last_at, error_left_at=flat.error_left_at),
        missing=Missing(seen_from=flat.missing_from, count=flat.missing_count),
        seeding=Seeding(stalled_up_from=flat.stalled_up_from, dead_since=flat.dead_since),
        recorded=Recorded(seen=flat.queue_seen, imported=flat.record_imported),
        inspection=Inspected(at=flat.inspected_at, files=flat.inspected_files, excluded_ids=flat.excluded_ids),
        imports=ImportTries(attempts=flat.import_attempts, last_at=flat.import_last_at, command_id=flat.import_command_id),
        resumes=Resumes(count=flat.resume_count, last_at=flat.resumed_at),
        heard=flat.heard,
        forgotten=Forgotten(noted_at=flat.forgotten_at, seconds=flat.forgotten_seconds),
        complaint=Complained(fingerprint=flat.bad_messages_hash, seen_from=flat.bad_messages_from),
        replaced=Replaced(requeued=flat.requeued, rejected=flat.rejected),
        tags_internal=flat.tags_internal,
    )  # fmt: skip
