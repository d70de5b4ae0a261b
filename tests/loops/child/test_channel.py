from twisted.internet.error import ConnectionDone
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.logger import capturedLogs
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.errors import NotReady, WireError
from qbitrr.loops.child.channel import ANSWER_SECONDS, Channel, ChildContext
from qbitrr.model.journal import Entry
from qbitrr.model.reasons import Reason
from qbitrr.model.status import SearchReport
from qbitrr.model.steps import Outcome, Pause, Result
from qbitrr.wire.framing import from_child, to_line
from qbitrr.wire.messages import (
    Answer,
    Ask,
    Configure,
    Done,
    Ended,
    FilesOf,
    Note,
    Performed,
    Report,
    RunNow,
    Steps,
    TrackersOf,
)

FILES = FilesOf(instance="qBit", hash="a")


class ChannelCase(SynchronousTestCase):
    """A channel on a transport in memory."""

    def setUp(self):
        self.clock = Clock()
        self.said, self.lost, self.left = [], [], []
        self.channel = Channel(self.said.append, self.lost.append)
        self.transport = StringTransport()
        self.channel.makeConnection(self.transport)
        configure = Configure(revision=1, kind="qbitrr.testing.echo", section="A", config={}, data_folder="/")
        self.child = ChildContext(self.clock, configure, self.channel, lambda why, code: self.left.append((why, code)))

    def hear(self, *messages):
        """*messages* come from the supervisor."""
        for message in messages:
            self.channel.dataReceived(to_line(message))

    def told(self):
        """What was said to the supervisor since the last time."""
        lines = self.transport.value().split(b"\n")[:-1]
        self.transport.clear()
        return [from_child(line) for line in lines]

    def hang_up(self):
        self.channel.connectionLost(Failure(ConnectionDone()))


class Asking(ChannelCase):
    """Questions and their answers."""

    def test_an_answer_finds_its_question(self):
        """In any order."""
        files, trackers = self.child.ask(FILES), self.child.ask(TrackersOf(instance="qBit", hash="a"))
        first, second = self.told()
        self.assertEqual(Ask(id=first.id, what=FILES), first)
        self.hear(Answer(id=second.id, trackers=()), Answer(id=first.id, files=()))
        self.assertEqual((), self.successResultOf(files).files)
        self.assertEqual((), self.successResultOf(trackers).trackers)

    def test_steps_fire_with_their_outcomes(self):
        """All of them."""
        steps = [Pause(instance="qBit", hash="a", why=Reason(code="test", text="t"))]
        done = self.child.steps(steps)
        [message] = self.told()
        self.assertEqual(Steps(id=message.id, steps=tuple(steps)), message)
        outcomes = (Outcome(instance="qBit", hash="a", step="pause", result=Result.DONE),)
        self.hear(Done(id=message.id, outcomes=outcomes))
        self.assertEqual(outcomes, self.successResultOf(done))

    def test_no_answer_is_not_for_ever(self):
        """It becomes `NotReady`; an answer that comes later is nobody's."""
        asked = self.child.ask(FILES)
        self.clock.advance(ANSWER_SECONDS)
        self.failureResultOf(asked, NotReady)
        [message] = self.told()
        self.hear(Answer(id=message.id), RunNow())
        self.assertEqual([RunNow()], self.said)
        self.assertEqual([], self.clock.getDelayedCalls())

    def test_the_end_of_the_channel_ends_the_waiting(self):
        """And there is nobody to ask any more."""
        asked, done = self.child.ask(FILES), self.child.steps([])
        self.hang_up()
        self.failureResultOf(asked, NotReady)
        self.failureResultOf(done, NotReady)
        self.assertRaises(NotReady, self.child.ask, FILES)
        self.assertEqual([], self.clock.getDelayedCalls())

    def test_a_question_that_cannot_be_written(self):
        """Is not waited for."""
        self.assertRaises(WireError, self.child.ask, FilesOf(instance="\ud800", hash="a"))
        self.hang_up()


class Telling(ChannelCase):
    """What a loop says by itself."""

    def test_each_saying_has_its_message(self):
        """Reports, notes, answers."""
        report = SearchReport(at=1.0)
        entry = Entry(at=1.0, section="A", act="import", result="done", text="t")
        self.child.report(report)
        self.child.note(entry)
        self.child.performed(7, "retry", "busy")
        expected = [Report(report=report), Note(entry=entry), Performed(id=7, result="retry", text="busy")]
        self.assertEqual(expected, self.told())

    def test_leaving(self):
        """With or without trouble."""
        self.child.end("nothing to do")
        self.child.fail("trouble")
        self.assertEqual([("nothing to do", 0), ("trouble", 1)], self.left)

    def test_after_the_end_nobody_listens(self):
        """What is said then is dropped: the child is about to leave."""
        self.hang_up()
        self.child.performed(7, "done")
        self.assertEqual([], self.told())


class Hearing(ChannelCase):
    """Lines from the supervisor."""

    def test_messages_are_handed_over(self):
        """In order, however they are cut."""
        for byte in to_line(RunNow(refresh=True)) + to_line(RunNow()):
            self.channel.dataReceived(bytes([byte]))
        self.assertEqual([RunNow(refresh=True), RunNow()], self.said)

    def test_something_new_is_ignored(self):
        """It is logged."""
        with capturedLogs() as logs:
            self.channel.dataReceived(b'{"m":"Novelty"}\n')
        self.assertEqual(["Novelty"], [event["kind"] for event in logs])
        self.assertFalse(self.transport.disconnecting)

    def test_garbage_ends_the_conversation(self):
        """And the reason is known."""
        self.channel.dataReceived(b"garbage\n")
        self.assertTrue(self.transport.disconnecting)
        self.hang_up()
        [error] = self.lost
        self.assertIsInstance(error, WireError)

    def test_an_ordinary_end_has_no_error(self):
        """The supervisor is gone."""
        self.hang_up()
        self.assertEqual([None], self.lost)


class Closing(ChannelCase):
    """The last word."""

    def test_it_is_written_before_the_end(self):
        """Even when the supervisor reads late."""
        self.transport.producer.pauseProducing()
        self.channel.send(Ended(why="done"))
        closed = self.channel.close()
        self.assertFalse(self.transport.disconnecting)
        self.transport.producer.resumeProducing()
        self.assertTrue(self.transport.disconnecting)
        self.assertEqual([Ended(why="done")], self.told())
        self.assertNoResult(closed)
        self.hang_up()
        self.successResultOf(closed)

    def test_closing_what_is_closed(self):
        """Is done already."""
        self.hang_up()
        self.successResultOf(self.channel.close())
