"""
One who listens: an event stream, kept in order and in bounds.
"""

from collections import deque
from collections.abc import Callable
from typing import cast

from attrs import frozen
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IPushProducer, ITCPTransport
from twisted.web.server import Request
from zope.interface import implementer

from qbitrr.web.http.visits import Visit

__all__ = ["MOST_WAITING_BYTES", "EventListener", "Wish"]

MOST_WAITING_BYTES = 256 * 1024


@frozen(kw_only=True)
class Wish:
    """What somebody wants to hear: *topics*, by their names, from after the event with the id *last_seen* on (empty: from now on)."""

    topics: frozenset[str]
    last_seen: str = ""


@implementer(IPushProducer)
class EventListener:
    """
    Writes events to one *request* of that *visit*. While its client does not take more they wait here, up to 256 KiB; then they are
    dropped, and it is behind: when the client takes more, *caught_up* is called to tell it everything anew. It begins behind. `done`
    fires with nothing left to write when the stream ends; *left* is called whoever ends it.
    """

    __slots__ = (
        "_caught_up", "_left", "_queue", "_request", "_stalled_beats", "_waiting_bytes", "done", "is_behind", "is_over", "topics", "visit",
    )  # fmt: skip

    def __init__(
        self,
        request: Request,
        visit: Visit,
        topics: frozenset[str],
        caught_up: Callable[["EventListener"], object],
        left: Callable[["EventListener"], object],
    ) -> None:
        self._request = request
        self._caught_up = caught_up
        self._left = left
        self._queue: deque[bytes] | None = None
        self._waiting_bytes = 0
        self._stalled_beats = 0
        self.visit = visit
        self.topics = topics
        self.is_behind = True
        self.is_over = False
        self.done: Deferred[bytes] = Deferred(lambda _: self.stopProducing())

    @property
    def is_paused(self) -> bool:
        """Whether its client takes nothing at the moment."""
        return self._queue is not None

    def begin(self) -> None:
        """Be told by the connection how much it takes."""
        self._request.registerProducer(self, True)

    def tell(self, event: bytes) -> None:
        """Send *event*, now or when the client takes more."""
        if self.is_over or self.is_behind:
            return  # who is behind gets everything anew
        if self._queue is None:
            self._request.write(event)
        elif self._waiting_bytes + len(event) > MOST_WAITING_BYTES:
            self._queue.clear()
            self.is_behind = True
        else:
            self._queue.append(event)
            self._waiting_bytes += len(event)

    def end(self, farewell: bytes) -> None:
        """End the stream with that event; a client that takes nothing gets it when it does."""
        if self.is_over:
            return
        for each in (*(self._queue or ()), farewell):
            self._request.write(each)
        self._leave()
        self._request.unregisterProducer()
        self.done.callback(b"")

    def cut(self) -> None:
        """End the connection of a client that takes nothing."""
        if not self.is_over:
            self._leave()
            self._request.unregisterProducer()
            cast("ITCPTransport", self._request.transport).abortConnection()

    def stalled(self) -> int:
        """Count a beat in which the client took nothing; answers how many there were one after the other."""
        self._stalled_beats += 1
        return self._stalled_beats

    # What the client's connection tells

    def pauseProducing(self) -> None:
        """The client does not take more for now."""
        if self._queue is None:
            self._queue = deque()

    def resumeProducing(self) -> None:
        """The client takes more."""
        queue, self._queue, self._waiting_bytes, self._stalled_beats = self._queue, None, 0, 0
        while queue and not self.is_over:
            event = queue.popleft()
            if self._queue is None:
                self._request.write(event)
            else:  # it had enough in between
                self._queue.append(event)
                self._waiting_bytes += len(event)
        if self.is_behind and self._queue is None and not self.is_over:
            self.is_behind = False
            self._caught_up(self)

    def stopProducing(self) -> None:
        """The client is gone."""
        self._leave()

    def _leave(self) -> None:
        if not self.is_over:
            self.is_over = True
            self._queue = None
            self._left(self)
