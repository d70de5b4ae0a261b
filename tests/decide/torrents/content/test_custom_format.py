"""Which downloads are given up for their custom-format scores, and how many."""

from typing import Any

import pytest
from attrs import evolve
from msgspec.structs import replace

from qbitrr.decide.torrents.asking.explain import explain
from qbitrr.decide.torrents.rules import Decision
from qbitrr.model.shown.explained import ExplainedRule
from qbitrr.model.steps import Import, Removal
from qbitrr.model.torrents.content.scores import FormatScores, SpentOnScores
from qbitrr.model.torrents.facts import TorrentFacts
from qbitrr.model.torrents.tags import ALLOWED_SEEDING, IGNORED
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.torrent import Torrent
from tests.decide.given import INSPECTED, NOW, RADARR, TRACKERS, download, finished, look, record, remembering

FORCE = {"force_minimum_custom_format": True}
UNMET = {"custom_format_unmet_search": True}
NEW = finished(tags=(ALLOWED_SEEDING,))
LOW = {"score": 20, "scores": FormatScores(minimum=50, existing=60)}


def known(
    state: str = "downloading", score: int | None = 20, scores: FormatScores | None = None, **more: Any
) -> dict[str, Any]:
    """Facts about a download with a record of that score."""
    return {"record": replace(record(state), score=score), "scores": scores, **more}


def decided(torrent: Torrent, given: dict[str, Any], facts: dict[str, Any], **more: Any) -> Decision:
    return look(torrent, known=facts, **given, **more)


@pytest.mark.parametrize(
    ("given", "score", "minimum", "existing", "rule"),
    [
        # search.md, vectors 68 to 70: below the minimum without a file; below the file; a better quality (nothing to compare with).
        (FORCE, -10, 0, None, 8),
        (UNMET, 20, 0, 50, 8),
        (UNMET, 20, 0, None, 18),
        # Each is a rule of its own.
        (FORCE, 20, 0, 50, 18),
        (UNMET, -10, 0, None, 18),
        (FORCE | UNMET, 20, 50, 10, 8),
        (FORCE | UNMET, 20, 10, 50, 8),
        # Equal is good enough.
        (FORCE, 50, 50, None, 18),
        (UNMET, 50, 0, 50, 18),
        ({}, -10, 0, 50, 18),
        # What the Arr does not say proves nothing.
        (FORCE | UNMET, None, 50, 50, 18),
    ],
)
def test_which(given: dict[str, Any], score: int | None, minimum: int, existing: int | None, rule: int) -> None:
    """The minimum of the profile and the file there is are two reasons, each where it is asked for."""
    scores = FormatScores(minimum=minimum, existing=existing)
    assert decided(download(), given, known(score=score, scores=scores)).rule == rule


@pytest.mark.parametrize(
    ("torrent", "facts", "given", "rule"),
    [
        (download(), {"scores": None}, {}, 18),
        (download(), {"queue_known": False}, {}, 18),
        (download(), {"record": None}, {}, 18),
        (download(), {"told": Told.IMPORTED}, {}, 18),
        (download(tags=(IGNORED,)), {}, {}, 3),
        (download(category="failed"), {}, {}, 1),
        (download(), {}, {"kind": "managed"}, 18),
        (finished(), {"record": replace(record("importPending"), score=20)}, {}, 18),
        (finished(), {"record": replace(record("importing"), score=20)}, {}, 18),
        (finished(), {"record": replace(record("imported"), score=20)}, {}, 18),
    ],
)
def test_not_without_proof(torrent: Torrent, facts: dict[str, Any], given: dict[str, Any], rule: int) -> None:
    """Nor is anything that the Arr took, takes or does not list, or that is a person's."""
    usual = known(scores=FormatScores(minimum=50, existing=60))
    assert decided(torrent, {**FORCE, **UNMET, **given}, {**usual, **facts}).rule == rule


def test_what_is_done() -> None:
    """Blocklisted, removed and searched again, with the figures."""
    decision = decided(download(), FORCE, known(scores=FormatScores(minimum=50)))
    (step,) = decision.steps
    assert isinstance(step, Removal)
    assert (step.blocklist, step.search_again, step.media_ids) == (True, True, (3,))
    assert (step.why.measured["score"], step.why.configured["minimum_score"]) == (20, 50)


@pytest.mark.correction("B4")
def test_a_complete_one_is_asked_about() -> None:
    """What is complete waits for the Arr's word of this minute; it is not imported meanwhile."""
    facts = known("importPending", scores=FormatScores(minimum=50))
    asked = decided(NEW, FORCE, facts)
    assert (asked.why.code, asked.asks_history) == ("custom_format_asked", True)
    assert not any(isinstance(step, Import | Removal) for step in asked.steps)
    for told, code in ((Told.GRABBED, "custom_format_unmet"), (Told.NONE, "custom_format_unmet")):
        assert decided(NEW, FORCE, {**facts, "told": told, "told_at": NOW - 5}).why.code == code
    assert decided(NEW, FORCE, {**facts, "told": Told.GRABBED, "told_at": NOW - 70}).why.code == "custom_format_asked"
    assert decided(NEW, FORCE, {**facts, "told": Told.IMPORTED, "told_at": NOW - 5}).rule != 8


@pytest.mark.parametrize(
    ("in_hour", "for_item", "rule"),
    [
        ((NOW - 10.0,) * 4, (), 8),
        ((NOW - 10.0,) * 5, (), 18),
        ((NOW - 3599.0, *(NOW - 10.0,) * 4), (), 18),
        ((NOW - 3600.0, *(NOW - 10.0,) * 4), (), 8),
        ((), (NOW - 80_000.0,) * 2, 8),
        ((), (NOW - 80_000.0,) * 3, 18),
        ((), (NOW - 86_400.0, NOW - 80_000.0, NOW - 10.0), 8),
        # A clock that jumped back makes nothing younger than now.
        ((NOW + 500.0,) * 5, (), 18),
    ],
)
def test_bounds(in_hour: tuple[float, ...], for_item: tuple[float, ...], rule: int) -> None:
    """Five in an hour, and three for the same within a day."""
    facts = known(scores=FormatScores(minimum=50), spent=SpentOnScores(in_hour=in_hour, for_item=for_item))
    assert decided(download(), FORCE, facts).rule == rule


def test_waits_for_its_turn() -> None:
    """When the oldest is an hour old it is looked at again."""
    spent = SpentOnScores(in_hour=(NOW - 3000.0, NOW - 9.0, NOW - 8.0, NOW - 7.0, NOW - 6.0))
    decision = decided(download(), FORCE, known(scores=FormatScores(minimum=50), spent=spent))
    assert (decision.look_again_at, decision.remark) == (NOW + 600, None)


def test_a_person_is_told_that_nothing_better_exists() -> None:
    """The download goes on, is imported when it is complete, and that is remarked."""
    spent = SpentOnScores(for_item=(NOW - 9.0, NOW - 8.0, NOW - 7.0))
    facts = known("importPending", scores=FormatScores(minimum=50), spent=spent)
    decision = decided(NEW, FORCE, facts)
    assert isinstance(decision.steps[0], Import)
    assert decision.remark is not None
    assert decision.remark.code == "custom_format_kept"
    enough = {**facts, "scores": FormatScores(minimum=10)}
    assert decided(NEW, FORCE, enough).remark is None


def explained(facts: dict[str, Any], **given: Any) -> ExplainedRule:
    found = explain(
        TorrentFacts(torrent=download(), trackers=TRACKERS, **facts), evolve(RADARR, **given), INSPECTED, NOW
    )
    return next(rule for rule in found.rules if rule.name == "custom_format")


@pytest.mark.parametrize(
    ("facts", "given", "code", "holds", "measured", "configured", "setting"),
    [
        (known(), {}, "custom_formats_are_checked", False, None, False, "EntrySearch.CustomFormatUnmetSearch"),
        (known(), FORCE, "score_is_known", False, 20, None, ""),
        (known(scores=LOW["scores"]), FORCE, "below_custom_format", True, 20, 50, "EntrySearch.ForceMinimumCustomFormat"),
        (known(scores=LOW["scores"]), UNMET, "below_custom_format", True, 20, 60, "EntrySearch.CustomFormatUnmetSearch"),
        (known(score=90, scores=LOW["scores"]), UNMET, "below_custom_format", False, 90, 60, "EntrySearch.CustomFormatUnmetSearch"),
        (known(score=90, scores=LOW["scores"]), FORCE, "below_custom_format", False, 90, 50, "EntrySearch.ForceMinimumCustomFormat"),
        (
            known(scores=LOW["scores"], spent=SpentOnScores(in_hour=(NOW - 1.0,) * 5)),
            FORCE, "hour_is_not_spent", False, 5, 5, "",
        ),
        (
            known(scores=LOW["scores"], spent=SpentOnScores(for_item=(NOW - 1.0,) * 3)),
            FORCE, "item_is_not_given_up", False, 3, 3, "",
        ),
    ],
)  # fmt: skip
def test_it_is_told(
    facts: dict[str, Any], given: dict[str, Any], code: str, holds: bool, measured: Any, configured: Any, setting: str
) -> None:
    """What was measured, what is configured, and what would change it."""
    check = next(each for each in explained(facts, **given).checks if each.code == code)
    found = (check.holds, check.measured, check.configured, check.setting)
    assert found == (holds, measured, configured, setting)


def test_when_its_turn_comes_is_told() -> None:
    """In seconds."""
    spent = SpentOnScores(in_hour=(NOW - 3000.0, *(NOW - 1.0,) * 4))
    check = explained(known(scores=LOW["scores"], spent=spent), **FORCE).checks[-1]
    assert (check.code, check.seconds_left) == ("hour_is_not_spent", 600)


def test_a_release_that_was_replaced_stays() -> None:
    """Only for its duty: it is not blocklisted again."""
    memory = remembering(rejected=True)
    assert decided(download(), FORCE, known(scores=FormatScores(minimum=50)), memory=memory).rule == 18
