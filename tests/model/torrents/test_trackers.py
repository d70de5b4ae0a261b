"""Hosts and rows of trackers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.model.torrents.trackers import TrackerRows, TrackerRule, hit_and_run_mode, host_of, rows_for


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Tracker.Example.org/announce", "tracker.example.org"),
        ("udp://a.example.org:1337/announce", "a.example.org"),
        ("http://user:pass@a.example.org:80/x?passkey=1", "a.example.org"),
        ("https://a.example.org?x=http://b.test/", "a.example.org"),
        ("a.example.org/announce?x=http://b.test/", "a.example.org"),
        ("a.example.org", "a.example.org"),
        ("a.example.org:80/announce", "a.example.org"),
        ("a.example.org.", "a.example.org"),
        ("http://[2001:DB8::1]:80/announce", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("** [DHT] **", "** [dht] **"),
        ("", ""),
        ("http://", ""),
    ],
)
def test_hosts(url: str, host: str) -> None:
    """Nothing but the host, in lower case."""
    assert host_of(url) == host


@given(st.text(max_size=40))
def test_any_text_has_a_host(url: str) -> None:
    """What trackers send never raises."""
    assert host_of(url) == host_of(url).lower()


def test_later_rows_replace_earlier_ones() -> None:
    """Per host, whole; rows without a host say nothing."""
    a, b, c = TrackerRule(uri="a.org", priority=1), TrackerRule(uri="b.org"), TrackerRule(uri="http://a.org/x")
    assert rows_for((a, b), (c, TrackerRule(uri=""))) == (b, c)


@pytest.mark.parametrize(
    ("value", "mode"),
    [
        (True, "and"),
        ("true", "and"),
        ("AND", "and"),
        ("or", "or"),
        (False, "disabled"),
        ("x", "disabled"),
        (None, "disabled"),
    ],
)
def test_modes(value: object, mode: str) -> None:
    """The words of every version."""
    assert hit_and_run_mode(value) == mode


def test_what_is_worked_out_once() -> None:
    """Duties and tags of all rows; rows that remove their tracker have no duty."""
    rows = TrackerRows((TrackerRule(uri="a", tags=("A",)), TrackerRule(uri="b", tags=("B",), hit_and_run="or")))
    assert (rows.has_duties, rows.tag_pool, bool(rows)) == (True, {"A", "B"}, True)
    removing = TrackerRows((TrackerRule(uri="b", hit_and_run="or", remove_if_exists=True),))
    assert not removing.has_duties
    assert not TrackerRows()
