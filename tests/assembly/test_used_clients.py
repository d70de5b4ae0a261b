"""Which clients are waited for, and which are taken out, follows the configuration in force."""

from types import SimpleNamespace

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors.running_time import RunningTime
from qbitrr.assembly.clients import wire_clients
from qbitrr.assembly.in_force import ConfigInForce
from qbitrr.config.load import load

GOOD = '[qBit]\nHost = "127.0.0.1"\nPort = 9\n'
BOX = '[qBit-box]\nHost = "127.0.0.1"\nPort = 10\n'


class UsedClients(SynchronousTestCase):
    def test_by_the_configuration(self) -> None:
        """One that is broken is waited for, one that is disabled is not; only what is not in the file is taken out."""
        in_force = ConfigInForce(load(GOOD, {}).config)
        clock = Clock()
        running_time = RunningTime(database=None, clock=clock)
        base = SimpleNamespace(
            in_force=in_force,
            reactor=clock,
            running_time=running_time,
            database=None,
            holds=SimpleNamespace(why=lambda *sections: ""),
        )
        away = wire_clients(base).away
        for more, waited_for, is_taken_out in (
            ("", ("qBit",), True),
            ("[qBit-box]\nPort = 99999999\n", ("qBit", "qBit-box"), False),
            (BOX + "Disabled = true\n", ("qBit",), False),
            (BOX, ("qBit",), False),
        ):
            with self.subTest(more):
                in_force.replace(load(GOOD + more, {}).config, ())
                self.assertEqual((waited_for, is_taken_out), (away.waited_for, away.is_taken_out("qBit-box")))
