"""Log files written beside the program: a disk that hangs holds up nobody, and what it cost is told."""

import io
import os
import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from twisted.logger import Logger, LogPublisher
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.logs.book import LogBook
from qbitrr.logs.rotated import LogLine, RotatedLogs
from qbitrr.logs.writer import HUNG_SECONDS, LogWriter
from qbitrr.wire.messages import Log

PATIENCE_SECONDS = 60.0


def record(line=b"a line\n"):
    return LogLine(Path("/nowhere"), ("All.log",), line, 1.0)


class HungDisk:
    """Takes what it is given once it `answers`; `asked` as soon as it was given something."""

    def __init__(self):
        self.answers, self.asked = threading.Event(), threading.Event()
        self.taken = []

    def take(self, batch):
        self.asked.set()
        assert self.answers.wait(PATIENCE_SECONDS)
        self.taken += batch


class LogWriterTests(SynchronousTestCase):
    def setUp(self):
        self.disk = HungDisk()
        self.addCleanup(self.disk.answers.set)
        self.seconds = 0.0
        self.writer = LogWriter(self.disk.take, most_bytes=2000, now=lambda: self.seconds)

    def test_at_once_before_it_is_held(self):
        """Whoever wants no thread has no thread."""
        self.disk.answers.set()
        self.assertTrue(self.writer.put(record()))
        self.assertEqual([record()], self.disk.taken)

    def test_held_until_it_begins(self):
        """What is said before the process is the one that goes on touches no disk and needs no thread; it is written first of all."""
        before = set(threading.enumerate())
        self.writer.hold()
        for number in range(3):
            self.assertTrue(self.writer.put(record(b"%d\n" % number)))
        self.assertEqual(([], before), (self.disk.taken, set(threading.enumerate())))
        self.disk.answers.set()
        self.writer.begin()
        self.writer.put(record(b"3\n"))
        self.assertTrue(self.writer.flush(PATIENCE_SECONDS))
        self.assertEqual([b"%d\n" % number for number in range(4)], [each.line for each in self.disk.taken])

    def test_a_start_that_fails(self):
        """What was held back is written at the end."""
        self.writer.hold()
        self.writer.put(record())
        self.disk.answers.set()
        self.assertTrue(self.writer.flush(PATIENCE_SECONDS))
        self.assertEqual([record()], self.disk.taken)

    def test_a_disk_that_hangs(self):
        """Nobody waits; so much is kept and no more; it is known to hang after a while; once it answers all is written in order."""
        self.writer.begin()
        lines = [record(b"%d\n" % number) for number in range(1000)]
        kept = [each for each in lines if self.writer.put(each)]
        self.assertTrue(1 < len(kept) < 10)
        self.assertTrue(self.disk.asked.wait(PATIENCE_SECONDS))
        self.assertFalse(self.writer.is_hung)
        self.seconds = HUNG_SECONDS + 1
        self.assertTrue(self.writer.is_hung)
        self.assertFalse(self.writer.flush(0))
        self.assertTrue(self.writer.put(None), "closing the files costs nothing")
        self.disk.answers.set()
        self.assertTrue(self.writer.flush(PATIENCE_SECONDS))
        self.assertEqual([*kept, None], self.disk.taken)
        self.assertFalse(self.writer.is_hung)
        self.assertTrue(self.writer.put(record()))

    def test_its_thread_comes_and_goes(self):
        """There is none while nobody says a word, and another one afterwards."""
        self.disk.answers.set()
        writer = LogWriter(self.disk.take, idle_seconds=0.0)
        writer.begin()
        before = set(threading.enumerate())
        for number in range(1, 4):
            writer.put(record())
            self.assertTrue(writer.flush(PATIENCE_SECONDS))
            self.assertEqual(number, len(self.disk.taken))
            for each in set(threading.enumerate()) - before:
                each.join(PATIENCE_SECONDS)
                self.assertFalse(each.is_alive())

    def test_a_mistake_of_ours(self):
        """It costs what it met, and the next is written."""
        broken = [True]

        def take(batch):
            if broken.pop():
                raise RuntimeError("a mistake")
            self.disk.taken += batch

        writer = LogWriter(take, most_bytes=1)
        writer.begin()
        with mock.patch.object(threading, "excepthook") as told:
            writer.put(record())
            self.assertTrue(writer.flush(PATIENCE_SECONDS))
            broken.append(False)
            self.assertTrue(writer.put(record()))
            self.assertTrue(writer.flush(PATIENCE_SECONDS))
        self.assertEqual(([record()], 1), (self.disk.taken, told.call_count))


class BesideTests(SynchronousTestCase):
    """A log book whose files hang."""

    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "logs"
        self.console, self.seconds = io.StringIO(), 0.0
        self.answers, self.asked = threading.Event(), threading.Event()
        self.addCleanup(self.answers.set)
        self.writer = LogWriter(self.take, most_bytes=3000, now=lambda: self.seconds)
        self.book = LogBook(self.folder, console=self.console, writer=self.writer)
        self.addCleanup(self.book.close)
        self.files = self.book._files
        self.book.write_beside()
        self.log = Logger(namespace="qbitrr.actors.arr", observer=LogPublisher(self.book))

    def take(self, batch):
        self.asked.set()
        assert self.answers.wait(PATIENCE_SECONDS)
        self.files.take(batch)

    def lines(self, name):
        return [line.partition("] ")[2] for line in (self.folder / name).read_text().splitlines()]

    def test_what_it_cost_is_told(self):
        """Whoever logs goes on; the console has every line; a problem says why; the files say how many are missing, where they are."""
        for number in range(20):
            self.log.info("line {number}", number=number)
        self.assertTrue(self.asked.wait(PATIENCE_SECONDS))
        self.seconds = HUNG_SECONDS + 1
        self.assertEqual(f"Log files cannot be written: the disk does not answer ({self.folder})", self.book.trouble)
        said = self.console.getvalue().splitlines()
        self.assertEqual(20, sum("line " in each for each in said))
        self.assertEqual(1, said.count("qbitrr: Main.log cannot be written: the disk does not answer"))
        lost = self.book.lost // 2
        self.assertTrue(0 < lost < 20)
        self.answers.set()
        self.assertTrue(self.writer.flush(PATIENCE_SECONDS))
        self.book.child("Radarr-4K", Log(at=1.0, level="INFO", text="another"))
        self.log.info("the last")
        self.book.flush()
        self.assertTrue(self.writer.flush(PATIENCE_SECONDS))
        kept = [f"INFO    : qbitrr.actors.arr: line {number}" for number in range(20 - lost)]
        note = f"WARNING : qbitrr.logs: {lost} records are missing here: the disk does not answer"
        self.assertEqual([*kept, note, "INFO    : qbitrr.actors.arr: the last"], self.lines("Main.log"))
        self.assertEqual([*kept, note], self.lines("All.log")[: len(kept) + 1])
        self.assertEqual("", self.book.trouble)

    def test_many_at_once_are_few_writes(self):
        """A burst does not wait for the turn of a thread with each of its lines, and stays in order over a rotation."""
        files = RotatedLogs(print, most_bytes=100_000, kept=3)
        self.addCleanup(files.close)
        batch = [LogLine(self.folder, ("All.log", "Main.log"), b"%09d\n" % number, 1.0) for number in range(20_000)]
        with mock.patch.object(os, "write", side_effect=os.write) as writing:
            files.take(batch)
        self.assertLess(writing.call_count, 20)
        older = sorted(self.folder.glob("All.log.*"), reverse=True)
        whole = b"".join(path.read_bytes() for path in (*older, self.folder / "All.log"))
        self.assertEqual(b"".join(each.line for each in batch), whole)
