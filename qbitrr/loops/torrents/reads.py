"""
What is read about single torrents when a decision needs it: files, trackers, and what lies on disk.
"""

import math
import os
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from attrs import frozen
from twisted.internet.defer import CancelledError, Deferred, TimeoutError
from twisted.internet.interfaces import IDelayedCall
from twisted.logger import Logger

from qbitrr.errors import NotReady, QbitrrError
from qbitrr.loops.child.channel import ChildContext
from qbitrr.loops.child.disk_looks import DiskLooks
from qbitrr.loops.child.tasks import Tasks
from qbitrr.loops.torrents.part import Part
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


@frozen(eq=False)
class _Wish:
    """Something to read for a torrent: *about* names it, *read* fails with `NotReady` when it cannot be read now."""

    about: tuple[str, object]
    key: Key
    read: Callable[[], Awaitable[Any]]
    keep: Callable[[Any], None]


class Reads(Part):
    """
    Reads on demand, a few at a time, the newest wish first, never twice at once. `found(key)` is called when an answer came,
    `later(key, at)` when none came and it is worth asking again at `at`; until then a value is None: not known. *in_thread* calls
    what may block, by default in threads of its own.
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
        self._files: dict[Key, tuple[int, tuple[TorrentFile, ...]]] = {}
        self._trackers: dict[Key, tuple[float, tuple[Tracker, ...]]] = {}
        self._disk: dict[tuple[str, object], tuple[float, Any]] = {}
        self._queue: deque[_Wish] = deque()
        self._wanted: dict[tuple[str, object], _Wish] = {}
        self._tasks = Tasks(lambda failure: self.log.failure("what was read could not be kept", failure=failure))
        self._asking_now = 0
        self._is_beginning = False
        self._not_before: dict[tuple[str, object], float] = {}
        self._tidy_at = 0.0
        self._second_began = 0.0
        self._begun_in_second = 0
        self._alarm: IDelayedCall | None = None
        self._outdated: set[Key] = set()
        self._hearers: list[Callable[[Key], None]] = []

    def subscribe(self, hear: Callable[[Key], None]) -> None:
        """Have `hear(key)` called, too, when an answer about a torrent came."""
        self._hearers.append(hear)

    def files(self, key: Key, size_bytes: int) -> tuple[TorrentFile, ...] | None:
        """
        The files of a torrent of which so much is wanted; asked for when not known, or known for another size: there may be more of
        them then, or others wanted.
        """
        known = self.known_files(key, size_bytes)
        if known is not None:
            return known
        self._want(
            _Wish(
                ("files", key), key, lambda: self._ask_files(key),
                lambda files: self._files.update({key: (size_bytes, files)}),
            )
        )  # fmt: skip
        return None

    def trackers(self, key: Key, *, is_calm: bool = False) -> tuple[float, tuple[Tracker, ...] | None]:
        """
        When they were read (0: never), and the trackers of a torrent: at most ten minutes old, six hours for a calm one (thousands
        that seed would be asked about all the time), or older while new ones come.
        """
        at, known = self._trackers.get(key, (0.0, None))
        good_for = _CALM_TRACKERS_GOOD_FOR_SECONDS if is_calm else _TRACKERS_GOOD_FOR_SECONDS
        if known is None or key in self._outdated or self._clock.seconds() - at > good_for:
            wish = _Wish(
                ("trackers", key), key, lambda: self._ask_trackers(key), lambda found: self._keep_trackers(key, found)
            )
            self._want(wish)
        return at, known

    def known_files(self, key: Key, size_bytes: int) -> tuple[TorrentFile, ...] | None:
        """The files of a torrent as they were read since so much of it is wanted; not asked for."""
        at_size, known = self._files.get(key, (size_bytes, None))
        return known if at_size == size_bytes else None

    def known_trackers(self, key: Key) -> tuple[float, tuple[Tracker, ...] | None]:
        """The trackers of a torrent as they were read, and when (0: never); not asked for."""
        return self._trackers.get(key, (0.0, None))

    def known_on_disk(self, look: Callable[[str], Any], path: str) -> Any:
        """What `look(path)` found last; not looked for."""
        return self._disk.get((look.__name__, path), (0.0, None))[1]

    def trackers_changed(self, key: Key) -> None:
        """A torrent announces to others than before: what was read of its trackers holds only until they are read anew."""
        if key in self._trackers:
            self._outdated.add(key)

    def _keep_trackers(self, key: Key, found: tuple[Tracker, ...]) -> None:
        self._trackers[key] = (self._clock.seconds(), found)
        self._outdated.discard(key)

    def on_disk(self, key: Key, look: Callable[[str], Any], path: str) -> Any:
        """What `look(path)`, called in a thread, found within the last 30 s; None while not known."""
        about = (look.__name__, path)
        at, known = self._disk.get(about, (0.0, None))
        if self._clock.seconds() - at > _DISK_GOOD_FOR_SECONDS:
            self._want(
                _Wish(
                    about, key, lambda: self._look(look, path),
                    lambda found: self._disk.update({about: (self._clock.seconds(), found)}),
                ),
                waits=False,
            )  # fmt: skip
        return known

    def is_looking(self, look: Callable[[str], Any], path: str) -> bool:
        """Whether `look(path)` is under way."""
        return (look.__name__, path) in self._wanted

    @property
    def is_busy(self) -> bool:
        """Whether anything is being read or waits for its turn, disks included."""
        return bool(self._wanted)

    def is_reading_files(self, key: Key) -> bool:
        """Whether the files of a torrent are being asked for."""
        return ("files", key) in self._wanted

    def again_at(self, key: Key) -> float:
        """When it is worth looking at this torrent because of a read that failed; infinity when none did."""
        tried = (self._not_before.get((what, key)) for what in ("files", "trackers"))
        return min((at for at in tried if at is not None and at > self._clock.seconds()), default=math.inf)

    def gone(self, key: Key) -> None:
        self.forget_files(key)
        self._trackers.pop(key, None)
        self._outdated.discard(key)
        for what in ("files", "trackers"):
            self._not_before.pop((what, key), None)
            self._wanted.pop((what, key), None)  # an answer that is still to come is about the one that has gone

    def forget_files(self, key: Key) -> None:
        """The files of a torrent are no longer of interest."""
        self._files.pop(key, None)

    async def turn(self, now: float) -> None:
        """Forget what was seen on disk when it says nothing any more: places are of no torrent alone."""
        if now >= self._tidy_at:
            self._tidy_at = now + _DISK_GOOD_FOR_SECONDS
            self._disk = {about: kept for about, kept in self._disk.items() if now - kept[0] < _DISK_GOOD_FOR_SECONDS}
            self._not_before = {about: at for about, at in self._not_before.items() if at > now}

    async def stop(self) -> None:
        """Give up what is under way. Returns when nothing runs."""
        self._queue.clear()
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        await self._tasks.stop()

    def _want(self, wish: _Wish, *, waits: bool = True) -> None:
        """*waits*: it is asked of the supervisor, with others and in turn. What is asked of a disk has a queue of its own."""
        if wish.about in self._wanted or self._not_before.get(wish.about, 0.0) > self._clock.seconds():
            return
        self._wanted[wish.about] = wish
        if not waits:
            self._tasks.begin(self._read(wish))
            return
        self._queue.append(wish)
        self._next()

    def _next(self) -> None:
        if self._is_beginning:
            return  # one that is answered at once
        self._is_beginning = True
        while self._queue and self._asking_now < _AT_ONCE:
            if self._wanted.get(self._queue[-1].about) is not self._queue[-1]:
                self._queue.pop()  # its torrent has gone
            elif self._is_in_time():
                self._tasks.begin(self._ask_in_turn(self._queue.pop()))
            else:
                break
        self._is_beginning = False

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

    async def _ask_in_turn(self, wish: _Wish) -> None:
        self._asking_now += 1
        try:
            await self._read(wish)
        finally:
            self._asking_now -= 1
            self._next()

    async def _read(self, wish: _Wish) -> None:
        is_good = False
        try:
            answer = await wish.read()
            is_good = True
        except CancelledError:
            raise
        except QbitrrError as error:
            self.log.debug("{what} cannot be read now: {why}", what=wish.about[0], why=str(error))
        except Exception:
            self.log.failure("reading {what} failed", what=wish.about[0])
        finally:
            is_wanted = self._wanted.get(wish.about) is wish
            if is_wanted:
                del self._wanted[wish.about]
        if not is_wanted:
            return
        if is_good:
            self._not_before.pop(wish.about, None)
            wish.keep(answer)
            self._found(wish.key)
            for hear in self._hearers:
                hear(wish.key)
        else:
            again = self._not_before[wish.about] = self._clock.seconds() + _AGAIN_SECONDS
            self._later(wish.key, again)

    async def _ask_files(self, key: Key) -> tuple[TorrentFile, ...]:
        answer = await self._child.ask(FilesOf(instance=key[0], hash=key[1]))
        if not answer.files:
            raise NotReady("not readable, or no metadata yet")
        return answer.files

    async def _ask_trackers(self, key: Key) -> tuple[Tracker, ...]:
        answer = await self._child.ask(TrackersOf(instance=key[0], hash=key[1]))
        if answer.trackers is None:
            raise NotReady("not readable")
        return answer.trackers

    async def _look(self, look: Callable[[str], Any], path: str) -> Any:
        looking = self.in_thread(look, path)
        try:
            return await looking.addTimeout(_DISK_PATIENCE_SECONDS, self._clock)
        except TimeoutError as error:
            self.log.warn("{path}: the file system does not answer", path=path)
            raise NotReady("the file system does not answer") from error
