"""What we create in a client."""

import pytest

from qbitrr.config.load import load
from qbitrr.model.torrents.labels import ClientLabels
from qbitrr.resolved.clients import client_labels
from qbitrr.testing.qbittorrent import Dropped
from qbitrr.testing.qbittorrent.model.categories import SimulatedCategory
from qbitrr.testing.qbittorrent.torrents.profile import PROFILES
from tests.actors.world import QbitCase

CONFIG = """
[Settings]
SchemaVersion = 1
CompletedDownloadFolder = "/ours/completed"
[qBit]
Host = "box"
[Radarr-X]
Managed = true
URI = "http://radarr"
APIKey = "k"
Category = "films/4k"
"""


@pytest.mark.correction("B3")
class FurnishingTests(QbitCase):
    def test_no_path_of_ours(self):
        """No new category gets a path that is not the client's own, whatever our configuration says."""
        config = load(CONFIG, {}).config
        for release in PROFILES:
            with self.subTest(release):
                qbit = self.qbit(release=release)
                actor = self.actor(wishes=client_labels(config, config.qbits[0]))
                self.begin()
                made = {
                    each.params["category"]: each.params["savePath"]
                    for each in qbit.requests
                    if "createCategory" in each.path
                }
                self.assertLessEqual({"films", "films/4k", "failed", "recheck", "qbitrr-quarantine"}, set(made))
                self.assertEqual({""}, set(made.values()))
                self.done(actor.stopService())

    def test_below_its_parent(self):
        """A category goes below its parent's folder on that client; the parent stays as it is."""
        qbit = self.qbit()
        qbit.categories.put(SimulatedCategory(name="tv", save_path="/mnt/tv"))
        self.actor(wishes=ClientLabels(categories=("tv/hd",)))
        self.begin()
        self.assertEqual(("/mnt/tv", "/mnt/tv/hd"), tuple(qbit.categories[name].save_path for name in ("tv", "tv/hd")))

    def test_looked_at_again_when_it_is_back(self):
        """A client that was away, and comes back without our categories, gets them."""
        qbit = self.qbit()
        self.actor(wishes=ClientLabels(categories=("radarr",)))
        self.begin()
        qbit.faults.next(Dropped(), times=None)
        self.settle(30)
        qbit.categories.remove("radarr")
        qbit.faults.clear()
        self.settle(60)
        self.assertIn("radarr", qbit.categories)

    def test_one_that_cannot_be(self):
        """It costs that category alone."""
        qbit = self.qbit()
        actor = self.actor(wishes=ClientLabels(categories=("a\\b", "radarr"), tags=("ours",)))
        self.begin()
        self.assertEqual("connected", actor.status.state)
        self.assertIn("radarr", qbit.categories)
        self.assertEqual(["torrents/createCategory"] * 2 + ["torrents/createTags"], self.asked())
