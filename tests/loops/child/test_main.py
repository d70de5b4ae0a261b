from collections.abc import Callable
from importlib import import_module

from twisted.internet.defer import Deferred, fail
from twisted.internet.error import ConnectionDone, ReactorNotRunning
from twisted.internet.testing import MemoryReactorClock, StringTransport
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.loops.child import main
from qbitrr.loops.child.logs import LogForwarder
from qbitrr.loops.child.main import EXIT_TERMINATED, STOP_SECONDS, Main
from qbitrr.store.sqlite.sql import NewerFile
from qbitrr.testing import echo
from qbitrr.wire.framing import from_child, to_line
from qbitrr.wire.messages import (
    PROTOCOL,
    Answer,
    Beat,
    Configure,
    Configured,
    Ended,
    Hello,
    Ready,
    RunNow,
    SetLogLevel,
    Stop,
)


class FakeReactor(MemoryReactorClock):
    """Notes that it was stopped."""

    stopped = 0

    def stop(self):
        self.stopped += 1
        if self.stopped > 1:
            raise ReactorNotRunning


class Recording:
    """A loop that notes what it hears."""

    def __init__(self):
        self.heard = []
        self.stops = 0
        self.stopping = None
        self.fails = False

    def message(self, message):
        if self.fails:
            raise RuntimeError("no")
        self.heard.append(message)

    def stop(self):
        self.stops += 1
        return self.stopping


class MainCase(SynchronousTestCase):
    """The main of a child in memory; nothing here ends the process of the tests."""

    def setUp(self):
        self.bounds, self.alarms = [], []
        self.patch(main, "exit_within", lambda seconds, code: self.bounds.append((seconds, code)))
        self.patch(main, "rearm_alarm", lambda *seconds: self.alarms.append(seconds))
        self.errors = []
        self.patch(main.sys, "stderr", Written(self.errors.append))
        self.loop = Recording()
        self.started = []
        self.starts: Callable = lambda: self.loop
        self.patch(echo, "start", self.start)
        self.reactor = FakeReactor()
        self.transport = StringTransport()
        self.main = Main(self.reactor, "torrent A", LogForwarder())
        self.main.begin(self.connect)

    def connect(self, channel):
        self.channel = channel
        channel.makeConnection(self.transport)
        # As a real one does: what is written is gone, then it is closed.
        self.transport.loseConnection = lambda: self.reactor.callLater(0, self.hang_up)

    def hang_up(self):
        if self.channel._outbox is not None:
            self.channel.connectionLost(Failure(ConnectionDone()))

    def start(self, child):
        self.started.append(child)
        return self.starts()

    def hear(self, *messages):
        for message in messages:
            self.channel.dataReceived(to_line(message))

    def told(self, but=(Beat,)):
        lines = self.transport.value().split(b"\n")[:-1]
        self.transport.clear()
        return [message for message in map(from_child, lines) if not isinstance(message, but)]

    def greet(self, kind="qbitrr.testing.echo", **more):
        configure = Configure(revision=1, kind=kind, section="A", config={}, data_folder="/", **more)
        self.hear(Hello(protocol=PROTOCOL, name="torrent A", pid=1), configure)

    def end(self):
        """Let it finish; returns its exit code."""
        self.reactor.pump([0, 0, 0.1, STOP_SECONDS, 0.5, 0.1])
        self.assertGreaterEqual(self.reactor.stopped, 1)
        self.assertEqual([], [call for call in self.reactor.getDelayedCalls() if call.active()])
        return self.main.exit_code


class Written:
    """A text stream."""

    def __init__(self, write):
        self.write = write

    def flush(self):
        """Nothing waits."""


class Beginning(MainCase):
    """From the first word to ready."""

    def test_it_says_hello_and_beats(self):
        """Before anything else, so that a slow start is seen to live."""
        hello, *beats = self.told(but=())
        self.assertEqual((PROTOCOL, "torrent A"), (hello.protocol, hello.name))
        self.assertEqual([Beat()], beats)
        self.reactor.pump([2, 2])
        self.assertEqual([Beat(), Beat()], self.told(but=()))
        self.assertEqual([()] * 3, self.alarms)

    def test_configure_starts_the_loop(self):
        """And ready is said."""
        self.greet()
        self.assertEqual("A", self.started[0].configure.section)
        self.assertEqual(Ready(), self.told()[-1])

    def test_a_newer_configuration_is_acknowledged(self):
        """Once the loop has taken it."""
        self.greet()
        self.told()
        self.hear(Configure(revision=7, kind="qbitrr.testing.echo", section="A", config={}, data_folder="/"))
        self.assertIn(Configured(revision=7), self.told())

    def test_ready_waits_for_the_loop(self):
        """What arrives meanwhile is kept, in order."""
        starting = Deferred()
        self.starts = lambda: starting
        self.greet()
        self.hear(RunNow(), RunNow(refresh=True), Answer(id=5))
        self.assertNotIn(Ready(), self.told())
        starting.callback(self.loop)
        self.assertEqual([Ready()], self.told())
        self.assertEqual([RunNow(), RunNow(refresh=True)], self.loop.heard)

    def test_a_coroutine_may_start_it(self):
        """Loops are written that way."""

        async def begin():
            return self.loop

        self.starts = begin
        self.greet()
        self.assertIn(Ready(), self.told())

    def test_a_newer_configuration_goes_to_the_loop(self):
        """Its level counts at once."""
        self.greet()
        self.greet(log_level="DEBUG")
        self.assertEqual(["DEBUG"], [message.log_level for message in self.loop.heard])
        self.assertEqual(10, self.main._logs._threshold)
        self.hear(SetLogLevel(level="ERROR"))
        self.assertEqual(40, self.main._logs._threshold)


class Failing(MainCase):
    """Errors leave a traceback and exit code 1."""

    def assert_failed(self, words):
        self.assertEqual(1, self.end())
        self.assertIn(words, "".join(self.errors))
        self.assertIsInstance(self.told()[-1], Ended)

    def test_a_loop_that_cannot_start(self):
        """Its error is shown."""
        self.starts = lambda: 1 / 0
        self.greet()
        self.assert_failed("ZeroDivisionError")

    def test_a_file_of_a_newer_version(self):
        """All there is to say is said in one line, without a traceback."""
        self.starts = lambda: fail(NewerFile("search.db has version 9, this program knows 3"))
        self.greet()
        self.assertEqual(1, self.end())
        self.assertEqual([], self.errors)
        self.assertEqual("search.db has version 9, this program knows 3", self.told()[-1].why)

    def test_a_loop_that_fails_at_a_message(self):
        """Its state can no longer be trusted."""
        self.greet()
        self.loop.fails = True
        self.hear(RunNow())
        self.assertEqual(1, self.loop.stops)
        self.assert_failed("RuntimeError: no")

    def test_an_unknown_kind(self):
        """Supervisor and child do not belong together."""
        self.greet(kind="dance")
        self.assert_failed("no loop of kind 'dance'")

    def test_another_protocol(self):
        """The same."""
        self.hear(Hello(protocol=PROTOCOL + 1, name="x", pid=1))
        self.reactor.advance(0)
        self.assertEqual(1, self.end())
        self.assertIn(f"protocol {PROTOCOL + 1}", "".join(self.errors))

    def test_no_hello(self):
        """The same."""
        self.hear(Configure(revision=1, kind="qbitrr.testing.echo", section="A", config={}, data_folder="/"))
        self.reactor.advance(0)
        self.assertEqual(1, self.end())
        self.assertEqual([], self.started)

    def test_secrets_do_not_show_in_the_traceback(self):
        """They are masked there as well."""

        def refuse():
            raise RuntimeError("key 0123456789 refused")

        self.starts = refuse
        self.hear(Hello(protocol=PROTOCOL, name="x", pid=1))
        self.hear(
            Configure(
                revision=1, kind="qbitrr.testing.echo", section="A", config={"APIKey": "0123456789"}, data_folder="/"
            )
        )
        self.assert_failed("key *** refused")


class Leaving(MainCase):
    """Every way out is bounded and in order."""

    def test_stop(self):
        """The loop finishes, the last word is said, 0 is returned."""
        self.greet()
        self.hear(Stop(), RunNow())
        self.assertEqual(0, self.end())
        self.assertEqual((1, []), (self.loop.stops, self.loop.heard))
        self.assertEqual(Ended(why="told to stop"), self.told()[-1])
        self.assertEqual([(main.HARD_SECONDS, 0)], self.bounds)

    def test_the_loop_may_finish_its_call(self):
        """As long as that takes, within bounds."""
        self.loop.stopping = Deferred()
        self.greet()
        self.hear(Stop())
        self.reactor.advance(STOP_SECONDS / 2)
        self.assertNotIn(Ended(why="told to stop"), self.told())
        self.loop.stopping.callback(None)
        self.assertEqual(Ended(why="told to stop"), self.told()[-1])
        self.assertEqual(0, self.end())

    def test_it_may_not_finish_for_ever(self):
        """After two seconds the child leaves all the same."""
        self.loop.stopping = Deferred()
        self.greet()
        self.hear(Stop())
        self.assertEqual(0, self.end())

    def test_a_loop_that_fails_to_stop(self):
        """Is logged, and left."""
        self.loop.stopping = Failure(RuntimeError("no"))
        self.greet()
        self.hear(Stop())
        self.assertEqual(0, self.end())
        self.assertEqual(1, len(self.flushLoggedErrors(RuntimeError)))

    def test_stop_while_starting(self):
        """The start is cancelled."""
        cancelled = []
        self.starts = lambda: Deferred(lambda _: cancelled.append(True))
        self.greet()
        self.hear(Stop())
        self.assertEqual((0, [True]), (self.end(), cancelled))

    def test_a_loop_that_comes_too_late(self):
        """Has done nothing yet and is let go."""
        starting = Deferred(lambda deferred: deferred.callback(self.loop))
        self.starts = lambda: starting
        self.greet()
        self.hear(Stop())
        self.assertEqual(0, self.end())
        self.assertNotIn(Ready(), self.told())

    def test_stop_before_configure(self):
        """There is nothing to finish."""
        self.hear(Stop())
        self.assertEqual(0, self.end())

    def test_sigterm(self):
        """The reactor asks before it stops; unannounced, it shows in the exit code."""
        self.greet()
        [(_, _, terminated, _, _)] = [each for each in self.triggers() if each[1] == "shutdown"]
        waited = terminated()
        self.reactor.stopped = 1  # as it is when the trigger runs
        self.assertEqual(EXIT_TERMINATED, self.end())
        self.successResultOf(waited)

    def test_sigterm_after_stop(self):
        """Announced, it is no accident."""
        self.greet()
        self.hear(Stop())
        [(_, _, terminated, _, _)] = [each for each in self.triggers() if each[1] == "shutdown"]
        self.successResultOf(self.flush(terminated()))
        self.assertEqual(0, self.main.exit_code)

    def test_the_supervisor_is_gone(self):
        """The turn is finished, questions fail, 0 is returned."""
        self.greet()
        self.hang_up()
        self.assertEqual((0, 1), (self.end(), self.loop.stops))

    def test_a_loop_with_nothing_to_do(self):
        """Ends the child by itself."""
        self.greet()
        self.started[0].end("nothing to search")
        self.assertEqual(0, self.end())
        self.assertEqual(Ended(why="nothing to search"), self.told()[-1])

    def test_a_loop_in_trouble(self):
        """Asks for a fresh start."""
        self.greet()
        self.started[0].fail("the database is damaged")
        self.assertEqual(1, self.end())

    def test_the_first_reason_counts(self):
        """What comes later changes neither code nor last word."""
        self.greet()
        self.started[0].fail("trouble")
        self.hear(Stop())
        self.assertEqual(1, self.end())
        self.assertEqual([Ended(why="trouble")], [message for message in self.told() if isinstance(message, Ended)])

    def triggers(self):
        return [
            (phase, event, function, args, kwargs)
            for phase, events in self.reactor.triggers.items()
            for event, each in events.items()
            for function, args, kwargs in each
        ]

    def flush(self, waited):
        self.reactor.pump([0, 0, 0.1])
        return waited


class Table(SynchronousTestCase):
    """Which loop serves which kind."""

    def test_every_kind_has_a_module_that_starts(self):
        """What the supervisor starts is there; the loop of the tests is none of it."""
        self.assertEqual({"torrent", "search", "policy"}, set(main.KINDS))
        for module in main.KINDS.values():
            self.assertTrue(callable(import_module(module).start))
