"""Which rows speak for a torrent, and what they set."""

import pytest

from qbitrr.decide.seeding.limits import SeedingLimits, limit_met, limits_of
from qbitrr.decide.seeding.tracker_rows import hosts_of, matching_rows, most_important
from qbitrr.model.torrents.rules import OwnerRules, SeedingRules
from qbitrr.model.torrents.torrent import Torrent, Tracker
from qbitrr.model.torrents.trackers import TrackerRows, TrackerRule, rows_for

A = Tracker(url="https://a.example.org/announce")
B = Tracker(url="https://b.example.net/announce")
TORRENT = Torrent(instance="qBit", hash="h", state="uploading")
RULES = OwnerRules(section="Radarr", seeding=SeedingRules(remove=1, max_upload_ratio=1), maximum_eta_seconds=7200)


def important(rows: tuple[TrackerRule, ...], *trackers: Tracker) -> TrackerRule | None:
    """The row whose settings win."""
    return most_important(matching_rows(TrackerRows(rows), trackers))


@pytest.mark.torrent_vector("O16")
def test_the_longest_host_wins() -> None:
    """O16: whatever the priorities."""
    near = TrackerRule(uri="a.example.org", priority=1)
    assert important((TrackerRule(uri="example.org", priority=50), near), A) == near


@pytest.mark.torrent_vector("O17")
def test_the_largest_priority_sets() -> None:
    """O17: both rows match, b's settings count; equal ones count in order; rows that remove their tracker never."""
    a, b = TrackerRule(uri="a.example.org", priority=5, tags=("A",)), TrackerRule(uri="b.example.net", priority=10)
    assert matching_rows(TrackerRows((a, b)), (B, A)) == (a, b)
    assert important((a, b), A, B) == b
    equal = TrackerRule(uri="b.example.net", priority=5)
    assert important((a, equal), B, A) == a
    gone = TrackerRule(uri="b.example.net", priority=99, remove_if_exists=True)
    assert important((a, gone), A, B) == a
    assert important((gone,), B) is None


@pytest.mark.torrent_vector("O22", "O23")
def test_only_hosts_matter() -> None:
    """O22, O23: case, scheme, port, path and a slash at the end do not."""
    row = TrackerRule(uri="https://a.example.org/announce/", max_upload_ratio=2)
    assert important((row,), Tracker(url="udp://A.Example.ORG:1337/announce")) == row
    assert limits_of(TORRENT, RULES, row).ratio == 2
    assert hosts_of((A, B)) == ("a.example.org", "b.example.net")
    assert important((row,), Tracker(url="https://ba.example.org/")) is None
    assert matching_rows(TrackerRows(), (A,)) == ()


@pytest.mark.torrent_vector("O24")
def test_a_row_is_replaced_as_a_whole() -> None:
    """O24: an owner's row for the host leaves nothing of the client's."""
    rows = rows_for(
        (TrackerRule(uri="a.example.org", max_upload_ratio=3),),
        (TrackerRule(uri="http://a.example.org/x", tags=("A",)),),
    )
    assert limits_of(TORRENT, RULES, important(rows, A)).ratio == 1


@pytest.mark.torrent_vector("O25")
def test_rows_count_on_their_own_client_only() -> None:
    """O25."""
    rules = OwnerRules(section="Radarr", trackers={"qBit": (TrackerRule(uri="a.example.org"),)})
    assert rules.rows_on("qBit")
    assert not rules.rows_on("qBit-box")


def test_limits_come_from_row_owner_and_torrent() -> None:
    """Row before owner, the torrent's own where it is larger, nothing by values that are not positive."""
    row = TrackerRule(
        uri="x", max_upload_ratio=0.5, max_seeding_time_seconds=60, maximum_eta_seconds=9, super_seed=True
    )
    assert limits_of(TORRENT, RULES, row) == SeedingLimits(0.5, 60, 9, True)
    assert limits_of(TORRENT, RULES, TrackerRule(uri="x", max_upload_ratio=-1)) == SeedingLimits(1, None, 7200)
    own = Torrent(instance="q", hash="h", state="x", ratio_limit=3, seeding_time_limit_minutes=2, super_seeding=True)
    assert limits_of(own, RULES, row) == SeedingLimits(3, 120, 9, True)
    assert limits_of(own, RULES, None, known=False) == SeedingLimits(super_seeding=True, known=False)
    assert limits_of(TORRENT, OwnerRules(section="x"), None) == SeedingLimits()


def test_modes_of_removal() -> None:
    """Ratio, time, either, both; anything else is never."""
    both = SeedingLimits(ratio=1, time_seconds=60)
    table = {(1, 0): {1, 3}, (0, 60): {2, 3}, (1, 60): {1, 2, 3, 4}, (-1, 0): {1, 3}, (0.9, 59): set()}
    for (ratio, seconds), modes in table.items():
        assert {mode for mode in range(-1, 7) if limit_met(mode, both, ratio, seconds)} == modes
    assert not any(limit_met(mode, SeedingLimits(), 99, 99) for mode in range(-1, 7))
    assert not limit_met(4, SeedingLimits(ratio=1), 99, 99)
