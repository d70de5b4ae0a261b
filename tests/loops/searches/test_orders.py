"""What people order of a search: now, not before, a pause; what comes next and why something waits."""

from msgspec.structs import replace

from qbitrr.loops.searches import orders
from qbitrr.wire.search_orders import LeaveAlone, PauseSearch, SearchNow, ShowSearch
from tests.loops.searches.world import LoopCase

DAY = 86_400.0


class OrderTests(LoopCase):
    def films(self, count, **more):
        return [self.sim.add_movie(f"Film {n}", 2000 + n, **more).id for n in range(count)]

    def searched_ids(self):
        return [number for body in self.posted() for number in body["movieIds"]]

    def codes(self, *ids):
        return {each.item_id: each.code for each in self.order(ShowSearch(item_ids=ids)).items}

    def test_now(self):
        """Though its cooldown runs, the hour is used up, and everything but it is paused; the journal says who wanted it."""
        (film,) = self.films(1)
        self.rules = replace(self.rules, per_hour=1)
        self.begin(10)
        self.assertEqual([film], self.searched_ids())
        self.order(PauseSearch(until=self.clock.seconds() + DAY))
        self.order(SearchNow(item_ids=(film,)))
        self.settle(3)
        self.assertEqual([film, film], self.searched_ids())
        (note,) = [note for note in self.child.notes if note.text.startswith("Searching Asked for")]
        self.assertEqual("asked", note.why.code)

    def test_pace(self):
        """How much the hour has had, of how much it may; what comes next says why."""
        self.films(3)
        self.rules = replace(self.rules, per_hour=2, delay_seconds=0)
        self.begin(10)
        self.settle(5)
        view = self.order(ShowSearch(limit=5))
        self.assertEqual((True, 2, 2), (view.pace.enabled, view.pace.per_hour, view.pace.spent))
        self.assertEqual(self.rules.limit, view.pace.limit)
        self.assertEqual(["Missing"], [each.reason for each in view.upcoming])

    def test_years(self):
        """At which year the library is, from which end; nothing where years do not matter."""
        self.films(3)
        self.rules = replace(self.rules, per_hour=1, delay_seconds=0)
        self.begin(10)
        self.settle(5)
        years = self.order(ShowSearch()).years
        self.assertEqual(
            (False, 2001, ((2001, 1), (2000, 1)), 0), (years.oldest_first, years.now, years.due, years.beyond)
        )
        self.patch(orders, "_MOST_COUNTED", 1)
        years = self.order(ShowSearch()).years
        self.assertEqual((((2001, 1),), 1), (years.due, years.beyond))
        self.end()
        self.rules = replace(self.rules, by_year=False)
        self.begin(10)
        self.assertIsNone(self.order(ShowSearch()).years)

    def test_now_is_not_forgotten(self):
        """Stored before it is answered: another start sends it, once."""
        (film,) = self.films(1, has_file=True)
        self.begin(5)
        self.settle(2)
        self.order(SearchNow(item_ids=(film,)))
        self.end()
        self.begin(10)
        self.assertEqual([film], self.searched_ids())
        self.assertEqual([], self.select("SELECT * FROM asked", self.search_db))

    def test_now_of_what_does_not_exist(self):
        """It is dropped, once the library was looked through for it."""
        self.films(1)
        self.begin(5)
        self.order(SearchNow(item_ids=(999,)))
        self.settle(35)
        self.assertEqual([], self.select("SELECT * FROM asked", self.search_db))

    def test_now_of_what_is_new(self):
        """A copy of a library proves of nothing that it does not exist: what it does not have is looked for first."""
        self.films(1, has_file=True)
        self.begin(60)
        new = self.sim.add_movie("New film", 2020).id
        self.order(SearchNow(item_ids=(new,)))
        self.settle(35)
        self.assertEqual([new], self.searched_ids())

    def test_not_before(self):
        """Left alone for two days, over a restart, too; then it is searched."""
        (film,) = self.films(1)
        self.rules = replace(self.rules, enabled=False)
        self.begin(5)
        self.order(LeaveAlone(item_ids=(film,), until=self.clock.seconds() + 2 * DAY))
        self.end()
        self.rules = replace(self.rules, enabled=True)
        self.begin(60)
        self.assertEqual([], self.searched_ids())
        self.assertEqual({film: "not_before"}, self.codes(film))
        self.clock.advance(2 * DAY)
        self.settle(60)
        self.assertEqual([film], self.searched_ids())

    def test_not_before_forgets_nothing(self):
        """What was searched before still counts when it is searched again."""
        (film,) = self.films(1)
        self.begin(60)
        before = self.select("SELECT attempts, last_searched FROM search_state", self.search_db)
        self.assertEqual((1, True), (before[0][0], before[0][1] > 0))
        self.order(LeaveAlone(item_ids=(film,), until=self.clock.seconds() + DAY))
        self.assertEqual(before, self.select("SELECT attempts, last_searched FROM search_state", self.search_db))

    def test_pause(self):
        """Nothing is searched until it ends, by itself or by order; another start knows it."""
        films = self.films(2)
        self.rules = replace(self.rules, enabled=False)
        self.begin(5)
        view = self.order(PauseSearch(until=self.clock.seconds() + 600, why="indexer is down"))
        self.assertEqual("indexer is down", view.pause_why)
        self.end()
        self.rules = replace(self.rules, enabled=True)
        self.begin(60)
        self.assertEqual([], self.searched_ids())
        self.assertEqual({films[0]: "paused"}, self.codes(films[0]))
        self.assertEqual("paused", self.child.reports[-1].state)
        self.settle(620)
        self.assertEqual(films[::-1], self.searched_ids())
        self.order(PauseSearch(until=self.clock.seconds() + 600))
        self.assertEqual(0.0, self.order(PauseSearch(until=0.0)).paused_until)

    def test_what_comes_next(self):
        """In order, each half a minute after the one before; the hour counts."""
        films = self.films(4)
        self.rules = replace(self.rules, per_hour=2)
        self.begin(5)
        now = self.clock.seconds()
        upcoming = self.order(ShowSearch()).upcoming
        self.assertEqual([(films[2],), (films[1],), (films[0],)], [each.item_ids for each in upcoming])
        at = [each.at - now for each in upcoming]
        self.assertLess(at[0], 31)
        self.assertTrue(3500 < at[1] <= 3600 and at[2] > at[1], at)

    def test_why_not_in_a_pause(self):
        """The pause is the reason only for what would be searched before it ends; what never would keeps its own."""
        films = self.films(2)
        self.begin(40)  # both were searched: their turn comes in a day
        until = self.clock.seconds()
        for pause, code in ((3600.0, "cooldown"), (3 * DAY, "paused")):
            self.order(PauseSearch(until=until + pause))
            view = self.order(ShowSearch(item_ids=tuple(films)))
            self.assertEqual({code}, {each.code for each in view.items})
        there = self.sim.add_movie("There", 1990, has_file=True).id
        self.settle(3700)
        (view,) = self.order(ShowSearch(item_ids=(there,))).items
        self.assertEqual("has_content_and_fine", view.code)

    def test_why_not(self):
        """Each by its word, with a time where one is known."""
        there = self.sim.add_movie("There", 1990, has_file=True).id
        ignored = self.sim.add_movie("Ignored", 1991, monitored=False).id
        (film,) = self.films(1)
        self.begin(10)
        view = self.order(ShowSearch(item_ids=(there, ignored, film)))
        self.assertEqual(
            {there: "has_content_and_fine", ignored: "unmonitored", film: "cooldown"}, {e.item_id: e.code for e in view.items}
        )  # fmt: skip
        self.assertTrue(DAY - 60 < view.items[-1].until - self.clock.seconds() <= DAY)
