"""What is in the categories somebody looks after, from the mirrors."""

from msgspec.structs import replace

from qbitrr.actors.browser.category_overview import CategoryOverview
from qbitrr.config.load import load
from tests.actors.world import QbitCase

TEXT = """
[Settings]
SchemaVersion = 1
[qBit]
Host = "127.0.0.1"
ManagedCategories = ["seeds"]
[qBit.CategorySeeding]
MaxUploadRatio = 2.5
UploadRateLimitPerTorrent = 100
[qBit-Two]
Host = "127.0.0.2"
[Radarr-4K]
URI = "http://radarr:7878"
APIKey = "k"
Category = "radarr"
"""


class CategoryOverviewTests(QbitCase):
    def setUp(self) -> None:
        super().setUp()
        first, second = self.qbit(), self.qbit("qBit-Two")
        for number, (client, category) in enumerate(
            ((first, "seeds"), (first, "radarr"), (second, "radarr"), (second, "seeds"), (first, ""), (first, "other"))
        ):
            client.add(name=f"T{number}", hash=f"{number:040x}", category=category)
        for section in ("qBit", "qBit-Two"):
            self.begin(section)
        config = load(TEXT, {}, "config.toml").config
        self.overview = CategoryOverview(lambda: config, self.actors)

    def shown(self, instance: str = ""):
        return [
            (each.category, each.arr, each.instances, [torrent.name for torrent in each.torrents])
            for each in self.overview.categories(instance)
        ]

    def test_whose(self):
        """A managed category on its own client, an Arr's on all; nobody's torrents are in none."""
        self.assertEqual(("default", "Two"), self.overview.instances())
        self.assertEqual(
            [("seeds", "", ("default",), ["T0"]), ("radarr", "Radarr-4K", ("default", "Two"), ["T1", "T2"])],
            self.shown(),
        )
        self.assertEqual([("radarr", "Radarr-4K", ("Two",), ["T2"])], self.shown("Two"))
        self.assertEqual([], self.shown("nobody"))
        limits = self.overview.categories()[0].limits
        self.assertEqual((2.5, 100 * 1024), (limits.max_ratio, limits.upload_bytes_per_second))

    def test_a_client_that_does_not_answer(self):
        """Its torrents are not counted, and that is said."""
        two = self.actors["qBit-Two"]
        two.status = replace(two.status, state="disconnected")
        _, radarr = self.overview.categories()
        self.assertEqual(["T1"], [torrent.name for torrent in radarr.torrents])
        self.assertEqual("no answer from Two", radarr.trouble)
