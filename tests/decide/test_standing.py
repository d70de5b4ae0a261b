"""Whether an Arr answers: the newest evidence wins."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from qbitrr.decide.standing import STALE_SECONDS, Standing, standing
from qbitrr.model.status import ProcessStatus, SearchReport, TorrentReport

pytestmark = pytest.mark.correction("D1")

NOW = 1000.0
TIMES = st.floats(NOW - 3 * STALE_SECONDS, NOW)


def child(kind: str, evidence: float, connected: bool, said: float = NOW, *, alive: bool = True) -> ProcessStatus:
    """A child that found out at *evidence* and said so last at *said*."""
    report = (SearchReport if kind == "search" else TorrentReport)(
        at=said,
        arr_at=evidence,
        arr_connected=connected,
        arr_version="6.0",
        arr_why="" if connected else f"{kind}: gone",
    )
    return ProcessStatus(section="R", category="r", kind=kind, state="running", alive=alive, report=report)  # type: ignore[arg-type]


@given(TIMES, TIMES, st.booleans())
def test_the_newest_wins_in_every_order(one: float, other: float, connected: bool) -> None:
    """Two children disagree: the one that found out later is believed, whichever is asked first, whoever spoke last."""
    first, second = child("torrent", one, connected), child("search", other, not connected)
    newest = max(one, other)
    expected = (connected if one > other else not connected) if one != other else False
    for order in permutations((first, second)):
        found = standing(order, NOW)
        assert found.connected is expected
        assert bool(found.why) is not expected
        assert newest > 0


@given(
    st.lists(st.tuples(st.sampled_from(["torrent", "search"]), TIMES, st.booleans(), TIMES, st.booleans()), max_size=4)
)
def test_what_is_stale_or_gone_says_nothing(said: list[tuple[str, float, bool, float, bool]]) -> None:
    """Leaving out the children that are gone or silent changes nothing about whether it answers."""
    children = [child(kind, at, ok, reported, alive=alive) for kind, at, ok, reported, alive in said]
    good = [
        each for each, (_, _, _, reported, alive) in zip(children, said, strict=True)
        if alive and NOW - reported <= STALE_SECONDS
    ]  # fmt: skip
    assert standing(children, NOW).connected is standing(good, NOW).connected
    assert good or not standing(children, NOW).connected


def test_reasons() -> None:
    """There is always one when it is not connected."""
    assert standing([], NOW) == Standing(why="nobody is there to ask it")
    crashed = ProcessStatus(section="R", category="r", kind="search", state="backoff", why="crashed: exit 1")
    assert standing([crashed], NOW).why == "nobody is there to ask it: crashed: exit 1"
    silent = ProcessStatus(section="R", category="r", kind="search", state="running", alive=True)
    assert standing([silent, child("torrent", 0.0, True)], NOW).why == "it was not asked yet"
    assert standing([crashed, child("torrent", NOW, True)], NOW) == Standing(
        connected=True, version="6.0", answers=True
    )


def test_a_queue_that_cannot_be_read() -> None:
    """One that answers and gives no queue is not connected, whoever heard of it last; one that is gone is gone."""
    asked = child("torrent", NOW - 5, True)
    refused = structs.replace(
        asked, report=structs.replace(asked.report, queue_trouble="its queue cannot be read: 500")
    )
    for others in ([], [child("search", NOW, True)]):
        found = standing([refused, *others], NOW)
        assert found == Standing(connected=False, version="6.0", why="its queue cannot be read: 500", answers=True)
    assert standing([refused, child("search", NOW, False)], NOW) == Standing(version="6.0", why="search: gone")


def test_what_the_newest_found_goes_along() -> None:
    """Since when, and how long its last answer took, as the child knows that is believed."""
    old = SearchReport(at=NOW, arr_at=900.0, arr_connected=True, arr_since=100.0, arr_answered_after=0.5)
    new = TorrentReport(at=NOW, arr_at=990.0, arr_since=980.0, arr_answered_after=9.0)
    first, second = (
        ProcessStatus(section="R", category="r", kind=kind, state="running", alive=True, report=report)  # type: ignore[arg-type]
        for kind, report in (("search", old), ("torrent", new))
    )
    assert [
        (found.since, found.answered_after) for found in (standing([first], NOW), standing([first, second], NOW))
    ] == [
        (100.0, 0.5),
        (980.0, 9.0),
    ]
