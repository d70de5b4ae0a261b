"""A newer configuration for a running torrent loop: it counts from the next decision on, and nothing is begun anew for it."""

from qbitrr.config.plain import share_for
from qbitrr.model.steps import Keep, Removal, Result
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.wire.messages import Configure, RunNow
from tests.loops.torrents.world import HASH, LoopCase


class Reconfigured(LoopCase):
    """The loop is told another configuration while it works."""

    torrent_settings = "StalledDelay = 60"

    def reconfigure(self, revision: int = 2) -> None:
        """Tell it what the attributes of this case come to now."""
        share = share_for(self.config(), "Radarr")
        self.loop.message(Configure(revision=revision, kind="torrent", section="Radarr", config=share, data_folder=""))
        self.settle(2)

    def stalled(self, minutes: float) -> Torrent:
        return self.watched(self.torrent(state="stalledDL"), idle=minutes * 60, age=7200)

    def begin_with(self, torrent: Torrent) -> None:
        self.grab(torrent.hash)
        self.tell(torrent)
        self.settle(3)

    def test_another_delay_acts_at_once(self) -> None:
        """What is overdue by the new delay goes without a restart, and without waiting for the next change of the torrent."""
        self.begin()
        self.begin_with(self.stalled(30))
        self.assertEqual([], self.removals())
        self.torrent_settings = "StalledDelay = 15"
        self.reconfigure()
        self.settle(2)  # its first look had set a tag, and the client's listing lags behind that
        self.assertEqual([HASH], [each.hash for each in self.removals()])
        self.assertEqual([], self.child.failures)

    def test_a_request_is_taken_back(self) -> None:
        """A removal that waits is not wanted by the new delay: it is taken back."""
        self.torrent_settings = "StalledDelay = 15"
        self.begin()
        self.child.result = lambda step: Result.HELD
        self.begin_with(self.stalled(30))
        self.assertEqual(1, len(self.removals()))
        self.torrent_settings = "StalledDelay = 60"
        self.reconfigure()
        self.assertEqual([HASH], [each.hash for each in self.wanted(Keep)])

    def test_what_was_held_back_is_asked_for_again(self) -> None:
        """What stood in the way of a removal may do so no more: it is asked for at once, not ten minutes later."""
        self.torrent_settings = "StalledDelay = 15"
        self.begin()
        self.child.result = lambda step: Result.HELD
        self.begin_with(self.stalled(30))
        self.assertEqual(1, len(self.removals()))
        self.child.result = lambda step: Result.DONE
        self.reconfigure()
        self.assertEqual(1, len(self.removals()))

    def test_a_dry_run_that_ends(self) -> None:
        """What would have been handed over is, as soon as the dry run is over."""
        self.settings = "DryRun = true"
        self.begin()
        self.grab(done=True, path="/downloads/radarr/Movie")
        self.tell(self.finished())
        self.settle(10)
        self.assertEqual([], self.posted())
        self.settings = ""
        self.reconfigure()
        self.settle(5)
        self.assertEqual(1, len(self.posted()))

    def test_timers(self) -> None:
        """A timer that is switched on runs."""
        self.arr_settings = "RssSyncTimer = 0\nRefreshDownloadsTimer = 0"
        self.begin()
        self.settle(120)
        self.assertEqual([], self.posted("RssSync"))
        self.arr_settings = "RssSyncTimer = 1\nRefreshDownloadsTimer = 0"
        self.reconfigure()
        self.settle(65)
        self.assertIn(len(self.posted("RssSync")), (1, 2))

    def test_an_older_one_is_not_heard(self) -> None:
        """What is no newer than what it goes by changes nothing."""
        self.begin()
        self.begin_with(self.stalled(30))
        self.torrent_settings = "StalledDelay = 15"
        self.reconfigure(revision=1)
        self.loop.message(RunNow())
        self.settle(2)
        self.assertEqual([], self.wanted(Removal))
