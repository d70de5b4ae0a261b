"""
Which torrents are to be looked after next.
"""

import heapq
import math
from collections.abc import Iterable

from qbitrr.loops.torrents.share import Key

__all__ = ["UpkeepAgenda"]

_ROOM = 1000


class UpkeepAgenda:
    """Torrents that are due now, each once, in the order in which they became so, and those that will be at a time of their own."""

    def __init__(self) -> None:
        self._due: dict[Key, None] = {}
        self._at: dict[Key, float] = {}
        self._heap: list[tuple[float, Key]] = []

    def now(self, keys: Iterable[Key]) -> None:
        """These are due."""
        self._due.update(dict.fromkeys(keys))

    def later(self, key: Key, at: float) -> None:
        """This one is due at that time, or sooner if that was planned before."""
        if at < self._at.get(key, math.inf):
            self._at[key] = at
            heapq.heappush(self._heap, (at, key))
            if len(self._heap) > _ROOM + 2 * len(self._at):  # most of it is out of date
                self._heap = [(at, key) for key, at in self._at.items()]
                heapq.heapify(self._heap)

    def drop(self, key: Key) -> None:
        """This one is gone."""
        self._due.pop(key, None)
        self._at.pop(key, None)

    def take(self, now: float) -> Key | None:
        """The next that is due; None if none is. It is taken as looked after."""
        while self._heap and self._heap[0][0] <= now:
            at, key = heapq.heappop(self._heap)
            if self._at.get(key) == at:
                del self._at[key]
                self._due[key] = None
        if not self._due:
            return None
        key = next(iter(self._due))
        del self._due[key]
        return key

    def next_at(self) -> float:
        """When the next is due, 0 if one is now, infinity if none will be."""
        if self._due:
            return 0.0
        while self._heap and self._at.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else math.inf
