"""
Telling the Arr that a download failed: once, whatever broke off in between.
"""

from collections.abc import Iterable, Sequence

from attrs import frozen

from qbitrr.errors import NotThere, RemoteError
from qbitrr.loops.torrents.arr.side import ArrSide
from qbitrr.model.torrents.told import Told
from qbitrr.wire.messages import Blocklist

__all__ = ["Answer", "blocklist"]

_FORGOTTEN = "the Arr knows no such download: nothing to blocklist"


@frozen
class Answer:
    """How it ended (`done`, `retry`), in the Arr's words, and what the download was for, as far as the Arr knows."""

    result: str
    text: str
    media_ids: tuple[int, ...] = ()


async def blocklist(side: ArrSide, request: Blocklist, hashes: Iterable[str]) -> Answer:
    """
    Tell the Arr that the download it may know by one of *hashes* failed. An Arr that was told already says so in its history, and
    is not told again: a crash may have lost our knowledge of it, or another client has the same download.
    """
    names = tuple(dict.fromkeys(hashes))
    try:
        answer = await _tell(side, request, names)
    except RemoteError as error:
        return Answer("retry", str(error))
    side.hurry()
    return answer


async def _tell(side: ArrSide, request: Blocklist, hashes: Sequence[str]) -> Answer:
    records = [side.records[hash_] for hash_ in hashes if hash_ in side.records]
    media = tuple(dict.fromkeys(id_ for record in records for id_ in record.media_ids))
    for hash_ in hashes:
        if (await side.arr.history.word_on(hash_)).told is Told.FAILED:
            return Answer("done", "the Arr has it as failed already", media)
    ids = request.record_ids or tuple(id_ for record in records for id_ in record.ids)
    for id_ in ids:
        try:
            await side.arr.delete_queue(id_, blocklist=True, skip_redownload=request.skip_redownload)
        except NotThere:
            continue  # it has left the queue, which blocklists nothing
        return Answer("done", "blocklisted", media)  # one record is enough: the Arr gives up the whole download
    grab = await side.grab_of(hashes)
    if grab is None:
        return Answer("done", _FORGOTTEN, media)
    try:
        await side.arr.mark_failed(grab.history_id)
    except NotThere:
        return Answer("done", "the Arr has forgotten it: nothing to blocklist", media)
    return Answer("done", "blocklisted by its grab in the history", media or grab.media_ids)
