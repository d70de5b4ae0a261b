"""What the program's own files take, and the cache emptied."""

from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import evolve
from twisted.internet.defer import succeed
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.config.schema.config import fresh_arr
from qbitrr.web.thumbnails.folder import MOST_BYTES
from tests.web.program import JPEG, Client

POSTER = "/api/radarr/films/movie/7/thumbnail"


class StorageTests(SynchronousTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.client = Client(self.folder)
        self.client.clock.advance(1_764_244_800)
        self.client.arrs = (evolve(fresh_arr("Radarr", "radarr"), category="films"),)

    def ask(self, method="GET", path="/api/storage", **more):
        return self.successResultOf(self.client.start(method, path, **more))

    def write(self, name, size):
        path = self.folder / "db" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(size))

    def test_databases(self):
        """Each with what is written beside it, the program's own first; nothing else counts."""
        for name, size in (
            ("Radarr/torrents.db", 1), ("Radarr/search.db", 20), ("Radarr/search.db-wal", 300), ("Radarr/search.db-shm", 4000),
            ("supervisor.db", 50_000), ("supervisor.db.bak", 7), ("Radarr/notes.txt", 7), ("Radarr/deeper/x.db", 7),
        ):  # fmt: skip
            self.write(name, size)
        self.assertEqual(
            [("", "supervisor.db", 50_000), ("Radarr", "search.db", 4320), ("Radarr", "torrents.db", 1)],
            [(each["section"], each["name"], each["sizeBytes"]) for each in self.ask().json()["databases"]],
        )

    def test_nothing_there(self):
        """Before the first file nothing takes any room."""
        found = self.ask().json()
        self.assertEqual({"databases": [], "posters": {"count": 0, "sizeBytes": 0, "mostBytes": MOST_BYTES}}, found)

    def test_posters_are_cleared(self):
        """They are counted, thrown away, and fetched again by who looks; databases stay."""
        self.write("supervisor.db", 5)
        self.ask(path=POSTER)
        self.assertEqual(
            {"count": 1, "sizeBytes": len(JPEG), "mostBytes": MOST_BYTES},
            self.ask(path="/web/storage").json()["posters"],
        )
        cleared = self.ask("DELETE", "/web/storage/posters")
        self.assertEqual(
            (200, 0, 1), (cleared.status, cleared.json()["posters"]["count"], len(cleared.json()["databases"]))
        )
        self.assertEqual([], list((self.folder / "cache").iterdir()))
        self.assertEqual(JPEG, self.ask(path=POSTER).body)
        self.assertEqual(2, len(self.client.pages.calls))

    def test_what_had_none_is_asked_again(self):
        """Who clears the cache wants to see what the Arr has now."""
        self.client.pages.answers["poster"] = succeed(None)
        self.assertEqual(404, self.ask(path=POSTER).status)
        self.ask("DELETE", "/api/storage/posters")
        self.client.pages.answers["poster"] = succeed(JPEG)
        self.assertEqual(200, self.ask(path=POSTER).status)

    def test_the_bound_holds_afterwards(self):
        """What is kept after clearing is counted from nothing."""
        self.ask(path=POSTER)
        self.ask("DELETE", "/api/storage/posters")
        self.ask(path=POSTER)
        self.assertEqual(len(JPEG), self.ask().json()["posters"]["sizeBytes"])

    def test_a_folder_that_cannot_be_read(self):
        """Says so."""
        (self.folder / "cache").write_text("in the way of the folder")
        self.assertEqual(500, self.ask().status)
        self.assertEqual(500, self.ask("DELETE", "/api/storage/posters").status)

    def test_for_nobody_else(self):
        """Sizes tell what somebody has."""
        self.assertEqual(401, self.ask(headers={}).status)
        self.assertEqual(401, self.ask("DELETE", "/api/storage/posters", headers={}).status)
