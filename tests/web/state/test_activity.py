"""The journal over HTTP: found by more than its page, and counted."""

from twisted.trial.unittest import SynchronousTestCase

from qbitrr.model.journal import Entry
from qbitrr.model.journal_filter import ACTORS, ENTRY_KINDS, EntryCount
from qbitrr.model.reasons import Reason
from tests.web.program import Client

NOON = 1764244800.0  # 2025-11-27T12:00:00Z, a Thursday


class JournalCase(SynchronousTestCase):
    def setUp(self):
        self.client = Client()
        self.program = self.client.program

    def get(self, path):
        return self.successResultOf(self.client.start("GET", path))

    def asked(self):
        return self.program.calls[-1][1]


class FilterTests(JournalCase):
    def test_each(self):
        """Every filter goes its way; a time may be written either way, one without a zone is UTC."""
        self.get(
            "/api/activity?kind=removed&rule=stalled&actor=user&q=Dune%20%25&since=2025-11-27T13:00:00%2B01:00&until=1764244900"
        )
        self.assertEqual(
            {"limit": 50, "kind": "removed", "rule": "stalled", "actor": "user", "text": "Dune %", "since": NOON, "until": NOON + 100},
            self.asked(),
        )  # fmt: skip
        self.get("/api/activity?since=2025-11-27T12:00:00&until=&kind=&actor=&q=" + "x" * 300)
        self.assertEqual({"limit": 50, "since": NOON, "text": "x" * 200}, self.asked())
        self.get("/api/activity?since=999999999999999999999")
        self.assertEqual(253_402_300_799.0, self.asked()["since"])

    def test_wrong_words(self):
        """What can match nothing is refused with what there is."""
        for query, text in {
            "since=yesterday": "yesterday is no time: write 2025-11-27T12:00:00Z, or seconds since the epoch",
            "until=0000-13-01": "0000-13-01 is no time: write 2025-11-27T12:00:00Z, or seconds since the epoch",
            "actor=me": f"me is none of {', '.join(ACTORS)}",
            "kind=x": f"x is none of {', '.join([*ENTRY_KINDS, 'other'])}",
        }.items():
            for path in ("/api/activity", "/api/activity/histogram"):
                reply = self.get(f"{path}?{query}")
                self.assertEqual((400, {"error": text}), (reply.status, reply.json()), query)

    def test_what_an_entry_is_found_by(self):
        """Stands in it: its kind, its actor, its rule by name or else the code of its reason."""

        def entry(id, act, why):
            return Entry(id=id, at=NOON, section="Radarr-4K", act=act, result="done", text="gone", why=why)

        self.program.entries = (
            entry(3, "removal", Reason(code="stalled_too_long", rule=13, text="x")),
            entry(2, "search", Reason(code="asked", text="x")),
            entry(1, "a new one", None),
        )
        shown = [(each["kind"], each["actor"], each["rule"]) for each in self.get("/web/activity").json()["entries"]]
        self.assertEqual(
            [("removed", "torrent", "stalled"), ("searched", "user", "asked"), ("other", "torrent", "")], shown
        )


class HistogramTests(JournalCase):
    def shown(self, query):
        return self.get(f"/api/activity/histogram?{query}").json()

    def at(self, at):
        self.client.clock.rightNow = at

    def test_ranges(self):
        """Each ends with the hour or day that is not over, and is as long as it says."""
        self.at(NOON + 1800)
        for query, buckets, step, since, until in (
            ("", 24, 3600, "2025-11-26T13:00:00Z", "2025-11-27T13:00:00Z"),
            ("range=5m", 30, 10, "2025-11-27T12:25:10Z", "2025-11-27T12:30:10Z"),
            ("range=1h", 30, 120, "2025-11-27T11:32:00Z", "2025-11-27T12:32:00Z"),
            ("range=7d", 28, 21600, "2025-11-20T18:00:00Z", "2025-11-27T18:00:00Z"),
            ("range=30d", 30, 86400, "2025-10-29T00:00:00Z", "2025-11-28T00:00:00Z"),
            ("range=30d&utc_offset=-300", 30, 86400, "2025-10-29T05:00:00Z", "2025-11-28T05:00:00Z"),
            ("range=7d&utc_offset=330", 28, 21600, "2025-11-20T18:30:00Z", "2025-11-27T18:30:00Z"),
        ):
            answer = self.shown(query)
            self.assertEqual(
                (buckets, step, since, until, since),
                (len(answer["buckets"]), answer["bucketSeconds"], answer["since"], answer["until"], answer["buckets"][0]["at"]),
                query,
            )  # fmt: skip
        reply = self.get("/api/activity/histogram?range=1y")
        self.assertEqual((400, {"error": "1y is none of 5m, 1h, 24h, 7d, 30d"}), (reply.status, reply.json()))

    def test_counts(self):
        """Stand in their buckets, the others are empty; what is of a time to come is of now; the filters are those of the list."""
        self.at(NOON + 1800)
        self.program.counted = (
            EntryCount(span=0, act="removal", result="done", rule="stalled", count=2),
            EntryCount(span=23, act="import", result="done", rule="hand_over", count=1),
            EntryCount(span=30, act="import", result="held", rule="hand_over", count=1),
        )
        answer = self.shown("section=Radarr-4K&kind=removed&q=x")
        filled = {place: each["counts"] for place, each in enumerate(answer["buckets"]) if each["counts"]}
        self.assertEqual(
            {
                0: [{"kind": "removed", "act": "removal", "result": "done", "rule": "stalled", "count": 2}],
                23: [
                    {"kind": "imported", "act": "import", "result": "done", "rule": "hand_over", "count": 1},
                    {"kind": "imported", "act": "import", "result": "held", "rule": "hand_over", "count": 1},
                ],
            },
            filled,
        )
        self.assertEqual(4, answer["total"])
        asked = {"since": NOON - 23 * 3600, "step": 3600, "section": "Radarr-4K", "kind": "removed", "text": "x"}
        self.assertEqual(("activity_counts", asked), self.program.calls[-1])
