"""Speeds and free space over time, in memory."""

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors.trends import Ring, Trends
from qbitrr.errors import Unknown
from qbitrr.model.shown.trends import ClientSpeeds
from qbitrr.model.status import Overview, QbitStatus

NOW = 1_787_227_200.0


class RingTests(SynchronousTestCase):
    def test_means(self):
        """Of each span, with gaps where nothing was measured."""
        ring = Ring(100, 10)
        for at, down in ((1000, 4), (1005, 8), (1031, 1)):
            ring.add(at, {"down": down})
        trend = ring.trend(1042.0)
        self.assertEqual((1000.0, 10), (trend.since, trend.step_seconds))
        self.assertEqual((6, None, None, 1), trend.down)
        self.assertEqual((6, None, None, 1, None), ring.trend(1052.0).down)

    def test_bounded(self):
        """What is older than the ring is long is dropped, also without new measurements."""
        ring = Ring(100, 10)
        for at in range(0, 1000, 10):
            ring.add(at, {"down": at})
        self.assertEqual(tuple(range(900, 1000, 10)), ring.trend(999.0).down)
        self.assertEqual((), ring.trend(5000.0).down)

    def test_nothing_yet(self):
        """There is no figure before the first measurement."""
        self.assertEqual((), Ring(100, 10).trend(1000.0).down)

    def test_clock_goes_back(self):
        """A little: it counts for the newest span. Far: what was measured by the other clock is dropped."""
        ring = Ring(100, 10)
        ring.add(1000, {"down": 2})
        ring.add(985, {"down": 4})
        self.assertEqual((3,), ring.trend(985.0).down)
        ring.add(10, {"down": 7})
        self.assertEqual((7,), ring.trend(10.0).down)

    def test_disks_by_name(self):
        """A disk that came later was not measured before."""
        ring = Ring(100, 10)
        ring.add(1000, {"free/a": 5})
        ring.add(1010, {"free/a": 4, "free/b": 9})
        trend = ring.trend(1010.0)
        self.assertEqual({"a": (5, 4), "b": (None, 9)}, trend.free)
        self.assertEqual([(1015.0, 9)], trend.points_of("b"))


class TrendsTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.clock.advance(NOW)
        self.speeds = {"qBit": ClientSpeeds(down=100, up=1), "qBit-2": ClientSpeeds(down=20, up=2)}
        self.free = 1000
        self.trends = Trends(speeds=lambda: self.speeds, overview=self.overview, clock=self.clock)
        self.trends.startService()
        self.addCleanup(lambda: self.successResultOf(self.trends.stopService()))

    def overview(self) -> Overview:
        return Overview(
            ready=True, qbits=(QbitStatus(section="qBit", state="connected", free_space_bytes=self.free),)
        )  # fmt: skip

    def test_all_clients_together(self):
        """Their speeds are added up, at once and every few seconds."""
        self.assertEqual(((120,), (3,)), (self.trends.trend("1h").down, self.trends.trend("1h").up))
        self.speeds["qBit"] = ClientSpeeds(down=300, up=1)
        self.clock.pump([5.0] * 4)
        self.assertEqual(320, self.trends.trend("1h").down[1])
        self.assertEqual({"the disk of qBit": (1000,) * 3}, dict(self.trends.trend("1h").free))

    def test_nobody_says_so(self):
        """No speed is no speed of 0."""
        self.speeds.clear()
        self.clock.pump([5.0] * 4)
        self.assertEqual((120, None, None), self.trends.trend("1h").down)

    def test_ranges(self):
        """The longer, the longer the spans; there are no others."""
        self.assertEqual(
            [10, 10, 300, 1800, 7200],
            [self.trends.trend(each).step_seconds for each in ("5m", "1h", "24h", "7d", "30d")],
        )
        self.assertRaises(Unknown, self.trends.trend, "1y")

    def test_a_failure_is_told_and_not_the_end(self):
        """It measures again."""
        speeds, self.speeds = self.speeds, None  # type: ignore[assignment]
        self.clock.pump([5.0])
        self.assertEqual(1, len(self.flushLoggedErrors(AttributeError)))
        self.speeds = speeds
        self.clock.pump([5.0])
        self.assertEqual(120, self.trends.trend("1h").down[-1])

    def test_stopped(self):
        """Nothing is scheduled any more."""
        self.successResultOf(self.trends.stopService())
        self.assertEqual([], self.clock.getDelayedCalls())
