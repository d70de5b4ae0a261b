"""When a torrent may be removed without breaking a duty, at the speed of this moment."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from qbitrr.decide.seeding.hit_and_run import Duty, duty_of
from qbitrr.decide.seeding.outlook import duty_outlook, ratio_after
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.trackers import TrackerRows, TrackerRule
from tests.decide.given import NOW, TRACKERS, finished

HOUR = 3600
MIB = 1024 * 1024


def row(**fields: Any) -> TrackerRule:
    """A row of the tracker of every torrent here."""
    return TrackerRule(**{"uri": "tracker.example.org", "hit_and_run": "and", "min_seed_ratio": 0.0, **fields})


def seed(**fields: Any) -> Any:
    """A seed that has uploaded half of its 100 MiB in an hour."""
    return finished(**{"ratio": 0.5, "seeding_time_seconds": HOUR, "downloaded_bytes": 100 * MIB, **fields})


RATIO, TIME = {"min_seed_ratio": 1.0}, {"min_seeding_seconds": 3 * HOUR}


@pytest.mark.parametrize(
    ("rows", "speed", "seconds"),
    [
        pytest.param((row(**TIME),), 0.0, 2 * HOUR, id="time alone"),
        pytest.param((row(**TIME, update_buffer_seconds=60),), 0.0, 2 * HOUR + 60, id="and a buffer"),
        pytest.param((row(**RATIO),), MIB, 50, id="ratio at this speed"),
        pytest.param((row(**RATIO),), 0.0, None, id="never without any"),
        pytest.param((row(**RATIO, **TIME),), MIB, 2 * HOUR, id="both: the later"),
        pytest.param((row(**RATIO, **TIME, hit_and_run="or"),), MIB, 50, id="either: the sooner"),
        pytest.param((row(**RATIO, **TIME, hit_and_run="or"),), 0.0, 2 * HOUR, id="either: by time"),
        pytest.param((row(**TIME), row(uri="b.example", **RATIO)), MIB, 2 * HOUR, id="the last of two rows"),
    ],
)
def test_when_it_is_safe(rows: tuple[TrackerRule, ...], speed: float, seconds: float | None) -> None:
    """The last open duty counts; what is never done says so."""
    found = duty_outlook(seed(), Duty.UNMET, rows, 1.0, speed, NOW)
    assert found.seconds_left == seconds
    assert found.safe_at == (None if seconds is None else NOW + seconds)
    assert found.never == (seconds is None)
    assert ("never" in found.text) == (seconds is None)
    assert ("safe to remove" in found.text) == (seconds is not None)


def test_it_tells_date_and_ratio() -> None:
    """In words."""
    found = duty_outlook(seed(), Duty.UNMET, (row(**TIME),), 1.0, 10 * 1024.0, NOW)
    assert found.ratio_then == pytest.approx(0.5 + 2 * HOUR * 10 / (100 * 1024))
    assert found.text == (
        "A Hit-and-Run duty is open: it is safe to remove in 2 h, on 2023-11-15 00:13 UTC at a ratio of 1.20, "
        "if it goes on with 10.0 KiB/s."
    )


def test_a_stopped_torrent_gets_no_time() -> None:
    """Its clock stands; that is the reason given."""
    found = duty_outlook(seed(state="stoppedUP"), Duty.UNMET, (row(**TIME),), 1.0, 0.0, NOW)
    assert found.never
    assert "it is stopped" in found.text


def test_a_speed_that_is_not_known() -> None:
    """Nobody says never then."""
    found = duty_outlook(seed(), Duty.UNMET, (row(**RATIO),), 1.0, None, NOW)
    assert not found.never
    assert "speed is not known" in found.text


@pytest.mark.parametrize("duty", [Duty.NONE, Duty.MET, Duty.DEAD, Duty.UNKNOWN, Duty.WAIVED])
def test_what_owes_nothing(duty: Duty) -> None:
    """It is safe at once, but while the trackers are not known nobody can tell."""
    found = duty_outlook(seed(), duty, (row(**TIME),), 1.0, 5.0, NOW)
    assert ("safe to remove" in found.text) == (duty not in (Duty.UNKNOWN, Duty.WAIVED))
    assert (found.safe_at, found.never) == (None, False)


@given(
    ratio=st.floats(0, 3),
    seeded=st.integers(0, 10 * HOUR),
    mode=st.sampled_from(["and", "or"]),
    need_ratio=st.sampled_from([0.0, 1.0, 2.0]),
    need_seconds=st.sampled_from([0, HOUR, 5 * HOUR]),
    speed=st.floats(1, 10 * MIB),
)
def test_it_comes_true(
    ratio: float, seeded: int, mode: Any, need_ratio: float, need_seconds: int, speed: float
) -> None:
    """Once that time has passed at this speed the duty is done, and shortly before it is not."""
    rule = row(hit_and_run=mode, min_seed_ratio=need_ratio, min_seeding_seconds=need_seconds)
    rows, rules, torrent = TrackerRows((rule,)), OwnerRules(section="R"), seed(ratio=ratio, seeding_time_seconds=seeded)
    duty = duty_of(torrent, TRACKERS, rules, rows, {}, 1.0)
    found = duty_outlook(torrent, duty, (rule,), 1.0, speed, NOW)
    if duty is not Duty.UNMET:
        return
    assert found.seconds_left is not None

    def after(seconds: float) -> Duty:
        grown = int(torrent.seeding_time_seconds + seconds + 0.001)
        later = replace(torrent, ratio=ratio_after(torrent, seconds, speed) + 1e-9, seeding_time_seconds=grown)
        return duty_of(later, TRACKERS, rules, rows, {}, 1.0)

    assert after(found.seconds_left) is Duty.MET
    if found.seconds_left > 2:
        assert after(found.seconds_left - 2) is Duty.UNMET or speed * 2 / (100 * MIB) < 1e-8
