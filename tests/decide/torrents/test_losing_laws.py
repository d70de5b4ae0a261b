"""What holds for every torrent that could be lost: by a word nobody knows, without a proof, too early, or because a clock jumped."""

from collections.abc import Callable
from math import inf
from typing import Any

import pytest
from attrs import evolve
from hypothesis import strategies as st
from msgspec.structs import replace

from qbitrr.decide.torrents.rules import decide
from qbitrr.model.torrents.rules import OwnerRules, SeedingRules, TrackerRule
from qbitrr.model.torrents.tags import IMPORTED
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.torrent import Torrent, Tracker, normal_state
from qbitrr.model.torrents.watching import Idle, Watch
from qbitrr.testing.strategies.looks import Looked
from qbitrr.testing.strategies.memories import altered
from qbitrr.testing.strategies.values import DAY, NOW
from tests.decide.given import watched_all_along
from tests.decide.torrents.laws import REMOVING, law, removals

BY_RULE = tuple(number for number in REMOVING if number != 1)
"""All but the category by which a person gives something up."""
UNKNOWN_STATES = ("", "unknown", "somethingNew", "DOWNLOADING ", "stalledDl", "missingFile", "\x00", "☠" * 9)
STEPS = 60


def removed_by(look: Looked, now: float = NOW) -> set[int]:
    """The rule by which it would be removed at *now*, none if it would not be."""
    decision = decide(*look, now)
    return {decision.rule} if removals(decision) else set()


@law(st.sampled_from(UNKNOWN_STATES), rules=BY_RULE, share=0.15)
def test_a_state_nobody_knows_loses_nothing(look: Looked, state: str) -> set[int]:
    """Whatever would become of it in the state it has: in one that no release of qBittorrent had yet it stays."""
    facts, rules, memory = look
    unknown = (replace(facts, torrent=replace(facts.torrent, state=state)), rules, memory)
    assert removed_by(unknown) <= {1}
    return removed_by(look) - {1}


@law(st.sampled_from([Told.UNKNOWN, Told.NONE, Told.GRABBED]), rules=(10,), share=0.3)
def test_what_nothing_proves_to_be_imported_is_not_removed_at_its_limit(look: Looked, told: Told) -> set[int]:
    """Neither by our tag, nor by its record, nor by the Arr's history: at its limit it stays, however long that was reached."""
    facts, rules, memory = look
    rules = evolve(rules, kind="arr", seeding=evolve(rules.seeding, remove_unimported=False))
    torrent = replace(facts.torrent, tags=tuple(tag for tag in facts.torrent.tags if tag != IMPORTED))
    memory = altered(
        memory, record_imported=False, rejected=False, forgotten_at=None, forgotten_seconds=0.0, tags_internal=()
    )
    unproven = (replace(facts, torrent=torrent, told=told, told_at=float(NOW)), rules, memory)
    assert removed_by(unproven) != {10}
    proven = (replace(unproven[0], torrent=replace(torrent, tags=(*torrent.tags, IMPORTED))), rules, memory)
    return removed_by(proven)


def lasts(look: Looked, horizon: float = 3 * DAY) -> tuple[float, int] | None:
    """
    After how many seconds it is removed, and by which rule, if nothing happens but time and what was decided: what it looks like
    stays. Infinity if not before *horizon*; None where that is not known after many looks.
    """
    facts, rules, memory = look
    now: float = NOW
    for _ in range(STEPS):
        decision = decide(facts, rules, memory, now)
        if removals(decision):
            return now - NOW, decision.rule
        memory, now = decision.memory, decision.look_again_at
        if now - NOW > horizon:
            return inf, decision.rule
    return None


def seeding(**fields: Any) -> Callable[[OwnerRules, float], OwnerRules]:
    """Other limits of seeding, those in *fields* by the number that is drawn, and no row of a tracker that has its own."""

    def changed(rules: OwnerRules, number: float) -> OwnerRules:
        limits = SeedingRules(**{name: make(number) for name, make in fields.items()})
        return evolve(rules, seeding=limits, trackers={}, hit_and_run=None)

    return changed


GRACES: dict[str, tuple[tuple[int, ...], Callable[[OwnerRules, float], OwnerRules]]] = {
    "after adding": ((13, 15), lambda rules, seconds: evolve(rules, ignore_younger_than_seconds=int(seconds))),
    "stalled": ((13,), lambda rules, seconds: evolve(rules, stalled_after_seconds=seconds)),
    "longest time": ((15,), lambda rules, seconds: evolve(rules, maximum_eta_seconds=max(1, int(seconds)))),
    "seeding time": (
        (10,),
        seeding(remove=lambda _: 2, max_seeding_time_seconds=lambda seconds: max(1, int(seconds)),
                remove_unimported=lambda _: True),
    ),
    "ratio": (
        (10,),
        seeding(remove=lambda _: 1, max_upload_ratio=lambda number: max(0.1, number / 10_000),
                remove_unimported=lambda _: True),
    ),
}  # fmt: skip
SPANS = st.one_of(st.sampled_from([0, 1, 60, 600, 3600, 7200, DAY]), st.integers(0, 2 * DAY)).map(float)


def longer_is_later(grace: str) -> Callable[[], None]:
    """The law for one *grace*."""
    rules_, change = GRACES[grace]

    def holds(look: Looked, one: float, other: float) -> set[int]:
        facts, rules, memory = look
        seeded = facts.torrent.seeding_time_seconds % DAY
        torrent: Torrent = replace(facts.torrent, added_on=NOW - 3 * DAY, seeding_time_seconds=seeded)
        facts = replace(facts, torrent=torrent, watch=None)
        watched = watched_all_along(altered(memory, seen_from=None, idle=Idle(), stalled_up_from=None), torrent)
        if grace == "after adding":
            watched = altered(watched, seen_from=float(NOW))
        shorter, longer = sorted((one, other))
        sooner = lasts((facts, change(rules, shorter), watched))
        later = lasts((facts, change(rules, longer), watched))
        if sooner is None or later is None:
            return set()
        assert sooner[0] <= later[0], (sooner, later)
        return {sooner[1]} if sooner[0] < inf else set()

    return law(SPANS, SPANS, rules=rules_, share=0.15)(holds)


test_a_longer_grace_after_adding_never_removes_earlier = longer_is_later("after adding")
test_a_longer_stalled_delay_never_removes_earlier = longer_is_later("stalled")
test_a_longer_patience_never_removes_earlier = longer_is_later("longest time")
test_a_longer_seeding_time_never_removes_earlier = longer_is_later("seeding time")
test_a_higher_ratio_never_removes_earlier = longer_is_later("ratio")


@law(SPANS, SPANS, rules=(15, 16), share=0.15)
def test_more_patience_never_gives_up_more(look: Looked, one: float, other: float) -> set[int]:
    """What takes too long for the longer of two times takes too long for the shorter as well."""
    facts, rules, memory = look
    shorter, longer = (
        removed_by((facts, evolve(rules, maximum_eta_seconds=1 + int(seconds)), memory)) & {15, 16}
        for seconds in sorted((one, other))
    )
    assert not longer or shorter
    return shorter


@law(
    st.sampled_from([1.0, 600.0, 3600.0]),
    st.integers(0, DAY).map(float),
    st.sampled_from([0.0, 1.0]),
    rules=(10,),
    share=0.3,
)
def test_a_longer_duty_never_ends_earlier(look: Looked, one: float, other: float, ratio: float) -> set[int]:
    """What a tracker expects for longer keeps a torrent that a shorter duty lets go, never the other way round."""
    facts, rules, memory = look
    torrent = replace(facts.torrent, seeding_time_seconds=facts.torrent.seeding_time_seconds % DAY)
    facts = replace(facts, torrent=torrent, trackers=(Tracker(url="http://t.example.org/"),), trackers_at=NOW)

    def owing(seconds: float) -> Looked:
        row = TrackerRule(uri="example.org", hit_and_run="and", min_seeding_seconds=int(seconds), min_seed_ratio=ratio)
        return facts, evolve(rules, trackers={"qBit": (row,), "qBit-box": (row,)}, hit_and_run=None), memory

    shorter, longer = sorted((one, other))
    assert removed_by(owing(longer)) <= removed_by(owing(shorter)) | {1}
    return removed_by(owing(shorter))


JUMPS = st.one_of(st.sampled_from([7200, DAY, 400 * DAY, -7200, -DAY]), st.integers(-400 * DAY, 400 * DAY))


@pytest.mark.correction("A10")
@law(JUMPS, rules=(10, 13, 15, 16), share=0.2)
def test_a_clock_that_jumps_loses_nothing(look: Looked, jump: int) -> set[int]:
    """
    Where the time of day is another and nothing more was watched, nothing goes that would not have gone: for what would, the same is
    known and the same was counted.
    """
    facts, rules, memory = look
    facts = replace(facts, watch=facts.watch or Watch(now=float(NOW)))
    before = (facts, rules, memory)
    assert removed_by(before, NOW + jump) <= removed_by(before) | {1}
    return removed_by(before)


@pytest.mark.correction("A10")
@law(rules=(10, 13, 15), share=0.15)
def test_a_clock_that_jumps_ends_no_patience(look: Looked) -> set[int]:
    """What only our patience keeps is kept, wherever the time of day is: that ends by what was watched."""
    facts, rules, memory = look
    seeds = {"uploading": "stalledUP", "queuedUP": "stalledUP"}  # where time counts that the client does not
    torrent = replace(
        facts.torrent,
        seeding_time_seconds=facts.torrent.seeding_time_seconds % DAY,
        state=seeds.get(facts.torrent.state, facts.torrent.state),
    )
    watch = facts.watch or Watch(now=float(NOW))
    facts, memory = replace(facts, torrent=torrent, watch=watch), altered(memory, stalled_up_from=watch.now - 60)
    patient, hurried = rules, rules
    for grace in ("stalled", "longest time", "seeding time"):
        patient, hurried = (GRACES[grace][1](each, span) for each, span in ((patient, 30.0 * DAY), (hurried, 0.0)))
    if removed_by((facts, patient, memory)):
        return set()
    for jump in (7200, 40 * DAY, 400 * DAY, -40 * DAY):
        assert removed_by((facts, patient, memory), NOW + jump) <= {1}
    return removed_by((facts, hurried, memory))


def test_nobody_knows_these_states() -> None:
    """A word that a release of qBittorrent does have is none of them."""
    assert {normal_state(state) for state in UNKNOWN_STATES} == {"unknown"}
