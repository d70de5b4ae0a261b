"""
What may be remembered of a torrent, and the clocks beside it.
"""

from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from qbitrr.model.rule_table import RULES
from qbitrr.model.torrents.memory import Heard, Memory
from qbitrr.model.torrents.tags import ALL_TAGS
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.watching import Figures, Idle, Watch
from qbitrr.testing.strategies.values import CATEGORIES, HOSTS, NOW, SHARES, maybe, moments

__all__ = ["figures", "idles", "memories", "watches"]


def memories(**given: st.SearchStrategy[Any]) -> st.SearchStrategy[Memory]:
    """Any memory of a torrent, consistent or not; *given* takes the place of fields."""
    when = maybe(moments().map(float))
    usual: dict[str, st.SearchStrategy[Any]] = {
        "owner": st.sampled_from(["", "Radarr"]),
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
        "pardoned_at": when,
        "last_rule": st.sampled_from([0, *(each.number for each in RULES)]),
        "last_rule_at": when,
    }
    return st.builds(Memory, **{**usual, **given})


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
