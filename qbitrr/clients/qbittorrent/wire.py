"""
The JSON of qBittorrent, reduced to the fields we use, and how it becomes our values.

A field that is absent from a record stays `UNSET`, so a delta of `sync/maindata` and a whole record have one type.
"""

from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from qbitrr.clients.http.decoding import each_by_key, whole_or_rows
from qbitrr.clients.http.figures import Int64
from qbitrr.model.torrents.torrent import Torrent, TorrentFile, Tracker, normal_state

__all__ = [
    "Category",
    "FileRow",
    "LimitAction",
    "MainData",
    "Preferences",
    "ServerState",
    "SpeedRow",
    "TorrentPatch",
    "TorrentRow",
    "TrackerRecord",
    "TransferInfo",
    "apply",
    "main_data",
    "torrent_files",
    "trackers",
]


class TorrentPatch(Struct, frozen=True, kw_only=True, gc=False):
    """What changed in a torrent, under qBittorrent's own names; times of `…_time_limit` and `max_…_time` in minutes."""

    state: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    infohash_v1: str | UnsetType = UNSET
    category: str | UnsetType = UNSET
    tags: str | UnsetType = UNSET
    added_on: Int64 | UnsetType = UNSET
    last_activity: Int64 | UnsetType = UNSET
    completion_on: Int64 | UnsetType = UNSET
    progress: float | UnsetType = UNSET
    amount_left: Int64 | UnsetType = UNSET
    downloaded: Int64 | UnsetType = UNSET
    size: Int64 | UnsetType = UNSET
    availability: float | UnsetType = UNSET
    eta: Int64 | UnsetType = UNSET
    ratio: float | UnsetType = UNSET
    seeding_time: Int64 | UnsetType = UNSET
    super_seeding: bool | UnsetType = UNSET
    ratio_limit: float | UnsetType = UNSET
    seeding_time_limit: Int64 | UnsetType = UNSET
    max_ratio: float | UnsetType = UNSET
    max_seeding_time: Int64 | UnsetType = UNSET
    max_inactive_seeding_time: Int64 | UnsetType = UNSET
    dl_limit: Int64 | UnsetType = UNSET
    up_limit: Int64 | UnsetType = UNSET
    priority: Int64 | UnsetType = UNSET
    tracker: str | UnsetType = UNSET
    save_path: str | UnsetType = UNSET
    download_path: str | UnsetType | None = UNSET
    content_path: str | UnsetType = UNSET
    private: bool | UnsetType | None = UNSET
    auto_tmm: bool | UnsetType = UNSET

    @property
    def is_whole(self) -> bool:
        """Whether it is a record and not only a change of one: in an answer without changes, and for a new torrent, nothing is left out."""
        return UNSET not in (self.state, self.name, self.category)


class TorrentRow(TorrentPatch, frozen=True, kw_only=True, gc=False):
    """A record of `torrents/info`."""

    hash: str


class LimitAction(Struct, frozen=True, kw_only=True, gc=False):
    """Of a record of `torrents/info`: what happens at its share limits (`Default`, `Stop`, `Remove`, …); empty before 5.2."""

    hash: str
    share_limit_action: str = ""


class SpeedRow(Struct, frozen=True, kw_only=True, gc=False):
    """Of a record of `torrents/info`: what moves at this moment, in bytes per second, and with how many peers; what is only shown."""

    hash: str
    dlspeed: float = 0.0
    upspeed: float = 0.0
    num_seeds: Int64 = 0
    num_leechs: Int64 = 0
    num_complete: Int64 = -1
    num_incomplete: Int64 = -1
    uploaded: Int64 = 0
    total_size: Int64 = 0
    time_active: Int64 = 0


# Where our name differs from theirs.
_OUR_NAMES = {
    "downloaded": "downloaded_bytes",
    "size": "size_bytes",
    "eta": "eta_seconds",
    "seeding_time": "seeding_time_seconds",
    "seeding_time_limit": "seeding_time_limit_minutes",
    "max_seeding_time": "max_seeding_time_minutes",
    "max_inactive_seeding_time": "max_inactive_seeding_time_minutes",
}
_NAMES = tuple((name, _OUR_NAMES.get(name, name)) for name in TorrentPatch.__struct_fields__)


def apply(torrent: Torrent | None, patch: TorrentPatch, instance: str, hash: str) -> Torrent:
    """
    *torrent* with the changes of *patch*; for a new one (None) whatever the patch does not say has its neutral value. The
    same object comes back when nothing we keep changed.
    """
    changes: dict[str, Any] = {}
    for theirs, ours in _NAMES:
        value = getattr(patch, theirs)
        if value is UNSET:
            continue
        if theirs == "state":
            value = normal_state(value)
        elif theirs == "tags":
            value = split_tags(value)
        elif theirs == "download_path":
            value = value or ""
        changes[ours] = value
    if torrent is None:
        changes.setdefault("state", "unknown")
        return Torrent(instance=instance, hash=hash.lower(), **changes)
    if all(getattr(torrent, name) == value for name, value in changes.items()):
        return torrent
    return msgspec.structs.replace(torrent, **changes)


def split_tags(text: str) -> tuple[str, ...]:
    """`"a, b"` as `("a", "b")`."""
    return tuple(tag for part in text.split(",") if (tag := part.strip()))


class Category(Struct, frozen=True, kw_only=True, gc=False, rename={"save_path": "savePath"}):
    """
    A category; an empty *save_path* means the default one followed by the name. *download_path*, for incomplete downloads, is True or
    False where the client has only that switch.
    """

    name: str = ""
    save_path: str = ""
    download_path: str | bool | None = None


class ServerState(Struct, frozen=True, kw_only=True, gc=False):
    """
    What changed in the client itself; None (and an empty *connection_status*) for what did not. *free_space_on_disk* in
    bytes where the default save path lies, -1 unknown; *dl_info_speed* and *up_info_speed* of all its
    torrents together, in bytes per second.
    """

    connection_status: str = ""
    dl_info_speed: Int64 | None = None
    up_info_speed: Int64 | None = None
    free_space_on_disk: Int64 | None = None
    queueing: bool | None = None


class MainData(Struct, frozen=True, kw_only=True, rename={"full": "full_update", "removed": "torrents_removed"}):
    """
    An answer of `sync/maindata`: everything (*full*) or what changed since *rid*. *torrents* by hash; *removed*,
    *categories_removed*, *tags_removed*, *trackers_removed* are only ever filled in a delta. *unread* are torrents it holds that could
    not be read. The keys of *trackers* are announce URLs; None: it says nothing of them.
    """

    rid: Int64
    full: bool = False
    torrents: dict[str, TorrentPatch] = {}
    unread: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    categories: dict[str, Category] = {}
    categories_removed: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    tags_removed: tuple[str, ...] = ()
    trackers: dict[str, msgspec.Raw] | None = None
    trackers_removed: tuple[str, ...] = ()
    server_state: ServerState = ServerState()


class _LooseMainData(Struct, rename={"full": "full_update", "removed": "torrents_removed"}):
    rid: Int64
    full: bool = False
    torrents: dict[str, msgspec.Raw] = {}
    removed: tuple[str, ...] = ()
    categories: dict[str, msgspec.Raw] = {}
    categories_removed: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    tags_removed: tuple[str, ...] = ()
    trackers: msgspec.Raw = msgspec.Raw(b"null")
    trackers_removed: tuple[str, ...] = ()
    server_state: msgspec.Raw = msgspec.Raw(b"{}")


def main_data(where: str, body: bytes) -> MainData:
    """The answer of `sync/maindata`; a torrent of an unexpected shape is left out alone. Raises `BadAnswer`."""

    def pick(loose: _LooseMainData) -> MainData:
        torrents = each_by_key(where, loose.torrents, TorrentPatch)
        return MainData(
            rid=loose.rid,
            full=loose.full,
            torrents=torrents,
            unread=tuple(loose.torrents.keys() - torrents.keys()),
            removed=loose.removed,
            categories=each_by_key(where, loose.categories, Category),
            categories_removed=loose.categories_removed,
            tags=loose.tags,
            tags_removed=loose.tags_removed,
            trackers=_by_address(loose.trackers),
            trackers_removed=loose.trackers_removed,
            server_state=each_by_key(where, {"state": loose.server_state}, ServerState).get("state", ServerState()),
        )

    answer: MainData = whole_or_rows(where, body, MainData, _LooseMainData, pick)
    return answer


def _by_address(raw: msgspec.Raw) -> dict[str, msgspec.Raw] | None:
    """The lists of torrents by address; something else is one address with no list, so that nobody takes it for none."""
    try:
        return msgspec.json.decode(raw, type=dict[str, msgspec.Raw] | None)
    except msgspec.ValidationError:
        return {"": msgspec.Raw(b"{}")}


class FileRow(Struct, frozen=True, kw_only=True, gc=False):
    """A record of `torrents/files`; *index* is missing in old releases."""

    name: str
    index: Int64 = -1
    size: Int64 = 0
    priority: Int64 = 1
    progress: float = 0.0


def torrent_files(rows: list[FileRow]) -> tuple[TorrentFile, ...]:
    """Files by their ids; without an index the place in the list is the id."""
    return tuple(
        TorrentFile(
            id=row.index if row.index >= 0 else place,
            name=row.name,
            size_bytes=row.size,
            priority=row.priority,
            progress=row.progress,
        )
        for place, row in enumerate(rows)
    )


class TrackerRecord(Struct, frozen=True, kw_only=True, gc=False):
    """A record of `torrents/trackers`; *tier* is text in the rows of DHT, PeX and LSD of old releases."""

    url: str
    msg: str = ""
    status: Int64 = 0
    tier: Int64 | str = 0


def trackers(rows: list[TrackerRecord]) -> tuple[Tracker, ...]:
    """The real trackers: the rows named `** [DHT] **` and the like are left out."""
    return tuple(
        Tracker(url=row.url, message=row.msg, status=row.status, tier=row.tier if isinstance(row.tier, int) else -1)
        for row in rows
        if not row.url.startswith("** [")
    )


class TransferInfo(Struct, frozen=True, kw_only=True, gc=False):
    """`connected`, `firewalled` or `disconnected`, and the speeds in bytes per second."""

    connection_status: str = ""
    dl_info_speed: Int64 = 0
    up_info_speed: Int64 = 0


class Preferences(Struct, frozen=True, kw_only=True, gc=False):
    """The settings of the client that matter to us. Times in minutes, speeds in bytes per second; -1 means no limit."""

    save_path: str = ""
    temp_path: str = ""
    preallocate_all: bool = False
    max_ratio_enabled: bool = False
    max_ratio: float = -1.0
    max_seeding_time_enabled: bool = False
    max_seeding_time: Int64 = -1
    max_ratio_act: Int64 = 0
    dl_limit: Int64 = 0
    up_limit: Int64 = 0
    dht: bool = True
