"""Overview, places and filter of logs over HTTP."""

from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.internet.defer import succeed
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.logs.filtering import Filtered, FilteredRecord
from qbitrr.logs.heads import stamp_of
from qbitrr.logs.lines import record_text
from qbitrr.logs.search import BadPattern, NoLog
from tests.web.program import Client

BEGAN = 1_700_000_000


class FilterRouteTests(SynchronousTestCase):
    def setUp(self):
        self.client = Client()
        self.search = self.client.log_search

    def get(self, query, status=200):
        reply = self.successResultOf(self.client.start("GET", f"/api/logs/Main.log/filter?{query}"))
        self.assertEqual(status, reply.status, reply.body)
        return reply.json()

    def test_there_and_back(self):
        """What an answer says of where to go on is understood again."""
        places = {"Main.log": ("Main.log.1", 40), "B.log": ("", 0)}
        record = FilteredRecord(file="Main.log", byte=7, text="said")
        self.search.outcome = succeed(
            Filtered(records=[record], before=places, ends={"Main.log": 90, "B.log": 5}, searched=8)
        )
        answer = self.get("also=B.log,Main.log,,&q=x&level=WARNING&logger=radarr&since=1700000000&most=3")
        self.assertEqual(
            {"records": [{"file": "Main.log", "byte": 7, "text": "said"}], "before": "Main.log@Main.log.1:40,B.log@B.log:0",
             "after": "Main.log:90,B.log:5", "searched": 8},
            answer,
        )  # fmt: skip
        self.search.outcome = None
        self.assertEqual("", self.get(f"before={answer['before']}&after={answer['after']}")["before"])
        first, second = self.search.asked
        self.assertEqual(["Main.log", "B.log"], first.names)
        self.assertEqual(
            (30, "radarr", stamp_of(1_700_000_000), 3), (first.level, first.logger, first.since, first.most)
        )
        self.assertEqual({"Main.log": ("Main.log.1", 40), "B.log": ("B.log", 0)}, second.before)
        self.assertEqual({"Main.log": 90, "B.log": 5}, second.after)

    def test_refused(self):
        """Patterns, levels, places and names that are none, no such log."""
        self.get("level=LOUD", 400)
        self.get("before=x", 400)
        self.get("also=../x", 400)
        self.assertEqual({"error": "regex pattern too long"}, self.get(f"q={'x' * 257}&regex=1", 400))
        for outcome, status in ((BadPattern(why="odd"), 400), (NoLog(), 404)):
            self.search.outcome = succeed(outcome)
            self.get("q=x", status)


class PlaceRouteTests(SynchronousTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        text = record_text(BEGAN, "INFO", "a", "b") + record_text(BEGAN + 5, "ERROR", "a", "c")
        (Path(folder.name) / "Main.log").write_text(text)
        self.client = Client(Path(folder.name))

    def get(self, path, status=200):
        reply = self.successResultOf(self.client.start("GET", f"/web/logs/{path}"))
        self.assertEqual(status, reply.status, reply.body)
        return reply.json()

    def test_by_time_and_line(self):
        """Both lead to a byte."""
        second = len(record_text(BEGAN, "INFO", "a", "b"))
        self.assertEqual(second, self.get(f"Main.log/place?at={BEGAN + 2}")["byte"])
        self.assertEqual(second, self.get("Main.log/place?line=2")["byte"])
        self.assertEqual(0, self.get("Main.log/place")["byte"])
        self.get("No.log/place", 404)

    def test_overview(self):
        """How many of each level."""
        (sample,) = self.get("Main.log/overview")["samples"]
        self.assertEqual({"INFO": 1, "ERROR": 1}, sample["levels"])
        self.get("No.log/overview", 404)
