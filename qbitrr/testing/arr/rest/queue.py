"""
The queue: what the tracked downloads and held-back releases look like, and how entries are removed.
"""

from collections.abc import Callable
from hashlib import sha1
from typing import Any

from attrs import Factory, define, field
from twisted.internet.defer import CancelledError

from qbitrr.testing.arr.model.downloads.ledger import Grab
from qbitrr.testing.arr.model.downloads.tracking import Tracked, Tracker
from qbitrr.testing.arr.model.searching import Pending, Searcher
from qbitrr.testing.arr.model.wire import ApiError, failure
from qbitrr.testing.arr.rest.paging import Paging
from qbitrr.testing.arr.rest.query import Query
from qbitrr.testing.arr.rest.queue_records import QueueRecords, Row, in_order

__all__ = ["Queue", "queue_id"]


def queue_id(text: str) -> int:
    """The id of a queue record: 31 bits of the SHA-1 of *text*, so the same download always has the same id."""
    return int.from_bytes(sha1(text.encode()).digest()[:4], "little") & 0x7FFFFFFF


@define
class Queue:
    """
    The queue as it was published last. *fail* marks a grab as failed (message, whether the application searches again).
    """

    tracker: Tracker
    searcher: Searcher
    fail: Callable[[Grab, str, bool], None]
    ignore: Callable[[Tracked], bool]
    records: QueueRecords = field(init=False, default=Factory(lambda self: QueueRecords(self.tracker), takes_self=True))

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
        rows = in_order(self._filter(rows, query), paging, self.tracker.now(), self._text)
        return paging.answer(rows, lambda row: self.records.record(row, query), go_back=True)

    def _text(self, row: Row, key: str) -> str:
        """A member of the row's record, by its name in lower case."""
        record = self.records.record(row, Query({}))
        return str(next((value for name, value in record.items() if name.lower() == key), ""))

    def _filter(self, rows: list[Row], query: Query) -> list[Row]:
        """The filters of Radarr, Sonarr and (in part) Lidarr."""
        kind = self.tracker.kind
        owners, protocol = set(query.numbers(f"{kind.owner}Ids")), query.text("protocol").lower()
        statuses = {text.lower() for text in query.values.get("status", ())} if kind.is_video else set()
        qualities = set(query.numbers("quality")) if kind.name != "readarr" else set()
        if not (owners or protocol or statuses or qualities):
            return rows
        records = [(row, self.records.record(row, query)) for row in rows]
        return [
            row for row, record in records
            if (not owners or record.get(f"{kind.owner}Id") in owners) and (not protocol or record["protocol"] == protocol)
            and (not statuses or record["status"].lower() in statuses)
            and (not qualities or record["quality"]["quality"]["id"] in qualities)
        ]  # fmt: skip

    def details(self, query: Query) -> list[dict[str, Any]]:
        """`GET queue/details`: unpaged, those without a known owner included."""
        kind = self.tracker.kind
        owner, leaves = query.number(f"{kind.owner}Id"), set(query.numbers(f"{kind.leaf}Ids"))
        records = [self.records.record(row, query) for row in self.rows()]
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
