"""The categories somebody looks after, over HTTP."""

from attrs import evolve
from msgspec.structs import replace
from twisted.internet.defer import Deferred
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.errors import NotReady
from qbitrr.model.shown.torrent_speeds import TorrentSpeed
from tests.web.program import SHOWN, Client

FIGURES = {
    "category": "seeds",
    "managedBy": "qbit",
    "arrName": None,
    "torrentCount": 2,
    "seedingCount": 1,
    "totalSize": 15,
    "avgRatio": 0.75,
    "avgSeedingTime": 30.0,
    "seedingConfig": {"maxRatio": 2.0, "maxTime": 3600, "removeMode": 3, "downloadLimit": 2, "uploadLimit": -1},
}


class CategoriesCase(SynchronousTestCase):
    def setUp(self):
        self.client = Client()
        self.categories = self.client.categories

    def get(self, path):
        reply = self.successResultOf(self.client.start("GET", f"/web/qbit/{path}"))
        self.assertEqual(200, reply.status)
        return reply.json()

    def test_figures(self):
        """As documented; an Arr's row says whose it is, and one whose client does not answer what is missing."""
        of_arr = evolve(SHOWN, arr="Radarr-4K", instances=("default", "Seedbox"), trouble="no answer from Seedbox")
        self.categories.shown = (SHOWN, of_arr)
        shape = self.get("categories")
        first, second = shape["categories"]
        self.assertEqual({**FIGURES, "instance": "default"}, first)
        self.assertEqual(
            {"instance": "all", "managedBy": "arr", "arrName": "Radarr-4K", "error": "no answer from Seedbox"},
            {name: second[name] for name in ("instance", "managedBy", "arrName", "error")},
        )
        self.assertIs(True, shape["ready"])

    def test_with_torrents(self):
        """The same figures, and the torrents, of one client or of all."""
        shape = self.get("overview")
        (category,) = shape["categories"]
        self.assertEqual(
            {**FIGURES, "qbitInstance": "default", "torrentsTruncated": False},
            {name: value for name, value in category.items() if name != "torrents"},
        )
        self.assertEqual(["One", "Two"], [torrent["name"] for torrent in category["torrents"]])
        self.assertEqual(["default", "Seedbox"], shape["instances"])
        for query, asked, instances in (
            ("?instance=all", "", ["default", "Seedbox"]),
            ("?instance=", "", ["default", "Seedbox"]),
            ("?instance=default", "default", ["default"]),
            ("?instance=nobody", "nobody", []),
        ):
            self.assertEqual(instances, self.get(f"overview{query}")["instances"])
            self.assertEqual(asked, self.categories.asked[-1])

    def test_what_moves(self):
        """Speeds, peers and what else only a client's own list shows are asked of it; one that does not say them soon is not waited for."""
        one, two = (each.hash for each in SHOWN.torrents)
        details = self.client.torrent_details
        details.found = (
            TorrentSpeed(
                hash=two, download_bytes=5.7, upload_bytes=3, seeds=2, peers=1, seeds_known=20, peers_known=10, uploaded_bytes=7,
                total_size_bytes=9, active_seconds=60,
            ),
        )  # fmt: skip
        names = (
            "dlspeed",
            "upspeed",
            "numSeeds",
            "numLeechs",
            "numComplete",
            "numIncomplete",
            "uploaded",
            "totalSize",
            "timeActive",
        )

        def told(shape):
            (category,) = shape["categories"]
            return [tuple(each[name] for name in names) for each in category["torrents"]]

        unknown = [(0, 0, 0, 0, -1, -1, 0, 10, 60), (0, 0, 0, 0, -1, -1, 0, 5, 0)]
        self.assertEqual([unknown[0], (5, 3, 2, 1, 20, 10, 7, 9, 60)], told(self.get("overview")))
        self.assertEqual([("speeds", "qBit", one, two)], details.asked)
        details.found = NotReady("qBit does not answer at the moment")
        self.assertEqual(unknown, told(self.get("overview")))
        details.found = Deferred()
        waiting = self.client.start("GET", "/web/qbit/overview")
        self.assertNoResult(waiting)
        self.client.clock.advance(2.0)
        self.client.flush()
        self.assertEqual(unknown, told(self.successResultOf(waiting).json()))

    def test_many_torrents(self):
        """The list is cut, the figures are about all."""
        many = tuple(replace(SHOWN.torrents[0], hash=f"{n:040x}") for n in range(501))
        self.categories.shown = (
            evolve(SHOWN, torrents=many),
            evolve(SHOWN, torrents=many),
            evolve(SHOWN, torrents=many),
        )
        category, *_ = self.get("overview")["categories"]
        self.assertEqual(
            2 + 1000, len(self.client.torrent_details.asked[0]), "a client is not asked for its whole list"
        )
        self.assertEqual((500, 501, True), (
            len(category["torrents"]), category["torrentCount"], category["torrentsTruncated"]
        ))  # fmt: skip

    def test_only_for_the_browser(self):
        """There are no mirrors."""
        for path in ("categories", "overview"):
            self.assertEqual(404, self.successResultOf(self.client.start("GET", f"/api/qbit/{path}")).status)
