"""
Looking at everything now and then, in case news were missed.
"""

from qbitrr.loops.torrents.part import OccasionalPart, PartContext

__all__ = ["Sweep"]


class Sweep(OccasionalPart):
    """Marks every torrent."""

    def __init__(self, context: PartContext) -> None:
        self._share = context.share

    def occasion(self, now: float) -> None:
        self._share.mark_all()
