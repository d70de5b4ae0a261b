"""
Which clients are listed, and since when without a longer gap, also over a restart.
"""

from collections.abc import Mapping

from qbitrr.loops.torrent_memory import Memories
from qbitrr.model.memory import Memory

__all__ = ["Listing"]

_LONGEST_GAP_SECONDS = 600.0


class Listing:
    """A client that is not listed is *unknown*: its torrents are not decided about until it is back."""

    def __init__(self, memories: Memories) -> None:
        self._memories = memories
        self._since: dict[str, float] = {}

    def take(self, listed_at: Mapping[str, float], now: float) -> set[str]:
        """Which clients are listed now. Returns those that were not before."""
        for instance in self._since.keys() - listed_at.keys():
            self._write(instance, now)
            del self._since[instance]
        new = listed_at.keys() - self._since.keys()
        for instance in new:
            self._since[instance] = self._begin(instance, now)
        return set(new)

    def __contains__(self, instance: object) -> bool:
        return instance in self._since

    def since(self, instance: str) -> float:
        """Since when a client has been listed without a gap of more than ten minutes."""
        return self._since.get(instance, 0.0)

    def keep(self, now: float) -> None:
        """Remember for the next life that they are listed now."""
        for instance in self._since:
            self._write(instance, now)

    def _begin(self, instance: str, now: float) -> float:
        before = self._memories.get((instance, ""))
        if before.last_seen is None or before.first_seen is None or now - before.last_seen > _LONGEST_GAP_SECONDS:
            return now
        return before.first_seen

    def _write(self, instance: str, now: float) -> None:
        self._memories.put((instance, ""), Memory(first_seen=self._since[instance], last_seen=now))
