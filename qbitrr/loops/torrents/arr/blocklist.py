"""
Telling the Arr that a download failed: once, whatever broke off in between.
"""

from collections.abc import Sequence

from attrs import frozen

from qbitrr.clients.arr.client import Arr
from qbitrr.errors import NotThere, RemoteError
from qbitrr.loops.torrents.arr.grabs import first_grab
from qbitrr.loops.torrents.arr.queue import ArrQueue
from qbitrr.loops.torrents.part import Part, PartContext
from qbitrr.model.torrents.told import Told
from qbitrr.wire.messages import Blocklist, Perform, Performed

__all__ = ["ArrBlocklist", "NoBlocklist"]

_FORGOTTEN = "the Arr knows no such download: nothing to blocklist"


@frozen
class _Reply:
    """How it ended (`done`, `retry`), in the Arr's words, and what the download was for, as far as the Arr knows."""

    result: str
    text: str
    media_ids: tuple[int, ...] = ()


class NoBlocklist(Part):
    """There is nobody to tell."""

    def __init__(self, context: PartContext) -> None:
        self._child = context.child

    def asked(self, request: Perform) -> None:
        if isinstance(request.what, Blocklist):
            self._child.send(Performed(id=request.id, result="done", text="there is no Arr to tell"))


class ArrBlocklist(Part):
    """
    Tells the Arr that a download, which it may know by several hashes, failed. An Arr that was told already says so in its history,
    and is not told again: a crash may have lost our knowledge of it, or another client has the same download.
    """

    def __init__(self, context: PartContext, arr: Arr, queue: ArrQueue) -> None:
        self._context = context
        self._arr = arr
        self._queue = queue

    def asked(self, request: Perform) -> None:
        if isinstance(request.what, Blocklist):
            self._context.begin(self._answer(request.id, request.what))

    async def _answer(self, number: int, request: Blocklist) -> None:
        share = self._context.share
        known = [hash_ for key in share.keys_of(request.hash) for hash_ in share.torrents[key].hashes]
        try:
            told = await self._tell(request, tuple(dict.fromkeys([request.hash, *request.other_hashes, *known])))
        except RemoteError as error:
            told = _Reply("retry", str(error))
        else:
            self._queue.hurry()
        self._context.child.send(Performed(id=number, result=told.result, text=told.text, media_ids=told.media_ids))

    async def _tell(self, request: Blocklist, hashes: Sequence[str]) -> _Reply:
        queue = self._queue.records
        records = [queue[hash_] for hash_ in hashes if hash_ in queue]
        media = tuple(dict.fromkeys(id_ for record in records for id_ in record.media_ids))
        for hash_ in hashes:
            if (await self._arr.history.word_on(hash_)).told is Told.FAILED:
                return _Reply("done", "the Arr has it as failed already", media)
        # An Arr that was set up anew or restored since counts anew: the number may be that of another download.
        of_others = {id_ for hash_, record in queue.items() if hash_ not in hashes for id_ in record.ids}
        ids = request.record_ids or tuple(id_ for record in records for id_ in record.ids)
        for id_ in (each for each in ids if each not in of_others):
            try:
                await self._arr.delete_queue(id_, blocklist=True, skip_redownload=request.skip_redownload)
            except NotThere:
                continue  # it has left the queue, which blocklists nothing
            return _Reply("done", "blocklisted", media)  # one record is enough: the Arr gives up the whole download
        grab = await first_grab(self._arr, hashes)
        if grab is None:
            return _Reply("done", _FORGOTTEN, media)
        try:
            await self._arr.mark_failed(grab.history_id)
        except NotThere:
            return _Reply("done", "the Arr has forgotten it: nothing to blocklist", media)
        return _Reply("done", "blocklisted by its grab in the history", media or grab.media_ids)
