"""A database file that is damaged while the search child runs."""

import pytest
from msgspec.structs import replace

from tests.loops.searches.world import LoopCase


@pytest.mark.correction("E4", "C2")
class DamageTests(LoopCase):
    def setUp(self):
        super().setUp()
        self.rules = replace(self.rules, delay_seconds=2.0)
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

    @pytest.mark.catalog_vector(58)
    def test_the_copy_of_the_library(self):
        """It is read again, in place or after a fresh start."""
        self.begin(10)
        self.damage(self.catalog_db, "catalog.db")
        self.settle(700)
        if self.child.failures:
            self.kill()
            self.begin(1)
        self.settle(200)
        self.assertEqual({film.id for film in self.films}, {leaf for _, leaf in self.searched()})
