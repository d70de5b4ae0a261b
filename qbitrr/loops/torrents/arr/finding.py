"""
Telling which torrents the Arr knows, of those that are nobody's.
"""

from qbitrr.clients.arr.client import Arr
from qbitrr.errors import RemoteError
from qbitrr.loops.torrents.arr.grabs import first_grab
from qbitrr.loops.torrents.arr.queue import ArrQueue
from qbitrr.loops.torrents.part import Part, PartContext
from qbitrr.wire.messages import Perform, Performed
from qbitrr.wire.torrent_orders import FindTorrents

__all__ = ["ArrFinding"]


class ArrFinding(Part):
    """
    The queue as it was read last, and the history, as a record goes soon after its torrent has left the category of the Arr. What was not
    read says nothing.
    """

    def __init__(self, context: PartContext, arr: Arr, queue: ArrQueue) -> None:
        self._context = context
        self._arr = arr
        self._queue = queue

    def asked(self, request: Perform) -> None:
        if isinstance(request.what, FindTorrents):
            self._context.begin(self._answer(request.id, request.what))

    async def _answer(self, number: int, order: FindTorrents) -> None:
        knows: dict[str, bool] = {}
        why = ""
        for hashes in order.torrents:
            try:
                known = await self._knows(hashes)
            except RemoteError as error:
                why = str(error)
            else:
                if known is not None:
                    knows[hashes[0]] = known
        self._context.child.send(Performed(id=number, result="done", text=why, knows=knows))

    async def _knows(self, hashes: tuple[str, ...]) -> bool | None:
        if any(hash_ in self._queue.records for hash_ in hashes) and self._queue.is_known:
            return True
        if await first_grab(self._arr, hashes) is not None:
            return True
        return False if self._queue.is_known else None
