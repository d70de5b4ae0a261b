"""What stands between a torrent and its removal, rail by rail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.decide.removals.may_go import each_rail, may_go_now
from qbitrr.decide.removals.rails import Before, Go, RemovalFacts
from qbitrr.decide.removals.survey import RAIL_WORDS, of_cap, survey
from qbitrr.decide.seeding.hit_and_run import Duty
from qbitrr.model.removals.protection import Protection
from qbitrr.model.removals.sharing import Sharing
from qbitrr.model.steps import Removal
from qbitrr.testing.strategies.removals import removals
from qbitrr.testing.strategies.values import NOW
from tests.decide.removals.test_may_go import TORRENT, changed, facts, removal


def test_each_has_words() -> None:
    """What a rail says when it has nothing against a removal."""
    assert list(each_rail(removal(), facts(), NOW)) == list(RAIL_WORDS)


@given(
    wanted=removals(),
    dry_run=st.booleans(),
    on_hold=st.sampled_from(["", "on hold"]),
    duty=st.sampled_from(Duty),
    listed=st.booleans(),
    is_managed=st.booleans(),
    torrent=st.sampled_from([None, TORRENT]),
)
def test_it_agrees_with_what_decides(
    wanted: Removal, dry_run: bool, on_hold: str, duty: Duty, listed: bool, is_managed: bool, torrent: object
) -> None:
    """Nothing stops a removal exactly if it may go; and the first that stops one is what it is told."""
    known = facts(torrent, dry_run=dry_run, on_hold=on_hold, duty=duty, is_listed=listed, is_managed=is_managed)  # type: ignore[arg-type]
    told = survey(wanted, known, NOW)
    verdict = may_go_now(wanted, Before.BEGINNING, known, NOW)
    stopping = [rail.text for rail in told if rail.stops]
    if isinstance(verdict, Go):
        assert stopping == [] or wanted.data == "stay"
    elif wanted.data != "stay":
        assert stopping[0] == verdict.why.text


@pytest.mark.parametrize(
    ("known", "rail"),
    [
        (facts(dry_run=True), "dry_run"),
        (facts(protection=Protection(tags=frozenset({"keep"}))), "protected"),
        (facts(duty=Duty.UNKNOWN), "hit_and_run"),
        (facts(pardoned_at=5.0), "taken_back"),
        (changed(tags=("qBitrr-ignored",)), "ignored"),
        (facts(owner="Sonarr"), "in_place"),
    ],
)
def test_what_stops_it(known: RemovalFacts, rail: str) -> None:
    """By its name, and with what would change it."""
    (found,) = (each for each in survey(removal(), known, NOW) if each.stops)
    assert found.rail == rail
    assert found.would_change or found.setting


def test_shared_data() -> None:
    """It does not stop a removal: the files stay."""
    found = survey(removal(), facts(sharing=Sharing(with_names=("Other",))), NOW)[-1]
    assert (found.rail, found.stops) == ("shared_data", False)
    assert "Other" in found.text


@pytest.mark.parametrize(
    ("gone", "cap", "held", "stops"),
    [(0, 50, 0, False), (49, 50, 0, False), (50, 50, 0, True), (99, 0, 0, False), (1, 50, 8, True)],
)
def test_of_cap(gone: int, cap: int, held: int, stops: bool) -> None:
    """What went within the hour, and what waits for being too many."""
    found = of_cap(gone, cap, held)
    assert found.stops == stops
    assert found.text.startswith(f"{gone} of {cap} " if cap else f"{gone} removals")
