"""Questions of many that become one."""

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.loops.child.gathered import Gathered


class GatheredTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.asked: list[tuple[list[int], Deferred[None]]] = []
        self.clock = Clock()
        self.gathered = Gathered(self.asking, self.clock, 0.5)

    def asking(self, whats: list[int]) -> Deferred[None]:
        answer: Deferred[None] = Deferred()
        self.asked.append((whats, answer))
        return answer

    def test_together(self):
        """Who comes within a moment, or while an answer is awaited, is asked for with all others; each ends with its own."""
        first = [self.gathered.ask(number) for number in range(2)]
        self.assertEqual([], self.asked)
        self.clock.advance(0.5)
        later = [self.gathered.ask(number) for number in range(2, 5)]
        self.clock.advance(5)
        self.assertEqual([[0, 1]], [whats for whats, _ in self.asked])
        self.asked[0][1].callback(None)
        for each in first:
            self.successResultOf(each)
        self.clock.advance(0.5)
        self.assertEqual([[0, 1], [2, 3, 4]], [whats for whats, _ in self.asked])
        for each in later:
            self.assertNoResult(each)
        self.asked[1][1].callback(None)
        for each in later:
            self.successResultOf(each)
        self.assertEqual([], self.clock.getDelayedCalls())

    def test_failure(self):
        """A failure is that of those it was asked for, and of nobody else."""
        first = self.gathered.ask(1)
        self.clock.advance(0.5)
        second = self.gathered.ask(2)
        self.asked[0][1].errback(OSError("no route"))
        self.failureResultOf(first, OSError)
        self.clock.advance(0.5)
        self.asked[1][1].callback(None)
        self.successResultOf(second)

    def test_who_left(self):
        """One that is cancelled gives up its own waiting only, and is not asked for if that had not begun."""
        waiting = [self.gathered.ask(number) for number in range(3)]
        waiting[0].cancel()
        self.clock.advance(0.5)
        waiting[1].cancel()
        self.asked[0][1].callback(None)
        for each in waiting[:2]:
            self.failureResultOf(each, CancelledError)
        self.successResultOf(waiting[2])
        self.assertEqual([[1, 2]], [whats for whats, _ in self.asked])

    def test_stop(self):
        """Stopping ends everybody's waiting, gathered or asked for, and leaves no timer."""
        waiting = [self.gathered.ask(0)]
        self.clock.advance(0.5)
        waiting.append(self.gathered.ask(1))
        self.successResultOf(Deferred.fromCoroutine(self.gathered.stop()))
        for each in waiting:
            self.failureResultOf(each, CancelledError)
        waiting.append(self.gathered.ask(2))
        self.successResultOf(Deferred.fromCoroutine(self.gathered.stop()))
        self.failureResultOf(waiting[-1], CancelledError)
        self.assertEqual([], self.clock.getDelayedCalls())
