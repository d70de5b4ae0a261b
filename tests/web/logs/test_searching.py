"""Searching logs over HTTP."""

from twisted.internet.defer import fail, succeed
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.errors import NotReady
from qbitrr.logs.search import BadPattern, LogHits, LogMatch, NoLog
from tests.web.program import Client

MATCH = LogMatch(file="Main.log", line=3, text="three", context_before=["two"], context_after=[])


class SearchRouteTests(SynchronousTestCase):
    def setUp(self):
        self.client = Client()
        self.search = self.client.log_search

    def get(self, query, status=200):
        reply = self.successResultOf(self.client.start("GET", f"/api/logs/Main.log/search?{query}"))
        self.assertEqual(status, reply.status, reply.body)
        return reply.json()

    def test_the_shape(self):
        """As documented."""
        self.search.outcome = succeed(
            LogHits(query="three", truncated=False, matches=[MATCH], files_searched=["Main.log"])
        )
        match = {"file": "Main.log", "line": 3, "text": "three", "context_before": ["two"], "context_after": []}
        self.assertEqual(
            {"query": "three", "truncated": False, "matches": [match], "files_searched": ["Main.log"]},
            self.get("q=three"),
        )

    def test_what_is_asked(self):
        """Defaults, bounds, and a text without the blanks around it."""
        self.get("q=%20three%20")
        self.get("q=x&case=1&regex=true&include_rotated=0&max_matches=5000&context=99")
        self.get("q=x&max_matches=0&context=-1&case=0")
        asked = [
            (q.name, q.text, q.is_exact, q.is_pattern, q.with_rotated, q.most, q.context) for q in self.search.asked
        ]
        self.assertEqual(
            [
                ("Main.log", "three", False, False, True, 200, 2),
                ("Main.log", "x", True, True, False, 1000, 10),
                ("Main.log", "x", False, False, True, 1, 0),
            ],
            asked,
        )

    def test_refused(self):
        """Nothing to look for, patterns that are too long or none, no such log, too many at once."""
        for query in ("", "q=", "q=%20"):
            self.assertEqual({"error": "query is required"}, self.get(query, 400))
        self.assertEqual({"error": "regex pattern too long"}, self.get(f"q={'x' * 257}&regex=1", 400))
        self.get(f"q={'x' * 257}")
        for outcome, status, text in (
            (succeed(BadPattern(why="it takes too long")), 400, "invalid regex: it takes too long"),
            (succeed(NoLog()), 404, "not found"),
            (fail(NotReady("too many searches of logs at once")), 503, "too many searches of logs at once"),
        ):
            self.search.outcome = outcome
            self.assertEqual({"error": text}, self.get("q=x", status))
