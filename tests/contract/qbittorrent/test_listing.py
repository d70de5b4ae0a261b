"""`torrents/info`: what is listed, in which order, how much of it."""

import pytest

from tests.contract.qbittorrent.harness import Subject, Visitor
from tests.contract.qbittorrent.samples import add, magnet_hash, movie, tidied, wait_loaded
from tests.real.torrents import MadeTorrent, make_torrent


class Shelf:
    """A stopped one in `radarr` with tags, a stopped private one in `tv/hd`, a complete one, and a magnet."""

    def __init__(self, subject: Subject, admin: Visitor) -> None:
        self.tagged = movie(subject)
        add(subject, admin, self.tagged, category="radarr", tags="x,y")
        self.private = make_torrent(subject.fresh_name("single.mkv"), 200_000, private=True)
        add(subject, admin, self.private, category="tv/hd")
        self.complete = make_torrent(subject.fresh_name("Seeded.Show.S01E01"), {"show.mkv": 250_000})
        self.complete.write(subject.save_path)
        add(subject, admin, self.complete, stopped=False)
        self.magnet = magnet_hash(17)
        admin.post("torrents/add", urls=f"magnet:?xt=urn:btih:{self.magnet}&dn=Some+magnet")
        wait_loaded(subject, admin, self.magnet)
        subject.eventually(lambda: self.hashes(admin, filter="completed") == {self.complete.hash})

    @property
    def all(self) -> set[str]:
        """All hashes."""
        return {self.tagged.hash, self.private.hash, self.complete.hash, self.magnet}

    @staticmethod
    def hashes(visitor: Visitor, **params: object) -> set[str]:
        """The hashes `torrents/info` answers."""
        return {torrent["hash"] for torrent in visitor.get("torrents/info", **params).json}


@pytest.fixture(scope="module")
def shelf(subject: Subject) -> Shelf:
    """The same four torrents for all tests here: none of them changes anything."""
    return Shelf(subject, tidied(subject))


@pytest.fixture
def admin(subject: Subject, shelf: Shelf) -> Visitor:
    """Logged in, and the shelf is filled."""
    return subject.regular


def test_filters_go_by_state(subject: Subject, admin: Visitor, shelf: Shelf) -> None:
    """Each filter lists the states it stands for; those of the other major release and unknown ones list all."""
    waiting = {shelf.tagged.hash, shelf.private.hash, shelf.magnet}
    seeding = {shelf.complete.hash}
    stopped = {shelf.tagged.hash, shelf.private.hash}
    running = seeding | {shelf.magnet}
    modern = subject.profile.has(5, 0)
    expected = {
        "all": shelf.all,
        "downloading": waiting,
        "seeding": seeding,
        "completed": seeding,
        "stopped" if modern else "paused": stopped,
        "running" if modern else "resumed": running,
        "paused" if modern else "stopped": shelf.all,
        "active": set() if subject.profile.has(5, 2) else {shelf.magnet},
        "inactive": shelf.all if subject.profile.has(5, 2) else shelf.all - {shelf.magnet},
        "stalled": seeding,
        "stalled_uploading": seeding,
        "stalled_downloading": set(),
        "checking": set(),
        "moving": set(),
        "errored": set(),
        "nonsense": shelf.all,
    }
    assert {name: shelf.hashes(admin, filter=name) for name in expected} == expected


def test_categories_and_tags_select(subject: Subject, admin: Visitor, shelf: Shelf) -> None:
    """Exact names, the empty name for those without, and parents where subcategories are on."""
    assert shelf.hashes(admin, category="radarr") == {shelf.tagged.hash}
    assert shelf.hashes(admin, category="tv/hd") == {shelf.private.hash}
    nested = {shelf.private.hash} if subject.profile.always_subcategories else set()
    assert shelf.hashes(admin, category="tv") == nested
    assert shelf.hashes(admin, category="") == {shelf.complete.hash, shelf.magnet}
    assert shelf.hashes(admin, category="nosuch") == set()
    assert shelf.hashes(admin, tag="x") == {shelf.tagged.hash}
    assert shelf.hashes(admin, tag="") == shelf.all - {shelf.tagged.hash}
    assert shelf.hashes(admin, tag="x", category="") == set()


def test_hashes_select(subject: Subject, admin: Visitor, shelf: Shelf) -> None:
    """Any case, unknown ones ignored, together with other filters."""
    two = f"{shelf.tagged.hash.upper()}|{shelf.complete.hash}|{'f' * 40}"
    assert shelf.hashes(admin, hashes=two) == {shelf.tagged.hash, shelf.complete.hash}
    assert shelf.hashes(admin, hashes=two, filter="completed") == {shelf.complete.hash}
    assert shelf.hashes(admin, hashes="f" * 40) == set()


def test_private_selects_since_5_0(subject: Subject, admin: Visitor, shelf: Shelf) -> None:
    """Earlier releases ignore the parameter; a magnet without metadata counts as public."""
    if subject.profile.has(5, 0):
        assert shelf.hashes(admin, private="true") == {shelf.private.hash}
        assert shelf.hashes(admin, private="false") == shelf.all - {shelf.private.hash}
    else:
        assert shelf.hashes(admin, private="true") == shelf.all


def test_sorting_and_paging(subject: Subject, admin: Visitor, shelf: Shelf) -> None:
    """Any field sorts, both ways; limit and offset cut, a negative offset counts from the end."""

    def sizes(**params: object) -> list[int]:
        return [torrent["size"] for torrent in admin.get("torrents/info", sort="size", **params).json]

    assert sizes() == [0, 200_000, 250_000, 340_500]
    assert sizes(reverse="true") == [340_500, 250_000, 200_000, 0]
    assert sizes(limit=2) == [0, 200_000]
    assert sizes(limit=2, offset=1) == [200_000, 250_000]
    assert sizes(offset=-1) == [340_500]
    assert sizes(limit=0) == sizes()
    assert sizes(offset=9) == ([] if subject.profile.has(5, 2) else sizes())
    assert sizes(offset=-9) == sizes()


def test_an_unknown_sort_field_is_refused_unless_there_is_nothing_to_sort(
    subject: Subject, admin: Visitor, shelf: Shelf
) -> None:
    """The field is looked up in the first record."""
    answer = admin.get("torrents/info", sort="nonsense")
    assert (answer.status, answer.text) == (400, "'sort' parameter is invalid")
    assert admin.get("torrents/info", sort="nonsense", category="nosuch").status == 200


def test_trackers_are_included_on_request_since_5_1(subject: Subject, admin: Visitor, shelf: Shelf) -> None:
    """`includeTrackers` adds the real trackers of each torrent."""
    (record,) = admin.get("torrents/info", hashes=shelf.tagged.hash, includeTrackers="true").json
    assert ("trackers" in record) is subject.profile.has(5, 1)
    if "trackers" in record:
        assert [row["url"] for row in record["trackers"] if row["tier"] >= 0] == ["http://127.0.0.1:9/announce"]


def test_counting_since_4_6(subject: Subject, admin: Visitor, shelf: Shelf) -> None:
    """`torrents/count` is a plain number."""
    answer = admin.get("torrents/count")
    assert (answer.status, answer.text) == ((200, "4") if subject.profile.has(4, 6) else (404, "Not Found"))


def test_records_have_the_fields_of_the_release(subject: Subject, admin: Visitor, shelf: Shelf) -> None:
    """Stopped, complete and without metadata: always the same fields; "never" and paths as the release has them."""
    records = {torrent["hash"]: torrent for torrent in admin.get("torrents/info").json}
    for record in records.values():
        assert set(record) == set(subject.profile.fields) - subject.profile.sync_only
    waiting, complete, magnet = (records[key] for key in (shelf.tagged.hash, shelf.complete.hash, shelf.magnet))
    never = subject.profile.never
    assert (waiting["completion_on"], waiting["seen_complete"], waiting["eta"]) == (never, never, 8_640_000)
    assert (waiting["progress"], waiting["amount_left"], waiting["completed"]) == (0, 340_500, 0)
    assert (waiting["tags"], waiting["category"], waiting["state"]) == ("x, y", "radarr", f"{_stopped(subject)}DL")
    assert (complete["progress"], complete["amount_left"], complete["state"]) == (1, 0, "stalledUP")
    assert complete["completion_on"] >= complete["added_on"] > 0
    assert (complete["downloaded"], complete["ratio"], complete["priority"]) == (0, 0, 0)
    assert (magnet["size"], magnet["total_size"], magnet["name"], magnet["state"]) == (0, -1, "Some magnet", "metaDL")
    _check_paths(subject, shelf.complete, complete, waiting, magnet)


def _stopped(subject: Subject) -> str:
    return subject.profile.stopped_word


def _check_paths(
    subject: Subject, made: MadeTorrent, complete: dict[str, str], waiting: dict[str, str], magnet: dict[str, str]
) -> None:
    home = subject.save_path
    assert complete["content_path"] == f"{home}/{made.name}/show.mkv"
    assert waiting["content_path"] == f"{home}/{waiting['name']}"
    assert magnet["content_path"] == ""
    assert {record["save_path"].rstrip("/") for record in (complete, waiting, magnet)} == {str(home)}
    if subject.profile.has(5, 0):
        assert complete["root_path"] == f"{home}/{made.name}"
        assert (magnet["root_path"], magnet["private"]) == ("", None)
