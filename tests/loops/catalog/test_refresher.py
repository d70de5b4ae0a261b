"""When the library is looked through; the small parts that waiting is made of."""

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.errors import NotReady
from qbitrr.loops.arr.link import Link
from qbitrr.loops.catalog.passes import LibraryCopy
from qbitrr.loops.catalog.refresher import CatalogRefresher
from qbitrr.loops.child.tasks import Sleep
from qbitrr.loops.child.workers import in_parallel
from qbitrr.model.catalog import WantRules
from qbitrr.testing.arr import Fault
from tests.loops.searches.world import ArrCase


class RefresherTests(ArrCase):
    """Passes over a simulated Radarr."""

    def setUp(self) -> None:
        super().setUp()
        self.sim.add_movie("Dune", 2021)
        self.passes = []
        self.link = Link(self.arr, self.clock, lambda: None, jitter=lambda: 0.5)
        library = LibraryCopy(self.kind, self.arr, self.database, self.clock, lambda: self.want_rules)
        self.keeper = CatalogRefresher(
            library, self.database, self.link, self.clock,
            source="here", interval=lambda: 300.0, passed=self.passes.append, jitter=lambda: 0.5,
        )  # fmt: skip
        self.addCleanup(self.link.stop)
        self.addCleanup(self.keeper.stop)
        self.link.start()
        self.keeper.start()
        self.settle(1)

    def read(self):
        return [path for path in self.asked() if path != "system/status"]

    def test_at_once_and_every_five_minutes(self):
        """The first pass needs no waiting."""
        self.assertEqual(1, len(self.passes))
        self.settle(295)
        self.assertEqual(1, len(self.passes))
        self.settle(10)
        self.assertEqual(2, len(self.passes))

    def test_soon(self):
        """Several requests in between become one reading, at the earliest of their times, of these films and of nothing else."""
        other = self.sim.add_movie("Alien", 1979)
        self.asked()
        self.keeper.reread_soon(10, {1})
        self.keeper.reread_soon(5, {other.id})
        self.settle(4)
        self.assertEqual([], self.asked())
        self.settle(3)
        self.assertEqual({"movie/1", f"movie/{other.id}"}, set(self.asked()))
        self.assertEqual({other.id}, self.passes[-1].touched)
        self.settle(100)
        self.assertEqual((2, {"system/status"}), (len(self.passes), set(self.asked())))
        self.settle(200)
        self.assertIn("movie", self.asked())

    def test_rereading_in_vain(self):
        """It waits for the next pass, which comes as if nothing had been."""
        self.sim.faults.add(Fault(kind="status", status=500, path="/movie/1", times=None))
        self.sim.add_movie("Alien", 1979)
        self.keeper.reread_soon(5, {1})
        self.settle(100)
        self.assertEqual(("", 1), (self.keeper.trouble, len(self.passes)))
        self.settle(200)
        self.assertEqual(2, len(self.passes))

    def test_what_the_history_says(self):
        """Something was imported: in a moment that film is read, and nothing else; several imports are one look."""
        other = self.sim.add_movie("Alien", 1979)
        self.keeper.refresh_now()
        self.settle(5)
        self.sim.grab([other.id], "aa" * 20)
        self.asked()
        self.keeper.touched_soon(5)
        self.settle(2)
        self.keeper.touched_soon(5)
        self.settle(4)
        self.assertEqual(["history/since", f"movie/{other.id}"], self.read())
        self.keeper.touched_soon(5)
        self.settle(6)
        self.assertEqual(["history/since"], self.read())

    def test_asked_for_again_and_again(self):
        """The first request is met at once, the others together, half a minute after it."""
        for _ in range(10):
            self.keeper.refresh_now()
            self.settle(2)
        self.assertEqual(2, len(self.passes))
        self.settle(12)
        self.assertEqual(3, len(self.passes))
        self.settle(200)
        self.assertEqual(3, len(self.passes))

    def test_a_slow_list_is_asked_for_less_often(self):
        """A list that takes 10 s waits 400 s, even when something happened; not when a person asks."""
        self.sim.faults.add(Fault(kind="slow", seconds=10.0, path="/movie", times=1))
        self.keeper.refresh_now()
        self.settle(15)
        self.assertEqual(2, len(self.passes))
        self.keeper.reread_soon(5, {1})
        self.settle(350)
        self.assertEqual(2, len(self.passes))
        self.keeper.refresh_now()
        self.settle(1)
        self.assertEqual(3, len(self.passes))

    def test_a_list_that_is_none(self):
        """The reason is kept, and the list asked for again in a minute; what is known from before counts."""
        self.assertTrue(self.keeper.is_filled)
        self.sim.faults.add(Fault(kind="status", status=200, body="<html>", path="/movie"))
        self.keeper.refresh_now()
        self.settle(1)
        self.assertIn("web page", self.keeper.trouble)
        self.settle(61)
        self.assertEqual(("", 2), (self.keeper.trouble, len(self.passes)))

    def test_an_outage(self):
        """The Arr is waited for; when it is back there is a pass at once."""
        self.sim.faults.add(Fault(kind="drop", times=None))
        self.keeper.refresh_now()
        self.settle(30)
        self.assertFalse(self.link.is_up)
        self.sim.faults.clear()
        self.settle(60)
        self.assertEqual(2, len(self.passes))

    def test_a_refused_key(self):
        """Nothing is read any more, and the Arr is asked every five minutes whether the key counts again; then there is a pass at once."""
        self.sim.api_key, key = "another", self.sim.api_key
        self.keeper.refresh_now()
        self.settle(5)
        self.assertFalse(self.link.is_up)
        self.assertIn("key", self.link.why)
        self.asked()
        self.settle(595)
        asked = self.asked()
        self.assertEqual({"system/status"}, set(asked))
        self.assertLessEqual(len(asked), 2)
        self.sim.api_key = key
        while not self.link.is_up:
            self.settle(5)
        self.settle(1)
        self.assertEqual(2, len(self.passes))

    def test_away_in_between(self):
        """Nothing was asked of it while it was away: when it is back there is a pass, once in half a minute."""
        self.keeper.came_back()
        self.settle(2)
        self.keeper.came_back()
        self.settle(20)
        self.assertEqual(1, len(self.passes))
        self.settle(20)
        self.assertEqual(2, len(self.passes))

    def test_another_configuration(self):
        """What is known is judged anew at once, without a question to the Arr; that is said if a verdict changed."""
        self.asked()
        self.want_rules = WantRules(unmonitored=True)
        self.keeper.reconsider()
        self.settle(1)
        self.assertNotIn("movie", self.asked())
        self.assertEqual(1, len(self.passes))
        self.assertFalse(self.passes[-1].judged)
        self.sim.add_movie("Secret", 2020, monitored=False)
        self.keeper.refresh_now()
        self.settle(1)
        self.want_rules = WantRules()
        self.keeper.reconsider()
        self.settle(1)
        self.assertTrue(self.passes[-1].judged)

    def test_stopping(self):
        """In the middle of a pass, and twice."""
        self.sim.faults.add(Fault(kind="slow", seconds=10.0, path="/movie"))
        self.keeper.refresh_now()
        self.settle(1)
        for _ in range(2):
            self.successResultOf(self.keeper.stop())
        self.settle(20)
        self.assertEqual(1, len(self.passes))


class SleepTests(SynchronousTestCase):
    """A pause that can be cut short."""

    def setUp(self) -> None:
        self.clock = Clock()
        self.sleep = Sleep(self.clock)

    def test_its_time(self):
        """No earlier."""
        resting = self.sleep.rest(10)
        self.clock.advance(9.9)
        self.assertNoResult(resting)
        self.clock.advance(0.1)
        self.successResultOf(resting)

    def test_cut_short(self):
        """The earliest wins; a later one changes nothing."""
        resting = self.sleep.rest(10)
        self.sleep.at_most(3)
        self.sleep.at_most(5)
        self.clock.advance(3)
        self.successResultOf(resting)

    def test_what_happened_before_falling_asleep(self):
        """An event while awake ends the next sleep at once, and only that one."""
        self.sleep.at_most(0)
        resting = self.sleep.rest(10)
        self.clock.advance(0)
        self.successResultOf(resting)
        again = self.sleep.rest(10)
        self.clock.advance(9)
        self.assertNoResult(again)
        again.cancel()
        self.failureResultOf(again, CancelledError)
        self.assertEqual([], self.clock.getDelayedCalls())


class ParallelTests(SynchronousTestCase):
    """A few at a time."""

    def setUp(self) -> None:
        self.calls: dict[int, Deferred[None]] = {}

    def act(self, number: int) -> Deferred[None]:
        self.calls[number] = Deferred()
        return self.calls[number]

    def test_never_more_than_allowed_and_all_in_the_end(self):
        """The next begins when one has ended."""
        running = Deferred.fromCoroutine(in_parallel(2, self.act, range(4)))
        self.assertEqual([0, 1], list(self.calls))
        self.calls[1].callback(None)
        self.assertEqual([0, 1, 2], list(self.calls))
        for number in (0, 2, 3):
            self.calls[number].callback(None)
        self.successResultOf(running)

    def test_a_failure_ends_the_others(self):
        """They are cancelled, nothing new is begun, and the failure comes out."""
        running = Deferred.fromCoroutine(in_parallel(2, self.act, range(4)))
        self.calls[0].errback(NotReady("no"))
        self.failureResultOf(running, NotReady)
        self.assertEqual([0, 1], list(self.calls))
        self.assertTrue(self.calls[1].called)

    def test_cancelling(self):
        """Ends what runs."""
        running = Deferred.fromCoroutine(in_parallel(2, self.act, range(4)))
        running.cancel()
        self.failureResultOf(running, CancelledError)
        self.assertEqual([0, 1], list(self.calls))

    def test_nothing_to_do(self):
        """Is done at once."""
        self.successResultOf(Deferred.fromCoroutine(in_parallel(2, self.act, [])))
