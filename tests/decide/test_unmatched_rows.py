"""A rule is said to match nothing only when that is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.config.load import load
from qbitrr.decide.unmatched_rows import matched_hosts, unmatched_rows
from qbitrr.model.torrents.tracker_tables import Announcing, TrackerTable
from qbitrr.model.torrents.trackers import TrackerRows, TrackerRule
from qbitrr.resolved.tracker_tables import tracker_tables

HOSTS = st.lists(st.sampled_from(["a.b", "t.a.b", "x.t.a.b", "b", "c.d", "t.c.d", "other"]), unique=True)


def table(*hosts: str, clients: tuple[str, ...] = ("qBit",)) -> TrackerTable:
    return TrackerTable(place="[qBit] Trackers", clients=clients, hosts=hosts)


@pytest.mark.parametrize(
    ("rows", "announced", "unmatched"),
    [
        (("tracker.example.org",), ("tracker.example.org",), []),
        (("example.org",), ("tracker.example.org",), []),  # a parent domain speaks for it
        (("tracker.example.org",), ("example.org",), [0]),
        (("example.org", "tracker.example.org"), ("tracker.example.org",), [0]),  # the nearer one does
        (("a.org", "b.org", "c.org"), ("b.org",), [0, 2]),
        (("", "b.org"), (), [1]),  # nothing is expected of the first
    ],
)
def test_which_rows_match_nothing(rows: tuple[str, ...], announced: tuple[str, ...], unmatched: list[int]) -> None:
    """Each with its place, its host and of how many torrents."""
    found = unmatched_rows(table(*rows), {"qBit": Announcing(812, announced)})
    assert found == tuple(f"[qBit] Trackers[{each}] {rows[each]}: matches 0 of 812 torrents" for each in unmatched)


def test_absence_is_no_evidence() -> None:
    """Not before every client of the rows was listed, and not while there is no torrent at all."""
    rows = table("a.org", clients=("qBit", "qBit-b"))
    assert unmatched_rows(rows, {}) == ()
    assert unmatched_rows(rows, {"qBit": Announcing(5, ())}) == ()
    assert unmatched_rows(rows, {"qBit": Announcing(0, ()), "qBit-b": Announcing(0, ())}) == ()
    assert unmatched_rows(rows, {"qBit": Announcing(5, ()), "qBit-b": Announcing(3, ("t.a.org",))}) == ()
    (text,) = unmatched_rows(rows, {"qBit": Announcing(5, ()), "qBit-b": Announcing(3, ())})
    assert "0 of 8 torrents" in text


@given(HOSTS, HOSTS)
def test_matching_is_that_of_the_rules(rows: list[str], announced: list[str]) -> None:
    """A row matches here exactly if it is the row of some announce host where torrents are judged."""
    rules = TrackerRows([TrackerRule(uri=host) for host in rows])
    assert matched_hosts(frozenset(rows), announced) == {row.host for row in rules.rows_of(announced)}


def test_tables_of_a_configuration() -> None:
    """Clients that are off, Arrs that are not managed and tables without rows are left out; passkeys are in none."""
    row = "[[{0}]]\nURI = 'https://T.example/passkey123456/announce'\n"
    text = (
        "[qBit]\n"
        + row.format("qBit.Trackers")
        + "[[qBit.Trackers]]\nURI = 'https://a.example/x'\nAddTrackerIfMissing = true\n"
        "[[qBit.Trackers]]\nURI = 'r.example'\nRemoveIfExists = true\n[qBit-b]\nHost = 'b'\n[qBit-c]\nDisabled = true\n"
        + row.format("qBit-c.Trackers")
        + "[Radarr-X]\nManaged = true\nURI = 'http://r'\nAPIKey = 'k'\nCategory = 'r'\n"
        + row.format("Radarr-X.Torrent.Trackers")
        + "[Sonarr-X]\nManaged = false\n"
        + row.format("Sonarr-X.Torrent.Trackers")
    )
    assert tracker_tables(load(text, {}).config) == (
        TrackerTable(place="[qBit] Trackers", clients=("qBit",), hosts=("t.example", "", "")),
        TrackerTable(place="[Radarr-X] Torrent.Trackers", clients=("qBit", "qBit-b"), hosts=("t.example",)),
    )
