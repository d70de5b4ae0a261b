"""What the children take of the machine."""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from twisted.internet.defer import execute
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors.browser.process_usage import ProcessUsage, read_usage
from qbitrr.model.status import Overview, ProcessStatus

STAT = "7 (a) b) S 1 7 7 0 -1 4194304 100 0 0 0 {user} {system} 0 0 20 0 1 0 100 1000 10"
TICKS = os.sysconf("SC_CLK_TCK")


class ReadingTests(SynchronousTestCase):
    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.proc = Path(folder.name)
        (self.proc / "7").mkdir()

    def test_one(self):
        """Its part of what is shared, and both kinds of time, whatever it is called."""
        (self.proc / "7/smaps_rollup").write_text("0-1 rollup\nRss:  900 kB\nPss:  300 kB\n")
        (self.proc / "7/stat").write_text(STAT.format(user=TICKS, system=TICKS // 2))
        self.assertEqual({7: (300 * 1024, 1.5)}, read_usage([7], self.proc))

    def test_older_kernel(self):
        """The resident size, where nothing better is told."""
        (self.proc / "7/status").write_text("Name:\tx\nVmRSS:\t 900 kB\n")
        self.assertEqual({7: (900 * 1024, None)}, read_usage([7], self.proc))

    def test_odd(self):
        """What is not as expected, or has ended meanwhile, is not known."""
        (self.proc / "7/smaps_rollup").write_text("Pss: much\n")
        (self.proc / "7/stat").write_text("7 (x) S 1")
        self.assertEqual({7: (None, None), 8: (None, None)}, read_usage([7, 8], self.proc))

    @pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has /proc")
    def test_this_one(self):
        """The real kernel tells of this very process."""
        memory, cpu = read_usage([os.getpid()])[os.getpid()]
        self.assertGreater(memory, 1_000_000)
        self.assertGreater(cpu, 0)


class UsageTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.cpu, self.pid, self.reads = 10.0, 7, 0
        self.usage = ProcessUsage(self.overview, self.clock, self.in_thread)

    def overview(self) -> Overview:
        child = ProcessStatus(section="Radarr", category="films", kind="search", state="running", pid=self.pid)
        dead = ProcessStatus(section="Radarr", category="films", kind="torrent", state="crashed")
        return Overview(ready=True, processes=(child, dead))

    def in_thread(self, function, pids):
        self.reads += 1
        self.assertIs(read_usage, function)
        return execute(lambda: dict.fromkeys(pids, (5000, self.cpu)))

    def look(self):
        (found,) = self.successResultOf(self.usage.usage())
        return found

    def test_share(self):
        """Known from the second look on: of one processor, between the two."""
        self.assertEqual(
            (5_000, 10.0, None), (self.look().memory_bytes, self.look().cpu_seconds, self.look().cpu_share)
        )
        self.clock.advance(4)
        self.cpu = 11.0
        self.assertEqual(0.25, self.look().cpu_share)

    def test_seldom(self):
        """Two who look at once have it read once; nobody looks, nothing is read."""
        self.look(), self.look()
        self.assertEqual(1, self.reads)
        self.clock.advance(300)
        self.assertEqual(1, self.reads)
        self.assertIsNone(self.look().cpu_share)

    def test_another_process(self):
        """A restarted child is not compared with the one before."""
        self.look()
        self.clock.advance(4)
        self.pid, self.cpu = 8, 0.5
        self.assertEqual((8, None), (self.look().pid, self.look().cpu_share))
