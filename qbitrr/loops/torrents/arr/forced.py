"""
Whose force it is: the Arr's download client may start everything forced, else it is the hand of a person.
"""

from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.arr.downloaders import ForcedStarts, forced_starts
from qbitrr.errors import RemoteError
from qbitrr.model.torrents.queue import Record

__all__ = ["Forced"]

_GOOD_FOR_SECONDS = 3600.0
_AGAIN_SECONDS = 300.0


class Forced:
    """What the Arr's settings say, asked for now and then. As long as they are not known, force is the operator's."""

    log = Logger()

    def __init__(self, arr: Arr, clock: IReactorTime) -> None:
        self._arr = arr
        self._clock = clock
        self._starts = ForcedStarts()
        self._next_at = 0.0

    def by_arr(self, record: Record | None) -> bool:
        """Whether the Arr, and not a person, forced a download."""
        return self._starts.by(record.download_client if record is not None else "")

    async def refresh(self) -> bool:
        """Ask again if it is time to; returns whether the answer is another one than before."""
        now = self._clock.seconds()
        if now < self._next_at:
            return False
        self._next_at = now + _AGAIN_SECONDS
        try:
            starts = await forced_starts(self._arr)
        except RemoteError as error:
            self.log.debug("the Arr does not say how its clients start: {why}", why=str(error))
            return False
        self._next_at = now + _GOOD_FOR_SECONDS
        before, self._starts = self._starts, starts
        return before != starts
