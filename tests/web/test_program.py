"""What the web asks, and that the supervisor and the program of these tests have it."""

import inspect
from typing import Protocol

from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors.supervisor import Supervisor
from qbitrr.web import program
from tests.web.program import FakeProgram

ASKERS = {
    name: kind
    for name, kind in vars(program).items()
    if inspect.isclass(kind) and getattr(kind, "_is_protocol", False) and kind is not Protocol
}


def asked(protocol):
    """The methods of a protocol, inherited ones included."""
    members = {name for kind in protocol.__mro__ if kind in ASKERS.values() for name in vars(kind)}
    return {name: getattr(protocol, name) for name in members if not name.startswith("_")}


def taken(method):
    """How many arguments a method takes by position, and which by name only."""
    parameters = list(inspect.signature(method).parameters.values())[1:]
    by_name = {each.name: each.default is each.empty for each in parameters if each.kind is each.KEYWORD_ONLY}
    return len(parameters) - len(by_name), by_name


class ProgramTests(SynchronousTestCase):
    def test_who_answers(self):
        """Every method of every protocol is there, and takes what it is asked with."""
        for name, protocol in ASKERS.items():
            self.assertTrue(asked(protocol), name)
            for method, wanted in asked(protocol).items():
                for kind in (Supervisor, FakeProgram):
                    self.assertEqual(taken(wanted), taken(getattr(kind, method)), (kind.__name__, name, method))

    def test_the_whole_is_its_parts(self):
        """`Program` adds nothing of its own."""
        parts = [protocol for name, protocol in ASKERS.items() if name != "Program"]
        self.assertEqual(asked(program.Program).keys(), {name for each in parts for name in asked(each)})
        self.assertEqual(set(parts), set(ASKERS.values()) & set(program.Program.__mro__[1:]))
