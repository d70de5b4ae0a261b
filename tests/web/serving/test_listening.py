"""Where the web interface listens: it moves without dropping anybody, and stays where it is when it cannot move."""

from functools import partial

from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.error import CannotListenError
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.loops.child.tasks import Cycle
from qbitrr.web.serving.listening import ListenAt, Listening


class Port:
    """A port that is listened on."""

    def __init__(self, number, taken):
        self.number, self.taken = number, taken
        taken[number] = self

    def getHost(self):
        return self

    host, port = "", 0

    def stopListening(self):
        del self.taken[self.number]


class Nothing:
    """The site and the readers of a service that serves nothing."""

    def start(self):
        pass

    def stop(self):
        pass

    def close(self):
        return succeed(None)


class Moves(SynchronousTestCase):
    def setUp(self):
        self.clock = Clock()
        self.taken = {}
        self.listening = Listening(
            place=self.at(1), site=Nothing(), turns=partial(Cycle, self.clock), pools=[Nothing()]
        )
        self.addCleanup(lambda: self.successResultOf(self.listening.stopService()))

    def at(self, number, address="a"):
        """The place with a port; nobody gets one twice."""

        class Endpoint:
            def listen(endpoint, site):
                if number in self.taken or number == 9:
                    return fail(CannotListenError("", number, OSError("taken")))
                return succeed(Port(number, self.taken))

        return ListenAt(words=f"{address}:{number}", port=number, endpoint=Endpoint)

    def test_it_moves(self):
        """The new place is taken before the old one is given up."""
        self.listening.startService()
        self.successResultOf(self.listening.move(self.at(2)))
        self.assertEqual([2], list(self.taken))

    def test_one_that_is_taken(self):
        """It is said, and the old place is kept; it can be tried again."""
        self.listening.startService()
        self.failureResultOf(self.listening.move(self.at(9)), CannotListenError)
        self.assertEqual([1], list(self.taken))
        self.successResultOf(self.listening.move(self.at(2)))
        self.assertEqual([2], list(self.taken))

    def test_where_it_is(self):
        """Moving to where it is does nothing."""
        self.listening.startService()
        port = self.taken[1]
        self.successResultOf(self.listening.move(self.at(1)))
        self.assertIs(port, self.taken[1])

    def test_another_address_with_the_same_port(self):
        """The old place has to be given up first."""
        self.listening.startService()
        port = self.taken[1]
        self.successResultOf(self.listening.move(self.at(1, "b")))
        self.assertIsNot(port, self.taken[1])

    def test_another_address_that_is_none(self):
        """The old place is taken again."""
        self.listening.startService()
        bad = ListenAt(words="b:1", port=1, endpoint=self.at(9).endpoint)
        self.failureResultOf(self.listening.move(bad), CannotListenError)
        self.assertEqual([1], list(self.taken))

    def test_while_there_is_no_place_yet(self):
        """What could not listen tries the new place from then on."""
        other = Port(1, self.taken)
        self.listening.startService()
        self.successResultOf(self.listening.move(self.at(2)))
        self.assertEqual([1, 2], list(self.taken))
        other.stopListening()
        self.clock.advance(60)
        self.assertEqual([2], list(self.taken))
        self.flushLoggedErrors()

    def test_stopping_gives_it_up(self):
        """Wherever it has moved to."""
        self.listening.startService()
        self.successResultOf(self.listening.move(self.at(2)))
        self.assertIsInstance(self.listening.stopService(), Deferred)
        self.assertEqual({}, self.taken)
