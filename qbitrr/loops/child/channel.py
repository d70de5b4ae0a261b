"""
A child's end of the control channel, and what a loop gets to work with.

# Note [Contract of a loop]
A loop is a module with `start(child: ChildContext)`, which returns an `ILoop`, or a Deferred or coroutine of one. It is called
once, with the configuration at hand; when it has returned (fired), the child counts as ready. What arrives meanwhile is kept and
handed over in order afterwards. `Answer`, `Done`, `SetLogLevel` and `Stop` are dealt with before they reach the loop.
"""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, Protocol

from twisted.internet.defer import Deferred, TimeoutError, succeed
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IReactorTime
from twisted.internet.protocol import Protocol as TwistedProtocol
from twisted.logger import Logger
from twisted.python.failure import Failure

from qbitrr.errors import NotReady, WireError
from qbitrr.loops.child.hold import ChildHold
from qbitrr.loops.child.tasks import PassTally
from qbitrr.model.journal import Entry
from qbitrr.model.status import PolicyReport, SearchReport, TorrentReport
from qbitrr.model.steps import ClientStep, Keep, Outcome, Removal
from qbitrr.reactors import IWholeReactor
from qbitrr.wire.framing import LineSplitter, UnknownMessage, from_supervisor
from qbitrr.wire.messages import (
    Answer,
    Ask,
    Configure,
    Done,
    FilesOf,
    FolderOf,
    FromChild,
    FromSupervisor,
    MayDelete,
    MayImport,
    Note,
    Performed,
    Report,
    RoomsOf,
    Steps,
    TrackersOf,
)
from qbitrr.wire.outbox import Outbox
from qbitrr.wire.search_orders import SearchView

__all__ = ["Channel", "ChildContext", "ILoop"]

ANSWER_SECONDS = 60.0
OUTCOME_SECONDS = 300.0


class ILoop(Protocol):
    """A running loop."""

    def message(self, message: FromSupervisor) -> None:
        """Something from the supervisor: `Torrents`, `Perform`, `RunNow`, or a newer `Configure`. Must not block."""

    def stop(self) -> Deferred[Any] | None:
        """Finish the call in flight, start nothing new. The child leaves when this has fired, or soon anyway."""


class Channel(TwistedProtocol):
    """
    Lines to and from the supervisor. Calls *said* with each message and *lost* once with the reason when it is over: None when the
    supervisor has gone, a `WireError` when it cannot be understood.
    """

    log = Logger()

    def __init__(self, said: Callable[[FromSupervisor], None], lost: Callable[[WireError | None], None]) -> None:
        self._said = said
        self._lost = lost
        self._splitter = LineSplitter()
        self._outbox: Outbox | None = None
        self._error: WireError | None = None
        self._ids = count(1)
        self._asked: dict[int, Deferred[Any]] = {}
        self.closed = Deferred[None]()

    def connectionMade(self) -> None:
        transport: Any = self.transport
        self._outbox = Outbox(transport.write)
        transport.registerProducer(self._outbox, True)

    def dataReceived(self, data: bytes) -> None:
        try:
            for line in self._splitter.feed(data):
                self._hear(from_supervisor(line))
        except WireError as error:
            self.fail(error)

    def connectionLost(self, reason: Failure = Failure(ConnectionDone())) -> None:  # noqa: B008  # Twisted's signature
        if self._outbox is not None:
            self._outbox.close()
            self._outbox = None
        asked, self._asked = self._asked, {}
        for waiting in asked.values():
            waiting.errback(NotReady("the supervisor has gone"))
        closed, self.closed = self.closed, Deferred()
        closed.callback(None)
        self._lost(self._error)

    def fail(self, error: WireError) -> None:
        """Give the conversation up because of *error*."""
        self._error = self._error or error
        if self.transport is not None:
            self.transport.loseConnection()

    def close(self) -> Deferred[None]:
        """Write what can still be written and close. Fires when closed."""
        if self._outbox is None:
            return succeed(None)
        closed = self.closed
        self._outbox.end(self._hang_up)
        return closed

    def send(self, message: FromChild) -> None:
        """Tell the supervisor. Silently nothing once it has gone: the child is about to leave. Raises `WireError`."""
        if self._outbox is not None:
            self._outbox.send(message)

    def question(self, make: Callable[[int], FromChild], seconds: float, clock: IReactorTime) -> Deferred[Any]:
        """
        Send the message that *make* makes of a new id and wait for the `Answer` or `Done` with that id.

        Fails with `NotReady` when none comes within *seconds* or the channel is lost. Cancelling forgets the question.
        """
        if self._outbox is None:
            raise NotReady("the supervisor has gone")
        number = next(self._ids)
        waiting = Deferred[Any](lambda _: self._forget(number))
        self._asked[number] = waiting
        try:
            self.send(make(number))
        except WireError:
            del self._asked[number]
            raise
        return waiting.addTimeout(seconds, clock).addErrback(_late)

    def _hang_up(self) -> None:
        transport: Any = self.transport
        transport.unregisterProducer()  # else the transport waits for more
        transport.loseConnection()

    def _forget(self, number: int) -> None:
        self._asked.pop(number, None)

    def _hear(self, message: FromSupervisor | UnknownMessage) -> None:
        match message:
            case UnknownMessage():
                self.log.warn("the supervisor says {kind!r}, which is not known here: ignored", kind=message.kind)
            case Answer() | Done():
                waiting = self._asked.pop(message.id, None)
                if waiting is not None:  # else cancelled or too late
                    waiting.callback(message)
            case _:
                self._said(message)


class ChildContext:
    """What a loop may use: its configuration, its reactor, and the supervisor's ear. See Note [Contract of a loop]."""

    def __init__(
        self, reactor: IWholeReactor, configure: Configure, channel: Channel, leave: Callable[[str, int], object]
    ) -> None:
        self.reactor = reactor
        """Clock, threads and network."""
        self.configure = configure
        """The `Configure` the child was started with; a newer one arrives through `ILoop.message`."""
        self.on_hold = ChildHold(reactor, configure.hold_until, configure.hold_why)
        """Why nothing may be changed outside at this moment, empty if it may."""
        self.passes = PassTally(reactor)
        """Hears of each turn; told with the next beat."""
        self._channel = channel
        self._leave = leave

    def send(self, message: FromChild) -> None:
        """Tell the supervisor anything. Raises `WireError` when it cannot be written or nobody reads."""
        self._channel.send(message)

    def ask(self, what: FilesOf | TrackersOf | MayImport | RoomsOf | FolderOf | MayDelete) -> Deferred[Answer]:
        """Ask about a torrent, or the clients. Fails with `NotReady` when no answer comes; an `Answer` of None is *unavailable*."""
        return self._channel.question(lambda number: Ask(id=number, what=what), ANSWER_SECONDS, self.reactor)

    def steps(self, steps: Sequence[ClientStep | Removal | Keep]) -> Deferred[tuple[Outcome, ...]]:
        """Have *steps* done, in order. Fires with how they ended, `NotReady` when that is not known."""
        wanted = tuple(steps)
        done = self._channel.question(lambda number: Steps(id=number, steps=wanted), OUTCOME_SECONDS, self.reactor)
        return done.addCallback(lambda answer: answer.outcomes)

    def report(self, report: TorrentReport | SearchReport | PolicyReport) -> None:
        """Say how things stand; only the newest counts."""
        self.send(Report(report=report))

    def note(self, entry: Entry) -> None:
        """Put an act of this loop's own into the journal."""
        self.send(Note(entry=entry))

    def performed(self, number: int, result: str, text: str = "", *, view: SearchView | None = None) -> None:
        """Answer the `Perform` with id *number*: `done`, `retry` or `failed`; with a *view* of the search if that was asked for."""
        self.send(Performed(id=number, result=result, text=text, view=view))

    def end(self, why: str) -> None:
        """There is nothing (more) to do: stop and exit 0. The supervisor does not start this child again by itself."""
        self._leave(why, 0)

    def fail(self, why: str) -> None:
        """This cannot go on, a fresh start may help: stop and exit 1."""
        self._leave(why, 1)


def _late(failure: Failure) -> None:
    failure.trap(TimeoutError)
    raise NotReady("no answer from the supervisor") from failure.value
