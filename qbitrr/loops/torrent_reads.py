"""
What is read about single torrents when a decision needs it: files, trackers, and what lies on disk.
"""

import os
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.threads import deferToThread
from twisted.logger import Logger

from qbitrr.errors import QbitrrError
from qbitrr.loops.channel import ChildContext
from qbitrr.loops.torrent_share import Key
from qbitrr.model.torrents import TorrentFile, Tracker
from qbitrr.wire.messages import FilesOf, TrackersOf

__all__ = ["Reads", "device_of", "path_seems_there"]

_AT_ONCE = 4
_TRACKERS_GOOD_FOR_SECONDS = 600.0
_DISK_GOOD_FOR_SECONDS = 30.0
_AGAIN_SECONDS = 30.0


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
    Reads on demand, a few at a time, never twice at once. `found(key)` is called when an answer came, `later(key, at)` when none
    came and it is worth asking again at `at`; until then a value is None: not known.
    """

    log = Logger()

    def __init__(self, child: ChildContext, found: Callable[[Key], None], later: Callable[[Key, float], None]) -> None:
        self._child = child
        self._clock = child.reactor
        self._found = found
        self._later = later
        self._files: dict[Key, tuple[TorrentFile, ...]] = {}
        self._trackers: dict[Key, tuple[float, tuple[Tracker, ...] | None]] = {}
        self._disk: dict[tuple[str, str], tuple[float, Any]] = {}
        self._queue: deque[tuple[Any, Callable[[], Coroutine[Any, Any, bool]]]] = deque()
        self._wanted: set[Any] = set()
        self._running: set[Deferred[None]] = set()
        self._not_before: dict[Any, float] = {}

    def files(self, key: Key) -> tuple[TorrentFile, ...] | None:
        """The files of a torrent; asked for when not known."""
        known = self._files.get(key)
        if known is None:
            self._want(("files", key), key, lambda: self._ask_files(key))
        return known

    def trackers(self, key: Key) -> tuple[float, tuple[Tracker, ...] | None]:
        """When they were read (0: never), and the trackers of a torrent, at most ten minutes old, or older while new ones come."""
        at, known = self._trackers.get(key, (0.0, None))
        if self._clock.seconds() - at > _TRACKERS_GOOD_FOR_SECONDS:
            self._want(("trackers", key), key, lambda: self._ask_trackers(key))
        return at, known

    def on_disk(self, key: Key, look: Callable[[str], Any], path: str) -> Any:
        """What `look(path)`, called in a thread, found within the last 30 s; None while not known."""
        at, known = self._disk.get((look.__name__, path), (0.0, None))
        if self._clock.seconds() - at > _DISK_GOOD_FOR_SECONDS:
            self._want((look.__name__, path), key, lambda: self._look(look, path))
        return known

    def forget(self, key: Key) -> None:
        """The torrent is gone, or its files are no longer of interest."""
        self._files.pop(key, None)
        self._trackers.pop(key, None)

    async def stop(self) -> None:
        """Give up what is under way. Returns when nothing runs."""
        self._queue.clear()
        for running in list(self._running):
            running.cancel()
            await running

    def _want(self, what: Any, key: Key, read: Callable[[], Coroutine[Any, Any, bool]]) -> None:
        if what in self._wanted or self._not_before.get(what, 0.0) > self._clock.seconds():
            return
        self._wanted.add(what)
        self._queue.append(((what, key), read))
        self._next()

    def _next(self) -> None:
        while self._queue and len(self._running) < _AT_ONCE:
            (what, key), read = self._queue.popleft()
            running = Deferred.fromCoroutine(self._read(what, key, read))
            if not running.called:
                self._running.add(running)
                running.addBoth(self._one_done, running)

    def _one_done(self, _: object, running: Deferred[None]) -> None:
        self._running.discard(running)
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
        found = await deferToThread(look, path)
        self._disk[look.__name__, path] = (self._clock.seconds(), found)
        return True
