"""A file system that hangs stops its own looks, and nothing else."""

import queue
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.loops.child.disk_looks import DiskLooks, mount_points, place_of
from qbitrr.loops.torrents.reads import Reads, device_of
from qbitrr.model.torrents.torrent import Tracker
from tests.loops.torrents.world import FakeChild

PATIENCE = 30.0  # for what takes a moment, on a machine that is busy with other things


class Reactor(Clock):
    """Calls from threads are made when the test turns it. It has no threads of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.advance(1_787_227_200.0)
        self.from_threads: queue.Queue[Any] = queue.Queue()

    def callFromThread(self, function: Callable[..., Any], *args: Any) -> None:
        self.from_threads.put((function, args))

    def until(self, claim: Callable[[], Any]) -> None:
        """Turn until something is so."""
        end = time.monotonic() + PATIENCE
        while not claim():
            assert time.monotonic() < end, "not in time"
            self.advance(0.001)
            try:
                function, args = self.from_threads.get(timeout=0.02)
            except queue.Empty:
                continue
            function(*args)


@pytest.mark.correction("C5")
class LookTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.reactor = Reactor()
        self.looks = DiskLooks(self.reactor, lambda: ["/", "/nfs", "/nfs/deep"])
        self.hanging = threading.Event()
        self.addCleanup(self.hanging.set)
        self.begun: list[str] = []

    def stuck(self, path: str) -> str:
        self.begun.append(path)
        assert self.hanging.wait(60)
        return path

    def test_one_thread_for_a_hung_place(self):
        """However many looks at it are asked for; other places answer meanwhile, and it does when it is back."""
        hung = [self.looks.look(self.stuck, f"/nfs/films/{number}") for number in range(300)]
        self.reactor.until(lambda: self.begun)
        self.assertEqual(["look /nfs/films"], [each.name for each in threading.enumerate() if "look /nfs" in each.name])
        for path in ("/nfs/deep/a", "/data/a", "/nfs/other/a"):
            found: list[str] = []
            self.looks.look(str.upper, path).addCallback(found.append)
            self.reactor.until(lambda found=found: found)
            self.assertEqual([path.upper()], found)
        ends: list[str] = []
        for looking in hung:
            looking.addCallback(ends.append)
        self.hanging.set()
        self.reactor.until(lambda: len(ends) == 300)
        self.assertEqual({}, self.looks._lanes)

    def test_given_up(self):
        """What was cancelled while it waited never begins; what hangs ends unheard."""
        hung = [self.looks.look(self.stuck, f"/nfs/films/{number}") for number in range(5)]
        self.reactor.until(lambda: self.begun)
        for looking in hung:
            looking.addErrback(lambda _: None)
            looking.cancel()
        self.hanging.set()
        self.reactor.until(lambda: not self.looks._lanes)
        self.assertEqual(["/nfs/films/0"], self.begun)

    def test_errors(self):
        """What a look raises arrives."""
        failed: list[Any] = []
        self.looks.look(lambda path: 1 / 0, "/data").addErrback(failed.append)
        self.reactor.until(lambda: failed)
        self.assertTrue(failed[0].check(ZeroDivisionError))

    def test_reads_do_not_wait_behind_looks(self):
        """Trackers are read, and other disks looked at, while ten paths of a hung one wait."""
        child = FakeChild(self.reactor, "Radarr")
        child.trackers["a" * 40] = (Tracker(url="http://t.example/a"),)
        found: list[Any] = []
        reads = Reads(child, found.append, lambda key, at: None, self.looks.look)  # type: ignore[arg-type]
        for number in range(10):
            reads.on_disk(("qBit", str(number)), self.stuck, f"/nfs/films/{number}")
        reads.trackers(("qBit", "a" * 40))
        reads.on_disk(("qBit", "other"), device_of, "/tmp")
        self.reactor.until(lambda: {("qBit", "a" * 40), ("qBit", "other")} <= set(found))
        self.assertEqual(["/nfs/films/0"], self.begun)

    def test_the_reactors_threads_are_left_alone(self):
        """By default nothing is looked at in the pool in which names are resolved: this reactor has none."""
        found: list[Any] = []
        reads = Reads(FakeChild(self.reactor, "Radarr"), found.append, lambda key, at: None)  # type: ignore[arg-type]
        reads.on_disk(("qBit", "a"), device_of, "/tmp")
        self.reactor.until(lambda: found)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/nfs/films/a/b", "/nfs/films"),
        ("/nfs/deep/films/a", "/nfs/deep/films"),
        ("/nfsx/a", "/nfsx"),
        ("/nfs", "/nfs/"),
        ("/data/a/b", "/data"),
        ("", "/"),
        ("relative/a", "/relative"),
    ],
)
def test_what_hangs_together(path: str, place: str) -> None:
    """The file system, and the folder in it, which may be a link elsewhere."""
    assert place_of(path, ["/", "/nfs", "/nfs/deep"]) == place


def test_mount_points(tmp_path: Any) -> None:
    """As the kernel tells them; where it does not, none are known."""
    table = tmp_path / "mountinfo"
    table.write_text("36 35 98:0 / /mnt/my\\040films rw - ext3 /dev/root rw\n37 35 98:0 / / rw - ext3 /dev/root rw\n")
    assert mount_points(str(table)) == ("/mnt/my films", "/")
    assert mount_points(str(tmp_path / "none")) == ()
