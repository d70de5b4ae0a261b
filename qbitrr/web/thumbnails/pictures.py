"""
Posters: from the disk, else from the Arr; each fetched once, however many ask for it.
"""

from typing import Protocol

from attrs import define, field
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger
from twisted.python.failure import Failure

from qbitrr.config.schema.config import ArrSection
from qbitrr.errors import RemoteError
from qbitrr.model.addresses import BadAddress
from qbitrr.web.serving.threads import InThread
from qbitrr.web.thumbnails.folder import Picture, PictureFolder
from qbitrr.web.thumbnails.sizing import small

__all__ = ["FRESH_SECONDS", "NONE_SECONDS", "IPosters", "Pictures"]

FRESH_SECONDS = 7 * 86400.0
"""A poster may change; one older than that is fetched anew when somebody looks at it."""
NONE_SECONDS = 600.0
"""For so long an Arr that has no poster is not asked again for it."""
_MOST_MISSING = 20_000
Key = tuple[str, str, int]


class IPosters(Protocol):
    """Asked for a poster that is not on disk."""

    def poster(self, arr: ArrSection, id: int, /) -> Deferred[bytes | None]:
        """Fires with a picture, or None; fails with `BadAddress` and `RemoteError`. Cancelling gives it up."""


@define
class _Flight:
    """A picture on its way to all who wait for it."""

    work: Deferred[Picture | None] | None = None
    waiting: list[Deferred[Picture | None]] = field(factory=list)


class Pictures:
    """Posters from *folder*, read *in_thread*, and from *posters*. Its owner calls `stop`."""

    log = Logger()

    def __init__(self, folder: PictureFolder, posters: IPosters, clock: IReactorTime, in_thread: InThread) -> None:
        self._folder = folder
        self._posters = posters
        self._clock = clock
        self._in_thread = in_thread
        self._flights: dict[Key, _Flight] = {}
        self._missing: dict[Key, float] = {}

    def get(self, arr: ArrSection, id: int) -> Deferred[Picture | None]:
        """
        Fires with the poster of *id*, or None; fails with `RemoteError` while neither the disk nor the Arr has it. Cancelling leaves it to
        others who wait; the last one to leave gives it up.
        """
        key = (arr.type, arr.section, id)
        flight = self._flights.get(key)
        mine: Deferred[Picture | None] = Deferred(lambda waiter: self._left(key, waiter))
        if flight is not None:
            flight.waiting.append(mine)
            return mine
        flight = self._flights[key] = _Flight(waiting=[mine])
        flight.work = Deferred.fromCoroutine(self._find(key, arr, id))
        flight.work.addBoth(lambda outcome: self._land(key, flight, outcome))
        return mine

    def used(self) -> Deferred[tuple[int, int]]:
        """Fires with how many are kept, and their bytes. Fails with OSError."""
        return self._in_thread(self._folder.used)

    def clear(self) -> Deferred[None]:
        """Keep none of those there are, and ask again for what there was none of. Fails with OSError."""
        self._missing.clear()
        return self._in_thread(self._folder.clear)

    def stop(self) -> None:
        """Give up everything that is on its way."""
        for flight in tuple(self._flights.values()):
            if flight.work is not None:
                flight.work.cancel()

    def _left(self, key: Key, waiter: Deferred[Picture | None]) -> None:
        flight = self._flights.get(key)
        if flight is not None and waiter in flight.waiting:
            flight.waiting.remove(waiter)
            if not flight.waiting and flight.work is not None:
                del self._flights[key]
                flight.work.cancel()

    def _land(self, key: Key, flight: _Flight, outcome: Picture | Failure | None) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
        for waiter in flight.waiting:
            waiter.callback(outcome)  # a failure becomes one

    async def _find(self, key: Key, arr: ArrSection, id: int) -> Picture | None:
        now = self._clock.seconds()
        if now < self._missing.get(key, 0.0):
            return None
        kept: Picture | None = await self._in_thread(self._folder.read, *key, now)
        if kept is not None and 0 <= now - kept.fetched_at < FRESH_SECONDS:
            return kept
        try:
            content = await self._posters.poster(arr, id)
        except (RemoteError, BadAddress):
            if kept is None:
                raise
            return kept
        shown: bytes | None = await self._in_thread(small, content) if content is not None else None
        if shown is None:
            self._is_missing(key)
            return None
        return await self._keep(key, shown)

    async def _keep(self, key: Key, content: bytes) -> Picture:
        now = self._clock.seconds()
        try:
            kept: Picture = await self._in_thread(self._folder.write, *key, content, now)
        except OSError as error:
            self.log.warn("a poster cannot be kept: {why}", why=error.strerror or str(error))
            return Picture(content=content, fetched_at=now)
        return kept

    def _is_missing(self, key: Key) -> None:
        if len(self._missing) >= _MOST_MISSING:
            self._missing.clear()
        self._missing[key] = self._clock.seconds() + NONE_SECONDS
