"""
The supervisor's end of one child process: lines out, messages in, stray output, and how it ended.
"""

import signal
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from attrs import frozen
from twisted.internet.error import ProcessExitedAlready
from twisted.internet.interfaces import IReactorTime
from twisted.internet.protocol import ProcessProtocol
from twisted.python.failure import Failure

from qbitrr.errors import WireError
from qbitrr.wire.framing import LineSplitter, UnknownMessage, from_child
from qbitrr.wire.messages import FromChild, FromSupervisor
from qbitrr.wire.outbox import Outbox

__all__ = ["ChildProtocol", "Exit", "IListener", "OutputLines"]

STDOUT, STDERR, TO_CHILD, FROM_CHILD = 1, 2, 3, 4
LONGEST_OUTPUT_LINE = 2_000
PIPES_SECONDS = 1.0


@frozen
class Exit:
    """How a process ended: its exit `code`, or the `signal` that killed it, or neither when nobody could find out."""

    code: int | None = None
    signal: int | None = None

    @classmethod
    def of(cls, reason: Failure) -> "Exit":
        """From what `processEnded` gets."""
        return cls(getattr(reason.value, "exitCode", None), getattr(reason.value, "signal", None))

    @property
    def status(self) -> int | None:
        """As a shell script would see it in one number: negative for a signal."""
        return -self.signal if self.signal else self.code

    def __str__(self) -> str:
        if self.signal:
            return f"killed by {_signal_name(self.signal)}"
        return "ended, it is unknown how" if self.code is None else f"exit code {self.code}"


class IListener(Protocol):
    """What the protocol tells its owner."""

    def said(self, message: FromChild | UnknownMessage) -> None:
        """The child says something."""

    def broke(self, why: str) -> None:
        """The child breaks the protocol, or does not read any more. Said once; nothing is heard from it afterwards."""

    def printed(self, descriptor: int, line: str) -> None:
        """A line of stray output on descriptor 1 or 2."""

    def ended(self, exit: Exit) -> None:
        """The process is gone and everything it wrote has been read. Last word."""


class ChildProtocol(ProcessProtocol):
    """Connects one process to its *listener*."""

    def __init__(self, clock: IReactorTime, listener: IListener) -> None:
        self._clock = clock
        self._listener = listener
        self._splitter = LineSplitter()
        self._printed = {
            descriptor: OutputLines(partial(listener.printed, descriptor)) for descriptor in (STDOUT, STDERR)
        }
        self._outbox = Outbox(self._write)
        self._broken = False
        self._pipes: Any = None

    def send(self, message: FromSupervisor) -> None:
        """Say *message* to the child, as soon as it reads."""
        try:
            self._outbox.send(message)
        except WireError as error:
            self._break(str(error))

    def signal(self, name: str) -> None:
        """Send the signal called *name* (`TERM`, `KILL`), if there is still anybody to get it."""
        try:
            assert self.transport is not None
            self.transport.signalProcess(name)
        except ProcessExitedAlready:
            pass  # then its end is on the way to us

    def connectionMade(self) -> None:
        transport: Any = self.transport
        transport.closeStdin()
        channel = transport.pipes.get(TO_CHILD)
        if channel is not None:
            channel.registerProducer(self._outbox, True)

    def childDataReceived(self, childFD: int, data: bytes) -> None:
        if childFD in self._printed:
            self._printed[childFD].feed(data)
        elif not self._broken:
            self._hear(data)

    def childConnectionLost(self, childFD: int) -> None:
        if childFD in self._printed:
            self._printed[childFD].end()
        elif childFD == TO_CHILD:
            self._outbox.close()

    def processExited(self, reason: Failure) -> None:
        # A program it started may hold its pipes open: do not wait for that one.
        self._pipes = self._clock.callLater(PIPES_SECONDS, self._close_pipes)

    def processEnded(self, reason: Failure) -> None:
        if self._pipes is not None and self._pipes.active():
            self._pipes.cancel()
        self._outbox.close()
        self._listener.ended(Exit.of(reason))

    def _hear(self, data: bytes) -> None:
        try:
            for line in self._splitter.feed(data):
                if self._broken:
                    return
                self._listener.said(from_child(line))
        except WireError as error:
            self._break(str(error))

    def _break(self, why: str) -> None:
        if not self._broken:
            self._broken = True
            self._outbox.close()
            self._listener.broke(why)

    def _write(self, line: bytes) -> None:
        transport: Any = self.transport
        if transport is not None and TO_CHILD in transport.pipes:
            transport.writeToChild(TO_CHILD, line)

    def _close_pipes(self) -> None:
        transport: Any = self.transport
        for descriptor in list(transport.pipes):
            transport.closeChildFD(descriptor)


class OutputLines:
    """Lines of text out of whatever bytes are printed; long ones are cut."""

    def __init__(self, line: Callable[[str], None]) -> None:
        self._line = line
        self._rest = b""

    def feed(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._emit(line)
        if len(self._rest) > LONGEST_OUTPUT_LINE:
            self.end()

    def end(self) -> None:
        rest, self._rest = self._rest, b""
        self._emit(rest)

    def _emit(self, line: bytes) -> None:
        text = line[:LONGEST_OUTPUT_LINE].decode("utf-8", "backslashreplace").rstrip()
        if text:
            self._line(text)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"  # a real-time one
