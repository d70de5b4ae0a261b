"""What holds for every torrent there may be."""

import os

from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from qbitrr.decide.seeding.hit_and_run import Duty
from qbitrr.decide.torrents.look import Look
from qbitrr.decide.torrents.remembered import after_step_done
from qbitrr.decide.torrents.rules import Decision, decide
from qbitrr.model.steps import AddTags, Data, Removal, RemoveTags, SetCategory, SkipFiles
from qbitrr.model.torrents.facts import TorrentFacts
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.rules import OwnerRules, TrackerRule
from qbitrr.model.torrents.tags import IGNORED
from qbitrr.model.torrents.torrent import Torrent, Tracker
from qbitrr.model.torrents.watching import Idle
from qbitrr.testing.strategies.looks import looks
from qbitrr.testing.strategies.values import NOW
from tests.decide.given import watched_all_along

LOOK = tuple[TorrentFacts, OwnerRules, Memory]
# The same examples at every run; with QBITRR_EXAMPLES=20000 that many new ones.
EXAMPLES = os.environ.get("QBITRR_EXAMPLES")
MANY = settings(max_examples=int(EXAMPLES or 300), derandomize=EXAMPLES is None, database=None)


def removals(decision: Decision) -> list[Removal]:
    """The steps that take the torrent away."""
    return [step for step in decision.steps if isinstance(step, Removal) and step.data is not Data.STAY]


def carried_out(look: LOOK, decision: Decision) -> LOOK:
    """The world after every step of a decision succeeded."""
    facts, rules, _ = look
    memory = decision.memory
    tags = list(facts.torrent.tags)
    files, category = facts.files, facts.torrent.category
    for step in decision.steps:
        memory = after_step_done(memory, step, NOW)
        if isinstance(step, AddTags):
            tags += step.tags
        elif isinstance(step, RemoveTags):
            tags = [tag for tag in tags if tag not in step.tags]
        elif isinstance(step, SetCategory):
            category = step.category
        elif isinstance(step, SkipFiles) and files is not None:
            files = tuple(replace(each, priority=0) if each.id in step.file_ids else each for each in files)
    torrent = replace(facts.torrent, tags=tuple(tags), category=category)
    return evolve(facts, torrent=torrent, files=files), rules, memory


@MANY
@given(looks())
def test_every_decision_is_explained_and_bounded_in_time(look: LOOK) -> None:
    """Whatever the facts: no exception, a reason, a reason per step, and a time to look again within 1 s and 6 h."""
    decision = decide(*look, NOW)
    assert decision.why.text.endswith(".")
    assert decision.rule == decision.why.rule
    assert all(step.why.text.endswith(".") and step.why.code for step in decision.steps)
    assert 1 <= decision.look_again_at - NOW <= 6 * 3600


@MANY
@given(looks())
def test_a_removal_comes_alone(look: LOOK) -> None:
    """At most one removal, and with it no change to the tags or files of what is removed."""
    decision = decide(*look, NOW)
    assert sum(isinstance(step, Removal) for step in decision.steps) <= 1
    if removals(decision):
        assert not any(isinstance(step, AddTags | RemoveTags | SkipFiles) for step in decision.steps)


@MANY
@given(looks())
def test_tags_and_files_are_set_once(look: LOOK) -> None:
    """When the tags and file priorities of a plan are set, the next plan has none, whatever became of its other steps."""
    decision = decide(*look, NOW)
    assume(not removals(decision))
    quiet = tuple(step for step in decision.steps if isinstance(step, AddTags | RemoveTags | SkipFiles))
    again = decide(*carried_out(look, evolve(decision, steps=quiet)), NOW)
    assert not any(isinstance(step, AddTags | RemoveTags | SkipFiles) for step in again.steps)


@MANY
@given(looks())
def test_what_was_done_is_not_asked_for_again(look: LOOK) -> None:
    """Planning the planned result comes to rest, and on the way asks for nothing twice."""
    facts, rules, memory = look
    look = (facts, evolve(rules, ignore_younger_than_seconds=180), memory)
    done: list[object] = []
    for _ in range(6):
        decision = decide(*look, NOW)
        if not decision.steps or removals(decision):
            return
        asked = [(step.why.rule, kind(step)) for step in decision.steps]
        assert not any(step in done for step in asked)
        done += asked
        look = carried_out(look, decision)
    raise AssertionError(f"no rest after {done}")


@MANY
@given(looks())
def test_failing_steps_are_asked_for_again(look: LOOK) -> None:
    """While nothing succeeds, the same steps come again: deciding alone marks nothing as done."""
    facts, rules, _ = look
    first = decide(*look, NOW)
    again = decide(facts, rules, first.memory, NOW)
    assert [kind(step) for step in again.steps] == [kind(step) for step in first.steps] or first.steps == ()


@MANY
@given(looks())
def test_ignored_torrents_are_never_removed(look: LOOK) -> None:
    """The tag wins over every rule but the operator's own category."""
    facts, rules, memory = look
    tagged = evolve(facts, torrent=replace(facts.torrent, tags=(*facts.torrent.tags, IGNORED)))
    decision = decide(tagged, rules, memory, NOW)
    assert decision.rule == 1 or not any(isinstance(step, Removal) for step in decision.steps)


@MANY
@given(looks(), st.booleans(), st.sampled_from([0.5, 1.0]))
def test_an_open_or_unknown_duty_keeps_the_torrent(look: LOOK, known: bool, progress: float) -> None:
    """Hit-and-Run vetoes every removal but the operator's."""
    facts, rules, memory = look
    row = TrackerRule(uri="example.org", hit_and_run="and", min_seed_ratio=99_999)
    torrent = replace(facts.torrent, progress=progress, ratio=0)
    facts = evolve(facts, torrent=torrent, trackers=(Tracker(url="http://t.example.org/"),) if known else None)
    rules = evolve(rules, trackers={"qBit": (row,), "qBit-box": (row,)})
    assert Look(facts, rules, memory, NOW).duty is (Duty.UNMET if known else Duty.UNKNOWN)
    decision = decide(facts, rules, memory, NOW)
    assert decision.rule == 1 or not removals(decision)


@MANY
@given(looks(), st.floats(0, 1))
def test_time_alone_changes_nothing_before_the_next_look(look: LOOK, share: float) -> None:
    """Until `look_again_at`, the same facts give the same steps."""
    facts, rules, _ = look
    decision = decide(*look, NOW)
    settled = decide(facts, rules, decision.memory, NOW)
    later = NOW + int((settled.look_again_at - NOW) * share)
    assume(later < settled.look_again_at)
    watch = facts.watch
    if watch is not None and watch.is_running:
        facts = evolve(facts, watch=evolve(watch, now=watch.now + later - NOW))
    then = decide(facts, rules, settled.memory, later)
    assert [kind(step) for step in then.steps] == [kind(step) for step in settled.steps]


def kind(step: object) -> object:
    """A step without its reason, whose measured values move with the clock."""
    return {name: getattr(step, name) for name in step.__struct_fields__ if name != "why"} | {"step": type(step)}  # type: ignore[attr-defined]


@MANY
@given(looks(), st.integers(0, 90_000), st.integers(0, 90_000), st.sampled_from(["stalledDL", "downloading"]))
def test_a_longer_quiet_time_never_gives_a_longer_delay(look: LOOK, one: int, other: int, state: str) -> None:
    """The longer nothing moved, the sooner a download is given up."""
    facts, rules, memory = look

    def delay(quiet: int) -> float:
        torrent: Torrent = replace(
            facts.torrent, state=state, category="radarr", tags=(), added_on=NOW - 100_000, last_activity=NOW - quiet
        )
        seen = evolve(facts, torrent=torrent, watch=None, queue_known=True, files=None, cf_unmet=False)
        watched = watched_all_along(replace(memory, category="radarr", seen_from=None, idle=Idle()), torrent)
        now: float = NOW
        for _ in range(3):  # marked first, then given up
            decision = decide(seen, rules, watched, now)
            if removals(decision):
                return now - NOW
            if decision.rule != 13:
                break
            watched, now = decision.memory, decision.look_again_at
        return float("inf")

    shorter, longer = sorted((one, other))
    before, after = delay(shorter), delay(longer)
    assert after <= before


@MANY
@given(looks())
def test_deciding_is_a_function(look: LOOK) -> None:
    """The same inputs give the same decision."""
    assert decide(*look, NOW) == decide(*look, NOW)
