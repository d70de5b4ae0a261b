"""Past searches over HTTP, from files as the loops write them."""

from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.model.searches import Candidate, Command, Lane, SearchCycle, SearchOutcome
from qbitrr.store.searches import history
from qbitrr.store.searches.schema import SCHEMA
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.threads import immediately
from tests.web.program import Client

NOW = 1764244800.0  # 2025-11-27T12:00:00Z


class PastCase(SynchronousTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.client = Client(self.folder)
        self.files = {}

    def file(self, section):
        if section not in self.files:
            path = self.folder / "db" / section / "search.db"
            path.parent.mkdir(parents=True)
            self.files[section] = database = Database(str(path), "facts", SCHEMA, reactor=Clock(), run=immediately)
            self.successResultOf(database.open())
            self.addCleanup(database.close)
        return self.files[section]

    def searched(self, section, title, at, lane=Lane.MISSING, **end):
        """A search as the loop stores it; with an *end* it is over."""

        def do(function, *arguments):
            return self.successResultOf(self.file(section).run(function, *arguments))

        wanted = Candidate(
            lane=lane, command=Command(name="MoviesSearch", ids=(1,)), item_ids=(1,), reason="Missing", title=title
        )
        sending = do(history.sent, do(history.begin, wanted, at), 7, at + 1, [], SearchCycle(number=1, began=NOW))
        if end:
            do(history.finish, replace(sending, finished_at=at + 60, **end), SearchOutcome.UNKNOWN)

    def get(self, query="", status=200):
        reply = self.successResultOf(self.client.start("GET", f"/api/search/history?{query}"))
        self.assertEqual(status, reply.status, reply.body)
        return reply.json()

    def titles(self, query=""):
        return [each["title"] for each in self.get(query)["searches"]]


class PastTests(PastCase):
    def setUp(self):
        super().setUp()
        self.searched("Radarr-4K", "Old", NOW - 500, status="completed")
        self.searched(
            "Radarr-4K", "Found", NOW, lane=Lane.REPLACEMENT, status="completed", grabbed=2, release="Found.100%-GRP"
        )
        self.searched("Lidarr-Music", "Broken", NOW, status="failed", error="no indexer")
        self.searched("Lidarr-Music", "Unknown", NOW + 10, status="completed", error="the history cannot be read")
        self.searched("Lidarr-Music", "Running", NOW + 20)

    def test_all(self):
        """Of all Arrs, the latest first; an Arr that never searched is none the worse for it."""
        answer = self.get()
        self.assertEqual(
            [
                ("Running", "running"),
                ("Unknown", "unknown"),
                ("Broken", "failed"),
                ("Found", "grabbed"),
                ("Old", "nothing"),
            ],
            [(each["title"], each["outcome"]) for each in answer["searches"]],
        )
        self.assertIsNone(answer["cursor"])
        found = answer["searches"][3]
        self.assertEqual(
            {
                "instance": "Radarr-4K", "id": 2, "at": "2025-11-27T12:00:00Z", "finishedAt": "2025-11-27T12:01:00Z",
                "lane": "replacement", "reason": "Missing", "title": "Found", "cost": 1, "outcome": "grabbed", "grabbed": 2,
                "release": "Found.100%-GRP", "error": "",
            },
            found,
        )  # fmt: skip
        self.assertIsNone(answer["searches"][0]["finishedAt"])

    def test_filters(self):
        """By Arr, lane, what came of it, and text, taken as it is."""
        self.assertEqual(["Found", "Old"], self.titles("instance=radarr-4k"))
        self.assertEqual(["Found"], self.titles("lane=replacement"))
        for outcome, title in {
            "running": "Running",
            "failed": "Broken",
            "nothing": "Old",
            "unknown": "Unknown",
        }.items():
            self.assertEqual([title], self.titles(f"outcome={outcome}"))
        self.assertEqual(["Found"], self.titles("q=100%25-g"))
        self.assertEqual([], self.titles("q=f_und"))

    def test_pages(self):
        """Each begins where the one before ended, also between searches of one moment in two Arrs."""
        whole = self.titles()
        for limit in (1, 2, 3):
            titles, query = [], f"limit={limit}"
            while query:
                answer = self.get(query)
                titles += [each["title"] for each in answer["searches"]]
                query = answer["cursor"] and f"limit={limit}&cursor={answer['cursor']}"
            self.assertEqual(whole, titles)

    def test_refused(self):
        """What is no Arr, no word, or no cursor of ours."""
        self.assertEqual({"error": "Unknown instance Radarr-9"}, self.get("instance=Radarr-9", 404))
        self.assertEqual({"error": "Unknown instance qBit"}, self.get("instance=qBit", 404))
        self.assertIn("x is none of asked", self.get("lane=x", 400)["error"])
        self.assertIn("x is none of running", self.get("outcome=x", 400)["error"])
        for cursor in ("x", "1~2x~", "nan~1~Radarr-4K", f"1~{2**70}~Radarr-4K"):
            self.assertEqual({"error": "cursor must be that of a page before"}, self.get(f"cursor={cursor}", 400))
