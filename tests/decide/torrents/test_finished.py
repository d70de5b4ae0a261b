"""When finished torrents go, and when they must not yet."""

from typing import Any

import pytest

from qbitrr.model.steps import Data, Import, Removal
from qbitrr.model.torrents.rules import SeedingRules, TrackerRule
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.watching import Watch
from tests.decide.given import NOW, finished, kinds, look, only, record, remembering

RATIO = SeedingRules(remove=1, max_upload_ratio=0.5)
TIME = SeedingRules(remove=2, max_seeding_time_seconds=7200)


def test_data_of_arrs_goes_and_of_categories_stays() -> None:
    """Unless the category says otherwise; nothing is wrong with the release either way."""
    for given, data in (
        ({}, Data.DELETE),
        ({"kind": "managed"}, Data.KEEP),
        ({"kind": "managed", "seeding": SeedingRules(remove=1, max_upload_ratio=0.5, delete_files=True)}, Data.DELETE),
    ):
        step = only(look(finished(), **{"seeding": RATIO, **given}))
        assert isinstance(step, Removal)
        assert (step.data, step.blocklist, step.search_again) == (data, False, False)


@pytest.mark.parametrize(
    ("torrent", "memory"),
    [
        pytest.param(finished(tags=(), completion_on=NOW - 59), remembering(), id="just complete"),
        pytest.param(
            finished(tags=()), remembering(import_attempts=1, import_last_at=NOW - 60), id="import just asked for"
        ),
        pytest.param(
            finished(tags=()), remembering(import_attempts=3, import_last_at=NOW - 60), id="last import just asked for"
        ),
    ],
)
def test_the_limit_waits_for_the_import(torrent: Any, memory: Any) -> None:
    """Also when the Arr has no record that would hold the torrent."""
    decision = look(torrent, memory=memory, seeding=RATIO)
    assert (decision.rule, decision.why.code) == (10, "seeding_limit_held")
    assert not any(isinstance(step, Removal) for step in decision.steps)


def test_the_import_comes_first() -> None:
    """A minute after completion it is asked for; after the last attempt failed it stays, unless the Arr refused it."""
    grabbed = {"told": Told.GRABBED, "told_at": NOW}
    assert isinstance(look(finished(tags=()), seeding=RATIO, known=grabbed).steps[-1], Import)
    tired = remembering(import_attempts=3, import_last_at=NOW - 900)
    stays = look(finished(tags=()), memory=tired, seeding=RATIO, known=grabbed)
    assert (kinds(stays), stays.why.code) == (["AddTags"], "seeding_limit_unimported")
    refused = remembering(rejected=True, import_attempts=1, import_last_at=NOW)
    assert isinstance(only(look(finished(tags=()), memory=refused, seeding=RATIO)), Removal)


def test_categories_without_an_arr_wait_for_nobody() -> None:
    """There is nothing to import."""
    just = finished(tags=(), completion_on=NOW - 1)
    assert isinstance(only(look(just, kind="managed", seeding=RATIO)), Removal)


def test_our_own_clock_counts_where_the_client_does_not() -> None:
    """Stalled for two hours without interruption, although the client counted one."""
    first = look(finished(), seeding=TIME)
    assert first.memory.seeding.stalled_up_from == NOW
    assert first.look_again_at == NOW + 3600
    assert isinstance(only(look(finished(), memory=first.memory, seeding=TIME, now=NOW + 7200)), Removal)
    moved = look(finished(state="uploading"), memory=first.memory, seeding=TIME, now=NOW + 60)
    assert moved.memory.seeding.stalled_up_from is None


def test_a_gap_in_the_listing_restarts_our_clock() -> None:
    """What nobody saw does not count."""
    memory = remembering(stalled_up_from=NOW - 7200.0)
    back: dict[str, Any] = {"watch": Watch(now=NOW, listed_from=NOW - 100.0)}
    decision = look(finished(), memory=memory, seeding=TIME, known=back)
    assert (decision.steps, decision.memory.seeding.stalled_up_from) == ((), NOW - 100.0)


def test_limits_that_are_not_known_are_not_reached() -> None:
    """While rows exist but the trackers cannot be read."""
    rows = {"qBit": (TrackerRule(uri="tracker.example.org", max_upload_ratio=9),)}
    assert look(finished(), seeding=RATIO, trackers=rows, known={"trackers": None}).rule == 18
    assert look(finished(), seeding=RATIO, known={"trackers": None}).rule == 10


def test_a_stopped_torrent_is_started_unless_someone_meant_it() -> None:
    """The client's own limits, a recent try, the switch, a record that holds it."""
    stopped = finished(state="stoppedUP")
    assert kinds(look(stopped)) == ["Resume"]
    for torrent in (
        finished(state="stoppedUP", max_ratio=0.5),
        finished(state="stoppedUP", max_seeding_time_minutes=60),
        finished(state="stoppedUP", max_inactive_seeding_time_minutes=0),
        finished(state="stoppedUP", ratio=-1, max_ratio=9000),
    ):
        assert kinds(look(torrent)) == []
    assert kinds(look(finished(state="stoppedUP", last_activity=0, max_inactive_seeding_time_minutes=9))) == []
    again = look(stopped, memory=remembering(resumed_at=NOW - 60.0))
    assert (again.steps, again.look_again_at) == ((), NOW + 120)
    assert kinds(look(stopped, auto_pause_resume=False)) == []
    assert look(stopped, seeding=RATIO, known={"record": record("importing")}).rule == 10


@pytest.mark.correction("B12")
@pytest.mark.parametrize(
    ("mode", "client", "expected"),
    [
        (1, {"max_ratio": 0.4}, 10),
        (1, {"max_ratio": 0.6}, 18),
        (2, {"max_seeding_time_minutes": 60}, 10),
        (2, {"max_seeding_time_minutes": 61}, 18),
        (3, {"max_ratio": 9.0, "max_seeding_time_minutes": 60}, 10),
        (4, {"max_ratio": 9.0, "max_seeding_time_minutes": 60}, 18),
        (1, {"max_seeding_time_minutes": 60}, 18),
        (1, {"max_ratio": 0.0}, 18),
        (-1, {"max_ratio": 0.4}, 18),
    ],
)
def test_without_a_limit_of_ours_the_clients_count(mode: int, client: dict[str, Any], expected: int) -> None:
    """RemoveTorrent is set and no limit is: what the client applies, globally or to the torrent, decides."""
    torrent = finished(state="uploading", ratio=0.5, seeding_time_seconds=3600, **client)
    assert look(torrent, seeding=SeedingRules(remove=mode)).rule == expected


@pytest.mark.correction("B12")
@pytest.mark.parametrize(
    ("own", "effective", "expected"), [(-2.0, 0.1, 10), (-2.0, 9.0, 10), (0.9, 0.9, 18), (0.3, 0.3, 10)]
)
def test_only_an_own_limit_postpones_ours(own: float, effective: float, expected: int) -> None:
    """The client's global limit never does, be it smaller or larger."""
    torrent = finished(state="uploading", ratio=0.5, ratio_limit=own, max_ratio=effective)
    assert look(torrent, seeding=SeedingRules(remove=1, max_upload_ratio=0.5)).rule == expected


@pytest.mark.correction("B12")
@pytest.mark.parametrize(("effective", "steps"), [(0.4, []), (0.6, ["Resume"]), (-1.0, ["Resume"])])
def test_the_clients_limit_decides_what_was_stopped_on_purpose(effective: float, steps: list[str]) -> None:
    """At its limit the client stopped it, short of it somebody else did."""
    assert kinds(look(finished(state="stoppedUP", ratio=0.5, max_ratio=effective))) == steps
