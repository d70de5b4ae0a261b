"""`[<Arr>.Torrent.SeedingMode]`: limits of the Arr's torrents that seed."""

# ruff: noqa: RUF009 - key() makes an attrs field, no shared default
from attrs import frozen

from qbitrr.config.schema import defaults
from qbitrr.config.schema.keys import Kind, Reload, key, when
from qbitrr.config.schema.seeding import BY_RATIO, BY_TIME, LEFT_ALONE, NO_LIMIT, OFF, REMOVE_WORDS
from qbitrr.config.schema.words import RemoveAt

__all__ = ["SeedingMode"]


@frozen(kw_only=True)
class SeedingMode:
    """Seeding limits, rate limits and dead trackers of an Arr's torrents. -1 = no limit; rates are bytes per second."""

    download_limit_bytes_per_second: int = key(
        "DownloadRateLimitPerTorrent",
        Kind.RATE,
        default=-1,
        label="Download Rate Limit Per Torrent",
        reload=Reload.LIVE,
        summary="Download cap of each torrent in bytes/s.",
        unit="bytes/s",
        minimum=-1,
        words=OFF,
        since="2.0.0",
        meanings=LEFT_ALONE,
        example="5M",
    )
    upload_limit_bytes_per_second: int = key(
        "UploadRateLimitPerTorrent",
        Kind.RATE,
        default=-1,
        label="Upload Rate Limit Per Torrent",
        reload=Reload.LIVE,
        summary="Upload cap of each torrent in bytes/s.",
        unit="bytes/s",
        minimum=-1,
        words=OFF,
        since="2.0.0",
        meanings=LEFT_ALONE,
        example="5M",
    )
    max_upload_ratio: float = key(
        "MaxUploadRatio",
        Kind.NUMBER,
        default=-1.0,
        label="Max Upload Ratio",
        reload=Reload.LIVE,
        summary="Ratio limit for RemoveTorrent.",
        unit="ratio",
        minimum=-1,
        words=OFF,
        since="2.0.0",
        meanings=NO_LIMIT,
        needs=BY_RATIO,
    )
    max_seeding_time_seconds: int = key(
        "MaxSeedingTime",
        Kind.DURATION,
        default=-1,
        label="Max Seeding Time",
        reload=Reload.LIVE,
        summary="Seeding time limit for RemoveTorrent.",
        unit="seconds",
        minimum=-1,
        words=OFF,
        since="2.0.0",
        meanings=NO_LIMIT,
        needs=BY_TIME,
        example="14d",
    )
    remove_torrent: RemoveAt = key(
        "RemoveTorrent",
        Kind.ENUM,
        default=RemoveAt.NEVER,
        label="Remove Torrent (policy)",
        reload=Reload.LIVE,
        summary="When a seeding torrent is removed: -1 never, 1 ratio, 2 time, 3 ratio or time, 4 ratio and time.",
        choices=(-1, 1, 2, 3, 4),
        words=REMOVE_WORDS,
        converts_to=RemoveAt,
        since="3.6.5",
    )
    remove_unimported: bool = key(
        "RemoveUnimported",
        Kind.BOOL,
        default=False,
        label="Remove Unimported",
        reload=Reload.LIVE,
        summary="A reached limit also takes torrents of which nothing was imported; false = they are kept.",
        ours=True,
        needs=(when("RemoveTorrent"),),
    )
    remove_dead_trackers: bool = key(
        "RemoveDeadTrackers",
        Kind.BOOL,
        default=False,
        label="Remove Dead Trackers",
        reload=Reload.LIVE,
        summary="Remove trackers whose message contains one of the texts below.",
        since="2.0.0",
    )
    dead_tracker_messages: tuple[str, ...] = key(
        "RemoveTrackerWithMessage",
        Kind.STRINGS,
        default=defaults.DEAD_TRACKER_MESSAGES,
        label="Remove Tracker Messages",
        reload=Reload.LIVE,
        summary="Those texts.",
        since="2.0.0",
        needs=(when("RemoveDeadTrackers"),),
    )
