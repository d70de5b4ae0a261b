"""The very first start on a large library: what has come of it is searched before the rest has."""

from msgspec.structs import replace

from qbitrr.clients.http import arrays
from qbitrr.store.searches.states import cycle_of
from qbitrr.testing.arr import Fault
from tests.loops.searches.world import LoopCase

HALF_SECONDS = 60.0


class FilmTests(LoopCase):
    """A Radarr that halts in the middle of its list."""

    def setUp(self) -> None:
        super().setUp()
        self.patch(arrays, "RUN_BYTES", 1)
        self.films = [self.sim.add_movie(f"Film {number}", 2000 + number).id for number in range(8)]
        self.sim.faults.add(Fault(kind="halting", seconds=HALF_SECONDS, path="/movie", times=1))

    def copied(self):
        return {row[0] for row in self.select("SELECT id FROM movie", self.catalog_db)}

    def cycle(self):
        return self.successResultOf(self.search_db.run(cycle_of, self.clock.seconds()))

    def test_the_first_search_does_not_wait_for_the_rest_of_the_list(self):
        """It is about the newest of the films that have come, read anew before; the others are not even known then."""
        self.begin(3)
        came = self.copied()
        self.assertTrue(set() < came < set(self.films), came)
        self.assertEqual([{"name": "MoviesSearch", "movieIds": [max(came)]}], self.posted())
        self.assertIn(f"movie/{max(came)}", self.asked())
        self.assertEqual([], self.select("SELECT value FROM meta WHERE key = 'last_light_finished'", self.catalog_db))
        self.settle(HALF_SECONDS)
        self.assertEqual(set(self.films), self.copied())

    def test_a_cycle_lasts_until_all_has_come(self):
        """That all of what has come was searched does not mean that all was."""
        self.rules = replace(self.rules, again=True, delay_seconds=1.0)
        self.begin(30)
        came = self.copied()
        self.assertEqual(came, {leaf for _, leaf in self.searched()})
        self.assertEqual("updating", self.child.reports[-1].state)
        self.assertEqual((1, 0.0), (self.cycle().number, self.cycle().ended))
        self.settle(HALF_SECONDS + 30)
        self.assertEqual(sorted(self.films), sorted(leaf for _, leaf in self.searched()))
        self.assertEqual(1, self.cycle().number)

    def test_a_start_that_was_broken_off(self):
        """What it has left is searched from by the next one, whose list has not begun yet."""
        self.begin(1)
        self.end()
        self.sim.requests.clear()
        self.sim.faults.add(Fault(kind="slow", seconds=HALF_SECONDS, path="/movie", times=1))
        searched = self.searched()
        self.clock.advance(3600)
        self.begin(3)
        self.assertEqual(len(searched) + 1, len(self.searched()))

    def test_nothing_has_come(self):
        """Then there is nothing to search."""
        self.sim.faults.clear()
        self.sim.faults.add(Fault(kind="slow", seconds=HALF_SECONDS, path="/movie", times=1))
        self.begin(5)
        self.assertEqual(([], "updating"), (self.posted(), self.child.reports[-1].state))


class SeriesTests(LoopCase):
    """A Sonarr that takes long for most of its series."""

    kind = "sonarr"

    def test_the_first_search_does_not_wait_for_the_last_series(self):
        """It is about the one that was read first."""
        series = [self.sim.add_series(f"Series {number}", {1: 2}).id for number in range(4)]
        self.sim.faults.add(Fault(kind="slow", seconds=HALF_SECONDS, path="/episode", times=2))
        self.begin(3)
        (sent,) = self.posted()
        self.assertIn(sent["seriesId"], series[2:])
