"""
The Arr's queue: read beside the turns, as often as something may have changed in it.
"""

import math

from twisted.internet.defer import CancelledError
from twisted.logger import Logger

from qbitrr.clients.arr.client import Arr
from qbitrr.decide.backoff import doubling
from qbitrr.decide.imports.queue import records_by_hash
from qbitrr.errors import RemoteError
from qbitrr.loops.arr.link import Link
from qbitrr.loops.torrents.imports.history import ArrHistory
from qbitrr.loops.torrents.part import Part, PartContext
from qbitrr.loops.torrents.share import Key
from qbitrr.model.torrents.queue import QueueRecord, Record
from qbitrr.model.torrents.torrent import DOWNLOAD_STATES
from qbitrr.wire.messages import Torrents

__all__ = ["ArrQueue"]

_FIRST_RETRY_SECONDS = 5.0
_LONGEST_RETRY_SECONDS = 1800.0
_GOOD_FOR_SECONDS = 180.0
_QUIET_QUEUE_SECONDS = 10.0
_NEW_SECONDS = 300.0
_AFTER_TROUBLE_SECONDS = 60.0


class ArrQueue(Part):
    """
    `records` is the last full read by hash, `raw` the same as it came, `is_known` whether it still counts, `reads` how many there
    were; `trouble` says why there is none. Nothing of the loop waits for it: each read, however late, marks what it concerns and
    wakes the loop. An Arr that is there but does not give its queue is left alone for longer and longer.
    """

    log = Logger()

    def __init__(self, context: PartContext, arr: Arr, link: Link, history: ArrHistory) -> None:
        self.records: dict[str, Record] = {}
        self.raw: tuple[QueueRecord, ...] = ()
        self.reads = 0
        self.trouble = "not asked yet"
        self._context = context
        self._share = context.share
        self._clock = context.clock
        self._arr = arr
        self._link = link
        self._history = history
        self._is_reading = False
        self._was_up = False
        self._failures = 0
        self._is_good = False
        self._read_at = 0.0
        self._due_at = 0.0
        self._not_before = 0.0
        self._new_at = -math.inf

    @property
    def is_known(self) -> bool:
        """Whether the last read succeeded, and is not so long ago that it says nothing any more."""
        return self._is_good and self._clock.seconds() - self._read_at <= _GOOD_FOR_SECONDS

    @property
    def was_refused(self) -> bool:
        """Whether the last read was in vain though the Arr answers."""
        return self._failures > 0

    def hurry(self) -> None:
        """Something is new: read as soon as the Arr bears another read."""
        self._new_at = self._clock.seconds()
        self.read_by(self._not_before)

    def read_by(self, at: float) -> None:
        """Read at *at* at the latest."""
        self._due_at = min(self._due_at, at)

    def listed(self, news: Torrents, new: frozenset[Key]) -> None:
        if new:
            self.hurry()  # a new torrent: most likely the Arr has just grabbed it

    def configured(self) -> None:
        self._due_at = 0.0

    def hurried(self) -> None:
        self._due_at = 0.0

    def next_at(self) -> float:
        return math.inf if self._is_reading or not self._link.is_up else self._due_at

    async def turn(self, now: float) -> None:
        if self._link.is_up is not self._was_up:
            self._turned()
        if self.next_at() <= now:
            self._is_reading = True
            self._context.begin(self._look())

    def _turned(self) -> None:
        """The Arr has come or gone: what was known of the queue is read anew, or does not count any more."""
        self._was_up = self._link.is_up
        if self._was_up:
            self._due_at = 0.0
        elif self._is_good:
            self._is_good = False
            self._share.mark_all()

    async def _look(self) -> None:
        was_known = self.is_known
        concerned: list[Key] = []
        try:
            concerned = await self._read()
        except CancelledError:
            raise
        except RemoteError as error:
            await self._failed(error)
        except Exception:  # one of ours: it must not repeat without a pause
            self.log.failure("reading the queue failed")
            self._due_at = self._clock.seconds() + _AFTER_TROUBLE_SECONDS
        finally:
            self._is_reading = False
            self._context.wake_for(concerned if was_known is self.is_known else list(self._share.torrents))

    async def _read(self) -> list[Key]:
        """
        Read it; returns whom that concerns. The next read is due after a pause, or after as long as this one took: a slow list is
        not asked for again at once.
        """
        began = self._clock.seconds()
        raw = await self._arr.queue()
        now = self._clock.seconds()
        self._link.answered()
        self._is_good, self._read_at, self._failures, self.trouble = True, now, 0, ""
        self.reads += 1
        self._not_before = now + (now - began)
        before, self.raw, self.records = self.records, raw, records_by_hash(raw)
        self._due_at = max(now + self._pause(), self._not_before)
        changed = {
            hash_ for hash_ in before.keys() | self.records.keys() if before.get(hash_) != self.records.get(hash_)
        }
        gone = self._history.hear_queue(changed, self.records, now)
        return [*(key for hash_ in changed for key in self._share.keys_of(hash_)), *gone]

    async def _failed(self, error: RemoteError) -> None:
        """It was not read: is that the list alone, or the whole Arr?"""
        self._is_good = False
        if not await self._link.check():
            return  # read as soon as it is back
        trouble = f"its queue cannot be read: {error}"
        if self.trouble != trouble:
            self.log.warn("the Arr cannot be used: {why}", why=trouble)
        self.trouble = trouble
        pause = doubling(_FIRST_RETRY_SECONDS, self._failures, _LONGEST_RETRY_SECONDS)
        self._not_before = self._due_at = self._clock.seconds() + pause
        self._failures += 1

    def _pause(self) -> float:
        """
        While something is on its way, or so new that the Arr may not track it yet, the queue is read at every turn, else seldom: a
        new torrent brings it forward.
        """
        moving = (
            bool(self.records)
            or self._clock.seconds() - self._new_at < _NEW_SECONDS
            or any(torrent.state in DOWNLOAD_STATES for torrent in self._share.torrents.values())
        )
        usual_seconds = self._context.obeyed.settings.usual_seconds
        return usual_seconds if moving else max(_QUIET_QUEUE_SECONDS, usual_seconds)
