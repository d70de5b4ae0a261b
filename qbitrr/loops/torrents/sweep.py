"""
Looking at everything now and then, in case news were missed.
"""

from qbitrr.loops.torrents.part import Part, PartContext

__all__ = ["SWEEP_SECONDS", "Sweep"]

SWEEP_SECONDS = 300.0


class Sweep(Part):
    """Marks every torrent every five minutes; in the turn that comes then anyway."""

    def __init__(self, context: PartContext) -> None:
        self._share = context.share
        self._swept_at = 0.0

    async def turn(self, now: float) -> None:
        if now - self._swept_at > SWEEP_SECONDS:
            self._swept_at = now
            self._share.mark_all()
