"""
All clients that follow logs: at most so many, one reader per file, one clock for their pings.
"""

from pathlib import Path

from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import LoopingCall
from twisted.web.server import Request

from qbitrr.logs.folder import open_log
from qbitrr.web.http.answers import Refusal
from qbitrr.web.http.event_lines import begin_stream
from qbitrr.web.logs.followers import LogFollower
from qbitrr.web.logs.tailing import FileTail
from qbitrr.web.serving.threads import InThread, undisturbed
from qbitrr.web.settings import SettingsInForce

__all__ = ["Tails"]

_PING_SECONDS = 15.0


class Tails:
    """The event streams of the log files in *folder*, as many as the *settings* of the moment allow. Its owner calls `stop`."""

    def __init__(self, folder: Path, settings: SettingsInForce, clock: IReactorTime, in_thread: InThread) -> None:
        self._folder = folder
        self._settings = settings
        self._clock = clock
        self._in_thread = in_thread
        self._tails: dict[str, FileTail] = {}
        self._followers: set[LogFollower] = set()
        self._opening = 0
        self._stopped = False
        self._pings = LoopingCall(self._ping)
        self._pings.clock = clock

    @property
    def streams(self) -> int:
        """How many clients follow a log."""
        return len(self._followers) + self._opening

    async def follow(self, request: Request, name: str, *, since_bytes: int | None, inode: int, lines: int) -> bytes:
        """
        Let *request* follow the log *name* (see `LogFollower.begin`) until one of us ends it. Raises a `Refusal`: 429 for too many
        streams, 404 for no such log. Cancelling ends the stream.
        """
        if self.streams >= self._settings.current.limits.most_streams:
            raise Refusal(429, "too many log streams", retry_after=30)
        self._opening += 1
        try:
            tail = await self._tail(name)
        finally:
            self._opening -= 1
        begin_stream(request)
        follower = LogFollower(
            request, tail, self._folder, lines, self._in_thread, left=lambda: self._followers.discard(follower)
        )
        self._followers.add(follower)
        if not self._pings.running and not self._stopped:
            self._pings.start(_PING_SECONDS, now=False)
        follower.begin(since_bytes, inode)
        if self._stopped:  # while the file was being opened
            follower.end()
        return await follower.done

    async def _tail(self, name: str) -> FileTail:
        """The reader of *name*; a new one if nobody follows that file yet. It ends when its last watcher leaves."""
        if name in self._tails:
            return self._tails[name]
        opening = self._in_thread(open_log, self._folder, name)
        opened = await undisturbed(opening, lambda late: late.close() if late else None)
        if opened is None:
            raise Refusal(404, "not found")
        if name in self._tails:  # somebody else was faster
            opened.close()
            return self._tails[name]
        tail = FileTail(
            self._folder, name, opened, self._clock, self._in_thread, ended=lambda: self._tails.pop(name, None)
        )
        self._tails[name] = tail
        return tail

    def stop(self) -> None:
        """End every stream, also one that is only beginning; clients are told where to go on."""
        self._stopped = True
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
