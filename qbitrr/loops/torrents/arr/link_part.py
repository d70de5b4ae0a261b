"""
Finding out whether the Arr is there, as long as the loop works.
"""

from qbitrr.loops.arr.link import Link
from qbitrr.loops.torrents.part import Part

__all__ = ["LinkPart"]


class LinkPart(Part):
    """Keeps the *link*: asks from the start on, and at once when somebody wants everything looked at."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def begin(self, now: float) -> None:
        self._link.start()

    def hurried(self) -> None:
        self._link.hurry()

    async def stop(self) -> None:
        await self._link.stop()
