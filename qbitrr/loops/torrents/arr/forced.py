"""
Whose force it is: the Arr's download client may start everything forced, else it is the hand of a person.
"""

from twisted.logger import Logger

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.arr.downloaders import ForcedStarts, forced_starts
from qbitrr.errors import RemoteError
from qbitrr.loops.arr.link import Link
from qbitrr.loops.torrents.part import PartContext, RegularPart
from qbitrr.model.torrents.queue import Record
from qbitrr.model.torrents.torrent import FORCED_STATES

__all__ = ["ForcedByArr"]

_GOOD_FOR_SECONDS = 3600.0
_AGAIN_SECONDS = 300.0


class ForcedByArr(RegularPart):
    """What the Arr's settings say, asked for now and then. As long as they are not known, force is the operator's."""

    log = Logger()

    def __init__(self, context: PartContext, link: Link, arr: Arr) -> None:
        super().__init__(context, link)
        self._arr = arr
        self._starts = ForcedStarts()
        self._next_at = 0.0

    def by_arr(self, record: Record | None) -> bool:
        """Whether the Arr, and not a person, forced a download."""
        return self._starts.by(record.download_client if record is not None else "")

    async def work(self, now: float) -> None:
        """Ask again if it is time to; when the answer is another one than before, what is forced is looked at again."""
        if now < self._next_at:
            return
        self._next_at = now + _AGAIN_SECONDS
        try:
            starts = await forced_starts(self._arr)
        except RemoteError as error:
            self.log.debug("the Arr does not say how its clients start: {why}", why=str(error))
            return
        self._next_at = now + _GOOD_FOR_SECONDS
        before, self._starts = self._starts, starts
        if before != starts:
            torrents = self._context.share.torrents.values()
            self._context.wake_for([torrent.key for torrent in torrents if torrent.state in FORCED_STATES])
