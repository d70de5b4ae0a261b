"""`[qBit.CategorySeeding]`: the rules of the categories a qBittorrent manages itself."""

# ruff: noqa: RUF009 - key() makes an attrs field, no shared default
import attrs
from attrs import frozen

from qbitrr.config.schema.keys import Kind, key, optional, when
from qbitrr.config.schema.seeding import (
    BY_RATIO,
    BY_TIME,
    LEFT_ALONE,
    NO_LIMIT,
    OFF,
    REMOVE_WORDS,
    STALLED,
    SeedingDuty,
)
from qbitrr.config.schema.words import HitAndRunMode, RemoveAt

__all__ = ["CategoryOverride", "CategorySeeding"]

_SURROUNDING = "qBit.CategorySeeding"


@frozen(kw_only=True)
class _CategoryRules(SeedingDuty):
    """What an override may replace."""

    download_limit_bytes_per_second: int = key(
        "DownloadRateLimitPerTorrent",
        Kind.RATE,
        default=-1,
        label="Download Rate Limit Per Torrent (KB/s)",
        summary="Download cap of each torrent in KiB/s.",
        unit="KiB/s",
        minimum=-1,
        words=OFF,
        since="5.8.8",
        meanings=LEFT_ALONE,
        example="5M",
    )
    upload_limit_bytes_per_second: int = key(
        "UploadRateLimitPerTorrent",
        Kind.RATE,
        default=-1,
        label="Upload Rate Limit Per Torrent (KB/s)",
        summary="Upload cap of each torrent in KiB/s.",
        unit="KiB/s",
        minimum=-1,
        words=OFF,
        since="5.8.8",
        meanings=LEFT_ALONE,
        example="5M",
    )
    max_upload_ratio: float = key(
        "MaxUploadRatio",
        Kind.NUMBER,
        default=-1.0,
        label="Max Upload Ratio",
        summary="Ratio limit for RemoveTorrent.",
        unit="ratio",
        minimum=-1,
        words=OFF,
        since="5.8.8",
        meanings=NO_LIMIT,
        needs=BY_RATIO,
    )
    max_seeding_time_seconds: int = key(
        "MaxSeedingTime",
        Kind.DURATION,
        default=-1,
        label="Max Seeding Time",
        summary="Seeding time limit for RemoveTorrent.",
        unit="seconds",
        minimum=-1,
        words=OFF,
        since="5.8.8",
        meanings=NO_LIMIT,
        needs=BY_TIME,
        example="14d",
    )
    remove_torrent: RemoveAt = key(
        "RemoveTorrent",
        Kind.ENUM,
        default=RemoveAt.NEVER,
        label="Remove Torrent (policy)",
        summary="When a seeding torrent is removed: -1 never, 1 ratio, 2 time, 3 ratio or time, 4 ratio and time.",
        choices=(-1, 1, 2, 3, 4),
        words=REMOVE_WORDS,
        converts_to=RemoveAt,
        since="5.8.8",
    )
    stalled_delay_seconds: int = key(
        "StalledDelay",
        Kind.DURATION,
        default=-1,
        on_error=-1,
        label="Stalled Delay",
        summary="How long a download may stall.",
        unit="minutes",
        minimum=-1,
        words={**OFF, "immediately": 0},
        flags={"immediately": "stalled_immediately"},
        since="5.9.2",
        meanings=STALLED,
    )
    ignore_younger_than_seconds: int = key(
        "IgnoreTorrentsYoungerThan",
        Kind.DURATION,
        default=180,
        fallback="Settings.IgnoreTorrentsYoungerThan",
        label="Ignore Torrents Younger Than",
        summary="Grace period after a torrent was added.",
        unit="seconds",
        minimum=0,
        since="5.9.2",
        meanings={0: "no grace"},
        words={"none": 0, "off": 0},
    )
    delete_files: bool = key(
        "DeleteFiles",
        Kind.BOOL,
        default=False,
        label="Delete Files",
        summary="Delete the data too when a torrent is removed at its seeding limit.",
        ours=True,
        needs=(when("RemoveTorrent"),),
    )


@frozen(kw_only=True)
class CategoryOverride:
    """Replacements for one category, key by key; None = not replaced."""

    name: str = key(
        "Name",
        Kind.CATEGORY,
        label="Name",
        summary="The category.",
        example="seed",
        required=True,
        hidden=True,
        since="5.8.8",
    )
    download_limit_bytes_per_second: int | None = optional(
        _CategoryRules, "download_limit_bytes_per_second", _SURROUNDING
    )
    upload_limit_bytes_per_second: int | None = optional(_CategoryRules, "upload_limit_bytes_per_second", _SURROUNDING)
    max_upload_ratio: float | None = optional(_CategoryRules, "max_upload_ratio", _SURROUNDING)
    max_seeding_time_seconds: int | None = optional(_CategoryRules, "max_seeding_time_seconds", _SURROUNDING)
    remove_torrent: RemoveAt | None = optional(_CategoryRules, "remove_torrent", _SURROUNDING)
    stalled_delay_seconds: int | None = optional(_CategoryRules, "stalled_delay_seconds", _SURROUNDING)
    ignore_younger_than_seconds: int | None = optional(_CategoryRules, "ignore_younger_than_seconds", _SURROUNDING)
    delete_files: bool | None = optional(_CategoryRules, "delete_files", _SURROUNDING)
    hit_and_run_mode: HitAndRunMode | None = optional(_CategoryRules, "hit_and_run_mode", _SURROUNDING)
    min_seed_ratio: float | None = optional(_CategoryRules, "min_seed_ratio", _SURROUNDING)
    min_seeding_seconds: int | None = optional(_CategoryRules, "min_seeding_seconds", _SURROUNDING)
    hit_and_run_minimum_download_percent: float | None = optional(
        _CategoryRules, "hit_and_run_minimum_download_percent", _SURROUNDING
    )
    hit_and_run_partial_seed_ratio: float | None = optional(
        _CategoryRules, "hit_and_run_partial_seed_ratio", _SURROUNDING
    )
    tracker_update_buffer_seconds: int | None = optional(_CategoryRules, "tracker_update_buffer_seconds", _SURROUNDING)
    stalled_immediately: bool | None = None


@frozen(kw_only=True)
class CategorySeeding(_CategoryRules):
    """
    Rules for the categories a qBittorrent manages itself. Rates are bytes per second here, KiB/s in the file.

    `stalled_delay_seconds` -1 = never removed for stalling, 0 = tolerated for ever; `stalled_immediately` = no
    tolerance beyond the grace period (the number is 0 then).
    """

    categories: tuple[CategoryOverride, ...] = key(
        "Categories",
        Kind.TABLES,
        default=(),
        label="Categories",
        summary="Replacements for a single category: any key of the table above.",
        table=CategoryOverride,
        hidden=True,
        since="5.8.8",
    )
    stalled_immediately: bool = False

    def with_override(self, override: CategoryOverride) -> "CategorySeeding":
        """These rules with what *override* gives laid over them."""
        given = {
            each.name: value
            for each in attrs.fields(CategoryOverride)
            if each.name != "name" and (value := getattr(override, each.name)) is not None
        }
        return attrs.evolve(self, **given)
