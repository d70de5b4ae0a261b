"""A seed at its limit whose trackers cannot be read stays, and after a while a person is told."""

from qbitrr.model.torrents.tags import IMPORTED
from qbitrr.model.torrents.torrent import Tracker
from tests.loops.torrents.world import HASH, LoopCase


class UnknownDutyTests(LoopCase):
    torrent_settings = (
        "[Radarr.Torrent.SeedingMode]\nMaxUploadRatio = 1\nRemoveTorrent = 1\n"
        '[[Radarr.Torrent.Trackers]]\nName = "t"\nURI = "https://t.example/announce"\nHitAndRunMode = "and"\nMinSeedRatio = 1.0\n'
    )

    def needs(self) -> list[str]:
        """What the loop says last that needs a person."""
        self.settle(20)
        return [each.code for each in self.child.reports[-1].needs]

    def test_told_after_a_while(self) -> None:
        """Not while they are only being read; no longer once they are."""
        self.begin()
        self.tell(self.finished(ratio=2.0, tags=(IMPORTED,)))
        self.assertEqual([], self.needs())
        self.settle(700, step=5)
        self.assertEqual(["duty_unknown"], self.needs())
        self.assertEqual([], self.removals())
        self.child.trackers[HASH] = (Tracker(url="https://t.example/announce"),)
        self.settle(60, step=5)
        self.assertEqual([], self.needs())
