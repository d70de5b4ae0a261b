"""
The queue over HTTP: its pages with their filters, the unpaged list, the counts, and what a removal asks for.
"""

from typing import Any

from qbitrr.testing.arr.model.application import ArrModel
from qbitrr.testing.arr.model.queue import QueuedLeaf, RemovalOptions
from qbitrr.testing.arr.rest.paging import Paging
from qbitrr.testing.arr.rest.query import QueryParameters
from qbitrr.testing.arr.rest.queue_records import in_order, queue_record

__all__ = ["queue_details", "queue_page", "queue_status", "removal_options"]


def queue_page(arr: ArrModel, query: QueryParameters) -> dict[str, Any]:
    """`GET queue`."""
    paging = Paging.of(query, "timeleft", default_ascending=True, allowed=arr.kind.allowed_queue_keys)
    rows = [row for row in arr.queue.rows() if row.leaf_id or query.flag(arr.kind.unknown_flag)]

    def text(row: QueuedLeaf, key: str) -> str:
        record = queue_record(arr, row, QueryParameters({}))
        return str(next((value for name, value in record.items() if name.lower() == key), ""))

    rows = in_order(_filtered(arr, rows, query), paging, arr.clock.seconds(), text)
    return paging.answer(rows, lambda row: queue_record(arr, row, query), go_back=True)


def _filtered(arr: ArrModel, rows: list[QueuedLeaf], query: QueryParameters) -> list[QueuedLeaf]:
    """The filters of Radarr, Sonarr and (in part) Lidarr."""
    kind = arr.kind
    owners, protocol = set(query.numbers(f"{kind.owner}Ids")), query.text("protocol").lower()
    statuses = {text.lower() for text in query.values.get("status", ())} if kind.is_video else set()
    qualities = set(query.numbers("quality")) if kind.name != "readarr" else set()
    if not (owners or protocol or statuses or qualities):
        return rows
    records = [(row, queue_record(arr, row, query)) for row in rows]
    return [
        row for row, record in records
        if (not owners or record.get(f"{kind.owner}Id") in owners) and (not protocol or record["protocol"] == protocol)
        and (not statuses or record["status"].lower() in statuses)
        and (not qualities or record["quality"]["quality"]["id"] in qualities)
    ]  # fmt: skip


def queue_details(arr: ArrModel, query: QueryParameters) -> list[dict[str, Any]]:
    """`GET queue/details`: unpaged, those without a known owner included."""
    kind = arr.kind
    owner, leaves = query.number(f"{kind.owner}Id"), set(query.numbers(f"{kind.leaf}Ids"))
    records = [queue_record(arr, row, query) for row in arr.queue.rows()]
    if owner:
        return [record for record in records if record.get(f"{kind.owner}Id") == owner]
    return [record for record in records if not leaves or record.get(kind.leaf_id) in leaves]


def queue_status(arr: ArrModel) -> dict[str, Any]:
    """`GET queue/status`."""
    rows = arr.queue.rows()
    known = [row.tracked for row in rows if row.leaf_id and row.tracked]
    unknown = [row.tracked for row in rows if not row.leaf_id and row.tracked]
    return {
        "totalCount": len(rows), "count": len(rows) - len(unknown), "unknownCount": len(unknown),
        "errors": any(tracked.status == "error" for tracked in known),
        "warnings": any(tracked.status == "warning" for tracked in known),
        "unknownErrors": any(tracked.status == "error" for tracked in unknown),
        "unknownWarnings": any(tracked.status == "warning" for tracked in unknown),
    }  # fmt: skip


def removal_options(query: QueryParameters) -> RemovalOptions:
    """What `DELETE queue/{id}` and `DELETE queue/bulk` ask for."""
    return RemovalOptions(
        from_client=query.flag("removeFromClient", True),
        blocklist=query.flag("blocklist"),
        skip_redownload=query.flag("skipRedownload"),
        change_category=query.flag("changeCategory"),
    )
