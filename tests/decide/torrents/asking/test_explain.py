"""An explanation tells the decision that is taken, and no other."""

import math
from typing import Any

import msgspec
import pytest
from attrs import evolve

from qbitrr.decide.torrents.asking.explain import TELLINGS, explain
from qbitrr.decide.torrents.asking.judges import JUDGES
from qbitrr.decide.torrents.rules import decide, step_names
from qbitrr.model.rule_table import RULES
from qbitrr.model.shown.explained import Explained, ExplainedRule
from qbitrr.model.torrents.facts import TorrentFacts
from qbitrr.model.torrents.queue import Record
from qbitrr.model.torrents.rules import SeedingRules, TrackerRule
from qbitrr.model.torrents.told import Told
from qbitrr.testing.strategies.looks import Looked
from tests.decide.given import (
    DAY,
    HASH,
    INSPECTED,
    NOW,
    RADARR,
    TRACKERS,
    download,
    finished,
    record,
    watched_all_along,
)
from tests.decide.torrents.laws import law, met


def explained(
    torrent: Any, *, known: dict[str, Any] | None = None, speed: float | None = None, **given: Any
) -> Explained:
    """The explanation of a torrent that was watched all along."""
    facts = TorrentFacts(torrent=torrent, **{"trackers": TRACKERS, "storage_ok": True, **(known or {})})
    return explain(facts, evolve(RADARR, **given), watched_all_along(INSPECTED, torrent), NOW, speed)


def rule(found: Explained, name: str) -> ExplainedRule:
    """What is told of one rule."""
    (told,) = (each for each in found.rules if each.name == name)
    return told


@law()
def test_the_rule_that_decides_is_the_one_told(look: Looked) -> set[int]:
    """Whatever the facts, exactly the rule that `decide` chose is decisive, for its reason; what comes before has passed, nothing after."""
    _, rules, _ = look
    decision, found = decide(*look, NOW), explain(*look, NOW)
    assert [each.rule for each in found.rules] == [each.number for each in RULES]
    decisive = [each for each in found.rules if each.verdict == "decisive"]
    assert [(each.rule, each.text) for each in decisive] == [(decision.rule, decision.why.text)]
    assert (found.why, found.steps, found.look_again_at) == (decision.why, step_names(decision), decision.look_again_at)
    before = [each.verdict for each in found.rules[: found.rules.index(decisive[0])]]
    after = [each.verdict for each in found.rules[found.rules.index(decisive[0]) + 1 :]]
    assert set(before) <= {"passed", "not_for_owner", "set_aside"}
    assert set(after) <= {"not_reached", "not_for_owner", "set_aside"}
    assert ("not_for_owner" in {*before, *after}) == (rules.kind == "managed")
    return met(decision)


@law()
def test_checks_agree_with_the_verdict(look: Looked) -> set[int]:
    """A rule that passed fails its last check alone, or has found nothing to do; of the one that decides each of its conditions holds."""
    found = explain(*look, NOW)
    for each in found.rules:
        holds = [check.holds for check in each.checks]
        conditions = len(JUDGES[each.name].checks)
        if each.verdict == "decisive":
            assert all(holds[:conditions])
            assert len(holds) == conditions + len(JUDGES[each.name].further)
        elif each.verdict == "passed" and not all(holds):
            assert holds.index(False) == len(holds) - 1
            assert each.text == each.checks[-1].text
        assert each.text.endswith((".", "!")), each
        assert -1 <= each.telling < len(each.checks)
    return {found.why.rule}


@law()
def test_it_can_be_told(look: Looked) -> set[int]:
    """Whatever the facts, it is said in JSON as it is, and every time is one to come."""
    found = explain(*look, NOW, 1024.0)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Explained) == found
    for each in found.rules:
        for check in each.checks:
            assert check.seconds_left is None or 0 < check.seconds_left < math.inf
    assert found.foreseen is None or found.foreseen.seconds >= 0
    return {found.why.rule}


def test_every_check_has_words() -> None:
    """A new check is not told by its name alone."""
    asked = {check for judge in JUDGES.values() for check in (*judge.checks, *judge.further)}
    assert asked == set(TELLINGS)
    assert len({check.__name__ for check in asked}) == len(asked)


def test_a_stalled_download_tells_when_it_goes() -> None:
    """What is measured, what is configured, where, how long it takes, and what would change it."""
    found = explained(download(state="stalledDL", last_activity=NOW - 310), known={"record": record()})
    told = rule(found, "stalled")
    assert told.verdict == "decisive"
    check = told.checks[told.telling]
    assert (check.code, check.measured, check.configured, check.unit) == ("patience_is_over", 310.0, 900.0, "seconds")
    assert (check.setting, check.seconds_left) == ("Torrent.StalledDelay", 590.0)
    assert "One byte" in check.would_change
    assert found.foreseen is not None
    assert (found.foreseen.step, found.foreseen.seconds) == ("removal", 590.0)
    assert found.sentence == (
        "Nothing moved for 5.2 min; that is tolerated up to 15 min. If nothing changes, in 9.8 min: "
        "Nothing moved for 15 min, so it is given up."
    )


def test_what_passed_tells_why() -> None:
    """A rule that did not apply tells the one thing that keeps it from applying."""
    found = explained(finished(ratio=0.5), seeding=SeedingRules(remove=1, max_upload_ratio=2.0))
    told = rule(found, "at_limit")
    check = told.checks[told.telling]
    assert told.verdict == "passed"
    assert (check.code, check.measured, check.configured, check.unit) == ("limit_is_reached", 0.5, 2.0, "ratio")
    assert check.setting == "SeedingMode.MaxUploadRatio"
    assert told.text == "No seeding limit that removes it is reached: its ratio is 0.50 of 2.00."


def test_a_limit_of_a_tracker_is_told_as_one() -> None:
    """The key that would change it is that of the row."""
    rows = {"qBit": (TrackerRule(uri="tracker.example.org", max_upload_ratio=3.0),)}
    told = rule(explained(finished(), seeding=SeedingRules(remove=1), trackers=rows), "at_limit")
    assert told.checks[told.telling].setting == "Trackers/tracker.example.org/MaxUploadRatio"


@pytest.mark.parametrize(
    ("remove", "ratio", "seconds", "unit"),
    [(1, 1.9, 10, "ratio"), (2, 1.9, 10, "seconds"), (3, 1.9, 10, "ratio"), (4, 1.9, 10, "seconds")],
)
def test_of_two_limits_the_one_that_decides_is_told(remove: int, ratio: float, seconds: int, unit: str) -> None:
    """Of either the nearer one, of both the farther one."""
    seeding = SeedingRules(remove=remove, max_upload_ratio=2.0, max_seeding_time_seconds=DAY)
    told = rule(explained(finished(ratio=ratio, seeding_time_seconds=seconds), seeding=seeding), "at_limit")
    assert told.checks[told.telling].unit == unit


def test_rules_of_arrs_are_said_to_be_such() -> None:
    """In a managed category nobody imports."""
    found = explained(finished(tags=()), kind="managed")
    assert {each.name for each in found.rules if each.verdict == "not_for_owner"} == {
        "custom_format", "inspect_files", "hand_over",
    }  # fmt: skip


def test_what_a_person_set_aside() -> None:
    """Only what keeps it running is asked."""
    found = explained(download(state="stalledDL"), known={"record": Record(hash=HASH, state="ignored", ids=(7,))})
    assert rule(found, "stalled").verdict == "set_aside"
    assert rule(found, "left_alone").verdict == "decisive"


def test_a_seed_is_foreseen_at_its_speed() -> None:
    """A ratio is reached at the present speed, or never; then the sentence says that time alone changes nothing."""
    seeding = SeedingRules(remove=1, max_upload_ratio=2.0)
    torrent = finished(ratio=1.0, downloaded_bytes=3600 * 1024)
    known = {"told": Told.IMPORTED, "told_at": float(NOW)}
    moving = explained(torrent, known=known, seeding=seeding, speed=1024.0)
    assert moving.foreseen is not None
    assert moving.foreseen.step == "removal"
    assert 3600 <= moving.foreseen.seconds <= 3610
    still = explained(torrent, known=known, seeding=seeding, speed=0.0)
    assert still.foreseen is None
    assert still.sentence.endswith("Time alone does not change that.")


def test_what_is_to_be_done_now_is_foreseen_now() -> None:
    """It needs no time."""
    found = explained(download(category="failed"), known={"record": record()})
    assert found.foreseen is not None
    assert (found.steps, found.foreseen.seconds, found.sentence) == (("removal",), 0.0, found.why.text)
