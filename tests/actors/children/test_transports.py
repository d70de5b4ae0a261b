import sys

from twisted.internet.interfaces import IProcessTransport
from twisted.internet.protocol import ProcessProtocol
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from zope.interface.verify import verifyClass, verifyObject

from qbitrr.actors.children.transports import CHILD_FDS, ExecLaunch, FirstOf, ILaunch, child_environment
from qbitrr.actors.launch.forked_process import ForkedProcess
from qbitrr.actors.launch.forkserver import ForkServer
from qbitrr.errors import NotReady
from qbitrr.testing.processes import FakeLaunch


class FakeProcessReactor(Clock):
    """A clock that notes what is spawned."""

    def __init__(self):
        super().__init__()
        self.spawned = []

    def spawnProcess(self, protocol, executable, args, env, childFDs):
        self.spawned.append((executable, args, env, childFDs))
        return "transport"


class Launching(SynchronousTestCase):
    """Ways to start a child."""

    def test_the_plain_way(self):
        """An interpreter of its own, the channel on descriptors of its own, exactly the environment given."""
        reactor = FakeProcessReactor()
        launched = ExecLaunch(reactor).launch(ProcessProtocol(), "torrent Radarr-4K", {"A": "b"})
        self.assertEqual(("transport", "exec"), (launched.transport, launched.how))
        command = [sys.executable, "-u", "-m", "qbitrr.loops", "torrent Radarr-4K"]
        self.assertEqual([(sys.executable, command, {"A": "b"}, CHILD_FDS)], reactor.spawned)

    def test_the_first_that_works_serves(self):
        """Whatever keeps the others from it; what keeps the last from it is the caller's to know."""
        broken, working = FakeLaunch(), FakeLaunch()
        launch = FirstOf(broken, working)
        for failure in (NotReady("away"), OSError("no more processes")):
            broken.failures.append(failure)
            launch.launch(ProcessProtocol(), "a", {})
        self.assertEqual((0, 2), (len(broken.processes), len(working.processes)))
        launch.launch(ProcessProtocol(), "a", {})
        self.assertEqual((1, 2), (len(broken.processes), len(working.processes)))
        broken.failures.append(NotReady("away"))
        working.failures.append(OSError("no more processes"))
        self.assertRaises(OSError, launch.launch, ProcessProtocol(), "a", {})

    def test_interfaces_are_complete(self):
        """Every way can take the place of another."""
        clock = Clock()
        for way in (ExecLaunch(clock), ForkServer(clock), FakeLaunch(), FirstOf(FakeLaunch())):
            verifyObject(ILaunch, way)
        verifyClass(IProcessTransport, ForkedProcess)


class Environment(SynchronousTestCase):
    """What a child inherits."""

    def test_our_own_settings_stay_with_us(self):
        """They may hold secrets; everything else is passed on."""
        env = child_environment({"QBITRR_SETTINGS_X": "secret", "PATH": "/bin", "TZ": "UTC"})
        self.assertEqual({"PATH", "TZ", "PYTHONPATH", "PYTHONSAFEPATH"}, set(env))

    def test_the_package_we_run_from_comes_first_and_once(self):
        """A child runs the same version as we do."""
        once = child_environment({"PYTHONPATH": "/elsewhere"})
        home, elsewhere = once["PYTHONPATH"].split(":")
        self.assertEqual("/elsewhere", elsewhere)
        self.assertEqual(once, child_environment(once))
        self.assertTrue(__file__.startswith(home))
