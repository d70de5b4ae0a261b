"""
Looking at the Arr beside the turns of the torrent loop: its queue, our timers, the imports it was asked for.
"""

from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from twisted.internet.defer import CancelledError
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.loops.torrents.arr.forced import Forced
from qbitrr.loops.torrents.arr.side import ArrSide
from qbitrr.loops.torrents.imports.hand_over import Imports
from qbitrr.loops.torrents.imports.history import ArrHistory
from qbitrr.loops.torrents.share import Key, Share
from qbitrr.model.torrents.torrent import DOWNLOAD_STATES, FORCED_STATES

__all__ = ["ArrWatch"]

_QUIET_QUEUE_SECONDS = 10.0
_NEW_SECONDS = 300.0
_AFTER_TROUBLE_SECONDS = 60.0


class ArrWatch:
    """
    Nothing of the loop waits for the Arr: each of its answers, however late, marks what it concerns and wakes the loop. *work* takes
    over a coroutine, *looked* is called after each.
    """

    log = Logger()

    def __init__(
        self, *, arr: ArrSide, history: ArrHistory, imports: Imports, share: Share, forced: Forced,
        work: Callable[[Coroutine[Any, Any, None]], None],
        looked: Callable[[Iterable[Key]], None], usual_seconds: float, clock: IReactorTime,
    ) -> None:  # fmt: skip
        self._arr = arr
        self._history = history
        self._imports = imports
        self._share = share
        self._forced = forced
        self._work = work
        self._looked = looked
        self._usual_seconds = usual_seconds
        self._clock = clock
        self._is_reading = False
        self._is_caring = False
        self._care_at = 0.0

    def turn(self, now: float, *, is_online: bool) -> None:
        """Begin what is due and not under way."""
        if not self._is_reading and self._arr.next_at <= now:
            self._is_reading = True
            self._work(self._read())
        if self._arr.is_connected and not self._is_caring and self._care_at <= now:
            self._is_caring = True
            self._work(self._care(is_online=is_online))

    def next_at(self) -> float:
        """When something is due that is not under way."""
        due = [] if self._is_reading else [self._arr.next_at]
        if self._arr.is_connected and not self._is_caring:
            due.append(self._care_at)
        return min(due, default=float("inf"))

    async def _read(self) -> None:
        changed: set[str] = set()
        was_known, reads = self._arr.is_known, self._arr.reads
        gone: list[Key] = []
        try:
            changed = await self._arr.refresh(self._pause())
            if self._arr.reads != reads:
                gone = self._history.hear_queue(changed, self._arr.records, self._clock.seconds())
        except CancelledError:
            raise
        except Exception:  # one of ours: it must not repeat without a pause
            self.log.failure("reading the queue failed")
            self._arr.next_at = self._clock.seconds() + _AFTER_TROUBLE_SECONDS
        finally:
            self._is_reading = False
            everything = was_known is not self._arr.is_known
            concerned = [key for hash_ in changed for key in self._share.keys_of(hash_)]
            self._looked(list(self._share.torrents) if everything else [*concerned, *gone])

    async def _care(self, *, is_online: bool) -> None:
        ended: list[Key] = []
        turned: list[Key] = []
        try:
            if is_online:
                await self._arr.keep_timers()
            ended = await self._imports.follow(self._name)
            if await self._forced.refresh():
                turned = [key for key, each in self._share.torrents.items() if each.state in FORCED_STATES]
        finally:
            self._is_caring = False
            self._care_at = self._clock.seconds() + self._usual_seconds
            for key in ended:
                self._history.want(key)
            self._looked([*ended, *turned])

    def _pause(self) -> float:
        """
        While something is on its way, or so new that the Arr may not track it yet, the queue is read at every turn, else seldom: a
        new torrent brings it forward.
        """
        moving = (
            bool(self._arr.records)
            or self._clock.seconds() - self._arr.hurried_at < _NEW_SECONDS
            or any(torrent.state in DOWNLOAD_STATES for torrent in self._share.torrents.values())
        )
        return self._usual_seconds if moving else max(_QUIET_QUEUE_SECONDS, self._usual_seconds)

    def _name(self, key: Key) -> str:
        torrent = self._share.torrents.get(key)
        return torrent.name if torrent is not None else key[1]
