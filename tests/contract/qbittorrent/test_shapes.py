"""The answers have the fields which the recorded answers of real clients have, in each release."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.contract.qbittorrent.harness import Subject, Visitor
from tests.contract.qbittorrent.samples import DEAD_TRACKER, add, magnet_hash, movie, wait_loaded
from tests.real.torrents import make_torrent

# What belongs to a torrent alone, or to the folders of the machine.
OWN = {
    "added_on",
    "last_activity",
    "hash",
    "infohash_v1",
    "magnet_uri",
    "name",
    "content_path",
    "root_path",
    "save_path",
}
LIMITS = {"ratio_limit", "seeding_time_limit", "max_ratio", "max_seeding_time"}
RECORDED = Path(__file__).with_name("recorded")


@cache
def recorded(release: str) -> list[dict[str, Any]]:
    """The answers recorded from *release*."""
    answers: list[dict[str, Any]] = json.loads((RECORDED / f"{release}.json").read_text(encoding="utf-8"))["answers"]
    return answers


def _body(subject: Subject, path: str, note: str | None = None) -> Any:
    return next(
        answer["body"]
        for answer in recorded(subject.profile.name)
        if answer["request"]["path"].partition("?")[0] == f"/api/v2/{path}"
        and answer["status"] == 200
        and note in (None, answer["note"])
    )


def shape(value: Any) -> Any:
    """What kinds of values sit under which names; numbers are numbers, whole or not."""
    if isinstance(value, bool) or value is None:
        return type(value).__name__
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items()}
    if isinstance(value, list):
        return [shape(each) for each in value[:1]]
    return type(value).__name__


@pytest.fixture
def populated(subject: Subject, admin: Visitor) -> str:
    """The hash of a stopped torrent with category, tags and tracker; a magnet is there as well."""
    torrent = movie(subject)
    add(subject, admin, torrent, category="radarr", tags="x,y")
    magnet = magnet_hash(0x3001)
    admin.post("torrents/add", urls=f"magnet:?xt=urn:btih:{magnet}")
    wait_loaded(subject, admin, magnet)
    return torrent.hash


@pytest.mark.parametrize("read", ["transfer/info", "app/buildInfo", "app/preferences"])
def test_of_the_client(subject: Subject, admin: Visitor, read: str) -> None:
    """Reads about the client as a whole."""
    assert set(admin.get(read).json) == set(_body(subject, read))


def _known(subject: Subject, note: str, name: str) -> dict[str, Any]:
    """The recorded record of the torrent *name* in the listing with *note*."""
    (found,) = (torrent for torrent in _body(subject, "torrents/info", note) if torrent["name"] == name)
    return dict(found)


def test_of_a_torrent(subject: Subject, admin: Visitor, populated: str) -> None:
    """Names and kinds of all fields of a record, and the values of those that are the same for all torrents like it."""
    (seen,) = admin.get("torrents/info", hashes=populated).json
    known = _known(subject, "", "Some.Movie.2020.1080p")
    assert shape(seen) == shape(known)
    equal = set(known) - OWN - LIMITS
    assert {name: seen[name] for name in equal} == {name: known[name] for name in equal}


def test_of_a_complete_torrent(subject: Subject, admin: Visitor) -> None:
    """Data that was there already: values as recorded, but for times of activity."""
    torrent = make_torrent(subject.fresh_name("Seeded.Show.S01E01"), {"show.mkv": 250_000}, trackers=[DEAD_TRACKER])
    torrent.write(subject.save_path)
    add(subject, admin, torrent, stopped=False)
    subject.eventually(lambda: (admin.torrent(torrent.hash) or {})["state"] == "stalledUP")
    seen, known = admin.torrent(torrent.hash) or {}, _known(subject, "uncategorised", "Seeded.Show.S01E01")
    equal = set(known) - OWN - {"completion_on", "time_active", "seeding_time", "reannounce"}
    assert {name: seen[name] for name in equal} == {name: known[name] for name in equal}


@pytest.mark.parametrize("read", ["files", "properties", "trackers"])
def test_of_its_details(subject: Subject, admin: Visitor, populated: str, read: str) -> None:
    """Names and kinds of all fields, row by row."""
    seen, known = admin.get(f"torrents/{read}", hash=populated).json, _body(subject, f"torrents/{read}")
    if isinstance(known, list):
        assert [shape(row) for row in seen] == [shape(row) for row in known]
    else:
        assert shape(seen) == shape(known)


def test_of_a_full_sync(subject: Subject, admin: Visitor, populated: str) -> None:
    """All sections, the record, a category, and the numbers of the client."""
    seen, known = admin.get("sync/maindata").json, _body(subject, "sync/maindata", "full")
    assert set(seen) == set(known)
    assert shape(seen["server_state"]) == shape(known["server_state"])
    assert shape(seen["categories"]["radarr"]) == shape(known["categories"]["radarr"])
    (record,) = (torrent for torrent in known["torrents"].values() if torrent["name"] == "Some.Movie.2020.1080p")
    assert shape(seen["torrents"][populated]) == shape(record)


def test_of_a_magnet(subject: Subject, admin: Visitor, populated: str) -> None:
    """What is unknown without metadata is shown as in the recording."""
    seen = admin.torrent(magnet_hash(0x3001)) or {}
    (known,) = (torrent for torrent in _body(subject, "torrents/info", "") if torrent["name"] == "Some magnet")
    unknown = {"size", "total_size", "amount_left", "completed", "content_path", "progress", "availability", "state"}
    unknown |= {"private", "root_path", "has_metadata", "piece_size", "pieces_num", "pieces_have", "creation_date"}
    assert {name: seen[name] for name in unknown & set(known)} == {name: known[name] for name in unknown & set(known)}
