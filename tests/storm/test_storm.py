"""A storm over the real supervisor: thirty kills and every kind of trouble, and nothing is lost, undue, twice or untold."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storm.scenario import Kind
from tests.storm.storm import Storm
from tests.storm.weather import TROUBLES, Trouble, forecast

pytestmark = pytest.mark.e2e
SEED = 1


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where a storm leaves everything; pytest keeps it, and says where it is when a test fails."""
    yield tmp_path
    print(f"the storm's folder: {tmp_path}")


def test_fair_weather_has_no_violation(folder: Path) -> None:
    """Every story ends as it should when nothing goes wrong."""
    storm = Storm.over(folder, seed=SEED, grace_minutes=0, crowd=60, tell=print)
    stories = (Kind.LIMIT, Kind.STALLED, Kind.MANAGED, Kind.TWIN, Kind.HALF_TWIN, Kind.FAILED, Kind.FINISHED)
    try:
        storm.prepare(1)
        storm.play(*stories, Kind.SHARED, Kind.MOVING, Kind.PROTECTED, Kind.UNKNOWN)
        outcome = storm.judged()
    finally:
        storm.close()
    print(outcome)
    assert not outcome.violations
    assert outcome.figures.deletions == 8
    assert (outcome.figures.blocklistings, outcome.figures.imports) == (4, 1)


@pytest.mark.correction("A5", "A6", "A9", "A10", "B8", "B9", "B11", "C1", "C2", "E1", "E4", "E5", "E6", "E8")
@pytest.mark.parametrize(
    ("grace_minutes", "kills", "troubles"),
    [(1440, 20, TROUBLES), (0, 10, ())],
    ids=["with quarantine", "deleted at once"],
)
def test_nothing_is_lost_in_a_storm(
    folder: Path, grace_minutes: int, kills: int, troubles: tuple[Trouble, ...]
) -> None:
    """Thirty kills of supervisor, children and fork server at chosen requests, and each trouble once."""
    storm = Storm.over(folder, seed=SEED, grace_minutes=grace_minutes, tell=print)
    try:
        outcome = storm.run(forecast(SEED, kills, troubles))
    finally:
        storm.close()
    print(f"seed {SEED}", outcome, sep="\n")
    assert not outcome.violations
    assert outcome.kills.total() >= kills - 3  # a child may end by itself before its bullet comes
    assert outcome.figures.deletions if grace_minutes == 0 else outcome.figures.quarantined
