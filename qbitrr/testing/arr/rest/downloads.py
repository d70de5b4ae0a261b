"""
Endpoints about downloads: queue, commands, history, blocklist, wanted, manual import.
"""

from typing import Any

from qbitrr.testing.arr.model.application import ArrModel
from qbitrr.testing.arr.model.commands import SimulatedCommand
from qbitrr.testing.arr.model.library.library import ENGLISH
from qbitrr.testing.arr.model.tables import quality, rank
from qbitrr.testing.arr.model.wire import ArrAnswer, failure
from qbitrr.testing.arr.rest import listings
from qbitrr.testing.arr.rest.call import ArrCall, Routes
from qbitrr.testing.arr.rest.queue import queue_details, queue_page, queue_status, removal_options

__all__ = ["add_download_routes"]


def add_download_routes(api: Routes, arr: ArrModel) -> None:
    """Register them all."""
    _queue(api, arr)
    _commands(api, arr)
    _history(api, arr)
    _wanted(api, arr)


def _queue(api: Routes, arr: ArrModel) -> None:
    api.get("queue")(lambda call: queue_page(arr, call.query))
    api.get("queue/details")(lambda call: queue_details(arr, call.query))
    api.get("queue/status")(lambda call: queue_status(arr))

    @api.delete("queue/<int:record_id>")
    async def delete(call: ArrCall, record_id: int) -> None:
        await arr.queue.remove([record_id], removal_options(call.query))

    @api.delete("queue/bulk")
    async def delete_many(call: ArrCall) -> dict[str, Any]:
        ids = call.body().get("ids")
        if ids is None:
            raise failure(500, "Value cannot be null. (Parameter 'source')", "System.ArgumentNullException")
        await arr.queue.remove(ids, removal_options(call.query))
        return {}

    @api.post("queue/grab/<int:record_id>", status=200)
    async def grab(call: ArrCall, record_id: int) -> dict[str, Any]:
        await arr.queue.grab(record_id)
        return {}


def _commands(api: Routes, arr: ArrModel) -> None:
    api.get("command")(lambda call: [command.record() for command in arr.commands.listing()])
    api.get("command/<int:command_id>")(lambda call, command_id: arr.commands.get(command_id).record())
    api.delete("command/<int:command_id>")(lambda call, command_id: arr.commands.cancel(command_id))

    @api.post("command")
    def post(call: ArrCall) -> ArrAnswer:
        command: SimulatedCommand = arr.commands.post(call.body(), user_agent=call.header("UserAgent"))
        where = f"{arr.url_base}{arr.kind.base}/command/{command.id}"
        return ArrAnswer(value=command.record(), status=201, headers={"Location": where})


def _history(api: Routes, arr: ArrModel) -> None:
    api.get("history")(lambda call: listings.history_page(arr, call.query))
    api.get("history/since")(lambda call: listings.history_since(arr, call.query))
    api.get(f"history/{arr.kind.owner}")(lambda call: listings.history_of_owner(arr, call.query))

    @api.post("history/failed/<int:event_id>", status=200)
    def failed(call: ArrCall, event_id: int) -> dict[str, Any]:
        arr.fail_history(event_id)
        return {}

    api.get("blocklist")(lambda call: listings.blocklist_page(arr, call.query))

    @api.delete("blocklist/<int:record_id>")
    def unblock(call: ArrCall, record_id: int) -> None:
        arr.ledger.blocked.pop(record_id, None)

    @api.delete("blocklist/bulk")
    def unblock_many(call: ArrCall) -> dict[str, Any]:
        for record_id in call.body().get("ids") or ():
            arr.ledger.blocked.pop(record_id, None)
        return {}


def _wanted(api: Routes, arr: ArrModel) -> None:
    @api.get("wanted/missing")
    def missing(call: ArrCall) -> Any:
        return listings.wanted_page(arr, call.query, arr.library.missing_ids(call.query.flag("monitored", True)))

    @api.get("wanted/cutoff")
    def cutoff(call: ArrCall) -> Any:
        wanted = call.query.flag("monitored", True)
        return listings.wanted_page(arr, call.query, arr.library.cutoff_ids() if wanted else [])

    @api.get("manualimport")
    def candidates(call: ArrCall) -> list[dict[str, Any]]:
        tracked = arr.tracker.tracked.get(call.query.text("downloadId"))
        if tracked is None:
            return []
        outcome = arr.importer.outcomes.get(tracked.hash.lower())
        texts = [text for _, texts in outcome.rejected for text in texts] if outcome else []
        name = arr.kind.default_quality
        record: dict[str, Any] = {
            "id": 1, "path": tracked.item.content_path, "name": tracked.item.name, "size": tracked.item.size,
            "quality": quality(arr.kind.name, name), "qualityWeight": rank(arr.kind.name, name), "downloadId": tracked.hash,
            "indexerFlags": 0, "rejections": [{"reason": text, "type": "permanent"} for text in texts],
        }  # fmt: skip
        if arr.kind.is_video:
            record |= {"relativePath": tracked.item.name, "folderName": tracked.item.name, "languages": ENGLISH,
                       "customFormats": [], "customFormatScore": 0}  # fmt: skip
        if tracked.match:
            record[arr.kind.owner] = arr.library.owner_record(tracked.match.owner_id)
        return [record]
