"""
Titles for the demo world: invented, pleasant to read, and never the same one twice.
"""

from itertools import count
from random import Random

__all__ = ["Names"]

_FIRST = (
    "Amber", "Broken", "Crimson", "Distant", "Endless", "Frozen", "Golden", "Hidden", "Hollow", "Idle", "Last", "Midnight",
    "Northern", "Paper", "Quiet", "Restless", "Silver", "Sunken", "Velvet", "Winter",
)  # fmt: skip
_SECOND = (
    "Archive", "Bridge", "Compass", "Empire", "Ferry", "Garden", "Harbour", "Island", "Lantern", "Machine", "Mirror",
    "Observatory", "Orchard", "Parade", "Railway", "River", "Signal", "Station", "Theatre", "Voyage",
)  # fmt: skip


class Names:
    """An endless supply of titles, the same for the same *random* numbers."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._rounds = count(1)
        self._left: list[str] = []
        self._round = 0

    def title(self) -> str:
        """`The Golden River`; once all are used up, `The Golden River 2` and so on."""
        if not self._left:
            self._round = next(self._rounds)
            self._left = [f"The {first} {second}" for first in _FIRST for second in _SECOND]
            self._random.shuffle(self._left)
        title = self._left.pop()
        return title if self._round == 1 else f"{title} {self._round}"
