"""
What a torrent loop is made of: one part per duty.

# Note [Parts]
The loop only hears, turns its parts in order, and waits until one of them has something to do. A part says what concerns it by the
methods it has; it is not entered for anything else. What a part keeps of a torrent it
drops in `gone`, and nowhere else: that is called when a torrent has left, and when another one has come under its hash.
"""

import math
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from attrs import frozen
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.loops.arr.link import Link
from qbitrr.loops.child.channel import ChildContext
from qbitrr.loops.torrents.memories import MemoriesFile, TorrentMemories
from qbitrr.loops.torrents.obeyed import Obeyed
from qbitrr.loops.torrents.share import Key, TorrentShare
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.store.sqlite.database import Database
from qbitrr.wire.messages import Perform, Torrents

__all__ = ["OCCASION_SECONDS", "OccasionalPart", "Part", "PartContext", "RegularPart"]

OCCASION_SECONDS = 300.0


@frozen(eq=False)
class PartContext:
    """
    What parts work with. *begin* takes a coroutine over: it is cancelled when the loop stops, and the loop turns after its end;
    *wake_for* marks torrents to be looked at and has the loop turn. *obeyed* is what everybody goes by at this moment, *disk* tells whether
    what is written to *database* outlives this process.
    """

    child: ChildContext
    section: str
    clock: IReactorTime
    database: Database
    disk: MemoriesFile
    share: TorrentShare
    memories: TorrentMemories
    obeyed: Obeyed
    begin: Callable[[Coroutine[Any, Any, None]], None]
    wake_for: Callable[[Iterable[Key]], None]

    def rules_of(self, torrent: Torrent, obeyed: Obeyed | None = None) -> OwnerRules:
        """The rules for a torrent by what is obeyed at this moment, or by that; in a special category still those of the one before."""
        return (obeyed or self.obeyed).rules(torrent, self.category_before(torrent))

    def category_before(self, torrent: Torrent) -> str:
        """The last category of a torrent that was not special; empty if that is not known."""
        return self.memories.get(torrent.key).place.previous_category


class Part:
    """One duty of the loop. Whatever a part does not say otherwise does nothing."""

    async def begin(self, now: float) -> None:
        """Read what an earlier life left; nothing is heard and nothing turns before that is done."""

    def listed(self, news: Torrents, new: frozenset[Key]) -> None:
        """The share has changed; the torrents *new* were not known before."""

    def configured(self) -> None:
        """Something else is obeyed from now on."""

    def hurried(self) -> None:
        """Somebody wants everything looked at now."""

    def asked(self, request: Perform) -> None:
        """Something is to be done for the supervisor, and answered."""

    def gone(self, key: Key) -> None:
        """This torrent is gone, or was replaced by another one under its hash."""

    def next_at(self) -> float:
        """When the next turn has something to do here, infinity if that is not known."""
        return math.inf

    async def turn(self, now: float) -> None:
        """Do what is due; what takes long is begun and not waited for."""

    async def stop(self) -> None:
        """Begin nothing any more, give up what is under way, keep what is to be kept."""


class OccasionalPart(Part):
    """Something done every five minutes, in a turn that comes then anyway."""

    _done_at = 0.0

    def occasion(self, now: float) -> None:
        """Do it once."""
        raise NotImplementedError

    async def turn(self, now: float) -> None:
        if now - self._done_at > OCCASION_SECONDS:
            self._done_at = now
            self.occasion(now)


class RegularPart(Part):
    """Something done beside the turns while the Arr is there, as often as is usual, and never twice at once."""

    log = Logger()

    def __init__(self, context: PartContext, link: Link) -> None:
        self._context = context
        self._link = link
        self._is_working = False
        self._due_at = 0.0

    async def work(self, now: float) -> None:
        """Do it once."""
        raise NotImplementedError

    def next_at(self) -> float:
        return self._due_at if self._link.is_up and not self._is_working else math.inf

    async def turn(self, now: float) -> None:
        if self.next_at() <= now:
            self._is_working = True
            self._context.begin(self._once(now))

    async def _once(self, now: float) -> None:
        try:
            await self.work(now)
        finally:
            self._is_working = False
            self._due_at = self._context.clock.seconds() + self._context.obeyed.settings.usual_seconds
