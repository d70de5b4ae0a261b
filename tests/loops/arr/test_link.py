"""The search loop's question whether its Arr is there."""

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.errors import Unreachable
from qbitrr.loops.arr.link import LONGEST_PAUSE_SECONDS, PROBE_SECONDS, Link


class Absent:
    """An Arr that is not there until it is."""

    where = "Radarr"
    asked = 0
    is_there = False
    version = "6.0"

    async def status(self):
        self.asked += 1
        if not self.is_there:
            raise Unreachable(where="Radarr", why="nothing listens")
        return self


class LinkTests(SynchronousTestCase):
    def test_down_for_days(self):
        """However often it was asked in vain, it is asked again, and found when it is back."""
        arr, clock = Absent(), Clock()
        link = Link(arr, clock, lambda: None, jitter=lambda: 0.5)
        link.start()
        self.addCleanup(link.stop)
        waiting = link.up()
        self.assertIsInstance(waiting, Deferred)
        for _ in range(4 * 288):
            clock.advance(LONGEST_PAUSE_SECONDS)
        self.assertGreater(arr.asked, 4 * 288 - 10)
        arr.is_there = True
        clock.advance(LONGEST_PAUSE_SECONDS)
        self.successResultOf(waiting)

    @pytest.mark.correction("D1")
    def test_gone_while_nothing_is_asked(self):
        """That it is gone is known within seconds although nobody wants anything of it, with the time of the evidence."""
        arr, clock, told = Absent(), Clock(), []
        arr.is_there = True
        link = Link(arr, clock, lambda: told.append(link.is_up), jitter=lambda: 0.5)
        link.start()
        self.addCleanup(link.stop)
        clock.advance(100)
        self.assertEqual([True], told)
        arr.is_there = False
        clock.advance(15)
        self.assertEqual([True, False], told)
        self.assertEqual(("Radarr: nothing listens", clock.seconds()), (link.why, link.evidence_at))
        link.stop()
        self.assertEqual([], clock.getDelayedCalls())

    def test_since_when(self):
        """It tells when it began to answer, or not to, however often it was asked since."""
        arr, clock, turned = Absent(), Clock(), []
        link = Link(arr, clock, lambda: turned.append((link.is_up, clock.seconds())), jitter=lambda: 0.5)
        self.assertEqual(0.0, link.since)
        link.start()
        self.addCleanup(link.stop)
        for is_there in (False, True, False):
            arr.is_there = is_there
            before = clock.seconds()
            clock.pump([1.0] * 900)
            self.assertIs(is_there, link.is_up)
            first = next(at for was_up, at in turned if was_up is is_there and at > before)
            self.assertEqual(first, link.since)
            self.assertGreater(clock.seconds(), link.since + 300)

    def test_stopped_while_up(self):
        """Nothing is left, also when it stops during an answer."""
        arr, clock = Absent(), Clock()
        arr.is_there = True
        link = Link(arr, clock, lambda: link.stop(), jitter=lambda: 0.5)
        link.start()
        self.assertEqual([], clock.getDelayedCalls())

    def test_stopped_by_a_later_answer(self):
        """The same, when it is a probe that finds it gone."""
        arr, clock, stopped = Absent(), Clock(), []
        arr.is_there = True
        link = Link(arr, clock, lambda: link.is_up or stopped.append(link.stop()), jitter=lambda: 0.5)
        link.start()
        arr.is_there = False
        clock.advance(PROBE_SECONDS)
        self.assertFalse(link.is_up)
        self.assertIsNone(self.successResultOf(stopped.pop()))
        self.assertEqual([], clock.getDelayedCalls())

    def test_an_answer_to_others_puts_off_the_question(self):
        """While it answers them nobody asks whether it is there."""
        arr, clock = Absent(), Clock()
        arr.is_there = True
        link = Link(arr, clock, lambda: None, jitter=lambda: 0.5)
        link.start()
        self.addCleanup(link.stop)
        for _ in range(10):
            clock.advance(PROBE_SECONDS - 1)
            link.answered()
        self.assertEqual(1, arr.asked)
        clock.advance(PROBE_SECONDS)
        self.assertEqual(2, arr.asked)

    def test_who_doubts_is_answered_by_one_question(self):
        """However many they are; a fault of our own is an answer, too."""
        arr, clock = Absent(), Clock()
        arr.is_there = True
        link = Link(arr, clock, lambda: None, jitter=lambda: 0.5)
        link.start()
        self.addCleanup(link.stop)
        answer = Deferred()
        arr.status = lambda: answer
        doubts = [Deferred.fromCoroutine(link.check()) for _ in range(3)]
        clock.advance(0)
        answer.errback(ZeroDivisionError())
        self.assertEqual([True] * 3, [self.successResultOf(each) for each in doubts])
        self.assertEqual(1, len(self.flushLoggedErrors(ZeroDivisionError)))
