"""
Torrents as qBittorrent lists them, reduced to the fields we reason about.

These values travel between processes, therefore they are `msgspec` structs: decoded straight from JSON, small, immutable.
"""

from functools import lru_cache
from typing import Literal

from msgspec import Struct

__all__ = [
    "BUSY_STATES",
    "COMPLETE_STATES",
    "DOWNLOAD_STATES",
    "ETA_UNKNOWN",
    "FORCED_STATES",
    "META_STATES",
    "State",
    "Torrent",
    "TorrentFile",
    "Tracker",
    "is_another_life",
    "normal_state",
    "normalise",
]

State = Literal[
    "downloading",
    "stalledDL",
    "metaDL",
    "forcedMetaDL",
    "queuedDL",
    "stoppedDL",
    "forcedDL",
    "checkingDL",
    "allocating",
    "uploading",
    "stalledUP",
    "queuedUP",
    "stoppedUP",
    "forcedUP",
    "checkingUP",
    "checkingResumeData",
    "moving",
    "missingFiles",
    "error",
    "unknown",
]

META_STATES = frozenset({"metaDL", "forcedMetaDL"})
DOWNLOAD_STATES = META_STATES | {"downloading", "stalledDL", "queuedDL", "stoppedDL", "forcedDL"}
COMPLETE_STATES = frozenset({"uploading", "stalledUP", "queuedUP", "stoppedUP", "forcedUP"})
FORCED_STATES = frozenset({"forcedMetaDL", "forcedDL", "forcedUP"})
# qBittorrent is at work on these; whatever we would do comes at the wrong moment.
BUSY_STATES = frozenset({"checkingDL", "checkingUP", "checkingResumeData", "allocating", "moving", "unknown"})
_KNOWN = DOWNLOAD_STATES | COMPLETE_STATES | BUSY_STATES | {"missingFiles", "error"}
# 4.x names of what 5.0 renamed.
_OLD_NAMES = {"pausedDL": "stoppedDL", "pausedUP": "stoppedUP"}

ETA_UNKNOWN = 8_640_000


def is_another_life(added_on: int, other: int) -> bool:
    """
    Whether torrents of one hash that were added then are two: it was deleted and added anew in between. 0 is not known, and proves
    nothing.
    """
    return added_on > 0 and other > 0 and added_on != other


def normal_state(raw: str) -> str:
    """The state under its 5.x name; a state we do not know is `unknown`, which counts as busy."""
    name = _OLD_NAMES.get(raw, raw)
    return name if name in _KNOWN else "unknown"


class Torrent(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """
    One torrent of one client as last seen.

    `hash` is lower case and only unique together with `instance` (the section name of the client). Times are seconds
    since the epoch, at most 0 means never. `progress` is 0 to 1 of the wanted data; `ratio` may be -1 for infinite;
    `availability` is -1 where it does not apply. `ratio_limit` and `seeding_time_limit_minutes` are the torrent's own
    limits (-2 the global one, -1 none); the three `max_…` are the limits in effect (-1 none). `dl_limit` and `up_limit` are bytes
    per second, at most 0 is none. `hosts` are those it announces to, None while its client does not say. `duty_waived` is ours: a person
    has set its Hit-and-Run duty aside.
    """

    instance: str
    hash: str
    state: str
    name: str = ""
    infohash_v1: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    added_on: int = 0
    last_activity: int = 0
    completion_on: int = -1
    progress: float = 0.0
    amount_left: int = 0
    downloaded_bytes: int = 0
    size_bytes: int = 0
    availability: float = -1.0
    eta_seconds: int = ETA_UNKNOWN
    ratio: float = 0.0
    seeding_time_seconds: int = 0
    super_seeding: bool = False
    ratio_limit: float = -2.0
    seeding_time_limit_minutes: int = -2
    max_ratio: float = -1.0
    max_seeding_time_minutes: int = -1
    max_inactive_seeding_time_minutes: int = -1
    dl_limit: int = -1
    up_limit: int = -1
    priority: int = 0
    tracker: str = ""
    save_path: str = ""
    download_path: str = ""
    content_path: str = ""
    private: bool | None = None
    hosts: tuple[str, ...] | None = None
    duty_waived: bool = False
    auto_tmm: bool = False
    """Automatic torrent management: the category decides where the data lies, so changing it moves the data."""

    @property
    def key(self) -> tuple[str, str]:
        """What identifies a torrent: `(instance, hash)`."""
        return (self.instance, self.hash)

    @property
    def hashes(self) -> tuple[str, ...]:
        """The hashes an Arr may know it by: of a torrent for both protocol versions, it has the one it was grabbed with."""
        v1 = self.infohash_v1.lower()
        return (self.hash,) if not v1 or v1 == self.hash else (self.hash, v1)


class TorrentFile(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A file of a torrent. `name` is relative with `/`, top folder included; `priority` 0 means "do not download"."""

    id: int
    name: str
    size_bytes: int = 0
    priority: int = 1
    progress: float = 0.0


class Tracker(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A real tracker of a torrent (the rows for DHT, PeX and LSD are left out). `message` is the tracker's own text."""

    url: str
    message: str = ""
    status: int = 0
    tier: int = 0


def normalise(category: str) -> str:
    """A category without blanks around its segments and without empty segments; empty means no category."""
    return _normalised(category)


@lru_cache(maxsize=4096)
def _normalised(category: str) -> str:
    return "/".join(segment for segment in (part.strip() for part in category.split("/")) if segment)
