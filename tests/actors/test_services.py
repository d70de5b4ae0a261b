from attrs import define, field
from twisted.application.service import Service
from twisted.internet.defer import CancelledError, Deferred
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors.services import OrderedServices, ParallelServices


@define(eq=False)
class Noted(Service):
    """A service that notes what happens to it, and starts and stops when the test says so."""

    title: str
    notes: list[str]
    starts: object = None
    stops: object = None
    _begun: Deferred | None = field(default=None, init=False)

    def startService(self):
        Service.startService(self)
        self.notes.append(f"start {self.title}")
        return self._answer(self.starts)

    def stopService(self):
        Service.stopService(self)
        self.notes.append(f"stop {self.title}")
        return self._answer(self.stops)

    def _answer(self, answer):
        if isinstance(answer, Exception):
            raise answer
        return answer


class Order(SynchronousTestCase):
    """Services start in order and stop in reverse, each after the one before."""

    def setUp(self):
        self.notes = []

    def tree(self, **services):
        """Services by title: what their start gives, or a pair of what start and stop give."""
        parent = OrderedServices()
        for title, gives in services.items():
            starts, stops = gives if isinstance(gives, tuple) else (gives, None)
            Noted(title, self.notes, starts, stops).setServiceParent(parent)
        return parent

    def test_each_start_is_awaited(self):
        """The second starts when the first has started."""
        first = Deferred()
        started = self.tree(a=first, b=None).startService()
        self.assertNoResult(started)
        self.assertEqual(["start a"], self.notes)
        first.callback(None)
        self.successResultOf(started)
        self.assertEqual(["start a", "start b"], self.notes)

    def test_a_failed_start_stops_what_had_started(self):
        """The failure is the result, later services never start."""
        tree = self.tree(a=None, b=RuntimeError("b"), c=None)
        self.failureResultOf(tree.startService(), RuntimeError)
        self.assertEqual(["start a", "start b", "stop b", "stop a"], self.notes)
        self.assertFalse(tree.running)

    def test_a_failed_start_waits_until_the_others_are_stopped(self):
        """Nothing of ours runs when it is over."""
        stopped = Deferred()
        started = self.tree(a=(None, stopped), b=RuntimeError("b")).startService()
        self.assertNoResult(started)
        stopped.callback(None)
        self.failureResultOf(started, RuntimeError)

    def test_stop_goes_in_reverse_and_waits(self):
        """The one started first is stopped when all others are."""
        last = Deferred()
        tree = self.tree(a=None, b=(None, last))
        self.successResultOf(tree.startService())
        self.notes.clear()
        stopped = tree.stopService()
        self.assertEqual(["stop b"], self.notes)
        self.assertNoResult(stopped)
        last.callback(None)
        self.successResultOf(stopped)
        self.assertEqual(["stop b", "stop a"], self.notes)

    def test_a_failed_stop_keeps_nobody_from_stopping(self):
        """The first error is the result, and every error is logged."""
        tree = self.tree(a=(None, ValueError("a")), b=(None, RuntimeError("b")), c=None)
        self.successResultOf(tree.startService())
        self.failureResultOf(tree.stopService(), RuntimeError)
        self.assertEqual(["stop c", "stop b", "stop a"], self.notes[3:])
        self.assertEqual(2, len(self.flushLoggedErrors(ValueError, RuntimeError)))

    def test_stop_during_a_start_cancels_it(self):
        """What had started is stopped, the rest never starts."""
        tree = self.tree(a=None, b=Deferred(), c=None)
        started = tree.startService()
        stopped = tree.stopService()
        self.failureResultOf(started, CancelledError)
        self.successResultOf(stopped)
        self.assertEqual(["start a", "start b", "stop b", "stop a"], self.notes)

    def test_stop_before_start_and_twice(self):
        """Stopping what does not run does nothing."""
        tree = self.tree(a=None)
        self.successResultOf(tree.stopService())
        self.successResultOf(tree.startService())
        self.successResultOf(tree.stopService())
        self.successResultOf(tree.stopService())
        self.assertEqual(["start a", "stop a"], self.notes)

    def test_it_can_start_again(self):
        """A restart is a stop and a start."""
        tree = self.tree(a=None)
        for _ in range(2):
            self.successResultOf(tree.startService())
            self.successResultOf(tree.stopService())
        self.assertEqual(["start a", "stop a"] * 2, self.notes)

    def test_trees_nest(self):
        """A tree is a service of a tree."""
        inner = self.tree(b=None, c=None)
        outer = self.tree(a=None)
        inner.setServiceParent(outer)
        self.successResultOf(outer.startService())
        self.successResultOf(outer.stopService())
        self.assertEqual(["start a", "start b", "start c", "stop c", "stop b", "stop a"], self.notes)


class SideBySide(SynchronousTestCase):
    """Services that do not wait for each other."""

    def test_side_by_side(self):
        """All start; all are told to stop at once, in whatever order they end; one that fails holds nobody up."""
        notes: list[str] = []
        stops = [Deferred(), Deferred(), ValueError("no")]
        services = ParallelServices(Noted(str(number), notes, None, stop) for number, stop in enumerate(stops))
        services.startService()
        self.assertEqual(["start 0", "start 1", "start 2"], notes)
        stopped = services.stopService()
        self.assertEqual(["stop 0", "stop 1", "stop 2"], notes[3:])
        stops[1].callback(None)
        self.assertNoResult(stopped)
        stops[0].callback(None)
        self.successResultOf(stopped)

    def test_one_more_and_one_less(self):
        """What comes later starts at once where the others run; what goes is waited for, and stays stopped."""
        notes: list[str] = []
        services = ParallelServices([])
        early, late = (Noted(name, notes, None, None) for name in ("early", "late"))
        services.add(early)
        self.assertEqual([], notes)
        services.startService()
        services.add(late)
        self.assertEqual(["start early", "start late"], notes)
        self.successResultOf(services.remove(early))
        self.successResultOf(services.remove(early))
        self.successResultOf(services.stopService())
        self.assertEqual(["stop early", "stop late"], notes[2:])
