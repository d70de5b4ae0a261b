"""
Bodies of requests and answers: sent at once, received with a limit, never held twice.
"""

from collections.abc import Callable
from typing import Protocol as Role

from attrs import define, field, frozen
from twisted.internet.defer import Deferred, succeed
from twisted.internet.interfaces import IConsumer
from twisted.internet.protocol import Protocol
from twisted.python.failure import Failure
from twisted.web.client import ResponseDone
from twisted.web.http import PotentialDataLoss
from twisted.web.iweb import IBodyProducer, IResponse
from zope.interface import implementer

__all__ = ["BytesBody", "Collected", "Sink", "TooLong", "receive"]


class Sink(Role):
    """Takes a body piece by piece. What `feed` and `close` raise becomes the failure of the request."""

    def feed(self, data: bytes) -> None:
        """One more piece."""

    def close(self) -> None:
        """The body is complete."""


@define
class Collected:
    """The sink for bodies needed in one piece."""

    _pieces: list[bytes] = field(factory=list)

    def feed(self, data: bytes) -> None:
        """Keep the piece."""
        self._pieces.append(data)

    def close(self) -> None:
        """Nothing to do."""

    def body(self) -> bytes:
        """Everything fed so far."""
        if len(self._pieces) > 1:
            self._pieces = [b"".join(self._pieces)]
        return self._pieces[0] if self._pieces else b""


@frozen
class TooLong(Exception):
    """A body longer than *limit* bytes."""

    limit: int


@implementer(IBodyProducer)
@frozen
class BytesBody:
    """A request body in memory, written in one go (the stock producer needs the global reactor for that)."""

    body: bytes
    length: int = field(init=False)

    @length.default
    def _length(self) -> int:
        return len(self.body)

    def startProducing(self, consumer: IConsumer) -> Deferred[None]:
        """Write everything."""
        consumer.write(self.body)
        return succeed(None)

    def pauseProducing(self) -> None:
        """Too late: everything is written."""

    def resumeProducing(self) -> None:
        """Nothing is left."""

    def stopProducing(self) -> None:
        """Nothing is left."""


def receive(response: IResponse, sink: Sink, limit: int, progress: Callable[[], None]) -> Deferred[None]:
    """
    Feed the body of *response* to *sink*, calling *progress* at each piece.

    Fires when the body is complete and the sink closed. Fails with `TooLong`, with what the sink raised, or with what ended
    the connection early. On failure and on cancelling the connection is closed at once.
    """
    protocol = _Receiver(sink, limit, progress)
    response.deliverBody(protocol)
    return protocol.done


class _Receiver(Protocol):
    """Counts, feeds, and hangs up on the first trouble."""

    def __init__(self, sink: Sink, limit: int, progress: Callable[[], None]) -> None:
        self.done: Deferred[None] = Deferred(lambda _: self._hang_up())
        self._sink = sink
        self._limit = limit
        self._progress = progress
        self._received = 0

    def dataReceived(self, data: bytes) -> None:
        if self.done.called:
            return
        self._received += len(data)
        self._progress()
        try:
            if self._received > self._limit:
                raise TooLong(self._limit)
            self._sink.feed(data)
        except Exception:
            self.done.errback(Failure())
            self._hang_up()

    def connectionLost(self, reason: Failure) -> None:  # type: ignore[override]
        if self.done.called:
            return
        # Without a length the end of the connection is the end of the body: JSON shows whether it is whole.
        if reason.check(ResponseDone, PotentialDataLoss) is None:
            self.done.errback(reason)
            return
        try:
            self._sink.close()
        except Exception:
            self.done.errback(Failure())
        else:
            self.done.callback(None)

    def _hang_up(self) -> None:
        abort = getattr(self.transport, "abortConnection", None) or getattr(self.transport, "loseConnection", None)
        if abort is not None:
            abort()
