"""How a search ends, and what is told about it."""

import pytest
from msgspec.structs import replace

from qbitrr.store.searches.history import open_sendings
from qbitrr.store.searches.states import save_states
from qbitrr.store.sqlite.sql import execute
from qbitrr.testing.arr import Fault, Release
from tests.loops.searches.world import LoopCase

OLD, NEW = "aa" * 20, "bb" * 20


class EndCase(LoopCase):
    def setUp(self):
        super().setUp()
        self.rules = replace(self.rules, enabled=False)
        self.film = self.sim.add_movie("Dune", 2021)

    def told(self):
        """The journal's entries about the replacement, but for its being sent."""
        return [n for n in self.child.notes if n.act == "replacement" and not n.text.startswith("Searching")]

    def states(self):
        return self.select("SELECT state FROM replacement ORDER BY key", self.search_db)


@pytest.mark.correction("D2")
class FoundTests(EndCase):
    """ "Found X" is said of what this search has grabbed."""

    def grab_and_block(self, hash_=OLD):
        """A download that has just failed and was blocklisted, a moment ago."""
        grab = self.sim.grab([self.film.id], hash_)
        self.sim.ledger.note_failure(self.sim.ledger.grabs[hash_.upper()], "failed", "")
        return grab

    def test_not_the_one_just_blocklisted(self):
        """Its grab is seconds old; the search finds nothing."""
        self.begin(5)
        self.grab_and_block()
        self.ask("a", self.film.id)
        self.settle(20)
        (end,) = self.told()
        self.assertEqual(f"Nothing was found for {self.film.title} (2021) · Replacement", end.text)
        self.assertEqual("completed_nothing", end.detail["outcome"])

    def test_the_new_one(self):
        """Beside the old one in the history."""
        self.begin(5)
        self.grab_and_block()
        self.sim.offer(self.film.id, Release(hash=NEW, title="Dune.2021.New"))
        self.ask("a", self.film.id)
        self.settle(20)
        (end,) = self.told()
        self.assertEqual("Found Dune.2021.New for Dune (2021) · Replacement", end.text)

    def test_clocks_that_differ(self):
        """Only times of the Arr are compared with one another: its clock may be minutes off."""
        for off in (-600.0, 600.0):
            with self.subTest(off=off):
                self.tearDown()
                self.doCleanups()
                self.setUp()
                self.begin(5)
                self.sim.offer(self.film.id, Release(hash=NEW, title="Dune.2021.New"))
                shifted = Shifted(self.clock, off)
                self.patch(self.sim.commands, "clock", shifted)
                self.patch(self.sim.searcher, "now", shifted.seconds)
                self.patch(self.sim.ledger, "now", shifted.seconds)
                self.ask("a", self.film.id)
                self.settle(20)
                (end,) = self.told()
                self.assertEqual("grabbed", end.detail["outcome"])

    def test_grabbed_from_the_feed_meanwhile(self):
        """A grab after the command ended is not its."""
        self.begin(5)
        self.sim.faults.add(Fault(kind="slow", seconds=20.0, path="/command/", times=1))
        self.ask("a", self.film.id)
        self.settle(5)
        self.sim.grab([self.film.id], NEW)
        self.settle(60)
        self.assertEqual(["completed_nothing"], [end.detail["outcome"] for end in self.told()])


class Shifted:
    """A clock that is off."""

    def __init__(self, clock, off):
        self._clock, self._off = clock, off

    def seconds(self):
        return self._clock.seconds() + self._off

    def callLater(self, *args, **kwargs):
        return self._clock.callLater(*args, **kwargs)


@pytest.mark.correction("E4")
class EndTests(EndCase):
    """The real end of a replacement is in the journal, whatever it is."""

    def test_a_failed_command(self):
        """With the Arr's words: the film was deleted there while its search waited."""
        self.sim.commands.durations["MoviesSearch"] = 20.0
        self.begin(5)
        self.ask("a", self.film.id)
        self.settle(5)
        self.sim.library.leaves.pop(self.film.id)
        self.settle(60)
        (end,) = self.told()
        self.assertEqual(("failed", "failed"), (end.result, end.detail["outcome"]))
        self.assertIn("Expected query to return", end.text)

    def test_forgotten_by_the_arr(self):
        """An Arr that does not know the command any more: that is said."""
        self.begin(5)
        self.sim.faults.add(Fault(kind="status", status=404, path="/command/", times=1))
        self.ask("a", self.film.id)
        self.settle(60)
        (end,) = self.told()
        self.assertEqual(("failed", "unknown"), (end.result, end.detail["outcome"]))
        self.assertEqual([("done",)], self.states())

    def test_an_arr_that_was_restarted(self):
        """What it was searching is orphaned: that is said."""
        self.sim.commands.durations["MoviesSearch"] = 600.0
        self.begin(5)
        self.ask("a", self.film.id)
        self.settle(5)
        self.sim.restart(5.0)
        self.settle(90)
        (end,) = self.told()
        self.assertEqual(("failed", "failed"), (end.result, end.detail["outcome"]))

    def test_history_that_cannot_be_read_now(self):
        """An Arr that is away for a while when it is asked what was grabbed is asked again."""
        self.sim.offer(self.film.id, Release(hash=NEW, title="Dune.2021.New"))
        self.begin(5)
        self.sim.faults.add(Fault(kind="drop", path="/history", times=6), Fault(kind="drop", path="/system", times=8))
        self.ask("a", self.film.id)
        self.settle(240)
        (end,) = self.told()
        self.assertEqual("grabbed", end.detail["outcome"])

    def test_nothing_is_kept_of_what_is_over(self):
        """However many searches there were."""
        for number in range(30):
            self.ask_and_wait(number)
        self.assertEqual(0, self.loop._follower.active)
        kept = {
            name: value for name, value in vars(self.loop._follower).items() if isinstance(value, dict | set | list)
        }
        self.assertEqual([], [name for name, value in kept.items() if value])
        self.assertEqual(0, len(self.loop._lanes[0]._postponed))

    def ask_and_wait(self, number):
        if self.loop is None:
            self.begin(5)
        film = self.sim.add_movie(f"Film {number}", 2000)
        self.ask(f"key{number}", film.id)
        self.settle(5)


@pytest.mark.correction("C2")
class BrokenOffTests(LoopCase):
    """The Arr is restarted while it searches for us: it has not searched, so nothing is used up."""

    def test_it_is_searched_afterwards(self):
        """Soon, not after a cooldown; earlier searches of the item still count."""
        film = self.sim.add_movie("Dune", 2021)
        self.sim.commands.durations["MoviesSearch"] = 600.0
        self.begin(20)
        self.sim.restart(5.0)
        self.sim.commands.durations.clear()
        self.settle(60)
        self.assertEqual([(0, 0.0)], self.select("SELECT attempts, last_searched FROM search_state", self.search_db))
        self.settle(900)
        self.assertEqual([film.id], [leaf for _, leaf in self.searched()])
        self.settle(3600)
        self.assertEqual(1, len(self.searched()))

    def test_what_was_searched_before_counts(self):
        """The second search is broken off: the item has the one attempt it had, and its time."""
        self.sim.add_movie("Dune", 2021)
        self.rules = replace(self.rules, cooldown_seconds=3600)
        self.begin(20)
        before = self.select("SELECT attempts, last_searched FROM search_state", self.search_db)
        self.assertEqual(1, before[0][0])
        self.sim.commands.durations["MoviesSearch"] = 3000.0
        for _ in range(75):
            self.clock.pump([10] * 6)
            self.settle(0.5)
        self.assertEqual([(2,)], self.select("SELECT attempts FROM search_state", self.search_db))
        self.sim.restart(5.0)
        self.settle(60)
        self.assertEqual(before, self.select("SELECT attempts, last_searched FROM search_state", self.search_db))

    def test_given_back_once(self):
        """However often its end is told."""
        self.sim.add_movie("Dune", 2021)
        self.begin(20)
        (sending,) = self.done(self.search_db.run(_all_sendings))
        state = self.loop._memory._states[sending.item_ids[0]]
        self.loop._memory.keep([replace(state, attempts=3)], self.loop._memory.cycle)
        self.done(self.search_db.run(save_states, [replace(state, attempts=3)]))
        for _ in range(2):
            self.done(self.loop._memory.give_back(sending))
        self.assertEqual(2, self.loop._memory._states[sending.item_ids[0]].attempts)


def _all_sendings(database):
    execute(database, "UPDATE search_history SET status = 'sent'")
    return open_sendings(database)
