"""What holds for every torrent there may be."""

from attrs import evolve
from hypothesis import strategies as st
from msgspec.structs import replace

from qbitrr.decide.seeding.hit_and_run import Duty
from qbitrr.decide.torrents.look import Look
from qbitrr.decide.torrents.remembered import after_step_done
from qbitrr.decide.torrents.rules import Decision, decide
from qbitrr.model.rule_table import RULES
from qbitrr.model.steps import AddTags, Removal, RemoveTags, SetCategory, SkipFiles
from qbitrr.model.torrents.rules import TrackerRule
from qbitrr.model.torrents.tags import IGNORED
from qbitrr.model.torrents.torrent import Torrent, Tracker
from qbitrr.model.torrents.watching import Idle
from qbitrr.testing.strategies.looks import Looked
from qbitrr.testing.strategies.memories import altered
from qbitrr.testing.strategies.values import NOW
from tests.decide.given import watched_all_along
from tests.decide.torrents.laws import ALL, REMOVING, law, met, removals

VETOED = tuple(number for number in REMOVING if number != 1)
"""The rules a duty keeps from removing. Of these, 8 and 10 do not even answer."""
ANSWERING = tuple(number for number in ALL if number not in (8, 10))
ACTING = (1, 2, 3, 5, 6, 8, 9, 10, 11, 13, 14, 15, 16, 17)
"""The rules with steps."""
LASTING = (2, 3, 6, 9, 11, 13, 14, 17)
"""Those of them after which the torrent may still be there."""


def test_every_rule_is_aimed_at() -> None:
    """A new rule is judged by every law."""
    assert set(ALL) == {rule.number for rule in RULES}


def carried_out(look: Looked, decision: Decision) -> Looked:
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
    return replace(facts, torrent=torrent, files=files), rules, memory


@law()
def test_every_decision_is_explained_and_bounded_in_time(look: Looked) -> set[int]:
    """Whatever the facts: no exception, a reason, a reason per step, and a time to look again within 1 s and 6 h."""
    decision = decide(*look, NOW)
    assert decision.why.text.endswith(".")
    assert decision.rule == decision.why.rule
    assert all(step.why.text.endswith(".") and step.why.code for step in decision.steps)
    assert 1 <= decision.look_again_at - NOW <= 6 * 3600
    return met(decision)


@law(rules=REMOVING, share=0.3)
def test_a_removal_comes_alone(look: Looked) -> set[int]:
    """At most one removal, and with it no change to the tags or files of what is removed."""
    decision = decide(*look, NOW)
    assert sum(isinstance(step, Removal) for step in decision.steps) <= 1
    if not removals(decision):
        return set()
    assert not any(isinstance(step, AddTags | RemoveTags | SkipFiles) for step in decision.steps)
    return {decision.rule}


@law()
def test_tags_and_files_are_set_once(look: Looked) -> set[int]:
    """When the tags and file priorities of a plan are set, the next plan has none, whatever became of its other steps."""
    return met(set_once(look))


@law()
def test_tags_of_an_open_duty_are_set_once(look: Looked) -> set[int]:
    """So it is while a tracker expects more of the torrent."""
    set_once(owing(look, known=True))
    return met(decide(*look, NOW))


def set_once(look: Looked) -> Decision:
    """The decision about a look, whose tags and file priorities are not asked for again when they are set."""
    decision = decide(*look, NOW)
    quiet = tuple(step for step in decision.steps if isinstance(step, AddTags | RemoveTags | SkipFiles))
    again = decide(*carried_out(look, replace(decision, steps=quiet)), NOW)
    assert not any(isinstance(step, AddTags | RemoveTags | SkipFiles) for step in again.steps)
    return decision


@law(rules=LASTING, share=0.15)
def test_what_was_done_is_not_asked_for_again(look: Looked) -> set[int]:
    """Planning the planned result comes to rest, and on the way asks for nothing twice."""
    facts, rules, memory = look
    return {number for number, _ in asked_until_rest((facts, evolve(rules, ignore_younger_than_seconds=180), memory))}


@law(rules=(15, 16), share=0.15)
def test_what_a_duty_keeps_is_replaced_once(look: Looked) -> set[int]:
    """A dead download that only a duty keeps: its release is blocklisted and another one searched once, and then it is left in peace."""
    facts, rules, memory = owing(look, known=True)
    memory = altered(memory, requeued=False, rejected=False)
    asked = asked_until_rest((facts, evolve(rules, ignore_younger_than_seconds=180), memory))
    return {number for number, step in asked if isinstance(step, Removal)}


def asked_until_rest(look: Looked) -> list[tuple[int, object]]:
    """What is asked for, each with its rule, until nothing is or it is taken away, while all of it succeeds; nothing twice."""
    done: list[tuple[int, object]] = []
    kinds: list[object] = []
    for _ in range(6):
        decision = decide(*look, NOW)
        if not decision.steps or removals(decision):
            return done
        asked = [(step.why.rule, kind(step)) for step in decision.steps]
        assert not any(step in kinds for step in asked)
        kinds += asked
        done += [(decision.rule, None), *((step.why.rule, step) for step in decision.steps)]
        look = carried_out(look, decision)
    raise AssertionError(f"no rest after {kinds}")


@law(rules=ACTING)
def test_failing_steps_are_asked_for_again(look: Looked) -> set[int]:
    """While nothing succeeds, the same steps come again: deciding alone marks nothing as done."""
    facts, rules, _ = look
    first = decide(*look, NOW)
    if not first.steps:
        return set()
    again = decide(facts, rules, first.memory, NOW)
    assert [kind(step) for step in again.steps] == [kind(step) for step in first.steps]
    return met(first)


@law()
def test_ignored_torrents_are_never_removed(look: Looked) -> set[int]:
    """The tag wins over every rule but the operator's own category, whatever would become of the torrent without it."""
    facts, rules, memory = look
    tagged = replace(facts, torrent=replace(facts.torrent, tags=(*facts.torrent.tags, IGNORED)))
    decision = decide(tagged, rules, memory, NOW)
    assert decision.rule == 1 or not any(isinstance(step, Removal) for step in decision.steps)
    return met(decide(*look, NOW))


def owing(look: Looked, *, known: bool) -> Looked:
    """The look when a tracker, which may be *known* or not, expects more of the torrent than it has seeded."""
    facts, rules, memory = look
    row = TrackerRule(uri="example.org", hit_and_run="and", min_seed_ratio=99_999, minimum_download_percent=0)
    facts = replace(
        facts,
        torrent=replace(facts.torrent, ratio=0),
        trackers=(Tracker(url="http://t.example.org/"),) if known else None,
    )
    look = (facts, evolve(rules, trackers={"qBit": (row,), "qBit-box": (row,)}), memory)
    assert Look(*look, NOW).duty is (Duty.UNMET if known else Duty.UNKNOWN)
    return look


@law(rules=ANSWERING, share=0.3)
def test_an_open_duty_keeps_the_torrent(look: Looked) -> set[int]:
    """Hit-and-Run vetoes every removal but the operator's."""
    decision = decide(*owing(look, known=True), NOW)
    assert decision.rule == 1 or not removals(decision)
    return met(decision)


@law(rules=set(ANSWERING) - {11, 15, 16})
def test_a_duty_that_is_not_known_keeps_the_torrent(look: Looked) -> set[int]:
    """While the trackers of a torrent are not known, a duty may be open."""
    decision = decide(*owing(look, known=False), NOW)
    assert decision.rule == 1 or not removals(decision)
    return met(decision)


@law(st.booleans(), rules=VETOED, share=0.3)
def test_only_the_duty_keeps_the_torrent(look: Looked, known: bool) -> set[int]:
    """What keeps it is the duty: without one, these would all be removed."""
    kept = decide(*owing(look, known=known), NOW)
    assert kept.rule == 1 or not removals(kept)
    decision = decide(*look, NOW)
    return {decision.rule} if removals(decision) else set()


@law(st.integers(0, 99))
def test_time_alone_changes_nothing_before_the_next_look(look: Looked, percent: int) -> set[int]:
    """Until `look_again_at`, the same facts give the same steps."""
    facts, rules, _ = look
    decision = decide(*look, NOW)
    settled = decide(facts, rules, decision.memory, NOW)
    later = NOW + int((settled.look_again_at - NOW) * percent / 100)
    watch = facts.watch
    if watch is not None and watch.is_running:
        facts = replace(facts, watch=evolve(watch, now=watch.now + later - NOW))
    then = decide(facts, rules, settled.memory, later)
    assert [kind(step) for step in then.steps] == [kind(step) for step in settled.steps]
    return met(settled)


def kind(step: object) -> object:
    """A step without its reason, whose measured values move with the clock."""
    return {name: getattr(step, name) for name in step.__struct_fields__ if name != "why"} | {"step": type(step)}  # type: ignore[attr-defined]


@law(st.integers(0, 90_000), st.integers(0, 90_000), rules=(13, 15))
def test_a_longer_quiet_time_never_gives_a_longer_delay(look: Looked, one: int, other: int) -> set[int]:
    """The longer nothing moved, the sooner a download is given up."""
    facts, rules, memory = look
    ended_by: set[int] = set()

    def delay(quiet: int) -> float:
        torrent: Torrent = replace(facts.torrent, tags=(), added_on=NOW - 100_000, last_activity=NOW - quiet)
        seen = replace(facts, torrent=torrent, watch=None)
        watched = watched_all_along(altered(memory, seen_from=None, idle=Idle()), torrent)
        now: float = NOW
        for _ in range(3):  # marked first, then given up
            decision = decide(seen, rules, watched, now)
            if removals(decision):
                ended_by.add(decision.rule)
                return now - NOW
            watched, now = decision.memory, decision.look_again_at
        return float("inf")

    shorter, longer = sorted((one, other))
    before, after = delay(shorter), delay(longer)
    assert after <= before
    return ended_by


@law()
def test_deciding_is_a_function(look: Looked) -> set[int]:
    """The same inputs give the same decision."""
    decision = decide(*look, NOW)
    assert decision == decide(*look, NOW)
    return met(decision)
