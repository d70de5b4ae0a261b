from twisted.internet.interfaces import IPushProducer
from twisted.trial.unittest import SynchronousTestCase
from zope.interface.verify import verifyObject

from qbitrr.errors import WireError
from qbitrr.model.status import TorrentReport
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.wire import outbox
from qbitrr.wire.framing import UnknownMessage, from_child, from_supervisor
from qbitrr.wire.messages import (
    Answer,
    Beat,
    Configure,
    Ended,
    Hello,
    Log,
    Ready,
    Report,
    RunNow,
    SetLogLevel,
    Stop,
    Torrents,
)
from qbitrr.wire.outbox import MAX_WAITING_BYTES, MAX_WAITING_LOGS, Outbox


def log(text):
    return Log(at=1.0, level="INFO", text=text, namespace="here")


def report(at):
    return Report(report=TorrentReport(at=at))


class Waiting(SynchronousTestCase):
    """What is said to a peer that reads slowly is bounded, and nothing that matters is lost."""

    def setUp(self):
        self.written = []
        self.outbox = Outbox(self.written.append)

    def said(self):
        """The messages written so far."""
        messages = []
        for line in b"".join(self.written).split(b"\n")[:-1]:
            try:
                message = from_child(line)
            except WireError:
                message = from_supervisor(line)
            self.assertNotIsInstance(message, UnknownMessage)
            messages.append(message)
        self.written.clear()
        return messages

    def send_late(self, *messages):
        """*messages* while the peer does not read; what is written when it does."""
        self.outbox.pauseProducing()
        for message in messages:
            self.outbox.send(message)
        self.assertEqual([], self.said())
        self.outbox.resumeProducing()
        return self.said()

    def test_it_is_a_push_producer(self):
        """A transport can pause it."""
        verifyObject(IPushProducer, self.outbox)

    def test_a_peer_that_reads_gets_everything_at_once(self):
        """Nothing waits without need."""
        self.outbox.send(Ready())
        self.outbox.send(Beat())
        self.assertEqual([Ready(), Beat()], self.said())
        self.assertEqual(0, self.outbox.waiting)

    def test_order_is_kept(self):
        """Late is not muddled."""
        messages = [Hello(protocol=1, name="a", pid=1), Ready(), log("x"), Answer(id=1), Ended(why="done")]
        self.assertEqual(messages, self.send_late(*messages))

    def test_of_what_is_replaced_only_the_newest_arrives(self):
        """Beats, reports, configurations and log levels."""
        old, new = (Configure(revision=n, kind="echo", section="A", config={}, data_folder="/") for n in (1, 2))
        late = self.send_late(
            Beat(), Beat(), report(1.0), report(2.0), old, new, SetLogLevel(level="INFO"), SetLogLevel(level="DEBUG")
        )
        self.assertEqual([Beat(), report(2.0), new, SetLogLevel(level="DEBUG")], late)

    def test_run_now_keeps_the_wish_to_refresh(self):
        """Two wishes become the larger one, and no wish outlives its message."""
        self.assertEqual([RunNow(refresh=True)], self.send_late(RunNow(refresh=True), RunNow()))
        self.assertEqual([RunNow()], self.send_late(RunNow(), RunNow()))

    def test_torrents_merge(self):
        """A slow child gets the state of now."""
        first, second = (Torrent(instance="q", hash="a", state=state) for state in ("downloading", "uploading"))
        late = self.send_late(Torrents(full=True, torrents=(first,)), Ready(), Torrents(full=False, torrents=(second,)))
        self.assertEqual([Torrents(full=True, torrents=(second,)), Ready()], late)

    def test_a_large_share_waits_between_its_pieces(self):
        """Each piece is written only when the peer has read the one before; newer news still get in."""
        many = tuple(Torrent(instance="q", hash=f"{n:040x}", state="uploading", name="x" * 1000) for n in range(2_000))
        box = Outbox(lambda line: (self.written.append(line), box.pauseProducing()))
        box.send(Torrents(full=True, torrents=many, listed_at={"q": 1.0}))
        box.send(Torrents(full=False, gone=(many[-1].key,), listed_at={"q": 2.0}))
        pieces = self.said()
        while box.waiting:
            box.resumeProducing()
            self.assertEqual(1, len(self.written))
            pieces += self.said()
        self.assertGreater(len(pieces), 2)
        self.assertEqual(len(many) - 1, sum(len(piece.torrents) for piece in pieces))
        self.assertEqual({"q": 2.0}, pieces[-1].listed_at)

    def test_logs_are_bounded_and_counted(self):
        """The peer learns how many lines are missing, after those that were kept."""
        late = self.send_late(*(log(str(n)) for n in range(MAX_WAITING_LOGS + 3)), Ready())
        self.assertEqual([log(str(n)) for n in range(MAX_WAITING_LOGS)], late[:MAX_WAITING_LOGS])
        self.assertEqual(
            [Log(at=1.0, level="WARNING", text="3 log lines lost", namespace="here"), Ready()], late[MAX_WAITING_LOGS:]
        )
        self.outbox.send(log("later"))
        self.assertEqual([log("later")], self.said())

    def test_stop_overtakes_and_makes_room(self):
        """A child that is to stop need not read its torrents first."""
        self.assertEqual([Stop(), Answer(id=1)], self.send_late(Torrents(full=True), Answer(id=1), Stop()))

    def test_a_peer_that_never_reads_is_given_up(self):
        """What must arrive is not piled up for ever."""
        self.patch(outbox, "MAX_WAITING_BYTES", 100)
        self.outbox.pauseProducing()
        with self.assertRaisesRegex(WireError, "does not read"):
            for _ in range(10):
                self.outbox.send(Answer(id=1, error="x" * 30))
        self.assertGreater(MAX_WAITING_BYTES, 2**20)

    def test_room_comes_back_when_it_reads(self):
        """What is written does not count any more."""
        self.patch(outbox, "MAX_WAITING_BYTES", 100)
        for _ in range(10):
            self.assertEqual(1, len(self.send_late(Answer(id=1, error="x" * 30))))

    def test_what_cannot_be_written_is_the_senders_error(self):
        """The rest is not affected."""
        self.assertRaises(WireError, self.outbox.send, Ended(why="\ud800"))
        self.assertEqual([Ready()], self.send_late(Ready()))

    def test_nothing_is_written_after_closing(self):
        """What waited is dropped."""
        self.outbox.pauseProducing()
        self.outbox.send(Ready())
        self.outbox.stopProducing()
        self.outbox.send(Ready())
        self.outbox.resumeProducing()
        self.assertEqual([], self.said())

    def test_ending_waits_for_what_waits(self):
        """Last words are written before the end is told, later ones are not."""
        done = []
        self.outbox.pauseProducing()
        self.outbox.send(Ended(why="done"))
        self.outbox.end(lambda: done.append(self.said()))
        self.outbox.send(Ready())
        self.assertEqual([], done)
        self.outbox.resumeProducing()
        self.outbox.resumeProducing()
        self.assertEqual([[Ended(why="done")]], done)

    def test_ending_at_once_when_nothing_waits(self):
        """Then there is nothing to wait for."""
        done = []
        self.outbox.end(lambda: done.append(True))
        self.assertEqual([True], done)
