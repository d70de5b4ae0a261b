"""A clock that does not jump when the machine's does."""

import time

import pytest
from twisted.internet.selectreactor import SelectReactor
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors.clock_watch import ClockWatch
from qbitrr.clock import ProcessClock, install, offset_of

NOW = 1_787_227_200.0
HOUR = 3600.0


class MachineCase(SynchronousTestCase):
    """A machine whose two clocks are ours."""

    def setUp(self) -> None:
        self.uptime = 1000.0
        self.wall_ahead = NOW
        self.patch(time, "monotonic", lambda: self.uptime)
        self.patch(time, "time", lambda: self.uptime + self.wall_ahead)


@pytest.mark.correction("A10")
class ProcessClockTests(MachineCase):
    def test_it_shows_the_time_of_the_start_and_goes_on_from_there(self):
        """However often and in whatever direction the machine's clock is set."""
        clock = ProcessClock()
        self.assertEqual(NOW + 1000, clock.seconds())
        for step in (-3 * HOUR, 48 * HOUR, -90 * HOUR):
            self.wall_ahead += step
            self.uptime += 7
        self.assertEqual(NOW + 1021, clock.seconds())
        self.assertEqual(-45 * HOUR, clock.behind_seconds())

    def test_timers_of_a_reactor_run_on_it(self):
        """Twisted's own run on the time of day: set back by three hours it sleeps for as long."""
        reactor = SelectReactor()
        self.assertIs(install(reactor), install(reactor))
        reactor.callLater(5, lambda: None)
        for step in (-3 * HOUR, 48 * HOUR):
            self.wall_ahead += step
            self.assertEqual((NOW + 1000, 5), (reactor.seconds(), reactor.timeout()))
        self.uptime += 2
        self.assertEqual(3, reactor.timeout())

    def test_moving_it_moves_no_timer(self):
        """What was to come in five seconds still does, forward and back, new calls as well as old ones."""
        reactor = SelectReactor()
        clock = install(reactor)
        called: list[int] = []
        for seconds in (5, 6):
            reactor.callLater(seconds, called.append, seconds)
        reactor.timeout()
        for step in (100 * HOUR, -50 * HOUR):
            reactor.callLater(7, called.append, 7)
            clock.move_to(clock.offset_seconds + step)
            reactor.runUntilCurrent()
            self.assertEqual(5, reactor.timeout())
        self.assertEqual(NOW + 1000 + 50 * HOUR, reactor.seconds())
        self.uptime += 6
        reactor.runUntilCurrent()
        self.assertEqual([5, 6], called)

    def test_processes_of_a_family_agree(self):
        """A child started while the machine's clock was wrong shows what its parent does."""
        parent = ProcessClock()
        self.wall_ahead += 13 * HOUR
        child = ProcessClock()
        child.move_to(offset_of(parent))
        self.assertEqual(parent.seconds(), child.seconds())


@pytest.mark.correction("A10")
class WatchTests(MachineCase):
    def setUp(self) -> None:
        super().setUp()
        self.clock = ProcessClock()
        self.timers = Clock()
        self.moves: list[float] = []
        self.watch = ClockWatch(clock=self.clock, timers=self.timers, on_moved=self.moves.append)
        self.watch.startService()
        self.addCleanup(self.watch.stopService)

    def pass_time(self, seconds: int) -> None:
        for _ in range(seconds):
            self.uptime += 1
            self.timers.advance(1)

    def test_a_step_that_does_not_stay_is_none(self):
        """Two days forward for six seconds, or for most of a minute, again and again."""
        for seconds in (6, 45, 6, 45):
            self.wall_ahead += 48 * HOUR
            self.pass_time(seconds)
            self.wall_ahead -= 48 * HOUR
            self.pass_time(30)
        self.assertEqual(([], ""), (self.moves, self.watch.problem))
        self.assertEqual(NOW + self.uptime, self.clock.seconds())

    def test_a_step_forward_that_stays_is_adopted(self):
        """As on a machine without a battery, where the time comes from the network minutes after the start."""
        self.pass_time(100)
        self.wall_ahead += 50 * 365 * 24 * HOUR
        self.pass_time(40)
        self.assertEqual([], self.moves)
        self.pass_time(40)
        self.assertEqual([self.clock.offset_seconds], self.moves)
        self.assertEqual(time.time(), self.clock.seconds())
        self.pass_time(600)
        self.assertEqual(1, len(self.moves))

    def test_a_step_back_is_told_and_not_followed(self):
        """Times never go backwards while we run; when the machine's clock is right again the text goes."""
        before = self.clock.seconds()
        self.wall_ahead -= 3 * HOUR
        self.pass_time(80)
        self.assertEqual((before + 80, []), (self.clock.seconds(), self.moves))
        self.assertIn("set back by 3 h", self.watch.problem)
        self.wall_ahead += 3 * HOUR
        self.pass_time(20)
        self.assertEqual("", self.watch.problem)

    def test_stop(self):
        """In every state, twice."""
        for _ in range(2):
            self.watch.stopService()
        self.assertEqual([], self.timers.getDelayedCalls())
