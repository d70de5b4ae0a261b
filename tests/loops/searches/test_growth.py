"""What is kept per item goes with the item, on disk and in memory."""

import pytest
from msgspec.structs import replace

from qbitrr.wire.messages import RunNow
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
