"""The standing look at share limits."""

from typing import Any

from msgspec.structs import replace

from qbitrr.config.load import load
from qbitrr.doctor.limit_watch import EVERY_SECONDS, LimitWatch, ListedClient
from qbitrr.testing.qbittorrent.model.faults import Answered
from tests.doctor.world import CONFIG, SetUpCase
from tests.passing import let_pass

DUTY = '\n[[qBit.Trackers]]\nURI = "http://tracker.example/announce"\nHitAndRunMode = "and"\nMinSeedRatio = 2.0\n'


class WatchTests(SetUpCase):
    """Over a simulated client with a torrent that has a duty."""

    release = "5.3"

    def setUp(self) -> None:
        super().setUp()
        self.torrent = self.finished(
            name="With.A.Duty", trackers=["http://tracker.example/announce"], uploaded=4096, downloaded=4096
        )
        config = load(CONFIG + DUTY, {}).config
        self.client = self.client_to_ask(config.qbits[0]).client
        self.is_there, self.is_waived = True, False
        self.watch = LimitWatch(lambda: config, self.listed, self.clock)

    def listed(self) -> dict[str, ListedClient]:
        if not self.is_there:
            return {}
        torrents: Any = self.run_it(self.client.torrents())
        shown = [replace(each, duty_waived=self.is_waived and each.hash == self.torrent.hash) for each in torrents]
        return {"qBit": ListedClient(self.client, tuple(shown))}

    def settle(self, seconds: float = 3) -> None:
        let_pass(self.clock, (self.qbit_agent,), seconds)

    def begin(self) -> None:
        self.watch.startService()
        self.addCleanup(self.watch.stopService)
        self.settle()

    def test_nothing_to_say(self) -> None:
        """Limits that stop are nobody's trouble."""
        self.prefer(max_ratio_enabled=True, max_ratio=9)
        self.begin()
        self.assertEqual([], self.watch.problems())

    def test_stands_until_it_is_right(self) -> None:
        """It is said with its remedy, stands while the client is away or does not answer, and goes when the limit is harmless."""
        self.prefer(max_ratio_enabled=True, max_ratio=9, max_ratio_act=3)
        self.begin()
        (problem,) = self.watch.problems()
        self.assertIn("With.A.Duty", problem)
        self.assertNotIn("Some.Movie", problem)
        self.assertIn("stop (pause)", problem)
        self.is_there = False
        self.settle(EVERY_SECONDS + 10)
        self.assertEqual([problem], self.watch.problems())
        self.is_there = True
        self.qbit.faults.next(Answered(), path="app/preferences", times=None)
        self.watch.look_soon()
        self.settle(40)
        self.assertEqual([problem], self.watch.problems())
        self.qbit.faults.clear()
        self.prefer(max_ratio_act=0)
        self.settle(EVERY_SECONDS + 10)
        self.assertEqual([], self.watch.problems())

    def test_one_torrents_own_action(self) -> None:
        """What a single torrent is told to do counts as well."""
        self.qbit.change(self.torrent.hash, ratio_limit=9.0, share_limit_action="RemoveWithContent")
        self.begin()
        self.assertEqual(1, len(self.watch.problems()))

    def test_dead_duty(self) -> None:
        """A tracker that knows the torrent no more expects nothing of it."""
        tracker = self.torrent.trackers[0]
        tracker.status, tracker.msg = 4, "unregistered torrent"
        self.prefer(max_ratio_enabled=True, max_ratio=9, max_ratio_act=3)
        self.begin()
        self.assertEqual([], self.watch.problems())

    def test_waived_duty(self) -> None:
        """A duty that a person has set aside is none, and no trackers are asked for it; it is one again when that is ended."""
        self.is_waived = True
        self.prefer(max_ratio_enabled=True, max_ratio=9, max_ratio_act=3)
        self.qbit.requests.clear()
        self.begin()
        self.assertEqual([], self.watch.problems())
        asked = [each.params.get("hash") for each in self.qbit.requests if each.path == "torrents/trackers"]
        self.assertNotIn(self.torrent.hash, asked)
        self.is_waived = False
        self.watch.look_soon()
        self.settle(10)
        self.assertEqual(1, len(self.watch.problems()))
