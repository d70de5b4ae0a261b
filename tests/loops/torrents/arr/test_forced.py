"""What the Arr's settings say about force reaches the decisions."""

import pytest

from qbitrr.testing.arr import Fault
from tests.loops.torrents.world import HASH, LoopCase


@pytest.mark.correction("B6")
class ForcedTests(LoopCase):
    def stalled(self, initial_state: int) -> list[str]:
        """The hashes given up of a forced magnet that never finds anything."""
        for link in self.sim.tracker.links:
            link.initial_state = initial_state
        self.grab()
        self.begin()
        self.tell(self.watched(self.torrent(state="forcedMetaDL", progress=0.0, amount_left=0), idle=5000))
        self.settle(60)
        return [removal.hash for removal in self.removals()]

    def test_the_arr_starts_forced(self):
        """Then force says nothing, and the download is given up like any other."""
        self.assertEqual([HASH], self.stalled(1))

    def test_a_person_forced_it(self):
        """Then it is left alone."""
        self.assertEqual([], self.stalled(0))

    def test_not_known(self):
        """While the settings cannot be read, force is the operator's; they are asked for again."""
        self.sim.faults.add(Fault(kind="status", status=500, path="/downloadclient", times=None))
        self.assertEqual([], self.stalled(1))
        self.sim.faults.clear()
        self.settle(600, step=2)
        self.assertEqual({HASH}, {removal.hash for removal in self.removals()})
