"""Reading a file that another process writes."""

import sqlite3
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.trial.unittest import SynchronousTestCase

from qbitrr.store.sqlite.reader import Reader
from qbitrr.store.sqlite.sql import Damaged, DiskFull, NoFile


def numbers(snapshot):
    return [row[0] for row in snapshot.rows("SELECT n FROM t ORDER BY n")]


class ReaderTests(SynchronousTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "file.db"
        self.reader = Reader(self.path)
        self.addCleanup(self.reader.close)

    def writer(self, path=None):
        connection = sqlite3.connect(path or self.path, isolation_level=None)
        self.addCleanup(connection.close)
        connection.execute("PRAGMA journal_mode = wal")
        return connection

    def begun(self, *found):
        writer = self.writer()
        writer.execute("CREATE TABLE t(n INTEGER)")
        writer.executemany("INSERT INTO t VALUES (?)", [(n,) for n in found])
        return writer

    def test_no_file(self):
        """None, and one that has no tables yet, are the same: not there."""
        self.assertRaises(NoFile, self.reader.read, numbers)
        self.path.write_bytes(b"")
        self.assertRaises(NoFile, self.reader.read, numbers)
        self.begun(1)
        self.assertEqual([1], self.reader.read(numbers))

    def test_one_state(self):
        """A call sees one state, whatever is written meanwhile; the next one the newer."""
        writer = self.begun(1)

        def twice(snapshot):
            before = numbers(snapshot)
            writer.execute("INSERT INTO t VALUES (2)")
            return before, numbers(snapshot)

        self.assertEqual(([1], [1]), self.reader.read(twice))
        self.assertEqual([1, 2], self.reader.read(numbers))

    def test_while_somebody_writes(self):
        """An open transaction of the writer delays nobody."""
        writer = self.begun(1)
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO t VALUES (2)")
        self.assertEqual([1], self.reader.read(numbers))
        writer.execute("COMMIT")

    def test_replaced(self):
        """Another file under the name is read from then on."""
        self.begun(1)
        self.assertEqual([1], self.reader.read(numbers))
        for ending in ("", "-wal", "-shm"):
            Path(f"{self.path}{ending}").rename(f"{self.path}.old{ending}")
        self.begun(7)
        self.assertEqual([7], self.reader.read(numbers))

    def test_only_reads(self):
        """Whatever a function tries."""
        self.begun(1)
        with self.assertRaises((DiskFull, sqlite3.OperationalError)):
            self.reader.read(lambda snapshot: snapshot.rows("DELETE FROM t"))
        self.assertEqual([1], self.reader.read(numbers))

    def test_damaged(self):
        """Rubbish is said to be damaged, and nothing is kept of it: a sound file is read again."""
        self.path.write_bytes(b"rubbish" * 1000)
        self.assertRaises(Damaged, self.reader.read, numbers)
        self.path.unlink()
        self.begun(1)
        self.assertEqual([1], self.reader.read(numbers))

    def test_versions(self):
        """What is kept stays with the connection; its version tells whether somebody has written."""
        writer = self.begun(1)
        first = self.reader.read(lambda snapshot: (snapshot.version, snapshot.kept.setdefault("x", []).append(1)))
        again = self.reader.read(lambda snapshot: (snapshot.version, snapshot.kept["x"]))
        self.assertEqual((first[0], [1]), again)
        writer.execute("INSERT INTO t VALUES (2)")
        self.assertNotEqual(first[0], self.reader.read(lambda snapshot: snapshot.version))

    def test_threads(self):
        """Several threads read at the same time, each its own state."""
        self.begun(*range(100))
        together = threading.Barrier(4, timeout=60)
        found = []

        def read():
            def wait(snapshot):
                together.wait()
                return numbers(snapshot)

            found.append(self.reader.read(wait))

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([list(range(100))] * 4, found)

    def test_closed(self):
        """Nothing stays open."""
        self.begun(1)
        self.reader.read(numbers)
        self.reader.close()
        self.assertEqual([1], self.reader.read(numbers))
