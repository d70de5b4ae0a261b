"""Commands the Arr refuses: nothing is used up, and it is left alone when it refuses everything."""

from itertools import pairwise

import pytest
from msgspec.structs import replace

from qbitrr.testing.arr import Fault
from qbitrr.testing.arr.model.commands import CommandQueue
from qbitrr.testing.arr.model.wire import failure
from tests.loops.searches.world import LoopCase

STATUSES = (400, 404, 405, 409, 415, 500, 501, 502, 503, 504)


def refuse(case: LoopCase, status: int = 405, times: int | None = None) -> None:
    """Let the Arr refuse commands."""
    case.sim.faults.add(Fault(kind="status", status=status, method="POST", path="/command", times=times))


@pytest.mark.correction("C2")
class RefusedTests(LoopCase):
    """The missing lane."""

    def setUp(self):
        super().setUp()
        self.rules = replace(self.rules, delay_seconds=1.0)

    def tries(self):
        return len(self.posted())

    def spent(self):
        return self.select("SELECT item_id FROM search_state WHERE attempts > 0", self.search_db)

    def films(self, count):
        return [self.sim.add_movie(f"Film {number:03}", 2000) for number in range(count)]

    def refuse_only(self, bad, status):
        """The Arr will not have commands for these items."""
        post = CommandQueue.post

        def picky(queue, sent, **more):
            if bad & set(sent.get("movieIds", ())):
                raise failure(status, "boom", "System.InvalidOperationException")
            return post(queue, sent, **more)

        self.patch(CommandQueue, "post", picky)

    @pytest.mark.search_vector(72)
    def test_refused_whatever_the_status(self):
        """Everything refused for an hour: a handful of tries, no cooldown begun, and all of it searched afterwards."""
        for status in STATUSES:
            with self.subTest(status=status):
                self.sim.library.owners.clear()
                films = self.films(12)
                refuse(self, status)
                self.begin(5)
                self.settle(1200)
                # A server error is sent up to three times by the client itself.
                self.assertLessEqual(self.tries(), 3 * 8 if status > 500 else 8)
                self.assertEqual([], self.spent())
                self.assertEqual([], self.searched())
                self.sim.faults.clear()
                self.settle(1900)
                self.assertEqual({film.id for film in films}, {leaf for _, leaf in self.searched()})
                self.end()
                self.sim.searcher.searches.clear()
                self.sim.requests.clear()
                for file in self.folder.iterdir():
                    if file.is_file():
                        file.unlink()

    @pytest.mark.search_vector(72)
    def test_no_answer_at_all(self):
        """Commands hang for an hour, though the Arr is there: a try per back-off, no cooldown begun, all of it searched afterwards."""
        films = self.films(12)
        self.sim.faults.add(Fault(kind="slow", seconds=100_000.0, method="POST", path="/command", times=None))
        self.begin(5)
        self.settle(3600)
        self.assertGreater(self.tries(), 1)
        self.assertLessEqual(self.tries(), 8)
        self.assertEqual(([], []), (self.spent(), self.searched()))
        self.sim.faults.clear()
        self.settle(1900)
        self.assertEqual({film.id for film in films}, {leaf for _, leaf in self.searched()})

    def test_pauses_double(self):
        """Three in a row, then one look after 5, 10, 20 and 30 minutes."""
        self.films(12)
        refuse(self)
        self.begin(5)
        at = []
        for _ in range(420):
            before = self.tries()
            self.clock.pump([0.25] * 4)
            self.settle(1)
            self.clock.advance(14)
            self.settle(0)
            at.extend([self.clock.seconds()] * (self.tries() - before))
        self.assertEqual(3, self.tries() - len(at))
        gaps = [round((later - earlier) / 60) for earlier, later in pairwise(at)]
        self.assertEqual([10, 20, 30], gaps[:3])

    def test_told(self):
        """The page says that the Arr refuses, not that it is away; the journal tells it once, not at every try."""
        self.films(12)
        refuse(self)
        self.begin(5)
        report = self.child.reports[-1]
        self.assertTrue(report.arr_connected)
        self.assertRegex(report.summary, r"^The Arr refuses searches, retrying at \d{4}-\d\d-\d\d \d\d:\d\dZ$")
        self.assertIn("405", report.arr_why)
        told = len(self.child.notes)
        self.assertLessEqual(told, 4)
        self.settle(3600)
        self.assertEqual(told, len(self.child.notes))
        self.sim.faults.clear()
        self.settle(1900)
        self.assertEqual("", self.child.reports[-1].arr_why)

    @pytest.mark.search_vector(73)
    def test_one_item_it_will_not_have(self):
        """It costs that item's turn only: the others are searched, it is tried again ever more seldom, the rest is not held up."""
        bad, good = self.films(2)
        self.refuse_only({bad.id}, 500)
        self.begin(5)
        self.assertEqual([good.id], [leaf for _, leaf in self.searched()])
        self.settle(2000)
        self.assertLessEqual(self.tries(), 6)
        self.assertEqual([(good.id,)], self.spent())
        late = self.sim.add_movie("Late", 1999)
        self.settle(400)
        self.assertEqual([good.id, late.id], [leaf for _, leaf in self.searched()])

    def test_some_it_will_not_have(self):
        """Three or more of those at the head of the list do not keep the rest from its turn."""
        films = self.films(10)
        bad = {film.id for film in films[:5]}
        self.refuse_only(bad, 409)
        self.begin(5)
        self.settle(2200)
        self.assertEqual({film.id for film in films} - bad, {leaf for _, leaf in self.searched()})

    def test_it_went_through_all_the_same(self):
        """A server error after the command was carried out: found in the Arr, not sent again."""
        film = self.sim.add_movie("Film", 2000)
        for status in (500, 503):
            self.sim.faults.add(
                Fault(kind="status", status=status, method="POST", path="/command", after=True, times=3)
            )
        self.begin(60)
        self.settle(700)
        self.assertEqual([film.id], [leaf for _, leaf in self.searched()])
        self.assertEqual([(film.id,)], self.spent())

    def test_what_is_kept_of_refusals_goes(self):
        """What was put off is forgotten when it is searched, or gone."""
        gone, *_ = self.films(8)
        refuse(self)
        self.begin(5)
        self.settle(700)
        self.sim.library.owners.pop(gone.id)
        self.sim.faults.clear()
        self.settle(3600)
        self.assertEqual(0, len(self.loop._missing._postponed))


@pytest.mark.correction("C2", "E4")
class RefusedReplacementTests(LoopCase):
    """The replacement lane."""

    def setUp(self):
        super().setUp()
        self.rules = replace(self.rules, enabled=False)
        self.film = self.sim.add_movie("Dune", 2021)

    def states(self):
        return self.select("SELECT state FROM replacement ORDER BY key", self.search_db)

    def test_it_keeps_waiting(self):
        """Refused for two hours, then taken: searched, also when we were restarted meanwhile."""
        for status in STATUSES[1:]:
            with self.subTest(status=status):
                self.sim.searcher.searches.clear()
                refuse(self, status)
                self.begin(5)
                self.ask(f"key{status}", self.film.id)
                self.settle(900)
                self.assertIn(("waiting",), self.states())
                self.end()
                self.begin(5)
                self.settle(900)
                self.sim.faults.clear()
                self.settle(1900)
                self.assertEqual({("done",)}, set(self.states()))
                self.assertEqual(1, len(self.searched()))
                self.end()
                self.clock.advance(90_000)
                self.settle(5)

    def test_many_refused(self):
        """More of them than are read at once: none is lost, none is in the way of the others."""
        films = [self.sim.add_movie(f"Film {number}", 2000) for number in range(130)]
        refuse(self)
        self.begin(5)
        for film in films:
            self.ask(f"key{film.id}", film.id)
        self.sim.faults.clear()
        self.rules = self.loop._memory.rules = replace(self.rules, per_hour=0)
        self.settle(2500)
        self.assertEqual({("done",)}, set(self.states()))
        self.assertEqual({film.id for film in films}, {leaf for _, leaf in self.searched()})


@pytest.mark.correction("C2")
class FailedTests(LoopCase):
    """Commands the Arr takes and then fails at."""

    def setUp(self):
        super().setUp()
        self.rules = replace(self.rules, delay_seconds=1.0)
        self.film = self.sim.add_movie("Film", 2000)
        self.real, self.failing = self.sim.commands.run, True
        self.sim.commands.run = self.run_or_fail

    async def run_or_fail(self, command):
        if self.failing and command.name == "MoviesSearch":
            raise failure(500, "database is locked", "SQLiteException")
        return await self.real(command)

    def cooling(self):
        return self.select("SELECT item_id FROM search_state WHERE attempts > 0", self.search_db)

    def test_a_failed_one_uses_nothing_up(self):
        """No cooldown begins; once the Arr can do it, it is searched."""
        self.begin(30)
        self.assertEqual([], self.cooling())
        self.failing = False
        self.settle(400)
        self.assertEqual((2, [(self.film.id,)]), (len(self.posted()), self.cooling()))

    def test_one_that_always_fails(self):
        """What fails three times in a row counts: it waits for its cooldown instead of being asked for all day."""
        self.begin(30)
        self.settle(7200)
        self.assertEqual((3, [(self.film.id,)]), (len(self.posted()), self.cooling()))
