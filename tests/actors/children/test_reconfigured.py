"""Another configuration for a running child: it is told, and says when it goes by it."""

from msgspec.structs import replace

from qbitrr.model.restarts import ChildLimits, Intensity
from qbitrr.wire.messages import Configured
from tests.actors.children.test_child import ChildCase


class Reconfiguring(ChildCase):
    """Another configuration for the process of the moment."""

    def configure(self):
        return replace(super().configure(), revision=self.revision)

    revision = 1

    def test_it_says_that_it_goes_by_it(self):
        """The process is told, goes on, and spends nothing; who asked hears of it when it says so."""
        process = self.run_it()
        self.revision = 2
        told = self.child.reconfigure("films")
        self.assertEqual(2, process.heard[-1].revision)
        process.say(Configured(revision=1))
        self.assertNoResult(told)
        process.say(Configured(revision=2))
        self.successResultOf(told)
        status = self.child.status
        self.assertEqual(("running", "films", 0, 1000), (status.state, status.category, status.restarts, status.pid))
        self.assertIsNone(self.child.last_restart)

    def test_without_a_process(self):
        """The next one is started with it: there is nothing to wait for."""
        self.revision = 2
        self.successResultOf(self.child.reconfigure("films"))
        self.child.start()
        self.assertEqual(2, self.launch.last.heard[-1].revision)

    def test_one_that_ends(self):
        """Its successor is started with it: nobody waits any more."""
        process = self.run_it()
        told = self.child.reconfigure("films")
        process.exit(3)
        self.successResultOf(told)

    def test_who_waits_no_more(self):
        """Cancelling takes nothing back and leaves nothing behind."""
        process = self.run_it()
        told = self.child.reconfigure("films")
        told.cancel()
        self.failureResultOf(told)
        process.say(Configured(revision=1))
        self.assertEqual("running", self.state)

    def test_other_limits(self):
        """They count from then on."""
        self.run_it()
        self.child.limit(ChildLimits(intensity=Intensity(burst=0)))
        self.crash()
        self.assertEqual("crashed", self.state)
        self.flushLoggedErrors()
