"""
The queue of an Arr, seen per download: several records of one hash become one.
"""

from collections.abc import Iterable, Mapping, Sequence

from qbitrr.model.torrents.queue import QueueRecord, Record, StatusMessage
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["merge", "record_of", "records_by_hash"]

# Later in this list gives way to earlier: what holds back most wins. A state we do not know holds back like a download.
_ORDER = (
    "importing",
    "importBlocked",
    "importFailed",
    "importPending",
    "downloading",
    "failedPending",
    "failed",
    "imported",
    "ignored",
)
_RANK = {state: rank for rank, state in enumerate(_ORDER)}
_TROUBLE = {"ok": 0, "warning": 1, "error": 2}


def merge(records: Sequence[QueueRecord]) -> Record:
    """
    All records of one download (at least one) as one: the state that holds back most, the worst status, every id, every
    medium, every message once.
    """
    first = records[0]
    return Record(
        hash=first.hash,
        state=min((each.state for each in records), key=lambda state: _RANK.get(state, _RANK["downloading"])),
        ids=tuple(each.id for each in records if each.id),
        media_ids=_each_once(each.media_id for each in records),
        parent_ids=_each_once(each.parent_id for each in records),
        output_path=next((each.output_path for each in records if each.output_path), ""),
        tracked_status=max((each.tracked_status for each in records), key=lambda status: _TROUBLE.get(status, 0)),
        messages=_messages(records),
        score=next((each.score for each in records if each.score is not None), None),
        quality_id=first.quality_id,
        revision=first.revision,
        download_client=next((each.download_client for each in records if each.download_client), ""),
        title=first.title,
        has_files=all(each.has_file for each in records),
    )


def records_by_hash(records: Iterable[QueueRecord]) -> dict[str, Record]:
    """One record per download. Those without a download id (held by a delay profile) are none of ours and left out."""
    groups: dict[str, list[QueueRecord]] = {}
    for each in records:
        if each.hash:
            groups.setdefault(each.hash, []).append(each)
    return {hash_: merge(group) for hash_, group in groups.items()}


def record_of(torrent: Torrent, records: Mapping[str, Record]) -> Record | None:
    """The record of a torrent; an Arr may know a hybrid torrent by its v1 hash."""
    found = records.get(torrent.hash)
    if found is None and torrent.infohash_v1:
        found = records.get(torrent.infohash_v1.lower())
    return found


def _each_once(ids: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(id_ for id_ in ids if id_))


def _messages(records: Iterable[QueueRecord]) -> tuple[StatusMessage, ...]:
    # The records of a pack repeat the messages of the whole download. An unhashable list would be one of ours.
    return tuple(dict.fromkeys(message for each in records for message in each.messages))
