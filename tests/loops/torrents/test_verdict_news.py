"""What was decided about each torrent is told when it changes, and not while figures creep."""

from qbitrr.model.torrents.listed import TorrentVerdict
from tests.loops.torrents.world import HASH, LoopCase, hash_of


class VerdictNewsTests(LoopCase):
    torrent_settings = "StalledDelay = 15"

    def told(self) -> list[TorrentVerdict]:
        """What was told since the last call."""
        found = list(self.child.verdicts)
        self.child.verdicts.clear()
        return found

    def test_a_change(self):
        """A torrent is told of when it is first decided about, when its verdict changes, and with what time will change it."""
        self.begin()
        self.tell(self.watched(self.torrent(state="stalledDL"), idle=300.0))
        self.settle(2)
        (verdict,) = self.told()
        self.assertEqual((HASH, 13, "stalled_waiting", ""), (verdict.hash, verdict.rule, verdict.code, verdict.step))
        self.assertApproximates(self.clock.seconds() + 600.0, verdict.holds_until, 10.0)
        self.settle(60, step=1)
        self.assertEqual([], self.told())
        self.tell(self.torrent(state="downloading", category="failed"))
        self.settle(2)
        self.assertEqual([("failed_category", "removal")], [(each.code, each.step) for each in self.told()][:1])

    def test_creeping_figures(self):
        """Bytes that come, and looks at everything, are no news."""
        self.begin()
        self.tell(self.torrent())
        self.settle(300, step=5)
        self.told()
        for number in range(10):
            self.tell(
                self.torrent(
                    progress=0.5 + number / 100, amount_left=500 - number, last_activity=int(self.clock.seconds())
                )
            )
            self.settle(5)
        self.assertEqual([], self.told())
        self.settle(700, step=5)
        self.assertEqual([], self.told())

    def test_many(self):
        """A full client is told of in pieces, each torrent once."""
        self.begin()
        hashes = {hash_of(number) for number in range(900)}
        self.tell(*(self.torrent(hash_) for hash_ in hashes))
        self.settle(0.25)
        self.assertLess(len(self.child.verdicts), 900)
        self.settle(5)
        told = self.told()
        self.assertEqual((900, hashes), (len(told), {each.hash for each in told}))

    def test_one_that_comes_back(self):
        """It is told of anew."""
        self.begin()
        self.tell(self.torrent())
        self.settle(2)
        self.tell(gone=[HASH])
        self.tell(self.torrent())
        self.settle(2)
        self.assertEqual([HASH, HASH], [each.hash for each in self.told()])
