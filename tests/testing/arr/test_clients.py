"""
How the simulated Arrs reach a download client: over HTTP in every dialect, and by plain calls; and the simulator as a process.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import Request, urlopen

import pytest
from treq.testing import StubTreq
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from zope.interface.verify import verifyObject

from qbitrr.testing.arr import CallableDownloads, Download, IDownloads, MemoryDownloads, Release, SimulatedArr
from qbitrr.testing.arr.model.downloads.qbittorrent import ClientTrouble, HttpDownloads
from qbitrr.testing.qbittorrent import SimulatedQbittorrent
from tests.contract.arr.driver import NOW, Driver, hash_of

DIALECTS = ("4.5", "5.1", "5.3")
URL = "http://admin:adminadmin@127.0.0.1:80"


class World:
    """A simulated qBittorrent, and the Arrs' way to it over its Web API."""

    def __init__(self, dialect: str, url: str = URL) -> None:
        self.clock = Clock()
        self.clock.advance(NOW)
        self.qbit = SimulatedQbittorrent(self.clock, dialect)
        self.http = StubTreq(self.qbit.resource())
        self.downloads = HttpDownloads(url, self.http, self.clock)  # type: ignore[arg-type]

    def settle(self, coroutine: Any) -> Any:
        """What a coroutine comes to, once the bytes have gone to and fro."""
        seen: list[Any] = []
        Deferred.fromCoroutine(coroutine).addBoth(seen.append)
        self.advance(1)
        assert seen, "no answer"
        if hasattr(seen[0], "raiseException"):
            seen[0].raiseException()
        return seen[0]

    def advance(self, seconds: float) -> None:
        """Let time go by and bytes arrive."""
        for _ in range(max(10, round(seconds * 5))):
            self.http.flush()
            self.clock.advance(0.2)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_over_http(dialect: str) -> None:
    """Log in, add by magnet and by file, list by category, move, delete: in every dialect."""
    world = World(dialect)
    downloads = world.downloads
    assert world.settle(downloads.options())["dht"] in (True, False)
    magnet = f"magnet:?xt=urn:btih:{hash_of(1)}&dn=One"
    world.settle(downloads.add(magnet=magnet, torrent=b"", category="radarr"))
    made = world.qbit.add(name="Two", size_bytes=10, category="other")
    assert [one.hash for one in world.settle(downloads.listing("radarr"))] == [hash_of(1)]
    assert {one.hash for one in world.settle(downloads.listing(""))} == {hash_of(1), made.hash}
    world.settle(downloads.set_category(hash_of(1), "moved"))
    [moved] = world.settle(downloads.listing("moved"))
    assert (moved.hash, moved.category) == (hash_of(1), "moved")
    world.settle(downloads.delete(hash_of(1), True))
    assert world.settle(downloads.listing("moved")) == []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_torrent_file(dialect: str) -> None:
    """A torrent file goes up as a file."""
    world = World(dialect)
    info = b"d6:lengthi10e4:name3:abc12:piece lengthi16384e6:pieces20:" + b"x" * 20 + b"e"
    world.settle(
        world.downloads.add(
            magnet="", torrent=b"d8:announce22:http://tracker.invalid4:info" + info + b"e", category="radarr"
        )
    )
    assert [one.name for one in world.settle(world.downloads.listing("radarr"))] == ["abc"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_refused(dialect: str) -> None:
    """Wrong credentials, and a torrent that is there already, are told as trouble."""
    world = World(dialect, "http://admin:wrong@127.0.0.1:80")
    with pytest.raises(ClientTrouble):
        world.settle(world.downloads.listing(""))
    world = World(dialect)
    magnet = f"magnet:?xt=urn:btih:{hash_of(1)}"
    world.settle(world.downloads.add(magnet=magnet, torrent=b"", category=""))
    with pytest.raises(ClientTrouble):
        world.settle(world.downloads.add(magnet=magnet, torrent=b"", category=""))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_life_of_a_download(dialect: str) -> None:
    """Search, grab, queue, import: the Arr and the client agree all the way."""
    world = World(dialect)
    arr = SimulatedArr("radarr", world.clock, "key", world.downloads)
    movie = arr.add_movie("Some Movie", 2020)
    arr.offer(movie.id, Release(hash=hash_of(1)))
    arr.start()
    arr.commands.post({"name": "MoviesSearch", "movieIds": [movie.id]})
    world.advance(10)
    [tracked] = arr.tracker.shown()
    assert (tracked.hash, tracked.state) == (hash_of(1).upper(), "downloading")
    world.qbit.remove(hash_of(1))
    world.qbit.add(hash=hash_of(1), name=tracked.item.name, size_bytes=10, category="radarr", progress=1.0)
    world.advance(70)
    assert arr.library.files_of(movie.id)
    assert arr.tracker.shown() == []
    arr.stop()


class CallTests(SynchronousTestCase):
    """A client behind plain calls, and the readings of a torrent."""

    def test_interfaces(self):
        """Every client does what the interface asks."""
        calls = CallableDownloads(
            list_torrents=lambda category: [], add_torrent=print, delete_torrent=print, move_torrent=print
        )
        for downloads in (MemoryDownloads(), calls, World("5.1").downloads):
            verifyObject(IDownloads, downloads)

    def test_calls(self):
        """Values and awaitables are both taken."""
        done: list[Any] = []

        async def torrents(category: str) -> list[dict[str, Any]]:
            return [
                {"hash": "AB" * 20, "name": "x", "state": "uploading", "category": category, "priority": 3, "eta": None}
            ]

        downloads = CallableDownloads(
            list_torrents=torrents, add_torrent=lambda **rest: done.append(rest), delete_torrent=lambda *rest: done.append(rest),
            move_torrent=lambda *rest: done.append(rest),
        )  # fmt: skip
        listing = self.successResultOf(Deferred.fromCoroutine(downloads.listing("c")))
        self.assertEqual([Download(hash="ab" * 20, name="x", state="uploading", category="c")], listing)
        for action in (
            downloads.add(magnet="m", torrent=b"", category="c"),
            downloads.delete("h", True),
            downloads.set_category("h", "d"),
        ):
            self.successResultOf(Deferred.fromCoroutine(action))
        self.assertEqual([{"magnet": "m", "torrent": b"", "category": "c"}, ("h", True), ("h", "d")], done)

    def test_goal(self):
        """A torrent may go when it is stopped and its ratio or its time is reached."""
        for state, members, may in (
            ("stoppedUP", {"ratio": 2.0, "max_ratio": 1.0}, True), ("pausedUP", {"seeding_time": 600, "max_seeding_time": 10}, True),
            ("stoppedUP", {"ratio": 2.0}, False), ("stalledUP", {"ratio": 2.0, "max_ratio": 1.0}, False),
            ("stoppedUP", {"ratio": 0.5, "max_ratio": 1.0}, False),
        ):  # fmt: skip
            self.assertEqual(may, Download(hash="a", name="a", state=state, **members).may_be_removed, (state, members))


class ControlTests(SynchronousTestCase):
    """The control surface, without a key."""

    def setUp(self):
        self.driver = Driver()

    def post(self, path: str, **body: Any) -> Any:
        reply = self.driver.call("POST", f"/_sim/{path}", json=body, headers={})
        self.assertIn(reply.status, (200, 201), reply)
        return reply.json

    def state(self) -> dict[str, Any]:
        return self.driver.call("GET", "/_sim/state", headers={}).json

    def test_a_world_built_over_http(self):
        """Movies, grabs, outcomes, releases and looks at the client, all from outside."""
        self.assertEqual({"id": 1, "leaf_ids": [1]}, self.post("movies", title="Some Movie", year=2020))
        grab = self.post("grabs", leaf_ids=[1], hash=hash_of(1), add=True)
        self.post("refresh")
        self.driver.wait(1)
        self.assertEqual("queued", self.state()["queue"][0]["status"])
        self.post("outcomes", hash=hash_of(1), kind="reject", texts=["Sample"])
        self.driver.downloads.finish(hash_of(1))
        self.driver.downloads.change(hash_of(1), name=grab["title"])
        self.driver.wait(70)
        self.assertEqual({hash_of(1): "importPending"}, self.state()["tracked"])
        self.post("outcomes", hash=hash_of(1), kind="accept")
        self.driver.wait(70)
        self.assertEqual(([], {hash_of(1): "imported"}), (self.state()["missing"], self.state()["downloads"]))

    def test_series_and_releases(self):
        """Seasons have numbers as keys; releases are offered to searches."""
        self.driver = Driver("sonarr")
        self.assertEqual([1, 2, 3], self.post("series", title="Some Show", seasons={"1": 3})["leaf_ids"])
        self.post("releases", leaf_id=1, releases=[{"hash": hash_of(1), "score": 5}])
        self.driver.command("EpisodeSearch", {"episodeIds": [1]})
        self.assertEqual([["EpisodeSearch", 1]], [entry[:2] for entry in self.state()["searches"]])
        self.assertEqual(5, self.state()["grabs"][hash_of(1)]["score"])

    def test_faults_options_restart(self):
        """Failures, knobs and a restart."""
        self.post("faults", kind="status", status=500)
        self.assertEqual(500, self.driver.call("GET", "tag").status)
        self.post("faults", kind="html", times=None)
        self.assertEqual(200, self.driver.call("DELETE", "/_sim/faults", headers={}).status)
        self.assertEqual(200, self.driver.call("GET", "tag").status)
        self.post("options", auto_import=False, durations={"RssSync": 9.0}, autoRedownloadFailed=False, api_key="new")
        arr = self.driver.arr
        self.assertEqual((False, 9.0, False, "new"), (arr.auto_import, arr.commands.durations["RssSync"],
                                                      arr.settings.options["autoRedownloadFailed"], arr.api_key))  # fmt: skip
        self.assertEqual(400, self.driver.call("POST", "/_sim/options", json={"nonsense": 1}, headers={}).status)
        self.post("restart", starting_seconds=5)
        self.assertEqual(503, self.driver.call("GET", "tag", headers={"X-Api-Key": "new"}).status)

    def test_requests(self):
        """What was asked is listed, the control surface itself aside, and can be cleared."""
        self.driver.get("tag")
        seen = self.driver.call("GET", "/_sim/requests?clear=true", headers={}).json
        self.assertEqual(["/api/v3/tag"], [request["path"] for request in seen])
        self.assertEqual([], self.driver.call("GET", "/_sim/requests", headers={}).json)


@contextmanager
def process(*arguments: str) -> Iterator[str]:
    """A simulator as a process of its own; gives its address."""
    command = [sys.executable, "-m", "qbitrr.testing.arr", "--api-key", "key", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        try:
            yield running.stdout.readline().split()[-1]
        finally:
            running.terminate()
            assert running.wait(timeout=90) == 0


def fetch(url: str) -> Any:
    """The JSON at *url*, asked with the key."""
    with urlopen(Request(url, headers={"X-Api-Key": "key"}), timeout=60) as answer:
        return json.load(answer)


@pytest.mark.parametrize(("kind", "path", "count"), [("radarr", "v3/movie", 20), ("readarr", "v1/book", 20)])
def test_process(kind: str, path: str, count: int) -> None:
    """The entry point serves a library of the size asked for and ends on TERM."""
    with process("--kind", kind, "--library", str(count)) as address:
        assert len(fetch(f"{address}/api/{path}")) == count
        assert fetch(f"{address}/_sim/state")["queue"] == []
