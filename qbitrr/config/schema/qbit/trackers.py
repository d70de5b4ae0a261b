"""`[[qBit.Trackers]]` and `[[Radarr-NAME.Torrent.Trackers]]`: rules for the torrents of one tracker."""

from urllib.parse import urlsplit

from attrs import frozen

from qbitrr.config.schema.keys import UNSAFE, Kind, key
from qbitrr.config.schema.seeding import INHERIT, WITH_DUTY, SeedingDuty
from qbitrr.config.values.texts import shown_address

__all__ = ["TrackerRow", "shown_tracker"]

_INHERITED = {-1: "as for the others", 0: "as for the others"}


def shown_tracker(uri: str) -> str:
    """What may be shown of a tracker address: scheme and host; path and query carry the user's passkey."""
    scheme, there, rest = uri.rpartition("://")
    try:
        host = urlsplit("//" + rest).netloc.rpartition("@")[2]
    except ValueError:
        return "***"
    return f"{scheme}{there}{shown_address(host)}" + ("/***" if rest.partition("/")[2] or "?" in rest else "")


@frozen(kw_only=True)
class TrackerRow(SeedingDuty):
    """
    Rules for torrents of one tracker. Only the host of `uri` (a bare host or an announce URL) is matched.

    -1 in a limit = the surrounding table decides; rates are bytes per second. `dead_messages` empty = those of
    `Settings.hit_and_run_dead_messages`.
    """

    name: str = key(
        "Name",
        Kind.STRING,
        default="",
        label="Name",
        summary="For people only.",
        example="Example",
        required=True,
        since="2.0.0",
    )
    uri: str = key(
        "URI",
        Kind.TRACKER,
        default="",
        on_error=UNSAFE,
        label="URI",
        summary="Host or announce URL of the tracker; only the host is matched.",
        required=True,
        shown_as=lambda uri: repr(shown_tracker(uri)),
        since="2.0.0",
        example="tracker.example.org",
    )
    priority: int = key(
        "Priority",
        Kind.INT,
        default=0,
        label="Priority",
        summary="Of several matching rows the highest decides; also the rank in the queue.",
        since="2.0.0",
    )
    sort_torrents: bool = key(
        "SortTorrents",
        Kind.BOOL,
        default=False,
        label="Sort Torrents by Tracker Priority",
        summary="true in any row sorts qBittorrent's queue by priority.",
        since="5.11.0",
    )
    maximum_eta_seconds: int = key(
        "MaximumETA",
        Kind.DURATION,
        default=-1,
        label="Maximum ETA",
        summary="Largest remaining time for torrents of this tracker.",
        unit="seconds",
        minimum=-1,
        words=INHERIT,
        nullable=True,
        since="2.0.0",
        meanings=_INHERITED,
    )
    download_limit_bytes_per_second: int = key(
        "DownloadRateLimit",
        Kind.RATE,
        default=-1,
        label="Download Rate Limit",
        summary="Download cap of each torrent.",
        unit="bytes/s",
        minimum=-1,
        words=INHERIT,
        nullable=True,
        since="2.0.0",
        meanings=_INHERITED,
    )
    upload_limit_bytes_per_second: int = key(
        "UploadRateLimit",
        Kind.RATE,
        default=-1,
        label="Upload Rate Limit",
        summary="Upload cap of each torrent.",
        unit="bytes/s",
        minimum=-1,
        words=INHERIT,
        nullable=True,
        since="2.0.0",
        meanings=_INHERITED,
    )
    max_upload_ratio: float = key(
        "MaxUploadRatio",
        Kind.NUMBER,
        default=-1.0,
        label="Max Upload Ratio",
        summary="Ratio limit for torrents of this tracker.",
        unit="ratio",
        minimum=-1,
        words=INHERIT,
        nullable=True,
        since="2.0.0",
        meanings=_INHERITED,
    )
    max_seeding_time_seconds: int = key(
        "MaxSeedingTime",
        Kind.DURATION,
        default=-1,
        label="Max Seeding Time",
        summary="Seeding time limit for torrents of this tracker.",
        unit="seconds",
        minimum=-1,
        words=INHERIT,
        nullable=True,
        since="2.0.0",
        meanings=_INHERITED,
    )
    add_tracker_if_missing: bool = key(
        "AddTrackerIfMissing",
        Kind.BOOL,
        default=False,
        label="Add Tracker If Missing",
        summary="Add this announce URL to torrents that lack its host (never to private ones).",
        since="2.0.0",
    )
    remove_if_exists: bool = key(
        "RemoveIfExists",
        Kind.BOOL,
        default=False,
        label="Remove If Exists",
        summary="Remove every tracker of this host from torrents.",
        since="2.0.0",
    )
    super_seed_mode: bool = key(
        "SuperSeedMode",
        Kind.BOOL,
        default=False,
        label="Super Seed Mode",
        summary="Switch super seeding on for complete torrents of this tracker.",
        since="2.0.0",
    )
    add_tags: tuple[str, ...] = key(
        "AddTags",
        Kind.STRINGS,
        default=(),
        label="Add Tags",
        summary="Tags for torrents of this tracker.",
        since="2.0.0",
        example=["private"],
    )
    dead_messages: tuple[str, ...] = key(
        "HitAndRunDeadMessages",
        Kind.STRINGS,
        default=(),
        fallback="Settings.HitAndRunDeadMessages",
        label="Hit and Run Dead Messages",
        summary="Messages of this tracker saying that it no longer knows the torrent.",
        hidden=True,
        ours=True,
        needs=WITH_DUTY,
    )
