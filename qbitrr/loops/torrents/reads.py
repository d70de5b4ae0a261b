"""
What is read about single torrents when a decision needs it: files, trackers, and what lies on disk.
"""

import math
import os
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from twisted.internet.defer import CancelledError, Deferred, TimeoutError
from twisted.internet.interfaces import IDelayedCall
from twisted.logger import Logger

from qbitrr.errors import QbitrrError
from qbitrr.loops.child.channel import ChildContext
from qbitrr.loops.child.disk_looks import DiskLooks
from qbitrr.loops.torrents.share import Key
from qbitrr.model.torrents.torrent import TorrentFile, Tracker
from qbitrr.wire.messages import FilesOf, TrackersOf

__all__ = ["Reads", "device_of", "path_seems_there"]

_AT_ONCE = 4
_MOST_IN_A_SECOND = 100
"""Thousands that change at once are asked about in turn: their client and the supervisor have other work too."""
_TRACKERS_GOOD_FOR_SECONDS = 600.0
_CALM_TRACKERS_GOOD_FOR_SECONDS = 6 * 3600.0
_DISK_GOOD_FOR_SECONDS = 30.0
_AGAIN_SECONDS = 30.0
_DISK_PATIENCE_SECONDS = 20.0
_MOST_LOOKS = 1000


def device_of(path: str) -> int | None:
    """The device of the nearest existing ancestor of a path; None when not even its first folder exists here. Blocks."""
    while path and path not in ("/", "."):
        try:
            return os.stat(path).st_dev
        except OSError:
            parent = os.path.dirname(path)
            if parent in ("/", "", path):
                return None
            path = parent
    return None


def path_seems_there(path: str) -> bool:
    """Whether a path exists, or lies where only others can see it (its first folder does not exist here). Blocks."""
    if os.path.exists(path):
        return True
    first = "/".join(path.split("/")[:2])
    return not (path.startswith("/") and os.path.isdir(first))


class Reads:
    """
    Reads on demand, a few at a time, the newest wish first, never twice at once. `found(key)` is called when an answer came,
    `later(key, at)` when none came and it is worth asking again at `at`; until then a value is None: not known.
    """

    log = Logger()

    def __init__(
        self,
        child: ChildContext,
        found: Callable[[Key], None],
        later: Callable[[Key, float], None],
        in_thread: Callable[..., Deferred[Any]] | None = None,
    ) -> None:
        self.in_thread = in_thread or DiskLooks(child.reactor).look
        self._child = child
        self._clock = child.reactor
        self._found = found
        self._later = later
        self._files: dict[Key, tuple[TorrentFile, ...]] = {}
        self._trackers: dict[Key, tuple[float, tuple[Tracker, ...] | None]] = {}
        self._disk: dict[tuple[str, str], tuple[float, Any]] = {}
        self._tidy_above = _MOST_LOOKS
        self._queue: deque[tuple[Any, Callable[[], Coroutine[Any, Any, bool]]]] = deque()
        self._wanted: set[Any] = set()
        self._running: set[Deferred[None]] = set()
        self._looking: set[Deferred[None]] = set()
        self._not_before: dict[Any, float] = {}
        self._second_began = 0.0
        self._begun_in_second = 0
        self._alarm: IDelayedCall | None = None

    def files(self, key: Key) -> tuple[TorrentFile, ...] | None:
        """The files of a torrent; asked for when not known."""
        known = self._files.get(key)
        if known is None:
            self._want(("files", key), key, lambda: self._ask_files(key))
        return known

    def trackers(self, key: Key, *, is_calm: bool = False) -> tuple[float, tuple[Tracker, ...] | None]:
        """
        When they were read (0: never), and the trackers of a torrent: at most ten minutes old, six hours for a calm one (thousands
        that seed would be asked about all the time), or older while new ones come.
        """
        at, known = self._trackers.get(key, (0.0, None))
        if known is None or self._clock.seconds() - at > (
            _CALM_TRACKERS_GOOD_FOR_SECONDS if is_calm else _TRACKERS_GOOD_FOR_SECONDS
        ):
            self._want(("trackers", key), key, lambda: self._ask_trackers(key))
        return at, known

    def on_disk(self, key: Key, look: Callable[[str], Any], path: str) -> Any:
        """What `look(path)`, called in a thread, found within the last 30 s; None while not known."""
        at, known = self._disk.get((look.__name__, path), (0.0, None))
        if self._clock.seconds() - at > _DISK_GOOD_FOR_SECONDS:
            self._want((look.__name__, path), key, lambda: self._look(look, path), waits=False)
        return known

    def is_looking(self, look: Callable[[str], Any], path: str) -> bool:
        """Whether `look(path)` is under way."""
        return (look.__name__, path) in self._wanted

    def is_reading_files(self, key: Key) -> bool:
        """Whether the files of a torrent are being asked for."""
        return ("files", key) in self._wanted

    def again_at(self, key: Key) -> float:
        """When it is worth looking at this torrent because of a read that failed; infinity when none did."""
        tried = (self._not_before.get((what, key)) for what in ("files", "trackers"))
        return min((at for at in tried if at is not None and at > self._clock.seconds()), default=math.inf)

    def forget(self, key: Key) -> None:
        """The torrent is gone."""
        self.forget_files(key)
        self._trackers.pop(key, None)
        for what in ("files", "trackers"):
            self._not_before.pop((what, key), None)

    def forget_files(self, key: Key) -> None:
        """The files of a torrent are no longer of interest."""
        self._files.pop(key, None)

    async def stop(self) -> None:
        """Give up what is under way. Returns when nothing runs."""
        self._queue.clear()
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        for running in [*self._running, *self._looking]:
            running.cancel()
            await running

    def _want(self, what: Any, key: Key, read: Callable[[], Coroutine[Any, Any, bool]], *, waits: bool = True) -> None:
        """*waits*: it is asked of the supervisor, with others and in turn. What is asked of a disk has a queue of its own."""
        if what in self._wanted or self._not_before.get(what, 0.0) > self._clock.seconds():
            return
        self._wanted.add(what)
        if not waits:
            self._begin(what, key, read, self._looking)
            return
        self._queue.append(((what, key), read))
        self._next()

    def _next(self) -> None:
        while self._queue and len(self._running) < _AT_ONCE and self._is_in_time():
            (what, key), read = self._queue.pop()
            self._begin(what, key, read, self._running)

    def _is_in_time(self) -> bool:
        """Whether one more may begin within this second; if not, the next second goes on."""
        now = self._clock.seconds()
        if not 0.0 <= now - self._second_began < 1.0:
            self._second_began, self._begun_in_second = now, 0
        if self._begun_in_second >= _MOST_IN_A_SECOND:
            if self._alarm is None:
                self._alarm = self._clock.callLater(self._second_began + 1.0 - now, self._next_second)
            return False
        self._begun_in_second += 1
        return True

    def _next_second(self) -> None:
        self._alarm = None
        self._next()

    def _begin(
        self, what: Any, key: Key, read: Callable[[], Coroutine[Any, Any, bool]], among: set[Deferred[None]]
    ) -> None:
        running = Deferred.fromCoroutine(self._read(what, key, read))
        if not running.called:
            among.add(running)
            running.addBoth(self._one_done, running, among)

    def _one_done(self, _: object, running: Deferred[None], among: set[Deferred[None]]) -> None:
        among.discard(running)
        self._next()

    async def _read(self, what: Any, key: Key, read: Callable[[], Coroutine[Any, Any, bool]]) -> None:
        try:
            good = await read()
        except CancelledError:
            return
        except QbitrrError as error:
            self.log.debug("{what} cannot be read now: {why}", what=what[0], why=str(error))
            good = False
        except Exception:
            self.log.failure("reading {what} failed", what=what[0])
            good = False
        finally:
            self._wanted.discard(what)
        if good:
            self._not_before.pop(what, None)
            self._found(key)
        else:
            again = self._not_before[what] = self._clock.seconds() + _AGAIN_SECONDS
            self._later(key, again)

    async def _ask_files(self, key: Key) -> bool:
        answer = await self._child.ask(FilesOf(instance=key[0], hash=key[1]))
        if not answer.files:  # not readable, or no metadata yet
            return False
        self._files[key] = answer.files
        return True

    async def _ask_trackers(self, key: Key) -> bool:
        answer = await self._child.ask(TrackersOf(instance=key[0], hash=key[1]))
        if answer.trackers is None:
            return False
        self._trackers[key] = (self._clock.seconds(), answer.trackers)
        return True

    async def _look(self, look: Callable[[str], Any], path: str) -> bool:
        looking = self.in_thread(look, path)
        try:
            found = await looking.addTimeout(_DISK_PATIENCE_SECONDS, self._clock)
        except TimeoutError:
            self.log.warn("{path}: the file system does not answer", path=path)
            return False
        now = self._clock.seconds()
        if len(self._disk) > self._tidy_above:
            self._disk = {
                what: (at, kept) for what, (at, kept) in self._disk.items() if now - at < _DISK_GOOD_FOR_SECONDS
            }
            self._tidy_above = max(
                _MOST_LOOKS, 2 * len(self._disk)
            )  # else many fresh ones are gone through again and again
        self._disk[look.__name__, path] = (now, found)
        return True
