"""
What waits to be written to a peer that may be slow.
"""

from collections import OrderedDict
from collections.abc import Callable
from itertools import count

from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer

from qbitrr.errors import WireError
from qbitrr.wire.framing import to_line
from qbitrr.wire.messages import (
    Beat,
    Configure,
    FromChild,
    FromSupervisor,
    Log,
    Report,
    RunNow,
    SetLogLevel,
    Stop,
    Torrents,
)
from qbitrr.wire.shares import Share

__all__ = ["MAX_WAITING_BYTES", "MAX_WAITING_LOGS", "Outbox"]

MAX_WAITING_BYTES = 16 * 1024 * 1024
MAX_WAITING_LOGS = 500
# Only the newest of these is worth sending.
_LATEST = (Beat, Configure, Report, SetLogLevel)


@implementer(IPushProducer)
class Outbox:
    """
    Lines for one peer, in order, bounded however slow it reads: register it as push producer of the transport behind *write*.

    While the transport is full, `Torrents` merge into one pending share, of `Report`, `Beat`, `Configure` and `SetLogLevel` the newest
    is kept, `RunNow`s become one, at most `MAX_WAITING_LOGS` `Log`s wait and the peer is told how many were dropped. `Stop` goes first
    and drops waiting torrents. Everything else must arrive: when more than `MAX_WAITING_BYTES` of it wait, `send` raises.
    """

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self._paused = False
        self._closed = False
        self._when_empty: Callable[[], object] | None = None
        self._keys = count()
        self._waiting: OrderedDict[object, bytes] = OrderedDict()  # line by key; the share makes its own
        self._share = Share()
        self._bytes = 0
        self._logs: set[object] = set()
        self._lost = 0
        self._last_lost: Log | None = None
        self._refresh = False

    @property
    def waiting(self) -> int:
        """How many lines wait (a share counts as one)."""
        return len(self._waiting)

    def send(self, message: FromChild | FromSupervisor) -> None:
        """
        Write *message*, now or when the peer has read what came before. After `end` or `close` it is dropped.

        Raises `WireError` when it cannot be written at all or when the peer has stopped reading.
        """
        if self._closed:
            return
        match message:
            case Torrents():
                self._share.add(message)
                self._waiting.setdefault(Torrents, b"")
            case Log():
                self._add_log(message)
            case RunNow():
                self._refresh = message.refresh or (RunNow in self._waiting and self._refresh)
                self._waiting[RunNow] = to_line(RunNow(refresh=self._refresh))
            case Stop():
                self._share.clear()
                self._waiting.pop(Torrents, None)
                self._waiting[Stop] = to_line(message)
                self._waiting.move_to_end(Stop, last=False)
            case _ if isinstance(message, _LATEST):
                self._waiting[type(message)] = to_line(message)
            case _:
                self._add(to_line(message))
        self._drain()

    def end(self, done: Callable[[], object]) -> None:
        """Take nothing more; call *done* when everything that waits is written, perhaps at once."""
        self._closed = True
        self._when_empty = done
        self._drain()

    def close(self) -> None:
        """Drop what waits and everything that follows."""
        self._closed = True
        self._when_empty = None
        self._waiting.clear()
        self._share.clear()

    def pauseProducing(self) -> None:
        self._paused = True

    def resumeProducing(self) -> None:
        self._paused = False
        self._drain()

    def stopProducing(self) -> None:
        self.close()

    def _add(self, line: bytes) -> None:
        if self._paused and self._bytes + len(line) > MAX_WAITING_BYTES:
            raise WireError(f"the other side does not read: {self._bytes} bytes wait")
        self._bytes += len(line)
        self._waiting[next(self._keys)] = line

    def _add_log(self, message: Log) -> None:
        if len(self._logs) >= MAX_WAITING_LOGS:
            self._lost += 1
            self._last_lost = message
            return
        key = next(self._keys)
        self._waiting[key] = to_line(message)
        self._logs.add(key)

    def _drain(self) -> None:
        while self._waiting and not self._paused:
            key, line = self._waiting.popitem(last=False)
            if key is Torrents:
                line = self._next_piece()
            elif key in self._logs:
                self._logs.discard(key)
                line += self._lost_marker()
            elif isinstance(key, int):
                self._bytes -= len(line)
            self._write(line)
        if self._when_empty is not None and not self._waiting:
            done, self._when_empty = self._when_empty, None
            done()

    def _next_piece(self) -> bytes:
        piece = self._share.take()
        if self._share:
            self._waiting[Torrents] = b""
            self._waiting.move_to_end(Torrents, last=False)
        return to_line(piece)

    def _lost_marker(self) -> bytes:
        """A line that says how many log lines were dropped, once the last one that was kept is written."""
        if self._logs or self._last_lost is None:
            return b""
        last, self._last_lost = self._last_lost, None
        lost, self._lost = self._lost, 0
        return to_line(Log(at=last.at, level="WARNING", text=f"{lost} log lines lost", namespace=last.namespace))
