"""
All clients that follow logs: for each an event stream, kept in order and in bounds.
"""

from collections import deque
from collections.abc import Callable
from pathlib import Path

from attrs import evolve
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.interfaces import IPushProducer, IReactorTime
from twisted.internet.task import LoopingCall
from twisted.logger import Logger
from twisted.python.failure import Failure
from twisted.web.server import Request
from zope.interface import implementer

from qbitrr.logs.windows import Scan, ScanEnded
from qbitrr.web.http.answers import Refusal
from qbitrr.web.http.event_lines import PingEvent, begin_stream, event_lines
from qbitrr.web.logs.excerpts import Excerpt, ExcerptQuery, ReconnectEvent, excerpt, gone
from qbitrr.web.logs.tailing import FileTail
from qbitrr.web.serving.threads import InThread
from qbitrr.web.settings import SettingsInForce

__all__ = ["MOST_QUEUED_BYTES", "LogFollower", "LogFollowers"]

MOST_QUEUED_BYTES = 1024 * 1024
_PING_SECONDS = 15.0


class LogFollowers:
    """
    The event streams of the log files in *folder*, as many as the *settings* of the moment allow, with one reader per file and one
    clock for their pings. Its owner calls `stop`.
    """

    def __init__(self, folder: Path, settings: SettingsInForce, clock: IReactorTime, in_thread: InThread) -> None:
        self._folder = folder
        self._settings = settings
        self._clock = clock
        self._in_thread = in_thread
        self._tails: dict[str, FileTail] = {}
        self._followers: set[LogFollower] = set()
        self._pings = LoopingCall(self._ping)
        self._pings.clock = clock
        self._is_stopped = False

    @property
    def streams(self) -> int:
        """How many clients follow a log."""
        return len(self._followers)

    def follow(self, request: Request, name: str, start: ExcerptQuery) -> Deferred[bytes]:
        """
        Let *request* follow the log *name* (see `LogFollower`) until one of us ends it. Raises a `Refusal` for too many streams (429),
        fires with one if there is no such log (404). Cancelling ends the stream.
        """
        if self.streams >= self._settings.current.limits.most_streams:
            raise Refusal(429, "too many log streams", retry_after=30)
        tail = self._tails.get(name)
        if tail is None:
            tail = self._tails[name] = FileTail(
                self._folder, name, self._clock, self._in_thread, ended=lambda: self._tails.pop(name, None)
            )
        follower = LogFollower(request, tail, start, self._in_thread, left=lambda: self._followers.discard(follower))
        self._followers.add(follower)
        if not self._pings.running and not self._is_stopped:
            self._pings.start(_PING_SECONDS, now=False)
        tail.join(follower)
        if self._is_stopped:
            follower.end()
        return follower.done

    def stop(self) -> None:
        """End every stream, also one that is only beginning; clients are told where to go on."""
        self._is_stopped = True
        for follower in tuple(self._followers):
            follower.end()
        if self._pings.running:
            self._pings.stop()

    def _ping(self) -> None:
        now = int(self._clock.seconds())
        for follower in tuple(self._followers):
            follower.ping(now)
        if not self._followers:
            self._pings.stop()


@implementer(IPushProducer)
class LogFollower:
    """
    Turns what a *tail* reads into events for one *request*: what came since the place that *start* names, or what comes from now on,
    if it names none.

    While the client does not take more, events wait here, up to 1 MiB; then they are dropped and the client gets a fresh tail
    of as many lines as *start* says, as after a rotation, once it takes more. `done` fires with nothing left to write when the stream ends.
    """

    log = Logger()

    def __init__(
        self, request: Request, tail: FileTail, start: ExcerptQuery, in_thread: InThread, left: Callable[[], None]
    ) -> None:
        self._request = request
        self._tail = tail
        self._start = start
        self._in_thread = in_thread
        self._left = left
        self._queue: deque[bytes] = deque()
        self._queued_bytes = 0
        self._fetching = False
        self._scan = Scan()
        self._is_behind = False
        self._known = 0
        self._has_begun = False
        self._is_to_end = False
        self._ended = False
        self.is_paused = False
        self.done: Deferred[bytes] = Deferred(lambda _: self.stopProducing())

    def end(self, farewell: bool = True) -> None:
        """End the stream, once it has begun; with a *farewell* that says where to go on."""
        self._is_to_end = True
        if self._ended or not self._has_begun:
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
        if self._has_begun and not self.is_paused and not self._queue and not self._ended:
            self._request.write(event_lines("ping", PingEvent(ts=now)))

    # What the tail tells

    def opened(self) -> None:
        """There is such a file: begin."""
        begin_stream(self._request)
        self._has_begun = True
        self._request.registerProducer(self, True)
        if self._ended:
            return  # the client has left already
        if self._start.since_bytes is None:
            self._request.write(b": following\n\n")
        else:
            # Who read the file by another request may be ahead of the tail: what it knows is not sent again.
            self._known = self._start.since_bytes if self._start.inode in (0, self._tail.inode) else 0
            self._fetch(self._start)
        if self._is_to_end:
            self.end()

    def refused(self, error: Exception) -> None:
        """There is no such file, or it cannot be opened."""
        self._leave()
        self.done.errback(error)

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
            self._fetch(evolve(self._start, since_bytes=0, inode=-1))

    @property
    def _may_write(self) -> bool:
        return not (self.is_paused or self._fetching or self._ended)

    def _fetch(self, query: ExcerptQuery) -> None:
        """Read a part of the file for this client alone; what the tail reads meanwhile waits behind it."""
        self._fetching = True
        self._scan = Scan()
        reading = self._in_thread(excerpt, self._tail.folder, self._tail.name, query, self._tail.position, self._scan)
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
        if self._ended and failure.check(ScanEnded, CancelledError):
            return
        self.log.failure("{name} cannot be read for a client", failure, name=self._tail.name)
        self._fetching = False
        self.end(farewell=False)

    def _event(self, name: str, value: Excerpt) -> bytes:
        return event_lines(name, value, f"{value.inode}:{value.next_bytes}")

    def _leave(self) -> None:
        if not self._ended:
            self._ended = True
            self._scan.end()
            self._queue.clear()
            self._tail.leave(self)
            self._left()
