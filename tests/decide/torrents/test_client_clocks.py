"""The clock of a client may be wrong by minutes or hours: its timestamps are compared with each other only."""

import typing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from qbitrr.decide.removals.still_due import no_longer_due
from qbitrr.decide.set_back import none_ahead
from qbitrr.decide.torrents.rules import decide
from qbitrr.model.reasons import Reason
from qbitrr.model.steps import Data, Removal
from qbitrr.model.torrents.facts import TorrentFacts
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.tags import ALLOWED_SEEDING
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.testing.strategies.looks import looks
from qbitrr.testing.strategies.memories import altered, memories
from qbitrr.testing.strategies.torrents import torrents
from qbitrr.testing.strategies.values import NOW
from tests.decide.given import RADARR, finished, kinds, record, remembering
from tests.decide.torrents.laws import MANY

LOOK = tuple[TorrentFacts, OwnerRules, Memory]
STAMPS = ("added_on", "last_activity", "completion_on")
"""What a client says by its own clock."""
NO_STAMPS = {"eta_seconds", "seeding_time_seconds"}
"""What it counts in seconds."""

pytestmark = pytest.mark.correction("A2")
steps_of_a_clock = st.one_of(st.sampled_from([-600, 600, -3600, 3600]), st.integers(-200_000, 10**8))


def moved(stamp: int, seconds: int) -> int:
    """A timestamp of a client whose clock is wrong by *seconds*; never stays never."""
    return stamp + seconds if stamp > 0 else stamp


def of_torrent(torrent: Torrent, seconds: int) -> Torrent:
    """A torrent as that client lists it."""
    return replace(torrent, **{name: moved(getattr(torrent, name), seconds) for name in STAMPS})


def of_memory(memory: Memory, seconds: int) -> Memory:
    """What is remembered of a torrent of that client."""
    idle = memory.watching.idle
    if idle.figures is not None:
        figures = replace(idle.figures, last_activity=moved(idle.figures.last_activity, seconds))
        idle = replace(idle, figures=figures)
    return altered(memory, added_on=moved(memory.incarnation.added_on, seconds), idle=idle)


@MANY
@given(looks(), steps_of_a_clock, st.booleans())
def test_the_clock_of_a_client_decides_nothing(look: LOOK, seconds: int, is_known: bool) -> None:
    """Every timestamp of a client moved by the same: the same rule, reason, steps and next look, and the same is remembered."""
    facts, rules, memory = look
    memory = altered(memory, added_on=facts.torrent.added_on if is_known else NOW - 10**6)
    here = decide(facts, rules, memory, NOW)
    there = decide(replace(facts, torrent=of_torrent(facts.torrent, seconds)), rules, of_memory(memory, seconds), NOW)
    assert there == replace(here, memory=of_memory(here.memory, seconds))


@MANY
@given(torrents(), torrents(), st.integers(0, 18), steps_of_a_clock)
def test_nor_does_it_decide_what_is_still_due(seen: Torrent, torrent: Torrent, rule: int, seconds: int) -> None:
    """What made a removal due is compared with what is, both by the same clock."""
    why = Reason(code="test", rule=rule, text="A test.")
    removal = Removal(instance="qBit", hash=seen.hash, why=why, data=Data.DELETE, seen=seen)
    other = replace(removal, seen=of_torrent(seen, seconds))
    assert no_longer_due(removal, torrent) == no_longer_due(other, of_torrent(torrent, seconds))


DONE = finished(tags=(ALLOWED_SEEDING,), seeding_time_seconds=0)
LISTED = {"record": record("importPending")}


@pytest.mark.parametrize("completed_on", [NOW - 600, NOW, NOW + 600])
def test_complete_is_what_we_saw_complete(completed_on: int) -> None:
    """Whenever its client says it was: a download seen before has just become complete when it is seen complete."""
    facts = TorrentFacts(torrent=replace(DONE, completion_on=completed_on), storage_ok=True, **LISTED)
    first = decide(facts, RADARR, remembering(seen_from=0.0), NOW)
    assert (first.memory.watching.complete_since, kinds(first), first.look_again_at) == (NOW, [], NOW + 60)
    assert kinds(decide(facts, RADARR, first.memory, NOW + 59)) == []
    assert kinds(decide(facts, RADARR, first.memory, NOW + 60)) == ["Import"]


def test_what_was_complete_before_we_came_has_settled() -> None:
    """Its client counts for how long it has been seeding."""
    old = replace(DONE, seeding_time_seconds=60)
    assert kinds(decide(TorrentFacts(torrent=old, storage_ok=True, **LISTED), RADARR, remembering(), NOW)) == ["Import"]


@pytest.mark.correction("A10")
def test_our_own_clock_was_set_back() -> None:
    """What was complete in what is the future now waits once more for its minute, not for hours."""
    facts = TorrentFacts(torrent=DONE, storage_ok=True, **LISTED)
    memory = remembering(seen_from=0.0, complete_since=NOW + 10_800.0)
    first = decide(facts, RADARR, memory, NOW)
    assert kinds(decide(facts, RADARR, first.memory, NOW + 60)) == ["Import"]


def test_downloading_again_is_not_complete() -> None:
    """More of it is wanted: it is complete when that is there; a check in between changes nothing."""
    memory = decide(TorrentFacts(torrent=DONE), RADARR, remembering(seen_from=0.0), NOW).memory
    checked = decide(TorrentFacts(torrent=replace(DONE, state="checkingUP")), RADARR, memory, NOW + 5).memory
    assert checked.watching.complete_since == NOW
    more = replace(DONE, state="downloading", amount_left=5)
    assert decide(TorrentFacts(torrent=more), RADARR, checked, NOW + 5).memory.watching.complete_since is None


def test_every_timestamp_is_moved() -> None:
    """A field that is added later must say which it is."""
    numbers = {name for name, kind in typing.get_type_hints(Torrent).items() if kind is int}
    counted = {
        name for name in numbers if name.endswith(("_bytes", "_minutes", "_limit", "_left")) or name == "priority"
    }
    assert numbers - counted - NO_STAMPS == set(STAMPS)


@pytest.mark.correction("A10")
@given(memories(), st.integers(-10_800, 600))
def test_no_moment_is_to_come(memory: Memory, step: int) -> None:
    """What was written is of now at the latest, and nothing else is another."""
    now = float(NOW + step)
    after = none_ahead(memory, now)
    for part, name in (
        ("watching", "complete_since"),
        ("imports", "last_at"),
        ("inspection", "at"),
        ("rechecks", "last_at"),
        ("resumes", "last_at"),
        ("rechecks", "error_left_at"),
    ):
        before = getattr(getattr(memory, part), name)
        assert getattr(getattr(after, part), name) == (None if before is None else min(before, now))
    assert after.seeding.dead_since == {host: min(at, now) for host, at in memory.seeding.dead_since.items()}
    assert (after.watching.idle, after.watching.seen_from, after.missing.seen_from) == (
        memory.watching.idle,
        memory.watching.seen_from,
        memory.missing.seen_from,
    )
    assert none_ahead(after, now) is after
