"""What is kept per item goes with the item, on disk and in memory."""

import pytest
from msgspec.structs import replace

from qbitrr.testing.arr import Fault
from qbitrr.wire.messages import RunNow
from tests.growth import kept
from tests.loops.searches.world import LoopCase

DAY = 86_400.0


@pytest.mark.correction("A6")
class GrowthTests(LoopCase):
    def counts(self):
        found = self.select("SELECT COUNT(*) FROM search_state", self.search_db)
        return found[0][0], len(self.loop._memory._states)

    def pass_days(self, days):
        for _ in range(days):
            self.clock.advance(DAY)
            self.loop.message(RunNow(refresh=True))
            self.settle(10)

    def live(self):
        films = [self.sim.add_movie(f"Film {number}", 2000) for number in range(6)]
        self.rules = replace(self.rules, delay_seconds=1.0, per_hour=0)
        self.begin(30)
        self.assertEqual((6, 6), self.counts())
        for film in films[:4]:
            self.sim.library.owners.pop(film.id)
        self.pass_days(2)
        self.assertEqual((6, 6), self.counts())

    def test_gone_for_a_month(self):
        """What the library has not had for thirty days is forgotten, in the file and in memory; the rest is not."""
        self.live()
        self.pass_days(31)
        self.assertEqual((2, 2), self.counts())

    def test_with_searching_off(self):
        """Replacements leave states, too; they go, whether what is missing is searched or not."""
        self.live()
        self.end()
        self.rules = replace(self.rules, enabled=False)
        self.begin(10)
        self.pass_days(31)
        self.assertEqual((2, 2), self.counts())

    def test_back_in_time(self):
        """A film that comes back within the month has its cooldown still."""
        self.live()
        states = self.select("SELECT item_id FROM search_state WHERE gone_at IS NOT NULL", self.search_db)
        self.assertEqual(4, len(states))

    def test_nothing_is_kept_of_what_is_gone(self):
        """A thousand films that are searched, refused, grabbed, failed and replaced leave the library, and whatever held them."""
        films = [self.sim.add_movie(f"Film {number}", 2000) for number in range(1000)]
        self.rules = replace(self.rules, delay_seconds=0.0, per_hour=0, limit=50)
        self.sim.faults.add(Fault(kind="status", status=400, path="/command", method="POST", times=2))
        self.begin(5)
        self.sim.faults.add(Fault(kind="status", status=503, path="/command", method="POST", times=1))
        for number, film in enumerate(films[:20]):
            self.ask(f"request {number}", film.id)
        self.settle(10)
        items = {film.id for film in films}
        self.assertGreater(len(kept(self.loop, items.__contains__)), 2)
        for film in films:
            self.sim.library.owners.pop(film.id)
        self.pass_days(40)
        self.assertEqual([], kept(self.loop, lambda name: type(name) is int and name in items))
