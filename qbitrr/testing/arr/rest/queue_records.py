"""
What queue records look like, and their order.
"""

from collections.abc import Callable
from typing import Any

from qbitrr.testing.arr.model.application import ArrModel
from qbitrr.testing.arr.model.downloads.tracking import Tracked, describe
from qbitrr.testing.arr.model.library.library import ENGLISH
from qbitrr.testing.arr.model.queue import QueuedLeaf, UsenetDownload
from qbitrr.testing.arr.model.searching import Pending
from qbitrr.testing.arr.model.tables import quality
from qbitrr.testing.arr.model.wire import prune, span, stamp
from qbitrr.testing.arr.rest.paging import Paging
from qbitrr.testing.arr.rest.query import QueryParameters

__all__ = ["in_order", "queue_record"]

_ENDLESS = 8_640_000
_YEAR = 365 * 86_400


def queue_record(arr: ArrModel, row: QueuedLeaf, query: QueryParameters) -> dict[str, Any]:
    """A row as the API shows it; null members left out."""
    kind, library = arr.kind, arr.library
    if row.usenet:
        record = _usenet_record(arr, row.usenet)
    else:
        record = _tracked_record(arr, row.tracked) if row.tracked else _pending_record(arr, row.pending)  # type: ignore[arg-type]
    if kind.is_video:
        record["languages"] = ENGLISH
    else:
        record["downloadForced"] = False
    if kind.name == "readarr":
        record.pop("added", None)
    owner_id = row.tracked.match.owner_id if row.tracked and row.tracked.match else 0
    if row.leaf_id:
        owner_id = library.owner_of(row.leaf_id).id
        record[kind.leaf_id] = row.leaf_id
        if query.flag(f"include{kind.leaf.capitalize()}"):
            record[kind.leaf] = library.leaf_record(row.leaf_id)
    if owner_id and kind.parent:
        record[kind.parent_id] = owner_id
        if query.flag(f"include{kind.parent.capitalize()}"):
            record[kind.parent] = library.owner_record(owner_id)
    _add_counts(arr, record, row)
    return {**record, "id": row.id}


def _add_counts(arr: ArrModel, record: dict[str, Any], row: QueuedLeaf) -> None:
    kind, library = arr.kind, arr.library
    if kind.name == "sonarr":
        record["episodeHasFile"] = bool(row.leaf_id and library.files_of(row.leaf_id))
        if row.leaf_id:
            record["seasonNumber"] = library.leaf(row.leaf_id).season
    if kind.name == "lidarr":
        tracks = library.tracks_of(row.leaf_id)
        record["trackFileCount"] = len(tracks)
        record["trackHasFileCount"] = sum(1 for track in tracks if track.file_id)


def _tracked_record(arr: ArrModel, tracked: Tracked) -> dict[str, Any]:
    kind, item, link, now = arr.kind, tracked.item, tracked.link, arr.clock.seconds()
    status, error = describe(item, kind, link.dht)
    grab = arr.ledger.grabs.get(tracked.hash)
    left = _time_left(QueuedLeaf(id=0, leaf_id=0, tracked=tracked), now)
    formats = arr.settings.formats.records
    return prune(
        quality=quality(kind.name, grab.quality if grab else kind.default_quality),
        customFormats=[{"id": n, "name": formats[n]["name"]} for n in grab.formats if n in formats] if grab else [],
        customFormatScore=grab.score if grab else 0, size=item.size, title=item.name,
        sizeleft=round(item.size * (1 - item.progress)), timeleft=None if left is None else span(left),
        estimatedCompletionTime=None if left is None else stamp(now + left),
        added=stamp(grab.at) if grab else None, status=status, trackedDownloadStatus=tracked.status,
        trackedDownloadState=kind.state(tracked.state), errorMessage=error, downloadId=tracked.hash, protocol="torrent",
        statusMessages=[{"title": title, "messages": list(texts)} for title, texts in tracked.messages],
        downloadClient=link.name, downloadClientHasPostImportCategory=bool(link.imported_category),
        indexer=grab.indexer if grab else None, outputPath=(item.content_path or None) if item.is_complete else None,
    )  # fmt: skip


def _pending_record(arr: ArrModel, entry: Pending) -> dict[str, Any]:
    kind, release, now = arr.kind, entry.release, arr.clock.seconds()
    left = max(0.0, entry.until - now)
    name = release.quality or kind.default_quality
    title = release.title or arr.library.release_name(release.leaf_ids or (entry.leaf_id,), name, "PENDING")
    return {
        "quality": quality(kind.name, name), "customFormats": [], "customFormatScore": release.score, "size": release.size,
        "title": title, "sizeleft": release.size, "timeleft": span(left), "estimatedCompletionTime": stamp(now + left),
        "added": stamp(entry.since), "status": entry.status, "trackedDownloadStatus": "ok", "trackedDownloadState": "downloading",
        "statusMessages": [], "protocol": "torrent", "downloadClientHasPostImportCategory": False, "indexer": release.indexer,
    }  # fmt: skip


def _usenet_record(arr: ArrModel, nzb: UsenetDownload) -> dict[str, Any]:
    kind, left = arr.kind, round(nzb.size * (1 - nzb.progress))
    return {
        "quality": quality(kind.name, kind.default_quality), "customFormats": [], "customFormatScore": 0, "size": nzb.size,
        "title": nzb.title, "sizeleft": left, "timeleft": span(left / 10_000_000),
        "estimatedCompletionTime": stamp(arr.clock.seconds() + left / 10_000_000), "added": stamp(arr.clock.seconds()),
        "status": "completed" if nzb.progress >= 1 else "downloading", "trackedDownloadStatus": "ok",
        "trackedDownloadState": kind.state(nzb.state), "statusMessages": [], "downloadId": nzb.id, "protocol": "usenet",
        "downloadClient": "SABnzbd", "downloadClientHasPostImportCategory": False, "indexer": "Some Newznab",
    }  # fmt: skip


def _time_left(row: QueuedLeaf, now: float) -> float | None:
    """Seconds until a row's download is there (or its release may go); None when that is not known."""
    if row.pending:
        return max(0.0, row.pending.until - now)
    if row.usenet:
        return row.usenet.size * (1 - row.usenet.progress) / 10_000_000
    item = row.tracked.item  # type: ignore[union-attr]
    if item.is_complete:
        return 0.0
    return float(item.eta) if 0 <= item.eta <= _YEAR and item.eta != _ENDLESS else None


def _progress(row: QueuedLeaf) -> float:
    return row.usenet.progress if row.usenet else row.tracked.item.progress if row.tracked else 0.0


def in_order(
    rows: list[QueuedLeaf], paging: Paging, now: float, text: Callable[[QueuedLeaf, str], str]
) -> list[QueuedLeaf]:
    """
    Sorted as asked for; equal ones most complete first, ids last so that the order is stable. *text* gives a member of a row's
    record, by which it is sorted for keys other than time left, progress and size.
    """
    key, down = paging.key.lower(), not paging.ascending
    rows = sorted(rows, key=lambda row: (-_progress(row), row.id))
    if key == "progress":
        return sorted(rows, key=_progress, reverse=down)
    if key == "size":
        return sorted(rows, key=lambda row: row.tracked.item.size if row.tracked else 0, reverse=down)
    if key in ("status", "title", "indexer", "downloadclient", "protocol", "added", "estimatedcompletiontime"):
        return sorted(rows, key=lambda row: text(row, key), reverse=down)
    left = {row.id: _time_left(row, now) for row in rows}
    # Spelled exactly "timeleft", those without a time left come last when ascending; in any other spelling they come first.
    unknown = float("inf") if paging.key == "timeleft" else -1.0
    return sorted(rows, key=lambda row: unknown if left[row.id] is None else left[row.id], reverse=down)  # type: ignore[arg-type, return-value]
