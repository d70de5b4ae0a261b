"""
The torrents a child looks after, and which of them to look at next.
"""

import heapq
import math
import zlib
from collections.abc import Iterable

from qbitrr.model.torrents.torrent import Torrent
from qbitrr.wire.messages import Torrents

__all__ = ["Key", "TorrentShare", "own_fraction", "together"]

Key = tuple[str, str]
_ROOM = 1000


def own_fraction(key: Key) -> float:
    """A number from 0 to 1 of a torrent's own: what is done with each of thousands now and then is spread by it."""
    return zlib.crc32(key[1].encode(errors="replace")) / 2**32


def together(at: float, seconds: float) -> float:
    """*at* or a little sooner, at one of the moments that are so many *seconds* apart: what has time is done with others."""
    return at - at % seconds


class TorrentShare:
    """
    Keeps torrents by `(instance, hash)`. A torrent is looked at when it changed, when its own time has come, or when asked
    for; never while a step on it is under way or its effect not visible yet.
    """

    def __init__(self) -> None:
        self.torrents: dict[Key, Torrent] = {}
        self.listed_at: dict[str, float] = {}
        self._by_v1: dict[str, set[Key]] = {}
        self._dirty: dict[Key, None] = {}
        self._look_at: dict[Key, float] = {}
        self._heap: list[tuple[float, Key]] = []
        self._hold_until: dict[Key, float] = {}
        self._loosely: dict[Key, Torrent] = {}

    def take(self, message: Torrents) -> tuple[set[Key], set[Key]]:
        """Bring the share up to date. Returns what is new and what is gone; everything that changed is due."""
        incoming = {torrent.key: torrent for torrent in message.torrents}
        gone = set(message.gone) & self.torrents.keys()
        if message.full:
            gone |= self.torrents.keys() - incoming.keys()
        for key in gone:
            self._drop(key)
        new = incoming.keys() - self.torrents.keys()
        for key, torrent in incoming.items():
            if self.torrents.get(key) != torrent:
                self._dirty[key] = None
                for also in torrent.hashes[1:]:
                    self._by_v1.setdefault(also, set()).add(key)
                decided = self._loosely.get(key)
                if decided is not None and _turned(decided, torrent):
                    self._let_go(key)
        self.torrents.update(incoming)
        self.listed_at = dict(message.listed_at)
        return new, gone

    def keys_of(self, hash_: str) -> list[Key]:
        """Where the torrents are that an Arr may know by this hash, as far as their clients are listed."""
        keys = [(instance, hash_) for instance in self.listed_at]
        keys += sorted(key for key in self._by_v1.get(hash_, ()) if key[0] in self.listed_at)
        return [key for key in dict.fromkeys(keys) if key in self.torrents]

    def mark(self, keys: Iterable[Key]) -> None:
        """These are due now."""
        for key in keys:
            if key in self.torrents:
                self._dirty[key] = None

    def mark_all(self) -> None:
        """Everything is due now."""
        self.mark(list(self.torrents))

    def release(self) -> None:
        """Everything is due now, what was decided and not done too: by other rules it may be another thing that is to be done."""
        for key in list(self._loosely):
            self._let_go(key)
        self.mark_all()

    def plan(self, key: Key, at: float) -> None:
        """Look at this torrent at `at` unless something happens before; replaces an earlier plan."""
        if key in self.torrents:
            self._look_at[key] = at
            heapq.heappush(self._heap, (at, key))
            if len(self._heap) > _ROOM + 2 * len(self._look_at):  # most of it are plans that were replaced
                self._heap = [(at, key) for key, at in self._look_at.items()]
                heapq.heapify(self._heap)

    def plan_by(self, key: Key, at: float) -> None:
        """Look at this torrent at `at` at the latest."""
        if at < self._look_at.get(key, math.inf):
            self.plan(key, at)

    def hold(self, key: Key, until: float, *, decided: Torrent | None = None) -> None:
        """
        Do not look at this torrent before `until`; then do. If what was *decided* about it (as it was then) was not done, it is looked
        at as soon as it is at another point: that may no longer be what is to be done, and an import should not wait for it.
        """
        if key not in self.torrents:
            return
        if decided is not None and _turned(decided, self.torrents[key]):
            self._let_go(key)
            self._dirty[key] = None
            return
        self._hold_until[key] = until
        if decided is None:
            self._loosely.pop(key, None)
        else:
            self._loosely[key] = decided

    def is_held(self, key: Key, now: float) -> bool:
        """Whether something is under way with this torrent."""
        return self._hold_until.get(key, 0.0) > now

    def due(self, now: float, most: int) -> list[Key]:
        """At most `most` torrents to look at now, oldest first; they are taken as looked at."""
        while self._heap and self._heap[0][0] <= now:
            at, key = heapq.heappop(self._heap)
            if self._look_at.get(key) == at:  # else the plan was replaced
                del self._look_at[key]
                self._dirty[key] = None
        ready: list[Key] = []
        for key in list(self._dirty):
            if len(ready) >= most:
                break
            held = self._hold_until.get(key, 0.0)
            if held > now:
                del self._dirty[key]
                if held < math.inf:  # else it is planned when what is under way has ended
                    self.plan(key, held)
            else:
                self._let_go(key)
                del self._dirty[key]
                ready.append(key)
        return sorted(ready, key=lambda key: (self.torrents[key].added_on, key[1]))

    def next_look_at(self, key: Key) -> float | None:
        """When the next look at this torrent is planned, None if it is due already or waits for the end of what is under way."""
        return None if key in self._dirty else self._look_at.get(key)

    def next_at(self) -> float | None:
        """When the next look is due; None while nothing is planned, 0 when something is due already."""
        if self._dirty:
            return 0.0
        while self._heap and self._look_at.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def _let_go(self, key: Key) -> None:
        self._hold_until.pop(key, None)
        self._loosely.pop(key, None)

    def _drop(self, key: Key) -> None:
        for also in self.torrents.pop(key).hashes[1:]:
            keys = self._by_v1.get(also, set())
            keys.discard(key)
            if not keys:
                self._by_v1.pop(also, None)
        for kept in (self._dirty, self._look_at, self._hold_until, self._loosely):
            kept.pop(key, None)


def _turned(before: Torrent, torrent: Torrent) -> bool:
    """Whether more than its figures changed: its state, whether it is complete, or what a person says of it."""
    return (before.state, before.amount_left == 0, before.category, before.tags) != (
        torrent.state, torrent.amount_left == 0, torrent.category, torrent.tags
    )  # fmt: skip
