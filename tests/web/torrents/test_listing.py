"""The list of torrents over HTTP."""

from attrs import evolve
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.model.torrents.listed import (
    ListedTorrent,
    TorrentFacets,
    TorrentFilter,
    TorrentOrder,
    TorrentPage,
    TorrentVerdict,
)
from qbitrr.model.torrents.torrent import Torrent
from tests.web.program import Client

HASH = "c0de" * 10
FILM = Torrent(
    instance="qBit",
    hash=HASH,
    state="stalledUP",
    name="Film",
    tags=("x",),
    added_on=1764244800,
    completion_on=-1,
    last_activity=10**15,
    tracker="https://user:secret@tracker.example/announce?passkey=secret",
)
PAGE = TorrentPage(
    torrents=(ListedTorrent(torrent=FILM, section="Radarr-4K", is_quarantined=False),),
    total=7,
    last=("film", HASH + "qBit"),
)


class ListingTests(SynchronousTestCase):
    def setUp(self):
        self.client = Client()
        self.client.program.page = PAGE

    def get(self, path):
        return self.successResultOf(self.client.start("GET", path))

    def asked(self):
        return self.client.program.calls[-1][1:]

    def test_page(self):
        """A page says what its torrents are, how many there are in all, and how its clients do; no address with its secrets."""
        reply = self.get("/web/torrents")
        answer = reply.json()
        (film,) = answer["torrents"]
        shown = {name: film[name] for name in ("hash", "section", "addedAt", "completedAt", "activeAt", "etaSeconds")}
        self.assertEqual(
            {
                "hash": HASH,
                "section": "Radarr-4K",
                "addedAt": "2025-11-27T12:00:00Z",
                "completedAt": None,
                "activeAt": None,
                "etaSeconds": None,
            },
            shown,
        )
        self.assertEqual("tracker.example", film["tracker"])
        self.assertNotIn(b"secret", reply.body)
        self.assertEqual((7, {"alive": True, "listedAt": None}), (answer["total"], answer["clients"]["qBit"]))
        self.assertEqual((TorrentFilter(), ((TorrentOrder.ADDED, True),), None, 50), self.asked())

    def test_filters(self):
        """Each goes its way; empty ones match everything, and torrents without a category have a word."""
        self.get(
            "/api/torrents?instance=qBit&category=uncategorized&state=error&tag=x&tracker=t&q=fi&sort=name&order=asc"
        )
        wanted = TorrentFilter(instance="qBit", category="", state="error", tag="x", tracker="t", text="fi")
        self.assertEqual((wanted, ((TorrentOrder.NAME, False),), None, 50), self.asked())
        self.get("/api/torrents?instance=&category=&q=&sort=wrong&limit=" + "9" * 5000)
        self.assertEqual((TorrentFilter(), ((TorrentOrder.ADDED, True),), None, 50), self.asked())
        self.get("/api/torrents?limit=100000")
        self.assertEqual(500, self.asked()[-1])

    def test_verdict(self):
        """What was decided last, and when time may change that; null while nobody said."""
        self.assertIsNone(self.get("/api/torrents").json()["torrents"][0]["verdict"])
        verdict = TorrentVerdict(instance="qBit", hash=HASH, rule=13, code="stalled_waiting", text="Nothing moved.")
        shown = evolve(PAGE.torrents[0], verdict=verdict, changes_in_seconds=60.0, is_protected=True)
        self.client.program.page = evolve(PAGE, torrents=(shown,))
        found = self.get(f"/api/torrents/qBit/{HASH}").json()
        self.assertEqual(
            {
                "rule": 13,
                "code": "stalled_waiting",
                "text": "Nothing moved.",
                "step": "",
                "holdsUntil": None,
                "changesInSeconds": 60.0,
            },
            found["verdict"],
        )
        self.assertTrue(found["protected"])

    def test_cursor(self):
        """The next page begins where this one ended; a cursor of another order, or of nobody, is refused."""
        cursor = self.get("/api/torrents?sort=name").json()["cursor"]
        self.get(f"/api/torrents?sort=name&cursor={cursor}")
        self.assertEqual(("film", HASH + "qBit"), self.asked()[2])
        for query in (
            f"cursor={cursor}",
            "sort=name&cursor=x",
            "cursor=%C3%A4",
            "cursor=bnVsbA",
            "cursor=" + "A" * 4000,
        ):
            self.assertEqual(400, self.get(f"/api/torrents?{query}").status, query)

    def test_several_columns(self):
        """The most important first, those with a sign falling; what is no column, or named again, changes nothing."""
        state, name, size = TorrentOrder.STATE, TorrentOrder.NAME, TorrentOrder.SIZE
        for query, sorting in (
            ("sort=state,-name", ((state, False), (name, True))),
            ("sort=-size,%20name&order=desc", ((size, True), (name, False))),
            ("sort=-size", ((size, True),)),
            ("sort=-size&order=asc", ((size, True),)),
            ("sort=state,nothing,-state,-name", ((state, False), (name, True))),
            ("sort=,", ((TorrentOrder.ADDED, True),)),
        ):
            with self.subTest(query):
                self.get(f"/api/torrents?{query}")
                self.assertEqual(sorting, self.asked()[1])

    def test_cursor_of_several_columns(self):
        """It is one of those columns and their ways; the whole turned round takes it, too, as it does for a lone column."""
        self.client.program.page = evolve(PAGE, last=("stalledUP", "film", HASH + "qBit"))
        cursor = self.get("/api/torrents?sort=-state,name").json()["cursor"]
        for query in ("sort=-state,name", "sort=state,-name"):
            self.get(f"/api/torrents?{query}&cursor={cursor}")
            self.assertEqual(("stalledUP", "film", HASH + "qBit"), self.asked()[2])
        for query in ("sort=state,name", "sort=name,-state", "sort=state", "sort=-state,size"):
            self.assertEqual(400, self.get(f"/api/torrents?{query}&cursor={cursor}").status, query)

    def test_one(self):
        """One torrent is found by client and hash, in any case."""
        self.assertEqual("Film", self.get(f"/api/torrents/qBit/{HASH.upper()}").json()["name"])
        self.assertEqual(404, self.get(f"/api/torrents/qBit/{'b' * 40}").status)
        self.assertEqual(404, self.get("/api/torrents/qBit/nonsense").status)

    def test_facets(self):
        """The same filters; what has no category has a word, what has no tracker no count."""
        counts = {
            "state": {"error": 2}, "category": {"": 1, "radarr": 1}, "instance": {"qBit": 2}, "tracker": {"": 2}, "tag": {},
        }  # fmt: skip
        self.client.program.facets = TorrentFacets(total=2, counts=counts)
        answer = self.get("/api/torrents/facets?state=error&category=uncategorized&q=fi").json()
        self.assertEqual((TorrentFilter(state="error", category="", text="fi"),), self.asked())
        self.assertEqual(2, answer["total"])
        self.assertEqual(
            {
                "state": {"error": 2},
                "category": {"radarr": 1, "uncategorized": 1},
                "instance": {"qBit": 2},
                "tracker": {},
                "tag": {},
            },
            answer["facets"],
        )
