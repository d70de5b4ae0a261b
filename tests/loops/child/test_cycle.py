"""Coroutines that somebody owns, and what is done again and again."""

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.loops.child.tasks import Cycle, PassTally, Tasks
from qbitrr.model.shown.passes import LoopPasses


class TaskTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.failures: list[Failure] = []
        self.tasks = Tasks(self.failures.append)

    def begin(self) -> Deferred[None]:
        waiting: Deferred[None] = Deferred()

        async def wait() -> None:
            await waiting

        self.tasks.begin(wait())
        return waiting

    def stop(self) -> Deferred[None]:
        return Deferred.fromCoroutine(self.tasks.stop())

    def test_over(self) -> None:
        """What is over is kept no longer, whether it ended later or at once."""
        self.begin().callback(None)

        async def at_once() -> None:
            return

        self.tasks.begin(at_once())
        self.assertEqual((0, []), (len(self.tasks), self.failures))

    def test_failed(self) -> None:
        """A failure is told, once, and kept no longer; the others go on."""
        other = self.begin()
        self.begin().errback(ValueError("no"))
        self.assertEqual(["no"], [failure.getErrorMessage() for failure in self.failures])
        self.assertEqual(1, len(self.tasks))
        other.callback(None)

    def test_stop(self) -> None:
        """Stopping cancels all and is no failure; it fires when the last has ended, also one that takes its time."""
        finished: Deferred[None] = Deferred()

        async def slow() -> None:
            try:
                await Deferred()
            finally:
                await finished

        self.begin()
        self.tasks.begin(slow())
        stopped = self.stop()
        self.assertNoResult(stopped)
        finished.callback(None)
        self.successResultOf(stopped)
        self.assertEqual((0, []), (len(self.tasks), self.failures))
        self.successResultOf(self.stop())

    def test_begun_while_stopping(self) -> None:
        """What begins because something was cancelled is cancelled, too."""

        async def begin_another() -> None:
            try:
                await Deferred()
            finally:
                self.begin()

        self.tasks.begin(begin_another())
        self.successResultOf(self.stop())
        self.assertEqual(0, len(self.tasks))


class CycleTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.turned: list[float] = []
        self.errors: list[Exception] = []
        self.during: Deferred[float] | None = None
        self.tally = PassTally(self.clock)
        self.cycle = Cycle(self.clock, self.turn, self.failed, self.tally.add)
        self.addCleanup(lambda: self.assertEqual([], self.clock.getDelayedCalls()))
        self.addCleanup(self.cycle.stop)

    async def turn(self) -> float:
        self.turned.append(self.clock.seconds())
        return 10.0 if self.during is None else await self.during

    def failed(self, error: Exception) -> float:
        self.errors.append(error)
        return 3.0

    def test_turns(self) -> None:
        """At once, and again after the pause each turn asked for."""
        self.cycle.start()
        self.clock.pump([10.0, 9.5, 1.0])
        self.assertEqual([0.0, 10.0, 20.5], self.turned)

    def test_failure(self) -> None:
        """A turn that fails is told and followed by the pause for failures; the next is a turn like any other."""
        self.during = Deferred()
        self.cycle.start()
        self.during.errback(ValueError("no"))
        self.during = None
        self.clock.pump([3.0, 10.0])
        self.assertEqual([0.0, 3.0, 13.0], self.turned)
        self.assertEqual(["no"], [str(error) for error in self.errors])

    def test_tally(self) -> None:
        """What it takes and how it ends adds up until it is told; what was not done is nothing to tell."""
        self.assertIsNone(self.tally.taken())
        self.during = Deferred()
        self.cycle.start()
        self.clock.advance(1.5)
        self.during.errback(ValueError("the Arr is away" + "!" * 1000))
        self.during = None
        self.clock.pump([3.0, 10.0])
        told = self.tally.taken()
        assert told is not None
        self.assertEqual((14.5, 3, 1.5), (told.at, told.turns, told.seconds))
        self.assertEqual(200, len(told.why))
        self.assertTrue(told.why.startswith("the Arr is away"))
        self.assertIsNone(self.tally.taken())
        self.clock.advance(10.0)
        self.assertEqual(LoopPasses(at=24.5, turns=1), self.tally.taken())

    def test_cancelled_is_no_pass(self) -> None:
        """A turn that was cut off by a stop is not told as one."""
        self.during = Deferred()
        self.cycle.start()
        self.cycle.stop()
        self.assertIsNone(self.tally.taken())

    def test_soon(self) -> None:
        """A rest can be cut short; said during a turn it shortens the rest after it; it never makes a rest longer."""
        self.cycle.start()
        self.cycle.soon(2.0)
        self.cycle.soon(5.0)
        self.during = Deferred()
        self.clock.advance(2.0)
        self.cycle.soon(1.0)
        waiting, self.during = self.during, None
        waiting.callback(10.0)
        self.clock.advance(1.0)
        self.assertEqual([0.0, 2.0, 3.0], self.turned)

    def test_unhurried(self) -> None:
        """What was said during a turn can be forgotten by it."""
        self.during = Deferred()
        self.cycle.start()
        self.cycle.soon()
        self.cycle.unhurried()
        self.during.callback(10.0)
        self.clock.advance(9.0)
        self.assertEqual([0.0], self.turned)

    def test_stop(self) -> None:
        """Stopped before the start, during a turn, during a rest, twice: nothing is left and no failure told."""
        self.successResultOf(self.cycle.stop())
        self.during = Deferred()
        self.cycle.start()
        self.successResultOf(self.cycle.stop())
        self.during = None
        self.cycle.start()
        self.successResultOf(self.cycle.stop())
        self.successResultOf(self.cycle.stop())
        self.clock.advance(100.0)
        self.assertEqual(([0.0, 0.0], []), (self.turned, self.errors))

    def test_slow_stop(self) -> None:
        """Stopping waits for a turn that finishes something when it is cancelled."""
        finished: Deferred[None] = Deferred()

        async def turn() -> float:
            try:
                await Deferred()
            finally:
                await finished
            return 1.0

        cycle = Cycle(self.clock, turn, self.failed)
        cycle.start()
        stopped = cycle.stop()
        self.assertNoResult(stopped)
        finished.callback(None)
        self.successResultOf(stopped)
