"""
The torrent loop's side of its Arr: whether it is there, what is in its queue, and telling it about failed downloads.
"""

from collections.abc import Callable, Iterable
from typing import Any

from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.clients.arr.client import Arr, Grab
from qbitrr.decide.backoff import doubling
from qbitrr.decide.imports.queue import records_by_hash
from qbitrr.errors import RemoteError, Unauthorized
from qbitrr.model.torrents.queue import QueueRecord, Record

__all__ = ["ArrSide"]

_FIRST_RETRY_SECONDS = 5.0
_LONGEST_RETRY_SECONDS = 300.0
_LONGEST_LIST_RETRY_SECONDS = 1800.0
_GOOD_FOR_SECONDS = 180.0
_PLACES_GOOD_FOR_SECONDS = 600.0


class ArrSide:
    """
    `records` is the last full read of the queue by hash, `is_known` whether it still counts. Nothing here raises: an Arr that
    is down or refuses us is a state (`is_connected`, `why`) with a time for the next try; one that is there but does not give
    its queue is connected. `reads` counts the full reads.
    """

    log = Logger()

    def __init__(self, arr: Arr, clock: IReactorTime, *, rss_minutes: float, refresh_minutes: float) -> None:
        self.arr = arr
        self.is_connected = False
        self.version = ""
        self.why = "not asked yet"
        self.records: dict[str, Record] = {}
        self.raw: tuple[QueueRecord, ...] = ()
        self.next_at = 0.0
        self.evidence_at = 0.0
        """When it last answered, or was found not to."""
        self.reads = 0
        self.hurried_at = float("-inf")
        """When something was new last."""
        self._clock = clock
        self._failures = 0
        self._is_good = False
        self._read_at = 0.0
        self._not_before = 0.0
        self._timers: dict[str, tuple[float, Callable[[], Any]]] = {
            "RssSync": (rss_minutes * 60, arr.rss_sync),
            "RefreshMonitoredDownloads": (refresh_minutes * 60, arr.refresh_downloads),
        }
        self._sent_at: dict[str, float] = {}
        self._mappings: tuple[tuple[str, str, str], ...] = ()
        self._roots: tuple[str, ...] = ()
        self._places_at: float | None = None

    @property
    def is_known(self) -> bool:
        """Whether the last read of the queue succeeded, and is not so long ago that it says nothing any more."""
        return self._is_good and self._clock.seconds() - self._read_at <= _GOOD_FOR_SECONDS

    def hurry(self) -> None:
        """Something is new: read the queue as soon as it bears another read."""
        self.hurried_at = self._clock.seconds()
        self.next_at = min(self.next_at, self._not_before)

    async def refresh(self, pause_seconds: float) -> set[str]:
        """
        Read the queue; returns the hashes whose record changed. The next read is due after `pause_seconds`, or after as long as
        this one took: a slow list is not asked for again at once.
        """
        began = self._clock.seconds()
        try:
            if not self.is_connected:
                self.version = (await self.arr.status()).version
            raw = await self.arr.queue()
        except RemoteError as error:
            await self._failed(error)
            return set()
        if not self.is_connected:
            self.log.debug("connected to {version}", version=self.version)
        now = self._clock.seconds()
        self.is_connected, self.why, self._failures = True, "", 0
        self._is_good, self._read_at = True, now
        self.reads += 1
        self.evidence_at = now
        self._not_before = now + (now - began)
        self.next_at = max(now + pause_seconds, self._not_before)
        before, self.raw, self.records = self.records, raw, records_by_hash(raw)
        return {hash_ for hash_ in before.keys() | self.records.keys() if before.get(hash_) != self.records.get(hash_)}

    async def _failed(self, error: RemoteError) -> None:
        """The queue was not read: is that the list alone, or the whole Arr?"""
        self._is_good = False
        longest = _LONGEST_LIST_RETRY_SECONDS
        why = f"its queue cannot be read: {error}"
        try:
            self.version = (await self.arr.status()).version
        except RemoteError as dead:
            why, longest = (
                f"API key refused: {dead}" if isinstance(dead, Unauthorized) else str(dead),
                _LONGEST_RETRY_SECONDS,
            )
            self.is_connected = False
        else:
            self.is_connected = True
        if self.why != why:
            self.log.warn("the Arr cannot be used: {why}", why=why)
        self.evidence_at = self._clock.seconds()
        self.why = why
        self._not_before = self.next_at = self._clock.seconds() + doubling(
            _FIRST_RETRY_SECONDS, self._failures, longest
        )
        self._failures += 1

    async def keep_timers(self) -> None:
        """Send RssSync and RefreshMonitoredDownloads when due; what could not be sent stays due."""
        now = self._clock.seconds()
        for name, (every, send) in self._timers.items():
            if every <= 0 or now - self._sent_at.get(name, 0.0) < every:
                continue
            try:
                await send()
                self._sent_at[name] = now
            except RemoteError as error:
                self.log.debug("{name} was not sent: {why}", name=name, why=str(error))

    async def grab_of(self, hashes: Iterable[str]) -> Grab | None:
        """What the Arr remembers of having grabbed a download, by the first hash under which it does. Raises `RemoteError`."""
        for hash_ in hashes:
            grab = await self.arr.grab_of(hash_)
            if grab is not None:
                return grab
        return None

    async def mappings(self) -> tuple[tuple[str, str, str], ...]:
        """The Arr's remote path mappings: host, remote, local. Raises `RemoteError`."""
        await self._read_places()
        return self._mappings

    async def root_folders(self) -> tuple[str, ...]:
        """The folders of its library. Raises `RemoteError`."""
        await self._read_places()
        return self._roots

    async def _read_places(self) -> None:
        now = self._clock.seconds()
        if self._places_at is None or now - self._places_at > _PLACES_GOOD_FOR_SECONDS:
            rows = await self.arr.remote_path_mappings()
            self._roots = await self.arr.root_folders()
            self._mappings = tuple((row.host, row.remote_path, row.local_path) for row in rows)
            self._places_at = now
