"""
The queue: what the tracked downloads and held-back releases look like, and how entries are removed.
"""

from collections.abc import Callable, Mapping
from hashlib import sha1
from typing import Any

from attrs import define, frozen
from twisted.internet.defer import CancelledError

from qbitrr.testing.arr.call import Query
from qbitrr.testing.arr.ledger import Grab
from qbitrr.testing.arr.library import ENGLISH
from qbitrr.testing.arr.paging import Paging
from qbitrr.testing.arr.searching import Pending, Searcher
from qbitrr.testing.arr.tables import quality
from qbitrr.testing.arr.tracking import Tracked, Tracker, describe
from qbitrr.testing.arr.wire import ApiError, failure, prune, span, stamp

__all__ = ["Queue", "Row", "queue_id"]

_ENDLESS = 8_640_000
_YEAR = 365 * 86_400


def queue_id(text: str) -> int:
    """The id of a queue record: 31 bits of the SHA-1 of *text*, so the same download always has the same id."""
    return int.from_bytes(sha1(text.encode()).digest()[:4], "little") & 0x7FFFFFFF


@frozen(kw_only=True)
class Row:
    """One queue record before it is written out: a download (or a held-back release) and one of its leaves (0 = none known)."""

    id: int
    leaf_id: int
    tracked: Tracked | None = None
    pending: Pending | None = None


@define
class Queue:
    """
    The queue as it was published last. *fail* marks a grab as failed (message, whether the application searches again).
    """

    tracker: Tracker
    searcher: Searcher
    fail: Callable[[Grab, str, bool], None]
    ignore: Callable[[Tracked], bool]

    def rows(self) -> list[Row]:
        """Every record: one per leaf of a download, one per held-back release."""
        rows = [row for tracked in self.tracker.shown() for row in self._rows_of(tracked)]
        for entry in self.searcher.pending:
            rows.append(Row(id=queue_id(f"pending-1-{entry.release.hash}"), leaf_id=entry.leaf_id, pending=entry))
        return rows

    def _rows_of(self, tracked: Tracked) -> list[Row]:
        kind = self.tracker.kind
        leaves = (tracked.match.leaf_ids if tracked.match else ()) or (0,)
        text = f"trackedDownload-{tracked.link.id}-{tracked.hash}"
        short = {"episode": "ep"}.get(kind.leaf, kind.leaf)
        suffix = "" if kind.name == "radarr" else f"-{short}{{leaf}}"
        return [Row(id=queue_id(text + suffix.format(leaf=leaf)), leaf_id=leaf, tracked=tracked) for leaf in leaves]

    def page(self, query: Query) -> dict[str, Any]:
        """`GET queue`."""
        kind = self.tracker.kind
        paging = Paging.of(query, "timeleft", default_ascending=True, allowed=kind.allowed_queue_keys)
        rows = [row for row in self.rows() if row.leaf_id or query.flag(kind.unknown_flag)]
        records = self._filter([(row, self.record(row, query)) for row in rows], query)
        return paging.answer(_sorted(records, paging), lambda entry: entry[1], go_back=True)

    def _filter(self, records: list[tuple[Row, dict[str, Any]]], query: Query) -> list[tuple[Row, dict[str, Any]]]:
        """The filters of Radarr, Sonarr and (in part) Lidarr."""
        kind = self.tracker.kind
        owners, protocol = set(query.numbers(f"{kind.owner}Ids")), query.text("protocol").lower()
        statuses = {text.lower() for text in query.values.get("status", ())} if kind.is_video else set()
        qualities = set(query.numbers("quality")) if kind.name != "readarr" else set()
        key = f"{kind.owner}Id"
        return [
            (row, record) for row, record in records
            if (not owners or record.get(key) in owners) and (not protocol or record["protocol"] == protocol)
            and (not statuses or record["status"].lower() in statuses)
            and (not qualities or record["quality"]["quality"]["id"] in qualities)
        ]  # fmt: skip

    def details(self, query: Query) -> list[dict[str, Any]]:
        """`GET queue/details`: unpaged, those without a known owner included."""
        kind = self.tracker.kind
        owner, leaves = query.number(f"{kind.owner}Id"), set(query.numbers(f"{kind.leaf}Ids"))
        records = [self.record(row, query) for row in self.rows()]
        if owner:
            return [record for record in records if record.get(f"{kind.owner}Id") == owner]
        return [record for record in records if not leaves or record.get(kind.leaf_id) in leaves]

    def status(self) -> dict[str, Any]:
        """`GET queue/status`."""
        rows = self.rows()
        known = [row.tracked for row in rows if row.leaf_id and row.tracked]
        unknown = [row.tracked for row in rows if not row.leaf_id and row.tracked]
        return {
            "totalCount": len(rows), "count": len(rows) - len(unknown), "unknownCount": len(unknown),
            "errors": any(tracked.status == "error" for tracked in known),
            "warnings": any(tracked.status == "warning" for tracked in known),
            "unknownErrors": any(tracked.status == "error" for tracked in unknown),
            "unknownWarnings": any(tracked.status == "warning" for tracked in unknown),
        }  # fmt: skip

    # Records

    def record(self, row: Row, query: Query) -> dict[str, Any]:
        """A row as the API shows it; null members left out."""
        kind, library = self.tracker.kind, self.tracker.library
        record = self._tracked_record(row.tracked) if row.tracked else self._pending_record(row.pending)  # type: ignore[arg-type]
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
        self._add_counts(record, row)
        return {**record, "id": row.id}

    def _add_counts(self, record: dict[str, Any], row: Row) -> None:
        kind, library = self.tracker.kind, self.tracker.library
        if kind.name == "sonarr":
            record["episodeHasFile"] = bool(row.leaf_id and library.files_of(row.leaf_id))
            if row.leaf_id:
                record["seasonNumber"] = library.leaf(row.leaf_id).season
        if kind.name == "lidarr":
            tracks = library.tracks_of(row.leaf_id)  # type: ignore[attr-defined]
            record["trackFileCount"] = len(tracks)
            record["trackHasFileCount"] = sum(1 for track in tracks if track.file_id)

    def _tracked_record(self, tracked: Tracked) -> dict[str, Any]:
        kind, item, link = self.tracker.kind, tracked.item, tracked.link
        status, error = describe(item, kind, link.dht)
        grab = self.tracker.ledger.grabs.get(tracked.hash)
        knows_eta = 0 <= item.eta <= _YEAR and item.eta != _ENDLESS
        left = 0.0 if item.is_complete else float(item.eta) if knows_eta else None
        formats = self.tracker.library.settings.formats.records
        return prune(
            quality=quality(kind.name, grab.quality if grab else kind.default_quality),
            customFormats=[{"id": n, "name": formats[n]["name"]} for n in grab.formats if n in formats] if grab else [],
            customFormatScore=grab.score if grab else 0, size=item.size, title=item.name,
            sizeleft=round(item.size * (1 - item.progress)), timeleft=None if left is None else span(left),
            estimatedCompletionTime=None if left is None else stamp(self.tracker.now() + left),
            added=stamp(grab.at) if grab else None, status=status, trackedDownloadStatus=tracked.status,
            trackedDownloadState=kind.state(tracked.state), errorMessage=error, downloadId=tracked.hash, protocol="torrent",
            statusMessages=[{"title": title, "messages": list(texts)} for title, texts in tracked.messages],
            downloadClient=link.name, downloadClientHasPostImportCategory=bool(link.imported_category),
            indexer=grab.indexer if grab else None, outputPath=(item.content_path or None) if item.is_complete else None,
        )  # fmt: skip

    def _pending_record(self, entry: Pending) -> dict[str, Any]:
        kind, release = self.tracker.kind, entry.release
        left = max(0.0, entry.until - self.tracker.now())
        name = release.quality or kind.default_quality
        title = release.title or self.tracker.library.release_name(release.leaf_ids or (entry.leaf_id,), name, "PENDING")
        return {
            "quality": quality(kind.name, name), "customFormats": [], "customFormatScore": release.score, "size": release.size,
            "title": title, "sizeleft": release.size, "timeleft": span(left),
            "estimatedCompletionTime": stamp(self.tracker.now() + left), "added": stamp(entry.since), "status": entry.status,
            "trackedDownloadStatus": "ok", "trackedDownloadState": "downloading", "statusMessages": [], "protocol": "torrent",
            "downloadClientHasPostImportCategory": False, "indexer": release.indexer,
        }  # fmt: skip

    # Removing

    async def delete(self, record_id: int, query: Query) -> None:
        """`DELETE queue/{id}`, in the order of the application; ApiError 404 for what is not in the queue now."""
        await self._remove([self._find(record_id)], query)

    async def delete_many(self, record_ids: list[int], query: Query) -> None:
        """`DELETE queue/bulk`: one unknown id fails the whole call before anything happens."""
        await self._remove([self._find(record_id) for record_id in record_ids], query)

    def _find(self, record_id: int) -> Row:
        for row in self.rows():
            if row.id == record_id:
                return row
        raise ApiError(404, {"message": "NotFound"})

    async def _remove(self, rows: list[Row], query: Query) -> None:
        done: set[str] = set()
        for row in rows:
            if row.pending:
                self._remove_pending(row.pending, query.flag("blocklist"))
            elif row.tracked and row.tracked.hash not in done:
                done.add(row.tracked.hash)
                await self._remove_tracked(row.tracked, query)

    def _remove_pending(self, entry: Pending, blocklist: bool) -> None:
        self.searcher.pending.remove(entry)
        if blocklist:
            grab = self.searcher.as_grab(entry.leaf_id, entry.release, "search")
            self.tracker.ledger.block(grab, "Pending release manually blocklisted")

    async def _remove_tracked(self, tracked: Tracked, query: Query) -> None:
        from_client, blocklist = query.flag("removeFromClient", True), query.flag("blocklist")
        change_category = query.flag("changeCategory")
        link, downloads = tracked.link, tracked.link.downloads
        try:
            if from_client:
                if link not in self.tracker.links:
                    raise ApiError(400, {"message": "BadRequest"})
                await downloads.delete(tracked.hash.lower(), True)
            elif change_category and link.imported_category:
                await downloads.set_category(tracked.hash.lower(), link.imported_category)
        except (ApiError, CancelledError):
            raise
        except Exception as trouble:
            raise failure(500, f"Failed to connect to qBittorrent, {trouble}", "DownloadClientException") from trouble
        grab = self.tracker.ledger.grabs.get(tracked.hash)
        if blocklist and grab is not None:
            self.fail(grab, "Manually marked as failed", query.flag("skipRedownload"))
        if not (from_client or blocklist or change_category) and not self.ignore(tracked):
            return
        self.tracker.forget(tracked.hash)


def _sorted(records: list[tuple[Row, dict[str, Any]]], paging: Paging) -> list[tuple[Row, dict[str, Any]]]:
    """In the order asked for; equal ones most complete first, ids last so that the order is stable."""
    key = paging.key.lower()

    def progress(record: Mapping[str, Any]) -> float:
        return 1 - record["sizeleft"] / record["size"] if record["size"] else 0.0

    def value(record: Mapping[str, Any]) -> Any:
        if key == "progress":
            return progress(record)
        if key == "size":
            return record["size"]
        if key in ("status", "title", "indexer", "downloadclient", "protocol", "added", "estimatedcompletiontime"):
            return str(next((record[name] for name in record if name.lower() == key), ""))
        return record.get("timeleft") or ""

    by_progress = sorted(records, key=lambda entry: (-progress(entry[1]), entry[0].id))
    if paging.key == "timeleft":  # spelled exactly so, those without a time left come last when ascending
        with_time = [entry for entry in by_progress if "timeleft" in entry[1]]
        without = [entry for entry in by_progress if "timeleft" not in entry[1]]
        ordered = sorted(with_time, key=lambda entry: _seconds(entry[1]["timeleft"]), reverse=not paging.ascending)
        return ordered + without if paging.ascending else without + ordered
    if key == "timeleft":  # any other spelling: those without come first when ascending
        return sorted(by_progress, key=lambda entry: _seconds(entry[1].get("timeleft", "")), reverse=not paging.ascending)
    return sorted(by_progress, key=lambda entry: value(entry[1]), reverse=not paging.ascending)


def _seconds(text: str) -> float:
    if not text:
        return -1.0
    days, _, rest = text.rpartition(".") if text.count(":") == 2 and "." in text.split(":")[0] else ("0", "", text)
    hours, minutes, seconds = rest.split(":")
    return int(days) * 86_400 + int(hours) * 3600 + int(minutes) * 60 + float(seconds)
