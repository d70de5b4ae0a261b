"""What the program before this one knew, in its own database."""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors.taking_over import TakenOver, foreign_database, take_over
from qbitrr.config.load import load
from qbitrr.model.torrents.tags import ALLOWED_SEEDING, IMPORTED
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.threads import immediately
from qbitrr.store.torrents import SCHEMA, memories

NOW = 2_000_000_000.0
CONFIG = load(
    """
[qBit]
Host = "a"
ManagedCategories = ["seed"]
[qBit-Box]
Host = "b"
[Animarr-Shows]
URI = "http://s"
APIKey = "k"
Category = "anime"
[Radarr-X]
URI = "http://r"
APIKey = "k"
Category = "radarr"
""",
    {},
).config
TABLES = """
CREATE TABLE torrentlibrary(Hash TEXT, Category TEXT, QbitInstance TEXT, ArrInstance TEXT, AllowedSeeding INT, Imported INT,
  AllowedStalled INT, FreeSpacePaused INT);
INSERT INTO torrentlibrary VALUES('AA', 'radarr', 'default', 'Radarr-X', 1, 1, 0, 0), ('bb', 'anime', 'qBit-Box', '', 0, 1, 0, 0),
  ('cc', 'seed', '', '', 1, 0, 0, 0), ('dd', 'gone', 'default', 'Radarr-Gone', 1, 0, 0, 0), ('ee', 'radarr', 'nowhere', '', 1, 0, 0, 0),
  (NULL, '', '', '', 0, 0, 0, 0);
CREATE TABLE moviesfilesmodel(EntryId INT, ArrInstance TEXT, Searched INT, Upgrade INT, MovieFileId INT, OriginalProfileId INT,
  CurrentProfileId INT, LastProfileSwitchTime TEXT);
INSERT INTO moviesfilesmodel VALUES(1, 'Radarr-X', 1, 0, 0, 4, 6, '2024-05-01 10:00:00'), (2, 'Radarr-X', 1, 0, 9, NULL, NULL, NULL),
  (3, 'Radarr-X', 1, 1, 9, NULL, NULL, NULL), (4, 'Radarr-X', 0, 0, 0, 4, 6, 'yesterday'), (5, 'Radarr-Y', 1, 0, 0, NULL, NULL, NULL);
CREATE TABLE episodefilesmodel(EntryId INT, ArrInstance TEXT, Searched INT, Upgrade INT, EpisodeFileId INT, SeriesId INT,
  OriginalProfileId INT, CurrentProfileId INT);
INSERT INTO episodefilesmodel VALUES(11, 'Animarr-Shows', 1, 0, 0, 7, 1, 2), (12, 'Animarr-Shows', 1, 0, 0, 7, 1, 2);
"""


class TakingOver(SynchronousTestCase):
    """From a file of the other program into ours."""

    def setUp(self) -> None:
        held = tempfile.TemporaryDirectory()
        self.addCleanup(held.cleanup)
        self.folder = Path(held.name)
        self.source = self.folder / "qBitManager" / "qbitrr.db"
        self.source.parent.mkdir()

    def write(self, statements: str = TABLES) -> None:
        with closing(sqlite3.connect(self.source)) as database, database:
            database.executescript(statements)

    def take(self) -> TakenOver:
        return take_over(self.source, self.folder, CONFIG, NOW)

    def rows(self, section: str, sql: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.folder / "db" / section / "search.db")) as database:
            return database.execute(sql).fetchall()

    def tags(self, section: str) -> dict[tuple[str, str], tuple[str, ...]]:
        database = Database(
            self.folder / "db" / section / "torrents.db", "facts", SCHEMA, reactor=Clock(), run=immediately
        )
        self.successResultOf(database.open())
        found = self.successResultOf(database.run(memories))
        self.successResultOf(database.close())
        return {key: memory.tags_internal for key, memory in found.items()}

    def test_everything(self) -> None:
        """Torrents, searches and profiles reach their sections, whatever these are called now; the rest is counted."""
        self.write()
        before = self.source.read_bytes()
        taken = self.take()
        self.assertEqual((3, 4, 3, 3), (taken.torrents, taken.searches, taken.profiles, taken.left))
        self.assertEqual({("qBit", "aa"): (ALLOWED_SEEDING, IMPORTED)}, self.tags("Radarr-X"))
        self.assertEqual({("qBit-Box", "bb"): (IMPORTED,)}, self.tags("Sonarr-Shows"))
        self.assertEqual({("qBit", "cc"): (ALLOWED_SEEDING,)}, self.tags("qBit"))
        self.assertEqual([(1,), (3,)], self.rows("Radarr-X", "SELECT item_id FROM search_state ORDER BY 1"))
        self.assertEqual([(11,), (12,)], self.rows("Sonarr-Shows", "SELECT item_id FROM search_state ORDER BY 1"))
        profiles = "SELECT kind, item_id, original_profile_id, current_profile_id, switched_at > 0 FROM temp_profile"
        self.assertEqual([("movie", 1, 4, 6, 1), ("movie", 4, 4, 6, 0)], self.rows("Radarr-X", profiles))
        self.assertEqual([("series", 7, 1, 2, 0)], self.rows("Sonarr-Shows", profiles))
        self.assertEqual(before, self.source.read_bytes())
        self.assertIn("make no sense", " ".join(taken.problems))

    def test_again(self) -> None:
        """A second time brings nothing, and what is ours by now stays."""
        self.write()
        self.take()
        with closing(sqlite3.connect(self.folder / "db" / "Radarr-X" / "search.db")) as database, database:
            database.execute("UPDATE search_state SET attempts = 9")
            database.execute("UPDATE temp_profile SET original_profile_id = 8")
        again = self.take()
        self.assertEqual((0, 0, 0), (again.torrents, again.searches, again.profiles))
        self.assertEqual([(9,), (9,)], self.rows("Radarr-X", "SELECT attempts FROM search_state"))
        self.assertEqual([(8,), (8,)], self.rows("Radarr-X", "SELECT original_profile_id FROM temp_profile"))

    def test_missing_tables_and_columns(self) -> None:
        """Old releases had fewer; what is there counts."""
        self.write("CREATE TABLE moviesfilesmodel(EntryId INT, ArrInstance TEXT, Searched INT);"
                   "INSERT INTO moviesfilesmodel VALUES(1, 'Radarr-X', 1)")  # fmt: skip
        taken = self.take()
        self.assertEqual((0, 1, 0, ()), (taken.torrents, taken.searches, taken.profiles, taken.problems))

    def test_rubbish(self) -> None:
        """A file that is no database is named, and nothing else happens."""
        self.source.write_bytes(b"rubbish" * 1000)
        taken = self.take()
        self.assertEqual((0, 0, 0), (taken.torrents, taken.searches, taken.profiles))
        self.assertIn("cannot be read", " ".join(taken.problems))

    def test_a_damaged_table(self) -> None:
        """Its good rows and all other tables are taken."""
        movies = "INSERT INTO moviesfilesmodel VALUES"
        self.write(TABLES.replace(movies, f"{movies}('x', 'Radarr-X', 1, 0, 0, 1, 'y', ''),"))
        taken = self.take()
        self.assertEqual((3, 4, 3), (taken.torrents, taken.searches, taken.profiles))
        self.assertIn("moviesfilesmodel", " ".join(taken.problems))

    def test_where_it_lies(self) -> None:
        """In a folder beside the configuration file."""
        self.assertIsNone(foreign_database(str(self.folder / "config.toml")))
        self.write()
        self.assertEqual(self.source, foreign_database(str(self.folder / "config.toml")))
