"""
One client that follows a log: its event stream, kept in order and in bounds.
"""

from collections import deque
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IConsumer, IPushProducer
from twisted.logger import Logger
from twisted.python.failure import Failure
from zope.interface import implementer

from qbitrr.web.http.event_lines import PingEvent, event_lines
from qbitrr.web.logs.excerpts import Excerpt, ExcerptQuery, excerpt, gone
from qbitrr.web.logs.tailing import FileTail
from qbitrr.web.serving.threads import InThread

__all__ = ["MOST_QUEUED_BYTES", "LogFollower"]

MOST_QUEUED_BYTES = 1024 * 1024


class ReconnectEvent(Struct, frozen=True, kw_only=True):
    """The stream ends; where to go on."""

    next_bytes: int
    inode: int


@implementer(IPushProducer)
class LogFollower:
    """
    Turns what a `FileTail` reads into events for one request.

    While the client does not take more, events wait here, up to 1 MiB; then they are dropped and the client gets a fresh tail
    of *lines* lines, as after a rotation, once it takes more. `done` fires with nothing left to write when the stream ends.
    """

    log = Logger()

    def __init__(
        self,
        request: IConsumer,
        tail: FileTail,
        folder: Path,
        lines: int,
        in_thread: InThread,
        left: Callable[[], None],
    ) -> None:
        self._request = request
        self._tail = tail
        self._folder = folder
        self._lines = lines
        self._in_thread = in_thread
        self._left = left
        self._queue: deque[bytes] = deque()
        self._queued_bytes = 0
        self._fetching = False
        self._is_behind = False
        self._known = 0
        self._ended = False
        self.is_paused = False
        self.done: Deferred[bytes] = Deferred(lambda _: self.stopProducing())

    def begin(self, since_bytes: int | None, inode: int) -> None:
        """Start with what came after *since_bytes* of file *inode* (0: whichever); None: with what comes from now on."""
        self._request.registerProducer(self, True)
        if self._ended:
            return  # the client has left already
        self._tail.join(self)
        if since_bytes is None:
            self._request.write(b": following\n\n")
            return
        # Who read the file by another request may be ahead of the tail: what it knows is not sent again.
        self._known = since_bytes if inode in (0, self._tail.inode) else 0
        self._fetch(ExcerptQuery(lines=self._lines, since_bytes=since_bytes, inode=inode, most_bytes=MOST_QUEUED_BYTES))

    def end(self, farewell: bool = True) -> None:
        """End the stream; with a *farewell* that says where to go on."""
        if self._ended:
            return
        if farewell and not self._is_behind:
            place = ReconnectEvent(next_bytes=self._tail.position, inode=self._tail.inode)
            self._queue.append(event_lines("reconnect", place, f"{self._tail.inode}:{self._tail.position}"))
        for each in self._queue:
            self._request.write(each)
        self._leave()
        self._request.unregisterProducer()
        self.done.callback(b"")

    def ping(self, now: int) -> None:
        """Show that we live; not to a client that has enough to take."""
        if not self.is_paused and not self._queue and not self._ended:
            self._request.write(event_lines("ping", PingEvent(ts=now)))

    # What the tail tells

    def appended(self, content: bytes, position: int, inode: int) -> None:
        """New text."""
        new = content[max(0, self._known - (position - len(content))) :]
        if new:
            shown = new.decode("utf-8", "ignore")
            self._put(self._event("append", Excerpt(content=shown, next_bytes=position, size=position, inode=inode)))

    def replaced(self) -> None:
        """Another file: what waits here is older than it and still goes out first."""
        self._known = 0
        self._is_behind = True
        self._settle()

    def vanished(self) -> None:
        """No file: say so and end."""
        self._queue.append(self._event("rotated", gone()))
        self.end(farewell=False)

    # What the client's connection tells

    def pauseProducing(self) -> None:
        """The client does not take more for now."""
        self.is_paused = True

    def resumeProducing(self) -> None:
        """The client takes more."""
        self.is_paused = False
        self._settle()

    def stopProducing(self) -> None:
        """The client is gone."""
        self._leave()

    def _put(self, event: bytes) -> None:
        if self._ended or self._is_behind:
            return  # the fresh tail will hold it
        if self._queued_bytes + len(event) > MOST_QUEUED_BYTES:
            self._queue.clear()
            self._queued_bytes = 0
            self._is_behind = True
        else:
            self._queue.append(event)
            self._queued_bytes += len(event)
        self._settle()

    def _settle(self) -> None:
        """Send what waits, then begin anew if something was left out; as far as the client takes it."""
        while self._queue and self._may_write:
            event = self._queue.popleft()
            self._queued_bytes -= len(event)
            self._request.write(event)
        if self._is_behind and self._may_write:
            self._is_behind = False
            # An inode no file has: the answer is a fresh tail, marked `rotated`.
            self._fetch(ExcerptQuery(lines=self._lines, since_bytes=0, inode=-1, most_bytes=MOST_QUEUED_BYTES))

    @property
    def _may_write(self) -> bool:
        return not (self.is_paused or self._fetching or self._ended)

    def _fetch(self, query: ExcerptQuery) -> None:
        """Read a part of the file for this client alone; what the tail reads meanwhile waits behind it."""
        self._fetching = True
        reading = self._in_thread(excerpt, self._folder, self._tail.name, query, self._tail.position)
        reading.addCallbacks(self._fetched, self._not_fetched)
        reading.addErrback(lambda failure: self.log.failure("following a log failed", failure))

    def _fetched(self, found: Excerpt | None) -> None:
        self._fetching = False
        if self._ended:
            return
        if found is not None and (found.content or found.rotated):
            self._request.write(self._event("rotated" if found.rotated else "append", found))
        self._settle()

    def _not_fetched(self, failure: Failure) -> None:
        self.log.failure("{name} cannot be read for a client", failure, name=self._tail.name)
        self._fetching = False
        self.end(farewell=False)

    def _event(self, name: str, value: Excerpt) -> bytes:
        return event_lines(name, value, f"{value.inode}:{value.next_bytes}")

    def _leave(self) -> None:
        if not self._ended:
            self._ended = True
            self._queue.clear()
            self._tail.leave(self)
            self._left()
