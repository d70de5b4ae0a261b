"""The demo world, and the whole demonstration as somebody sees it who starts it."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import psutil
import pytest
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

import qbitrr
from qbitrr.config.load import load
from qbitrr.testing.arr import MemoryDownloads
from qbitrr.testing.demo.names import Names
from qbitrr.testing.demo.start import MARK, Demo, DemoFailed, _configuration, _folder, _free_port
from qbitrr.testing.demo.stories import STORIES, offer
from qbitrr.testing.demo.world import CATEGORIES, World

T = TypeVar("T")
START = 1_764_000_000.0


def a_world(seed: int = 1) -> tuple[World, Clock, list[str]]:
    """A world at its beginning, its clock, and where its stories are told."""
    clock, told = Clock(), list[str]()
    clock.advance(START)
    world = World(clock, seed=seed, save_path="/downloads", password="secret")
    world.connect(MemoryDownloads)
    world.tell = told.append
    world.begin()
    return world, clock, told


class WorldTests(SynchronousTestCase):
    """A world in which something always happens, and which stays small."""

    def live(self, world: World, clock: Clock, seconds: float) -> None:
        """Let time pass; whatever is wanted arrives in the library after a minute, from whom does not matter here."""
        for _ in range(int(seconds)):
            clock.advance(1)
            world.turn()
            for kind, arr in world.arrs.items():
                for leaf_id in [each for each, since in world._open[kind].items() if clock.seconds() - since > 60]:
                    arr.library.add_files([leaf_id], "/library/file", 1000, arr.kind.default_quality)

    def test_begins_in_every_condition(self) -> None:
        """At the start one download moves, one stalls, one is a fake, and every Arr misses something."""
        world, clock, _ = a_world()
        before = {torrent.hash: torrent.completed for torrent in world.qbit.torrents.values()}
        clock.advance(3)
        states = {world.qbit.torrent(hash_).completed > had for hash_, had in before.items()}
        self.assertEqual({True, False}, states)
        files = [file.name for torrent in world.qbit.torrents.values() for file in torrent.files]
        self.assertTrue(any(name.endswith(".exe") for name in files))
        for arr in world.arrs.values():
            self.assertTrue(arr.library.missing_ids())

    def test_stories_never_end(self) -> None:
        """New things are wanted all the time, a few in a minute, in every Arr and with every plot."""
        world, clock, told = a_world()
        self.live(world, clock, 3600)
        self.assertTrue(200 < len(told) < 700, len(told))
        self.assertEqual(len(told), len(set(told)))
        for arr in world.arrs.values():
            self.assertTrue(any(line.startswith(arr.kind.app) for line in told))
        for story in STORIES.values():
            self.assertTrue(any(line.endswith(story.told) for line in told))

    def test_stays_small(self) -> None:
        """Hours later there is no more of anything than after a while."""
        world, clock, _ = a_world()
        self.live(world, clock, 2 * 3600)
        for kind in CATEGORIES:
            arr = world.arrs[kind]
            self.assertLessEqual(len(arr.library.owners), 41)
            self.assertLessEqual(len(arr.library.leaves), 90)
            self.assertLessEqual(len(arr.releases), 90)
        self.assertLess(len(world.qbit.expected), 400)

    def test_nothing_is_wanted_without_end(self) -> None:
        """As long as nothing arrives, few things are wanted at once."""
        world, clock, told = a_world()
        for _ in range(250):
            clock.advance(1)
            world.turn()
        self.assertLessEqual(len(told), 12)

    def test_seeds(self) -> None:
        """The same seed tells the same stories, another one others."""
        told = []
        for seed in (1, 1, 2):
            world, clock, lines = a_world(seed)
            self.live(world, clock, 120)
            told.append(lines)
        self.assertEqual(told[0], told[1])
        self.assertNotEqual(told[0], told[2])


class StoryTests(SynchronousTestCase):
    """Each release behaves as its plot says."""

    def added(self, plot: str, kind: str = "radarr") -> tuple[World, Clock, Any]:
        """The first release of a plot, taken by the client."""
        world, clock, _ = a_world()
        leaf_id, _ = world._new_leaf(kind)
        first, *others = offer(world.arrs[kind], world.qbit, leaf_id, STORIES[plot].releases, world._random)
        self.assertEqual(len(STORIES[plot].releases) - 1, len(others))
        self.assertEqual(first, world.arrs[kind].searcher.best(leaf_id))
        known: dict[str, Any] = world.qbit.expected.get(first.hash, {"name": first.title, "has_metadata": False})
        torrent = world.qbit.add(hash=first.hash, category=CATEGORIES[kind], **known)
        clock.advance(60)
        return world, clock, world.qbit.torrent(torrent.hash)

    def test_good(self) -> None:
        """It is complete within a minute, and its Arr knows what it is."""
        for kind in CATEGORIES:
            world, _, torrent = self.added("good", kind)
            self.assertTrue(torrent.finished)
            self.assertIsNotNone(world.arrs[kind].library.match(torrent.name))

    def test_stalls(self) -> None:
        """It stops halfway and never goes on."""
        _, clock, torrent = self.added("stalls")
        had = torrent.completed
        clock.advance(3600)
        self.assertTrue(0 < had < torrent.size)
        self.assertEqual(had, torrent.completed)

    def test_fake(self) -> None:
        """It holds nothing that could be played."""
        for kind in CATEGORIES:
            _, _, torrent = self.added("fake", kind)
            self.assertEqual({".exe", ".txt"}, {Path(file.name).suffix for file in torrent.files})

    def test_no_metadata(self) -> None:
        """It never gets beyond the magnet."""
        self.assertFalse(self.added("no_metadata")[2].has_metadata)


class NameTests(SynchronousTestCase):
    """Titles."""

    def test_never_twice(self) -> None:
        """Not even when all words are used up."""
        world, _, _ = a_world()
        names = Names(world._random)
        titles = [names.title() for _ in range(1000)]
        self.assertEqual(1000, len(set(titles)))


class StartTests(SynchronousTestCase):
    """What is prepared before the supervisor starts."""

    def place(self) -> Path:
        """A path in a new temporary folder, where nothing is yet."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return Path(folder.name) / "new"

    def test_configuration_is_sound(self) -> None:
        """Nothing in the configuration is worth a word of the supervisor; blanks and quotes in a path are no obstacle."""
        arrs = [{"kind": kind, "url": f"http://{kind}.test", "api_key": "k", "category": kind} for kind in CATEGORIES]
        addresses = {"qbittorrent": {"port": 2, "username": "admin", "password": 'p"\\'}, "arrs": arrs}
        folder = self.place() / 'a "folder" with blanks'
        demo = Demo(folder.absolute(), True, 6969, addresses, None)  # type: ignore[arg-type]
        loaded = load(_configuration(demo), {})
        self.assertEqual([], [str(problem) for problem in loaded.problems])
        self.assertEqual(['p"\\'], [qbit.password.reveal() for qbit in loaded.config.qbits])
        self.assertEqual(3, len(loaded.config.managed_arrs))

    def test_foreign_configuration_is_left_alone(self) -> None:
        """A folder with somebody's own configuration is refused, one of an earlier demonstration is used again."""
        folder = self.place()
        folder.mkdir()
        config = folder / "config.toml"
        config.write_text("[Settings]\n")
        self.assertRaises(DemoFailed, _folder, str(folder))
        self.assertEqual("[Settings]\n", config.read_text())
        config.write_text(MARK + "\n")
        self.assertEqual(folder.absolute(), _folder(str(folder)))

    def test_taken_port(self) -> None:
        """Another port is found when the wanted one is taken."""
        import socket

        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            self.assertNotEqual(port, _free_port(port))
        self.assertEqual(port, _free_port(port))


PATIENCE = 900.0  # it takes a minute on an idle machine; this is no statement about speed


class Seen:
    """A demonstration that runs, seen from outside: its output, its API, its processes."""

    def __init__(self, folder: Path) -> None:
        self.temporary = folder / "temporary files"
        self.temporary.mkdir()
        self._output = folder / "output"
        env = os.environ | {"PYTHONPATH": str(Path(qbitrr.__file__).parent.parent), "TMPDIR": str(self.temporary)}
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "qbitrr", "demo", "--port", "0"],
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                env=env, cwd=folder, start_new_session=True,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored where tests run in the background
            )  # fmt: skip
        self.began = time.monotonic()

    @property
    def output(self) -> str:
        return self._output.read_text("utf-8")

    def get(self, path: str) -> Any:
        """The answer of the API, None while it does not answer."""
        found = [line.split()[0] for line in self.output.splitlines() if line.startswith("http://")]
        if not found:
            return None
        try:
            with urllib.request.urlopen(found[0].removesuffix("/ui") + path, timeout=30) as answer:
                return json.load(answer)
        except (urllib.error.URLError, ConnectionError):
            return None

    def activity(self) -> list[dict[str, Any]]:
        return (self.get("/api/activity?limit=500") or {"entries": []})["entries"]

    def processes(self) -> list[dict[str, Any]]:
        return (self.get("/api/processes") or {"processes": []})["processes"]

    def wait(self, look: Callable[[], T], seconds: float, what: str) -> T:
        """What *look* sees as soon as that is something, within *seconds* of the start."""
        while time.monotonic() < self.began + seconds:
            if self.process.poll() is not None:
                raise AssertionError(f"it ended with {self.process.returncode}\n{self.output}")
            if seen := look():
                return seen
            time.sleep(0.2)
        raise AssertionError(f"not seen within {seconds} s: {what}\n{self.output}")

    def left(self) -> list[int]:
        """Ids of the processes of its session that still run."""
        return [
            each.pid for each in psutil.process_iter()
            if _session(each.pid) == self.process.pid and each.status() != psutil.STATUS_ZOMBIE
        ]  # fmt: skip

    def gone_within(self, seconds: float) -> list[int]:
        """What is left after at most *seconds*."""
        until = time.monotonic() + seconds
        while (left := self.left()) and time.monotonic() < until:
            time.sleep(0.05)
        return left

    def clear_up(self) -> None:
        for pid in self.left():
            os.kill(pid, signal.SIGKILL)
        self.process.wait(PATIENCE)


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return -1


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Seen]:
    folder = tmp_path / "a path with blanks"
    folder.mkdir()
    seen = Seen(folder)
    yield seen
    seen.clear_up()


def replaced(entries: list[dict[str, Any]]) -> set[str]:
    """Names of downloads that were given up, blocklisted, taken away, and for which something else was searched."""
    names = [
        {each["name"] for each in entries if each["act"] == act and each["result"] == "done"}
        for act in ("removal", "blocklist", "quarantine", "replacement")
    ]
    return set.intersection(*names)


def done(entries: list[dict[str, Any]], act: str) -> list[dict[str, Any]]:
    return [each for each in entries if each["act"] == act and each["result"] == "done"]


@pytest.mark.e2e
def test_a_minute_of_it(demo: Seen) -> None:
    """In a minute or so an import, a replaced removal and a search for something missing are seen; Ctrl-C leaves nothing."""
    demo.wait(lambda: done(demo.activity(), "search"), PATIENCE, "a search for something missing")
    demo.wait(lambda: replaced(demo.activity()), PATIENCE, "a removal with blocklist and replacement")
    demo.wait(lambda: done(demo.activity(), "import"), PATIENCE, "an import")
    children = demo.processes()
    assert {(child["name"].partition("-")[0], child["kind"]) for child in children} == {
        (arr, kind) for arr in ("Radarr", "Sonarr", "Lidarr") for kind in ("torrent", "search")
    }
    assert all(child["alive"] for child in children)
    assert any(child.get("searchSummary") for child in children)
    for line in ("was handed over for import", "giving up", "blocklisted", "Searching", "· Missing", "· Replacement"):
        assert line in demo.output

    os.killpg(demo.process.pid, signal.SIGINT)  # as a terminal does
    assert demo.process.wait(PATIENCE) == -signal.SIGINT
    assert demo.left() == []
    assert list(demo.temporary.iterdir()) == []
    assert "Traceback" not in demo.output


@pytest.mark.e2e
def test_killed(demo: Seen) -> None:
    """Even after `kill -9` of the supervisor no process stays, nor its folder."""
    demo.wait(lambda: len([child for child in demo.processes() if child["alive"]]) == 6, PATIENCE, "all children")
    demo.process.kill()
    demo.process.wait(PATIENCE)
    assert demo.gone_within(PATIENCE) == []
    assert list(demo.temporary.iterdir()) == []
