"""`torrents/info`: filters, sorting and paging."""

from collections.abc import Callable, Iterable

from qbitrr.testing.qbittorrent.model.client import QbittorrentModel
from qbitrr.testing.qbittorrent.rest.call import QbittorrentCall, Refused
from qbitrr.testing.qbittorrent.rest.details import trackers
from qbitrr.testing.qbittorrent.torrents.torrent import SimulatedTorrent

__all__ = ["count", "torrents_info"]

_SEEDING = {"uploading", "stalledUP", "checkingUP", "queuedUP", "forcedUP"}
_ACTIVE = {"downloading", "metaDL", "forcedMetaDL", "forcedDL", "uploading", "forcedUP", "moving"}
_STATES: dict[str, set[str]] = {
    "downloading": {
        "downloading", "metaDL", "forcedMetaDL", "stalledDL", "checkingDL", "stoppedDL", "queuedDL", "forcedDL",
    },
    "seeding": _SEEDING,
    "completed": _SEEDING | {"stoppedUP"},
    "stalled": {"stalledDL", "stalledUP"},
    "stalled_uploading": {"stalledUP"},
    "stalled_downloading": {"stalledDL"},
    "checking": {"checkingDL", "checkingUP", "checkingResumeData"},
    "moving": {"moving"},
    "errored": {"error", "missingFiles"},
}  # fmt: skip
_STOPPED = {"stoppedDL", "stoppedUP"}

ListedRecord = dict[str, object]


def _state_test(client: QbittorrentModel, wanted: str) -> Callable[[str], bool] | None:
    modern = client.profile.has(5, 0)
    if wanted == ("stopped" if modern else "paused"):
        return lambda state: state in _STOPPED
    if wanted == ("running" if modern else "resumed"):
        return lambda state: state not in _STOPPED
    # Waiting for metadata counts as active only while something flows, in the newest release.
    active = _ACTIVE - {"metaDL", "forcedMetaDL"} if client.profile.has(5, 2) else _ACTIVE
    if wanted == "inactive":
        return lambda state: state not in active
    states = active if wanted == "active" else _STATES.get(wanted)
    return None if states is None else lambda state: state in states


def torrents_info(client: QbittorrentModel, call: QbittorrentCall) -> list[ListedRecord]:
    """The records that match, as the parameters ask."""
    fields = client.publisher.fields
    chosen = _filtered(client, call, _of_hashes(client, call))
    records = [dict(zip(fields, torrent.published or (), strict=True)) for torrent in chosen]
    records = _page(client, _sorted(records, call), call)
    for record in records:
        for name in client.profile.sync_only:
            record.pop(name, None)
        if client.profile.has(5, 1) and call.flag("includeTrackers"):
            record["trackers"] = trackers(client, QbittorrentCall(params={"hash": str(record["hash"])}))
    return records


def count(client: QbittorrentModel, call: QbittorrentCall) -> object:
    return str(sum(1 for _ in client.publisher.listed()))


def _of_hashes(client: QbittorrentModel, call: QbittorrentCall) -> Iterable[SimulatedTorrent]:
    if not call.params.get("hashes"):
        return client.publisher.listed()
    asked = (client.torrents.get(hash_.lower()) for hash_ in call.listed("hashes", "|"))
    return (torrent for torrent in asked if torrent is not None and torrent.published is not None)


def _filtered(
    client: QbittorrentModel, call: QbittorrentCall, torrents: Iterable[SimulatedTorrent]
) -> Iterable[SimulatedTorrent]:
    at = client.publisher.fields.index("state")
    fits = _state_test(client, call.params.get("filter", "all"))
    category, tag = call.params.get("category"), call.params.get("tag")
    private = call.flag("private") if client.profile.has(5, 0) else None
    for torrent in torrents:
        state = str((torrent.published or ())[at]).replace("paused", "stopped")
        if fits is not None and not fits(state):
            continue
        if category is not None and not client.categories.includes(category, torrent.category):
            continue
        if tag is not None and (tag not in torrent.tags if tag else torrent.tags):
            continue
        if private is not None and torrent.private is not private:
            continue
        yield torrent


def _sorted(records: list[ListedRecord], call: QbittorrentCall) -> list[ListedRecord]:
    key = call.params.get("sort")
    if key and records:
        if key not in records[0]:
            raise Refused(400, "'sort' parameter is invalid")
        return sorted(records, key=lambda record: _comparable(record[key]), reverse=bool(call.flag("reverse")))
    return records[::-1] if call.flag("reverse") else records


def _comparable(value: object) -> tuple[int, float, str]:
    return (0, float(value), "") if isinstance(value, int | float) else (1, 0, str(value))


def _page(client: QbittorrentModel, records: list[ListedRecord], call: QbittorrentCall) -> list[ListedRecord]:
    offset, limit = call.number("offset"), call.number("limit")
    if offset < 0:
        offset += len(records)
    if offset < 0 or (offset >= len(records) and not client.profile.has(5, 2)):
        offset = 0
    return records[offset : offset + limit] if limit > 0 else records[offset:]
