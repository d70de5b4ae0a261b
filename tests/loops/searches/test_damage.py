"""A database file that is damaged while the search child runs."""

import random
from unittest import mock

import pytest
from msgspec.structs import replace

from qbitrr.store.searches import states
from qbitrr.store.sqlite import database as file
from qbitrr.store.sqlite import pragmas
from qbitrr.store.sqlite.reader import Reader
from qbitrr.store.sqlite.sql import Damaged, DiskFull
from qbitrr.store.sqlite.stand_in import StandIn
from qbitrr.wire.messages import RunNow
from tests.loops.searches.world import LoopCase


@pytest.mark.correction("E4", "C2")
class DamageTests(LoopCase):
    def setUp(self):
        super().setUp()
        self.rules = replace(self.rules, delay_seconds=2.0, per_hour=0)
        self.films = [self.sim.add_movie(f"Film {number}", 1990 + number % 20) for number in range(30)]

    def damage(self, database, name):
        """Overwrite everything behind the first page."""
        connection = database._peewee.connection()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        file = self.folder / name
        size = file.stat().st_size
        with file.open("r+b") as handle:
            handle.seek(4096)
            handle.write(b"\xa5" * (size - 4096))
        connection.execute("PRAGMA shrink_memory")

    def kill(self):
        """The process ends; what it could still do goes wrong."""
        loop, self.loop = self.loop, None
        loop.stop().addErrback(lambda _: None)
        self.settle(1)

    @pytest.mark.catalog_vector(59)
    def test_the_facts(self):
        """The child says so, once, and starts anew: a backup takes the place of search.db, and everything is searched."""
        self.begin(10)
        before = len(self.searched())
        self.assertGreater(before, 2)
        self.damage(self.search_db, "search.db")
        self.settle(200)
        self.assertEqual(1, len(self.child.failures))
        self.assertIn("search.db", self.child.failures[0])
        self.kill()
        self.begin(200)
        self.assertEqual([], self.child.failures)
        (note,) = [note for note in self.child.notes if note.act == "repair"]
        self.assertIn("backup", note.text)
        self.assertEqual({film.id for film in self.films}, {leaf for _, leaf in self.searched()})
        # What the backup does not know the Arr does: nothing is searched twice.
        self.assertEqual(len(self.films), len(self.searched()))

    def test_a_request_meanwhile(self):
        """A replacement that cannot be stored is not taken: it is handed over again."""
        self.begin(10)
        self.damage(self.search_db, "search.db")
        self.ask("key", self.films[0].id, number=7)
        self.assertEqual([(7, "retry")], [answer[:2] for answer in self.child.answers])
        self.settle(60)
        self.kill()
        self.begin(5)
        self.ask("key", self.films[0].id, number=8)
        self.assertEqual([(8, "done", "")], self.child.answers)

    def overwrite(self, database, name):
        """Random bytes from the first to the last; what the connection has in its memory stays as it was."""
        database._peewee.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        with (self.folder / name).open("r+b") as handle:
            handle.write(random.Random(7).randbytes((self.folder / name).stat().st_size))

    def known(self):
        return self.reader.read(lambda snapshot: snapshot.one("SELECT COUNT(*) FROM movie"))[0]

    @pytest.mark.catalog_vector(58)
    def test_the_copy_of_the_library(self):
        """It is read again, in place; that is said, pages can be read again, and searching goes on where it was."""
        self.begin(10)
        self.reader = Reader(self.folder / "catalog.db")
        self.addCleanup(self.reader.close)
        before = len(self.searched())
        self.overwrite(self.catalog_db, "catalog.db")
        with self.assertRaises(Damaged):
            Reader(self.folder / "catalog.db").read(lambda snapshot: snapshot.one("SELECT COUNT(*) FROM movie"))
        self.clock.advance(900)
        self.settle(340)
        if self.child.failures:  # it was a search that met it, and a fresh process puts it right
            self.kill()
            self.begin(20)
        self.assertEqual(len(self.films), self.known())
        self.assertEqual(1, len(list(self.folder.glob("catalog.db.corrupt-*"))))
        self.assertEqual([], list(self.folder.glob("search.db.corrupt-*")))
        (note,) = [note for note in self.child.notes if note.act == "repair"]
        self.assertIn("read again from its source", note.text)
        self.assertEqual((note.text,), self.child.reports[-1].problems)
        self.settle(100)
        self.assertEqual({film.id for film in self.films}, {leaf for _, leaf in self.searched()})
        self.assertGreaterEqual(len(self.films), before)
        self.assertEqual(len(self.films), len(self.searched()))

    def test_all_of_the_facts(self):
        """Even while nothing reads them from the disk: within a quarter of an hour that is noticed."""
        self.begin(100)
        self.overwrite(self.search_db, "search.db")
        self.clock.advance(900)
        self.loop.message(RunNow())
        self.settle(60)
        self.assertEqual(1, len(self.child.failures))
        self.kill()
        self.begin(60)
        (note,) = [note for note in self.child.notes if note.act == "repair"]
        self.assertIn("search.db", note.text)
        self.assertEqual(len(self.films), len(self.searched()))

    def test_a_slow_disk(self):
        """That it lies on a network is a problem a person sees."""
        with mock.patch.object(pragmas, "network_file_system", return_value="nfs4"):
            self.begin(10)
        self.assertIn("nfs4", " ".join(self.child.reports[-1].problems))
        self.assertGreater(len(self.searched()), 0)

    def test_a_disk_that_can_only_be_read(self):
        """Nothing is taken for damaged: that is said, searching goes on, pages can be read, and both files are written when they can be."""
        self.begin(10)
        self.reader = Reader(self.folder / "catalog.db")
        self.addCleanup(self.reader.close)
        connections = [database._peewee.connection() for database in (self.search_db, self.catalog_db)]
        for connection in connections:
            connection.execute("PRAGMA query_only = ON")
        self.sim.add_movie("Late", 2000)
        self.settle(400)
        self.assertIn("readonly", self.child.reports[-1].problems[0])
        self.assertEqual(len(self.films), self.known())
        self.assertEqual(len(self.films) + 1, len(self.searched()))
        for connection in connections:
            connection.execute("PRAGMA query_only = OFF")
        self.settle(400)
        self.assertEqual(((), []), (self.child.reports[-1].problems, self.child.failures))
        self.assertEqual(len(self.films) + 1, self.known())
        self.assertEqual(len(self.films) + 1, len(self.searched()))
        self.assertEqual([], list(self.folder.glob("*.corrupt-*")))

    def start_while_the_disk_can_only_be_read(self):
        """Searching goes on from memory, that is said, and it is written later."""
        with mock.patch.object(file, "choose_journal", side_effect=DiskFull("read-only")):
            self.begin(200)
            self.assertIn("read-only", self.child.reports[-1].problems[0])
            self.assertEqual({film.id for film in self.films}, {leaf for _, leaf in self.searched()})
        self.settle(400)
        self.assertEqual(((), []), (self.child.reports[-1].problems, self.child.failures))
        self.assertEqual(len(self.films), len(self.searched()))
        self.end()
        reader = Reader(self.folder / "catalog.db")
        self.assertEqual((len(self.films),), reader.read(lambda here: here.one("SELECT COUNT(*) FROM movie")))
        reader.close()

    def test_a_first_start_while_the_disk_can_only_be_read(self):
        """There are no files yet."""
        self.start_while_the_disk_can_only_be_read()
        self.assertEqual([], list(self.folder.glob("*.corrupt-*")))

    def test_another_start_while_the_disk_can_only_be_read(self):
        """What was searched before is known."""
        self.begin(10)
        self.end()
        self.assertGreater(len(self.searched()), 0)
        self.start_while_the_disk_can_only_be_read()

    def fill(self):
        """There is no room for another page of either file, as long as their connections live."""
        for database in (self.search_db, self.catalog_db):
            connection = database._peewee.connection()
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {pages}")

    def clear(self):
        for database in (self.search_db, self.catalog_db):
            database._peewee.connection().execute("PRAGMA max_page_count = 1000000")

    def test_a_full_disk(self):
        """That is said and searching goes on; when there is room again all of it is in the file."""
        self.begin(10)
        self.fill()
        for number in range(60):
            self.sim.add_movie(f"Late {number} {'long ' * 200}", 2000)
        self.loop.message(RunNow(refresh=True))
        self.settle(400)
        self.assertIn("disk is full", self.child.reports[-1].problems[0])
        self.assertEqual(90, len(self.searched()))
        self.clear()
        self.settle(100)
        self.assertEqual((), self.child.reports[-1].problems)
        self.assertEqual(90, len(self.successResultOf(self.search_db.run(states.states_of))))
        self.kill()
        self.begin(200)
        self.assertEqual((90, 90), (len(self.searched()), len(set(self.searched()))))

    def test_a_full_disk_and_an_end(self):
        """What was searched from memory is not searched again by the next process, although the file does not know of it."""
        self.begin(10)
        self.fill()
        for number in range(60):
            self.sim.add_movie(f"Late {number}", 2000)
        self.loop.message(RunNow(refresh=True))
        self.settle(400)
        self.assertTrue(self.search_db.in_memory)
        with mock.patch.object(StandIn, "bring_home", return_value=False):
            self.kill()
        self.begin(0.5)
        self.assertLess(len(self.successResultOf(self.search_db.run(states.states_of))), 90)
        self.settle(400)
        self.assertEqual((90, 90), (len(self.searched()), len(set(self.searched()))))

    def test_requests_on_a_full_disk(self):
        """They are not taken, and those that are there wait: nobody would know that they were served."""
        self.begin(100)
        before = len(self.searched())
        connection = self.search_db._peewee.connection()
        connection.execute("PRAGMA query_only = ON")
        self.ask("key", self.films[0].id, number=6)
        self.assertEqual([(6, "retry")], [answer[:2] for answer in self.child.answers])
        self.settle(40)
        self.assertEqual(before, len(self.searched()))
        connection.execute("PRAGMA query_only = OFF")
        self.settle(100)
        self.assertEqual(before + 1, len(self.searched()), "it can be written again")
        self.ask("key", self.films[0].id, number=7)
        self.assertEqual((7, "done", ""), self.child.answers[-1])
        self.settle(100)
        self.assertEqual(before + 1, len(self.searched()), "and is searched once")

    def test_a_large_file(self):
        """One that is too large to be copied is not: nothing is searched until it can be written."""
        self.begin(10)
        before = len(self.searched())
        self.search_db._stand_in_bytes = 4096
        connection = self.search_db._peewee.connection()
        connection.execute("PRAGMA query_only = ON")
        self.settle(200)
        self.assertLessEqual(len(self.searched()), before + 1)
        self.assertIn("nothing is searched", self.child.reports[-1].problems[0])
        connection.execute("PRAGMA query_only = OFF")
        self.settle(200)
        self.assertEqual(len(self.films), len(self.searched()))
