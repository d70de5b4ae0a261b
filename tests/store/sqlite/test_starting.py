"""A process that begins while the disk is full or can only be read; real files, a real process without rights or room."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.sql import DiskFull
from qbitrr.store.sqlite.threads import immediately
from tests.store.sqlite.test_database import FIRST, add, words

ROOT = Path(__file__).resolve().parents[3]
NOW = 1_787_000_000.0


class StartingTests(SynchronousTestCase):
    """What is in the file can be read, what is written is in memory, and it comes home when it can."""

    def setUp(self) -> None:
        folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        folder.chmod(0o755)
        self.folder = folder / "section"
        self.folder.mkdir()
        self.path = self.folder / "facts.db"
        self.addCleanup(self.let_write)

    def database(self, path=None, **more) -> Database:
        clock = Clock()
        clock.advance(NOW)
        database = Database(path or self.path, "facts", FIRST, reactor=clock, run=immediately, **more)
        self.successResultOf(database.open())
        self.addCleanup(database.close)
        return database

    def fill(self, *those: str) -> None:
        database = self.database()
        for word in those:
            self.successResultOf(database.run(add, word))
        self.successResultOf(database.close())

    def let_read(self) -> None:
        """And nothing else."""
        for each in self.folder.iterdir():
            each.chmod(0o444)
        self.folder.chmod(0o555)

    def let_write(self) -> None:
        """Everybody may do everything."""
        self.folder.chmod(0o777)
        for each in self.folder.iterdir():
            each.chmod(0o666)

    def start(self, trouble: str = "read-only") -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.store.sqlite.starting", str(self.path), trouble], cwd=ROOT, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.addCleanup(process.__exit__, None, None, None)
        self.addCleanup(process.kill)
        return process

    def line(self, process: "subprocess.Popen[str]"):
        said = process.stdout.readline()
        self.assertTrue(said, said or process.stderr.read())
        return json.loads(said)

    def go_on(self, process: "subprocess.Popen[str]"):
        process.stdin.write("\n")
        process.stdin.flush()
        return self.line(process)

    def held(self) -> list[str]:
        with closing(Reading(self.path)) as reading:
            return reading.words()

    def test_what_can_only_be_read(self):
        """It is read, added to in memory, and written when it can be."""
        self.fill("a")
        self.let_read()
        process = self.start()
        why, found = self.line(process)
        self.assertIn("facts.db", why)
        self.assertEqual((["a"], [["a", "added"], "ok"]), (found, self.line(process)))
        self.let_write()
        self.assertEqual(["", ["a", "added"]], self.go_on(process))
        self.assertEqual((0, ["a", "added"]), (process.wait(30), self.held()))

    def test_what_a_killed_process_has_left_in_its_log(self):
        """It counts, too, though the log can only be read."""
        elsewhere = self.folder.parent / "living.db"
        database = self.database(elsewhere)
        self.successResultOf(database.run(add, "in the log"))
        for end in ("", "-wal"):
            shutil.copyfile(f"{elsewhere}{end}", f"{self.path}{end}")
        self.let_read()
        process = self.start()
        self.assertEqual(["in the log"], self.line(process)[1])
        self.line(process)
        self.let_write()
        self.assertEqual(["", ["in the log", "added"]], self.go_on(process))
        self.assertEqual((0, ["in the log", "added"]), (process.wait(30), self.held()))

    def test_a_log_on_a_disk_that_is_full_everywhere(self):
        """It counts, too, where not even a temporary copy can be made of it."""
        elsewhere = self.folder.parent / "living.db"
        database = self.database(elsewhere)
        self.successResultOf(database.run(add, "in the log"))
        for end in ("", "-wal", "-shm"):
            shutil.copyfile(f"{elsewhere}{end}", f"{self.path}{end}")
        process = self.start("full")
        self.assertEqual(["in the log"], self.line(process)[1])
        self.assertEqual([["in the log", "added"], "ok"], self.line(process))
        self.assertEqual(["", ["in the log", "added"]], self.go_on(process))
        self.assertEqual((0, ["in the log", "added"]), (process.wait(30), self.held()))

    def test_a_folder_with_nothing_in_it(self):
        """It begins with nothing, and makes the file when it can."""
        self.let_read()
        process = self.start()
        self.assertEqual([], self.line(process)[1])
        self.line(process)
        self.let_write()
        self.assertEqual(["", ["added"]], self.go_on(process))
        self.assertEqual((0, ["added"]), (process.wait(30), self.held()))

    def test_a_file_that_comes_later(self):
        """Its disk was not there yet: what was made without it does not take its place."""
        self.let_read()
        process = self.start()
        self.line(process)
        self.line(process)
        self.let_write()
        self.fill("of before")
        self.let_write()
        self.assertEqual("Damaged", self.go_on(process)[0])
        self.assertEqual((0, ["of before"]), (process.wait(30), self.held()))

    def test_a_full_disk(self):
        """Not even the backup that is due is a reason not to begin."""
        self.fill("a")
        shutil.rmtree(self.folder / "backups", ignore_errors=True)
        process = self.start("full")
        why, found = self.line(process)
        self.assertTrue(why)
        self.assertEqual((["a"], [["a", "added"], "ok"]), (found, self.line(process)))
        self.assertEqual(["", ["a", "added"]], self.go_on(process))
        self.assertEqual((0, ["a", "added"]), (process.wait(30), self.held()))

    def test_who_cannot_do_without_what_was_written_last(self):
        """Has nothing stood in for: it is told."""
        self.folder.rmdir()
        self.folder.write_text("a file in place of the folder")
        database = Database(self.path, "facts", FIRST, reactor=Clock(), run=immediately)
        self.failureResultOf(database.open(), DiskFull)
        self.folder.unlink()
        self.folder.mkdir()


class Reading:
    """The file, as the next process finds it."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, "facts", FIRST, reactor=Clock(), run=immediately)
        self._database.open()

    def words(self) -> list[str]:
        found: list[list[str]] = []
        self._database.run(words).addCallback(found.append)
        return found[0]

    def close(self) -> None:
        self._database.close()
