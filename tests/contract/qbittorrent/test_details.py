"""What can be asked about a single torrent: files, trackers, properties."""

import pytest

from tests.contract.qbittorrent.harness import Subject, Visitor
from tests.contract.qbittorrent.samples import DEAD_TRACKER, UNKNOWN, add, movie


@pytest.mark.parametrize("read", ["files", "trackers", "properties", "webseeds", "pieceStates"])
def test_details_of_unknown_torrents(subject: Subject, admin: Visitor, read: str) -> None:
    """404 for a hash that is not there, 400 without one."""
    for hash_ in (UNKNOWN, "ffff"):
        answer = admin.get(f"torrents/{read}", hash=hash_)
        assert (answer.status, answer.text) == (404, "Not Found")
    missing = admin.get(f"torrents/{read}")
    assert (missing.status, missing.text) == (400, subject.profile.missing_parameters(["hash"]))


def test_files(subject: Subject, admin: Visitor) -> None:
    """Names with the top folder, sizes, whole pieces; `is_seed` in the first row alone; single rows on request."""
    torrent = movie(subject)
    add(subject, admin, torrent)
    rows = admin.get("torrents/files", hash=torrent.hash).json
    assert [(row["index"], row["name"], row["size"]) for row in rows] == [
        (number, f"{torrent.name}/{path}", size) for number, (path, size) in enumerate(torrent.files)
    ]
    assert [row["piece_range"] for row in rows] == [[0, 18], [18, 20], [20, 20]]
    assert ["is_seed" in row for row in rows] == [True, False, False]
    assert {(row["priority"], row["progress"]) for row in rows} == {(1, 0)}
    assert [row["index"] for row in admin.get("torrents/files", hash=torrent.hash, indexes="0|2").json] == [0, 2]


def test_trackers(subject: Subject, admin: Visitor) -> None:
    """Three rows for DHT, PeX and LSD, then the real ones; a refused announce has status 4 and says so."""
    torrent = movie(subject)
    add(subject, admin, torrent)
    rows = admin.get("torrents/trackers", hash=torrent.hash).json
    assert [(row["url"], row["tier"]) for row in rows] == [
        ("** [DHT] **", -1), ("** [PeX] **", -1), ("** [LSD] **", -1), (DEAD_TRACKER, 0),
    ]  # fmt: skip
    assert (rows[3]["status"], rows[3]["msg"], rows[3]["num_peers"]) == (1, "", -1)


def test_trackers_are_added_and_removed(subject: Subject, admin: Visitor) -> None:
    """Unknown hashes are 404 up to 5.1 and ignored since, when adding; unknown URLs are no error when removing."""
    torrent = movie(subject)
    add(subject, admin, torrent)
    done = (204, b"") if subject.profile.has(5, 2) else (200, b"")

    def urls() -> list[str]:
        return [row["url"] for row in admin.get("torrents/trackers", hash=torrent.hash).json if row["tier"] >= 0]

    second, third = "http://127.0.0.1:9/second", "http://127.0.0.1:9/third"
    added = admin.post("torrents/addTrackers", hash=torrent.hash, urls=f"{second}\n{third}")
    assert (added.status, added.body) == done
    subject.eventually(lambda: sorted(urls()) == sorted([DEAD_TRACKER, second, third]))
    for url in (second, "http://127.0.0.1:9/none"):
        removed = admin.post("torrents/removeTrackers", hash=torrent.hash, urls=url)
        assert (removed.status, removed.body) == done
    subject.eventually(lambda: sorted(urls()) == sorted([DEAD_TRACKER, third]))
    unknown = admin.post("torrents/addTrackers", hash=UNKNOWN, urls="http://127.0.0.1:9/x")
    assert unknown.status == (204 if subject.profile.has(5, 2) else 404)


def test_a_tracker_with_a_percent_sign(subject: Subject, admin: Visitor) -> None:
    """Its address is decoded once more from 5.0 on when it is to be removed."""
    torrent = movie(subject)
    add(subject, admin, torrent)
    odd = "http://127.0.0.1:9/a%2Fb"

    def has_it() -> bool:
        return odd in [row["url"] for row in admin.get("torrents/trackers", hash=torrent.hash).json]

    admin.post("torrents/addTrackers", hash=torrent.hash, urls=odd)
    subject.eventually(has_it)
    admin.post("torrents/removeTrackers", hash=torrent.hash, urls=odd.replace("%", "%25"))
    admin.post("torrents/removeTrackers", hash=torrent.hash, urls=DEAD_TRACKER)
    subject.eventually(lambda: not subject.profile.has(5, 0) or not has_it())
    assert has_it() is not subject.profile.has(5, 0)


def test_properties(subject: Subject, admin: Visitor) -> None:
    """Unlimited is -1 here, and so is "never" in all releases."""
    torrent = movie(subject, private=True)
    add(subject, admin, torrent)
    seen = admin.get("torrents/properties", hash=torrent.hash.upper()).json
    assert (seen["total_size"], seen["piece_size"], seen["pieces_num"], seen["pieces_have"]) == (340_500, 16_384, 21, 0)
    assert (seen["dl_limit"], seen["up_limit"], seen["completion_date"], seen["last_seen"]) == (-1, -1, -1, -1)
    assert seen["is_private"] is True
    assert seen["save_path"].rstrip("/") == str(subject.save_path)
