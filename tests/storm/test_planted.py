"""What a faulty supervisor would do is found by a storm from end to end: planted on the wire and in the database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.outside import wait_until
from tests.storm.auditing.outcome import Outcome
from tests.storm.scenario import Kind, hash_of, title
from tests.storm.storm import Storm

pytestmark = pytest.mark.e2e


@pytest.fixture
def raise_storm(tmp_path: Path) -> Iterator[Callable[[int], Storm]]:
    """A storm with so many minutes of quarantine, ended afterwards."""
    raised: list[Storm] = []

    def over(grace_minutes: int) -> Storm:
        storm = Storm.over(tmp_path, seed=1, grace_minutes=grace_minutes, crowd=60, tell=print)
        storm.settle_seconds = 10.0  # a faulty one never settles
        raised.append(storm)
        storm.prepare(0)
        return storm

    yield over
    for storm in raised:
        storm.close()


def kinds(outcome: Outcome) -> set[str]:
    """The kinds of everything that is wrong."""
    print(outcome)
    return {violation.kind for violation in outcome.violations}


def plan_of(storm: Storm, kind: Kind, client: str = "") -> str:
    """The hash of a torrent of that kind."""
    planned = storm.programs.observed().planned
    return next(plan.hash for plan in planned if plan.kind is kind and client in ("", plan.client))


def deleted(storm: Storm) -> list[tuple[str, str]]:
    """What was deleted so far, as client and hash."""
    return [(act.client, act.hash) for act in storm.programs.observed().removed if act.act == "delete"]


def test_faults_on_the_wire_are_found(raise_storm: Callable[[int], Storm]) -> None:
    """Deleted twice, deleted undue, wrong client, not blocked, searched twice, and no journal of it."""
    storm = raise_storm(0)
    storm.play(Kind.MOVING, Kind.AGAIN)
    again = plan_of(storm, Kind.AGAIN)
    wait_until("the old one is gone", lambda: deleted(storm))
    client = next(plan.client for plan in storm.programs.observed().planned if plan.kind is Kind.AGAIN)
    assert storm.programs.do("add_again", client=client, hash=again)
    storm.programs.do("plant", kind="delete undue", hash=f"{again}%7C{plan_of(storm, Kind.MOVING)}")
    storm.programs.do("plant", kind="blocklist missing")
    storm.programs.do("plant", kind="searched twice")
    storm.supervised.plant("CREATE TRIGGER lost BEFORE INSERT ON journal BEGIN SELECT RAISE(IGNORE); END")
    half = hash_of(title(storm.stories + 1))
    storm.programs.do("plant", kind="wrong client", hash=half)
    storm.play(Kind.HALF_TWIN, Kind.STALLED, Kind.LIMIT)
    gone = ("B", half)
    wait_until("the other half of the twins is gone", lambda: gone in deleted(storm))
    found = kinds(storm.judged())
    assert {
        "deleted twice",
        "delete undue",
        "wrong client",
        "blocklist missing",
        "searched twice",
        "deleted unjournaled",
    } <= found


def test_faults_in_the_database_are_found(raise_storm: Callable[[int], Storm]) -> None:
    """A row that is lost, and one that stays when its torrent is gone."""
    storm = raise_storm(1440)
    storm.supervised.plant(
        "CREATE TRIGGER lost BEFORE INSERT ON quarantine WHEN NEW.instance = 'qBit-B' BEGIN SELECT RAISE(IGNORE); END"
    )
    storm.supervised.plant("CREATE TRIGGER kept BEFORE DELETE ON quarantine BEGIN SELECT RAISE(IGNORE); END")
    storm.play(Kind.LIMIT, Kind.LIMIT, Kind.LIMIT)
    wait_until("in quarantine", lambda: storm.programs.do("where", client="A", category="qbitrr-quarantine"))
    hash_ = storm.programs.do("where", client="A", category="qbitrr-quarantine")[0]
    wait_until("it is taken back", lambda: storm.supervised.undo("qBit", hash_) == "done")
    storm.programs.do("person_took_back", client="A", hash=hash_, done=True)
    assert {"row lost", "row without torrent"} <= kinds(storm.judged())
