"""A list of the library that fails or is slow delays the catalog, and nothing else."""

from collections import Counter
from itertools import pairwise

import pytest

from qbitrr.loops.arr.link import PROBE_SECONDS
from qbitrr.loops.catalog.refresher import ASKED_EVERY_SECONDS
from qbitrr.loops.searches.memory import SearchMemory
from qbitrr.testing.arr import Fault, Release
from qbitrr.wire.messages import RunNow
from tests.loops.searches.world import LoopCase

HALF_AN_HOUR = 1800.0


class ListCase(LoopCase):
    def ups(self, seconds: int) -> set[bool]:
        """Whether the Arr counted as there, second by second."""
        seen = set()
        for _ in range(seconds):
            self.settle(1)
            seen.add(self.loop._link.is_up)
        return seen

    def asked_for(self, path: str) -> list[float]:
        """When the list was asked for."""
        return [r["at"] for r in self.sim.requests if r["path"].endswith(path)]


@pytest.mark.correction("C3")
class FailingListTests(ListCase):
    """`GET movie` is in vain while the Arr is fine."""

    def test_it_backs_off_by_itself(self):
        """Whatever goes wrong with it: the pauses double up to half an hour, and the Arr is not called away."""
        faults = (
            Fault(kind="status", status=503, path="/movie", times=None),
            Fault(kind="status", status=500, path="/movie", times=None),
            Fault(kind="status", status=404, path="/movie", times=None),
            Fault(kind="drop", path="/movie", times=None),
            Fault(kind="cut", path="/movie", times=None),
            Fault(kind="html", path="/movie", times=None),
        )
        for fault in faults:
            with self.subTest(fault=fault.kind, status=fault.status):
                self.sim.add_movie("Film", 2000)
                self.begin(3)
                self.sim.requests.clear()
                self.sim.faults.add(fault)
                self.loop.message(RunNow(refresh=True))
                self.assertEqual({True}, self.ups(7200))
                at = self.asked_for("/movie")
                tries = [time for time, before in zip(at, [0.0, *at], strict=False) if time - before > 30]
                gaps = [later - earlier for earlier, later in pairwise(tries)]
                self.assertEqual(sorted(gaps[:4]), gaps[:4])
                self.assertLess(gaps[0], 100)
                self.assertGreater(gaps[-1], HALF_AN_HOUR - 1)
                self.assertLess(len(tries), 10)
                self.assertLess(len(self.asked_for("system/status")), 7200 / PROBE_SECONDS + 10)
                self.assertTrue(self.child.reports[-1].arr_connected)
                self.assertTrue(self.child.reports[-1].arr_why)
                self.sim.faults.clear()
                self.ups(2000)
                self.assertEqual("", self.child.reports[-1].arr_why)
                self.end()

    def test_searching_goes_on(self):
        """With the library as it is known, also over a restart; replacements are searched."""
        films = [self.sim.add_movie(f"Film {year}", year) for year in (2000, 2001, 2002)]
        self.begin(3)
        self.sim.faults.add(Fault(kind="status", status=503, path="/movie", times=None))
        self.loop.message(RunNow(refresh=True))
        self.settle(40)
        self.end()
        self.begin(120)
        self.assertEqual({film.id for film in films}, {leaf for _, leaf in self.searched()})

    def test_a_restart_of_the_arr_is_none_of_it(self):
        """When nothing answers the Arr is away, and the list is read as soon as it is back."""
        self.sim.add_movie("Film", 2000)
        self.begin(3)
        self.sim.faults.add(Fault(kind="drop", times=None))
        self.loop.message(RunNow(refresh=True))
        self.settle(60)
        self.assertFalse(self.loop._link.is_up)
        self.sim.faults.clear()
        self.sim.requests.clear()
        self.settle(150)
        self.assertTrue(self.loop._link.is_up)
        self.assertEqual(1, len(self.asked_for("/movie")))

    def test_pressing_the_button(self):
        """Somebody who cannot wait asks for it at once; that is done once in half a minute, however often it is pressed."""
        self.sim.add_movie("Film", 2000)
        self.begin(3)
        self.settle(ASKED_EVERY_SECONDS)
        self.sim.faults.add(Fault(kind="status", status=500, path="/movie", times=2))
        self.loop.message(RunNow(refresh=True))
        self.settle(2)
        self.loop.message(RunNow(refresh=True))
        self.settle(2)
        self.sim.requests.clear()
        self.settle(20)
        self.assertEqual([], self.asked_for("/movie"))
        self.settle(ASKED_EVERY_SECONDS)
        self.sim.faults.clear()
        self.loop.message(RunNow(refresh=True))
        self.settle(10)
        self.assertEqual("", self.child.reports[-1].arr_why)


@pytest.mark.correction("C3")
class SlowListTests(ListCase):
    """`GET movie` takes longer than anybody waits."""

    def test_not_at_once(self):
        """It is not asked for again at once: of half an hour it takes less than a third."""
        self.sim.add_movie("Film", 2000)
        self.begin(5)
        self.sim.faults.add(Fault(kind="slow", seconds=500, path="/movie", times=None))
        self.sim.requests.clear()
        self.loop.message(RunNow(refresh=True))
        self.assertEqual({True}, self.ups(1800))
        self.assertLessEqual(len(self.asked_for("/movie")), 4)
        self.assertEqual(1, Counter(r["path"].rsplit("/", 1)[1] for r in self.sim.requests)["qualityprofile"])


@pytest.mark.correction("C3")
class QuietListTests(ListCase):
    """Searching is no reason to read the library."""

    def test_searches_that_find_nothing(self):
        """However many searches there are, the list is read at its own pace."""
        for number in range(30):
            self.sim.add_movie(f"Film {number}", 1990 + number)
        self.begin(0)
        self.settle(900)
        self.assertGreater(len(self.searched()), 25)
        self.assertLess(len(self.asked_for("/movie")), 6)

    def test_a_search_that_finds_something(self):
        """What it was about is read once more when the Arr had time to note it, and nothing else is."""
        films = [self.sim.add_movie(f"Film {number}", 2000 + number) for number in range(5)]
        self.sim.offer(films[4].id, Release(hash="ab" * 20))
        self.begin(5)
        self.assertEqual(films[4].id, self.searched()[0][1])
        self.sim.requests.clear()
        self.settle(60)
        read = [each["path"].rpartition("/v3/")[2] for each in self.sim.requests]
        self.assertEqual([f"movie/{films[4].id}"], [path for path in read if path.startswith("movie")])


@pytest.mark.correction("C3")
class OneSeriesTests(ListCase):
    """The list of one series' episodes is in vain."""

    kind = "sonarr"

    def test_the_others_are_read(self):
        """Its trouble, whatever it is, is not that of the others."""
        for fault in (
            Fault(kind="slow", seconds=500, path="/episode", times=1),
            Fault(kind="status", status=504, path="/episode", times=5),
            Fault(kind="status", status=500, path="/episode", times=1),
        ):
            with self.subTest(kind=fault.kind, status=fault.status):
                shows = [self.sim.add_series(f"Show {number}", {1: 1}) for number in range(6)]
                self.sim.faults.add(fault)
                self.begin(600)
                found = self.select("SELECT COUNT(*) FROM series WHERE leaves_at IS NOT NULL", self.catalog_db)
                self.assertGreaterEqual(found[0][0], len(shows) - 1)
                self.assertTrue(self.loop._link.is_up)
                self.end()
                for show in shows:
                    self.sim.library.owners.pop(show.id)

    def test_what_is_kept_of_it_goes(self):
        """A series that could not be read and is gone leaves nothing behind."""
        show = self.sim.add_series("Show", {1: 1}, aired=False)
        self.sim.add_series("Other", {1: 1}, aired=False)
        self.sim.faults.add(Fault(kind="status", status=500, path="/episode", times=1))
        self.begin(30)
        library = self.loop._refresher._library
        self.assertEqual(1, len(library._retry))
        self.sim.library.owners.pop(next(iter(library._retry)))
        self.loop.message(RunNow(refresh=True))
        self.settle(5)
        self.assertEqual({}, library._retry)
        self.assertIsNotNone(show)


class QuietTests(LoopCase):
    """A library in which nothing happens."""

    kind = "sonarr"

    def test_it_is_not_planned_anew(self):
        """However often it is looked through; when something has changed, it is."""
        self.sim.add_series("Show", {1: 3, 2: 3}, has_file=True)
        self.begin(30)
        plans = []
        plan = SearchMemory.plan
        self.patch(SearchMemory, "plan", lambda *arguments: plans.append(1) or plan(*arguments))
        self.sim.requests.clear()
        self.settle(800)
        lists = [each for each in self.sim.requests if each["path"].endswith("/series")]
        self.assertGreaterEqual(len(lists), 2)
        self.assertEqual([], plans)
        self.sim.add_series("Another Show", {1: 1})
        self.settle(400)
        self.assertTrue(plans)
