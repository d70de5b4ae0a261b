"""A torrent that goes to another owner: what the earlier one set of it is taken back."""

from twisted.internet.defer import fail

from qbitrr.errors import NotReady
from qbitrr.model.steps import IN_QUARANTINE, LimitDownload, LimitUpload, Result
from qbitrr.model.torrents.torrent import Torrent
from tests.loops.torrents.world import HASH, LoopCase

RATE = 500 * 1024


class LeavingTests(LoopCase):
    torrent_settings = '[Radarr.Torrent.SeedingMode]\nDownloadRateLimitPerTorrent = "500K"'

    def setUp(self) -> None:
        super().setUp()
        self.begin()

    def limits(self) -> list[tuple[str, int]]:
        """Limits asked for since the last call."""
        steps = self.wanted(LimitDownload, LimitUpload)
        return [(type(step).__name__, step.bytes_per_second) for step in steps]

    def limited(self, now: int = RATE) -> Torrent:
        """A torrent whose limit is ours, and that has this one by now."""
        self.tell(self.torrent())
        self.settle(2)
        self.assertEqual([("LimitDownload", RATE)], self.limits())
        self.tell(self.torrent(dl_limit=RATE))
        self.settle(2)
        limited = self.torrent(dl_limit=now)
        self.tell(limited)
        self.settle(2)
        self.limits()
        return limited

    def test_ours_is_lifted(self):
        """Once."""
        self.limited()
        self.tell(gone=[HASH])
        self.settle(300, step=5)
        self.assertEqual([("LimitDownload", -1)], self.limits())

    def test_one_that_was_just_asked_for(self):
        """Though the listing does not show it yet."""
        self.tell(self.torrent())
        self.settle(2)
        self.limits()
        self.tell(gone=[HASH])
        self.settle(2)
        self.assertEqual([("LimitDownload", -1)], self.limits())

    def test_a_persons_stays(self):
        """What somebody changed since is theirs."""
        self.limited(now=1000)
        self.tell(gone=[HASH])
        self.settle(60)
        self.assertEqual([], self.limits())

    def test_it_comes_back(self):
        """It is limited again, as if it had never been."""
        self.limited()
        self.tell(gone=[HASH])
        self.settle(5)
        self.limits()
        self.tell(self.torrent(dl_limit=-1))
        self.settle(5)
        self.assertEqual([("LimitDownload", RATE)], self.limits())

    def test_it_came_back_at_once(self):
        """What is ours again is not lifted by what was still to be done."""
        self.limited()
        self.child.result = lambda step: Result.RETRY
        self.tell(gone=[HASH])
        self.settle(5)
        self.child.result = lambda step: Result.DONE
        self.tell(self.torrent(dl_limit=RATE))
        self.limits()
        self.settle(200, step=5)
        self.assertEqual([], self.limits())

    def test_a_client_that_is_away(self):
        """It is tried a few times, and not for ever."""
        self.limited()
        self.child.result = lambda step: Result.RETRY
        self.tell(gone=[HASH])
        self.settle(600, step=5)
        self.assertEqual([("LimitDownload", -1)] * 3, self.limits())

    def test_in_quarantine(self):
        """There its limit stays as it is, and ours: asked once, at a start too, it is let be; what comes back is as it was."""
        limited = self.limited()
        self.child.result = lambda step: Result.RETRY
        self.child.why = "its removal is under way"
        self.tell(gone=[HASH])
        self.settle(5)
        self.child.why = IN_QUARANTINE
        self.settle(600, step=5)
        self.assertEqual([("LimitDownload", -1)] * 2, self.limits())
        for _ in range(2):
            self.end()
            self.begin(seconds=0)
            self.child.result, self.child.why = lambda step: Result.RETRY, IN_QUARANTINE
            self.tell_all()
            self.settle(600, step=5)
            self.assertEqual([("LimitDownload", -1)], self.limits())
        self.child.result = lambda step: Result.DONE
        self.tell(limited)
        self.settle(60, step=5)
        self.assertEqual([], self.limits())
        self.tell(self.torrent(dl_limit=1000))  # by hand
        self.settle(60, step=5)
        self.assertEqual([], self.limits())

    def ended_before_it_was_lifted(self) -> None:
        """The torrent leaves, and the process ends before the client has done what was asked."""
        self.limited()
        self.child.manual = True
        self.tell(gone=[HASH])
        self.settle(2)
        self.kill()
        self.begin()

    def only_from(self) -> list[int | None]:
        """What the limits asked for since the last call are to be changed from."""
        return [step.only_from for step in self.wanted(LimitDownload, LimitUpload)]

    def test_an_end_in_between(self):
        """The next life lifts it, where it still is as it was ours, and once."""
        self.ended_before_it_was_lifted()
        self.tell_all()
        self.settle(300, step=5)
        self.assertEqual([RATE], self.only_from())
        self.restart()
        self.settle(300, step=5)
        self.assertEqual([], self.limits())

    def test_an_end_in_between_and_a_client_that_is_away(self):
        """What cannot be done now waits, also for yet another life; what is not known to have left is left alone."""
        self.ended_before_it_was_lifted()
        self.tell(full=True, listed=False)
        self.settle(60, step=5)
        self.assertEqual([], self.limits())
        self.child.result = lambda step: Result.RETRY
        self.tell()
        self.settle(300, step=5)
        self.assertEqual([("LimitDownload", -1)] * 3, self.limits())
        self.restart()
        self.settle(60, step=5)
        self.assertEqual([("LimitDownload", -1)], self.limits())

    def test_it_left_while_nobody_was_there(self):
        """So it is with one that went to another owner between two lives."""
        self.limited()
        self.kill()
        self.torrents.clear()
        self.begin()
        self.tell_all()
        self.settle(300, step=5)
        self.assertEqual([RATE], self.only_from())

    def test_it_came_back_between_two_lives(self):
        """Then it is ours as before, and asked for anew if it is not so."""
        self.ended_before_it_was_lifted()
        self.tell(self.torrent(), full=True)
        self.settle(300, step=5)
        self.assertEqual([("LimitDownload", RATE)], self.limits())

    def test_a_supervisor_that_cannot(self):
        """A refusal of the channel is no failure of the loop."""
        self.limited()
        self.child.steps = lambda steps: fail(NotReady("not connected"))
        self.tell(gone=[HASH])
        self.settle(600, step=5)
        self.assertEqual([], self.flushLoggedErrors())

    def test_without_limits_nothing_is_asked(self):
        """Nor of a torrent that only has a person's."""
        self.torrent_settings = ""
        self.restart()
        self.tell(self.torrent(dl_limit=RATE))
        self.settle(2)
        self.tell(gone=[HASH])
        self.settle(60)
        self.assertEqual([], self.limits())
