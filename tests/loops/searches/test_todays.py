"""Today's releases on a simulated Sonarr: the lane, its calendar, and a start from a catalog of an earlier one."""

from msgspec.structs import replace

from qbitrr.testing.arr import Fault
from tests.loops.searches.world import LoopCase

HOUR = 3600.0


class TodaysLaneTests(LoopCase):
    kind = "sonarr"

    def setUp(self):
        super().setUp()
        self.old = self.sim.add_series("Old", {1: 3})
        self.sim.library.leaves[self.leaves(self.old)[-1]].air -= 86_400
        self.show = self.sim.add_series("Show", {})

    def leaves(self, series):
        return self.sim.library.leaves_of(series.id)

    def air(self, hours_ago, number=1):
        """An episode that aired so long ago."""
        return self.sim.library.add_episode(self.show.id, 2, number, air=self.clock.seconds() - hours_ago * HOUR).id

    def episodes(self):
        """The ids of each search that was sent."""
        return [tuple(body.get("episodeIds", ())) for body in self.posted()]

    def test_before_the_rest(self):
        """What aired hours ago goes first, and says why."""
        new = self.air(4)
        self.begin(10)
        self.assertEqual((new,), self.episodes()[0])
        self.assertRegex(self.child.notes[0].text, r"^Searching Today's releases · Show S02E01")

    def test_the_ladder(self):
        """After one, two, four and eight hours again, each once, however often the loop turns."""
        new = self.air(2)
        self.begin(10)
        first = self.clock.seconds()
        for _ in range(9 * 30):
            self.clock.pump([30] * 4)
            self.settle(1)
        at = [round((at - first) / HOUR, 1) for _, leaf, at in self.sim.searcher.searches if leaf == new]
        self.assertEqual([0, 1, 2, 4, 8], at)

    def test_what_is_moved_is_heard_of(self):
        """An episode that the library had for next week airs today by the calendar: its series is read anew and it is searched."""
        later = self.air(-24 * 7)
        self.begin(10)
        self.sim.library.leaves[later].air = self.clock.seconds() - 2 * HOUR
        for _ in range(8):
            self.clock.pump([10] * 6)
            self.settle(2)
        self.assertIn((later,), self.episodes())

    def test_without_a_calendar(self):
        """A calendar that fails delays nothing: the library knows most of it."""
        new = self.air(4)
        self.sim.faults.add(Fault(kind="status", status=500, path="/calendar", times=9))
        self.begin(20)
        self.assertEqual((new,), self.episodes()[0])

    def test_one_request_in_five_minutes(self):
        """However much is going on."""
        self.air(4)
        self.begin(5)
        self.settle(120)
        self.assertEqual(1, len([path for path in self.asked() if path.startswith("calendar")]))

    def test_two_slots_more(self):
        """A limit used up by the backlog does not hold it back."""
        self.rules = replace(self.rules, limit=1)
        self.sim.commands.durations["EpisodeSearch"] = 600.0
        self.sim.commands.post({"name": "EpisodeSearch", "episodeIds": [self.leaves(self.old)[0]]})
        new = self.air(4)
        self.begin(10)
        self.assertEqual([(new,)], self.episodes())


class EarlierCatalogTests(LoopCase):
    """The library was read by an earlier start; now its list takes long."""

    def films(self, count):
        return [self.sim.add_movie(f"Film {n}", 2000 + n) for n in range(count)]

    def start_again(self, seconds=3.0):
        """Another start, a day later, of an Arr that needs a minute for its list."""
        self.end()
        self.clock.advance(86_400)
        self.sim.requests.clear()
        self.sim.faults.add(Fault(kind="slow", seconds=60.0, path="/movie", times=1))
        self.begin(seconds)

    def test_the_first_search_does_not_wait_for_the_list(self):
        """Within three seconds, having asked what the film is like now."""
        films = self.films(3)
        self.begin(200)
        self.start_again()
        self.assertEqual([{"name": "MoviesSearch", "movieIds": [films[-1].id]}], self.posted())

    def test_what_has_a_file_by_now_is_not_searched(self):
        """The catalog does not know yet; the film itself is asked."""
        films = self.films(2)
        self.begin(200)
        self.sim.library.add_files([films[-1].id], "/movies/Film/film.mkv", 1_000_000, "WEBDL-1080p")
        self.start_again()
        self.assertEqual([[films[0].id]], [body["movieIds"] for body in self.posted()])

    def test_what_is_gone_is_not_searched(self):
        """The next one is, at once."""
        films = self.films(2)
        self.begin(200)
        self.sim.library.owners.pop(films[-1].id)
        self.start_again()
        self.assertEqual([[films[0].id]], [body["movieIds"] for body in self.posted()])
