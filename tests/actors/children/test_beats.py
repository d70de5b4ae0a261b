from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors.children.beats import BeatWatch


class Beats(SynchronousTestCase):
    """A watch that counts missed beats."""

    def setUp(self):
        self.clock = Clock()
        self.hung = []
        self.watch = BeatWatch(self.clock)
        self.watch.watch(2.0, 3, self.hung.append)

    def test_beats_keep_it_quiet(self):
        """One in time is enough."""
        for _ in range(100):
            self.clock.advance(5)
            self.watch.heard()
        self.assertEqual([], self.hung)

    def test_it_speaks_once(self):
        """Then nothing is scheduled any more."""
        self.clock.pump([1] * 30)
        self.assertEqual(["no sign of life for 6 s"], self.hung)
        self.assertEqual([], self.clock.getDelayedCalls())

    def test_between_three_and_four_periods(self):
        """Neither early nor late."""
        self.clock.pump([1] * 7)
        self.assertEqual([], self.hung)
        self.clock.pump([1])
        self.assertEqual(1, len(self.hung))

    def test_watching_anew_forgets(self):
        """With other numbers."""
        self.clock.pump([1] * 7)
        self.watch.watch(2.0, 10, self.hung.append)
        self.clock.pump([1] * 20)
        self.assertEqual([], self.hung)

    def test_stopping_leaves_nothing(self):
        """Twice, too."""
        self.watch.stop()
        self.watch.stop()
        self.assertEqual([], self.clock.getDelayedCalls())
