"""
Which clients are listed, and their watched clocks: they run while a client is listed and connected and we are here to see it.
"""

from collections.abc import Mapping

from attrs import define
from twisted.internet.interfaces import IReactorTime

from qbitrr.loops.torrents.memories import TorrentMemories
from qbitrr.loops.torrents.part import Part
from qbitrr.loops.torrents.share import Key, TorrentShare
from qbitrr.model.torrents.watching import Watch
from qbitrr.store.sqlite.database import Database
from qbitrr.store.torrents import Watched, save_watched, watched
from qbitrr.wire.messages import Torrents

__all__ = ["ClientClocks"]

_LONGEST_GAP_SECONDS = 600.0
_KEEP_SECONDS = 30.0
# The loop turns several times as often. A longer step means that the process or the machine stood still: nobody watched.
_LONGEST_STEP_SECONDS = 60.0
_OURS = ""


@define
class _WatchedClock:
    """The watched clock of a client. `at` is the time of day of its last step, `seen_at` when the client was listed last."""

    seconds: float
    unbroken_from: float
    listed_from: float
    at: float
    seen_at: float
    is_listed: bool = False
    connected_since: float | None = None
    shown: Watch | None = None
    """What it shows, until it goes on: thousands look at it within a turn."""

    @property
    def is_running(self) -> bool:
        return self.is_listed and self.connected_since is not None

    def advance(self, now: float) -> None:
        step = max(0.0, now - self.at)
        self.at, self.shown = now, None
        if self.is_listed:
            self.seen_at = now
        if self.is_running and step <= _LONGEST_STEP_SECONDS:
            self.seconds += step
        if step > _LONGEST_STEP_SECONDS or not self.is_running:
            self.unbroken_from = self.seconds


class ClientClocks(Part):
    """
    A client that is not listed is *unknown*: its torrents are not decided about until it is back. One that is not connected is known,
    but whether its torrents move says nothing about them: its clock stands.
    """

    def __init__(self, memories: TorrentMemories, database: Database, share: TorrentShare, clock: IReactorTime) -> None:
        self._memories = memories
        self._database = database
        self._share = share
        self._time = clock
        self._clocks: dict[str, _WatchedClock] = {}
        self._kept_at = 0.0

    async def begin(self, now: float) -> None:
        """Go on where the last life ended. What was open then has ended with it."""
        self._kept_at = now
        for each in await self._database.run(watched):
            clock = _WatchedClock(each.seconds, each.seconds, each.listed_from, now, each.seen_at)
            self._clocks[each.instance] = clock
        ours = self._clock(_OURS, now)
        ours.is_listed, ours.connected_since = True, now
        self._memories.end_stretches({instance: clock.seconds for instance, clock in self._clocks.items()})

    def listed(self, news: Torrents, new: frozenset[Key]) -> None:
        if back := self.take(news.listed_at, news.connected_since, self._time.seconds()):
            self._share.mark([key for key in self._share.torrents if key[0] in back])

    async def turn(self, now: float) -> None:
        await self.keep(now)

    async def stop(self) -> None:
        await self.keep(self._time.seconds(), at_once=True)

    def take(self, listed_at: Mapping[str, float], connected_since: Mapping[str, float], now: float) -> set[str]:
        """Which clients are listed now, and since when they are connected. Returns those whose torrents must be looked at again."""
        back: set[str] = set()
        for instance in (self._clocks.keys() | listed_at.keys()) - {_OURS}:
            clock = self._clock(instance, now)
            before = clock.is_listed, clock.is_running
            if clock.connected_since != connected_since.get(instance):
                clock.connected_since = connected_since.get(instance)
                clock.unbroken_from = clock.seconds
            if instance in listed_at and not clock.is_listed and now - clock.seen_at > _LONGEST_GAP_SECONDS:
                clock.listed_from = clock.seconds
            clock.is_listed = instance in listed_at
            if clock.is_listed and before != (True, clock.is_running):
                back.add(instance)
            clock.advance(now)
        return back

    def __contains__(self, instance: object) -> bool:
        clock = self._clocks.get(instance) if isinstance(instance, str) else None
        return clock is not None and clock.is_listed

    def watch(self, instance: str, now: float) -> Watch:
        """What the watched clock of a client shows."""
        clock = self._clocks.get(instance)
        if clock is None or clock.shown is None or clock.at != now:
            clock = self._clock(instance, now)
            clock.shown = Watch(
                now=clock.seconds,
                unbroken_from=clock.unbroken_from,
                listed_from=clock.listed_from,
                is_running=clock.is_running,
            )
        return clock.shown

    def running(self, now: float) -> float:
        """What our own clock of that kind shows: it runs whenever we do, whatever becomes of the clients."""
        return self.watch(_OURS, now).now

    async def keep(self, now: float, *, at_once: bool = False) -> None:
        """Write down now and then what the clocks show: that much is known of them if this life ends without a word."""
        for clock in self._clocks.values():
            clock.advance(now)
        if at_once or now - self._kept_at >= _KEEP_SECONDS:
            self._kept_at = now
            kept = [
                Watched(instance=instance, seconds=each.seconds, listed_from=each.listed_from, seen_at=each.seen_at)
                for instance, each in self._clocks.items()
            ]
            await self._database.run(save_watched, kept)

    def _clock(self, instance: str, now: float) -> _WatchedClock:
        clock = self._clocks.get(instance)
        if clock is None:
            clock = self._clocks[instance] = _WatchedClock(0.0, 0.0, 0.0, now, now)
        else:
            clock.advance(now)
        return clock
