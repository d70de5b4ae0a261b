"""
What may be remembered of a torrent, and the clocks beside it.
"""

from typing import Any

from attrs import evolve
from hypothesis import strategies as st
from msgspec.structs import replace

from qbitrr.model.torrents.memory import Heard, Memory
from qbitrr.model.torrents.tags import ALL_TAGS
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.watching import Figures, Idle, Watch
from qbitrr.testing.strategies.values import CATEGORIES, HOSTS, NOW, SHARES, maybe, moments

__all__ = ["altered", "figures", "idles", "memories", "remembered", "watches"]


_PLACES = {
    "added_on": ("incarnation", "added_on"),
    "seen_from": ("watching", "seen_from"),
    "complete_since": ("watching", "complete_since"),
    "had": ("watching", "had"),
    "idle": ("watching", "idle"),
    "category": ("place", "category"),
    "previous_category": ("place", "previous_category"),
    "recheck_done": ("place", "is_rechecked"),
    "released_event": ("place", "released_event"),
    "inspected_at": ("inspection", "at"),
    "inspected_files": ("inspection", "files"),
    "excluded_ids": ("inspection", "excluded_ids"),
    "inspected_bytes": ("inspection", "size_bytes"),
    "import_attempts": ("imports", "attempts"),
    "import_last_at": ("imports", "last_at"),
    "import_command_id": ("imports", "command_id"),
    "recheck_count": ("rechecks", "count"),
    "recheck_last_at": ("rechecks", "last_at"),
    "error_left_at": ("rechecks", "error_left_at"),
    "resumed_at": ("resumes", "last_at"),
    "resume_count": ("resumes", "count"),
    "missing_from": ("missing", "seen_from"),
    "missing_count": ("missing", "count"),
    "stalled_up_from": ("seeding", "stalled_up_from"),
    "dead_since": ("seeding", "dead_since"),
    "requeued": ("replaced", "requeued"),
    "rejected": ("replaced", "rejected"),
    "queue_seen": ("recorded", "seen"),
    "record_imported": ("recorded", "imported"),
    "forgotten_at": ("forgotten", "noted_at"),
    "forgotten_seconds": ("forgotten", "seconds"),
    "bad_messages_hash": ("complaint", "fingerprint"),
    "bad_messages_from": ("complaint", "seen_from"),
}
"""Where in a memory each thing is that has a name of its own here."""


def altered(memory: Memory, **fields: Any) -> Memory:
    """A memory with other *fields*, by the names they have here: `import_attempts`, `dead_since`."""
    changes: dict[str, Any] = {}
    for name, value in fields.items():
        part, field = _PLACES.get(name, (name, ""))
        before = changes.get(part, getattr(memory, part))
        changes[part] = replace(before, **{field: value}) if field else value
    return replace(memory, **changes)


def remembered(**fields: Any) -> Memory:
    """A memory of nothing but these *fields*."""
    return altered(Memory(), **fields)


def memories(**given: st.SearchStrategy[Any]) -> st.SearchStrategy[Memory]:
    """Any memory of a torrent, consistent or not; *given* takes the place of fields."""
    when = maybe(moments().map(float))
    usual: dict[str, st.SearchStrategy[Any]] = {
        "had": SHARES,
        "category": st.sampled_from(CATEGORIES),
        "previous_category": st.sampled_from(["", "radarr"]),
        "recheck_done": st.booleans(),
        "seen_from": when,
        "complete_since": when,
        "idle": idles(),
        "tags_internal": st.lists(st.sampled_from(ALL_TAGS), unique=True, max_size=2).map(tuple),
        "inspected_at": when,
        "inspected_files": st.integers(0, 4),
        "excluded_ids": st.sampled_from([(), (0, 2)]),
        "inspected_bytes": maybe(st.integers(0, 10**9)),
        "queue_seen": st.booleans(),
        "requeued": st.booleans(),
        "rejected": st.booleans(),
        "import_attempts": st.integers(0, 4),
        "import_last_at": when,
        "import_command_id": maybe(st.integers(0, 9)),
        "recheck_count": st.one_of(st.integers(0, 4), st.just(5000)),
        "recheck_last_at": when,
        "error_left_at": when,
        "missing_from": when,
        "missing_count": st.integers(0, 3),
        "stalled_up_from": when,
        "resumed_at": when,
        "resume_count": st.integers(0, 9),
        "dead_since": st.dictionaries(st.sampled_from(HOSTS), moments().map(float), max_size=2),
        "bad_messages_hash": st.sampled_from(["", "0123"]),
        "bad_messages_from": when,
        "heard": st.builds(
            Heard, told=st.sampled_from(Told), event_at=st.integers(0, 9), asked_at=when, asks=st.integers(0, 9)
        ),
        "record_imported": st.booleans(),
        "released_event": maybe(st.integers(0, 9)),
        "forgotten_at": when,
        "forgotten_seconds": st.sampled_from([0.0, 86_000.0, 86_400.0]),
    }
    return st.builds(remembered, **{**usual, **given})


def figures() -> st.SearchStrategy[Figures]:
    """What a client counts of a download; those of `torrents()` are among them."""
    return st.builds(
        Figures,
        amount_left=st.sampled_from([0, 0, 1, 10**9]),
        progress=st.sampled_from([0.0, 0.5]),
        last_activity=st.one_of(st.sampled_from([0, -1]), moments()),
    )


def idles() -> st.SearchStrategy[Idle]:
    """How long a download was watched without a byte, consistent or not."""
    return st.builds(
        Idle,
        seconds=st.sampled_from([0.0, 0.0, 60.0, 900.0, 80_000.0]),
        since=maybe(moments().map(float)),
        active_since=maybe(moments().map(float)),
        figures=maybe(figures()),
        byte_at=maybe(moments().map(float)),
    )


def watches() -> st.SearchStrategy[Watch]:
    """A watched clock that shows `NOW`, running or not."""
    running = st.builds(
        Watch,
        now=st.just(float(NOW)),
        unbroken_from=st.one_of(st.just(0), moments(future=0)).map(float),
        listed_from=st.one_of(st.just(0), moments(future=0)).map(float),
    )
    return st.one_of(running, running.map(lambda watch: evolve(watch, unbroken_from=watch.now, is_running=False)))
