"""`[qBit]` and `[qBit-NAME]`: one qBittorrent each, its tracker rows and the rules of the categories it manages itself."""

# ruff: noqa: RUF009 - key() makes an attrs field, no shared default
from urllib.parse import urlsplit

import attrs
from attrs import Factory, frozen

from qbitrr.config.schema.keys import UNSAFE, Kind, Reload, key, optional, when
from qbitrr.config.schema.words import HitAndRunMode, RemoveAt
from qbitrr.config.values.secret import Secret
from qbitrr.config.values.texts import shown_address

__all__ = ["CategoryOverride", "CategorySeeding", "QbitSection", "SeedingDuty", "TrackerRow", "shown_tracker"]

OFF = {"never": -1, "off": -1, "unlimited": -1, "disabled": -1, "none": -1}
INHERIT = {**OFF, "inherit": -1, "default": -1}
LEFT_ALONE = {-1: "left alone", 0: "left alone"}
NO_LIMIT = {-1: "no limit", 0: "no limit"}
STALLED = {
    -1: "never removed for it",
    0: "only marked, never removed",
    "immediately": "no tolerance beyond the grace period",
}
_INHERITED = {-1: "as for the others", 0: "as for the others"}
BY_RATIO = (when("RemoveTorrent", among=(1, 3, 4)),)
BY_TIME = (when("RemoveTorrent", among=(2, 3, 4)),)
_SURROUNDING = "qBit.CategorySeeding"
_WITH_DUTY = (when("HitAndRunMode", among=("and", "or")),)
REMOVE_WORDS = {"never": -1, "off": -1, "0": -1, "ratio": 1, "time": 2, "either": 3, "both": 4}
# Duties nobody can meet: one that cannot be read must not end early.
_UNREADABLE_SECONDS = 36500 * 86400
_UNREADABLE_RATIO = 1_000_000.0


def shown_tracker(uri: str) -> str:
    """What may be shown of a tracker address: scheme and host; path and query carry the user's passkey."""
    scheme, there, rest = uri.rpartition("://")
    try:
        host = urlsplit("//" + rest).netloc.rpartition("@")[2]
    except ValueError:
        return "***"
    return f"{scheme}{there}{shown_address(host)}" + ("/***" if rest.partition("/")[2] or "?" in rest else "")


@frozen(kw_only=True)
class SeedingDuty:
    """What must be seeded before a torrent may be removed."""

    hit_and_run_mode: HitAndRunMode = key(
        "HitAndRunMode",
        Kind.ENUM,
        default=HitAndRunMode.DISABLED,
        on_error=HitAndRunMode.AND,
        label="Hit and Run Mode",
        summary="Keep torrents until the seeding duty is met: ratio and time, ratio or time, or no duty.",
        choices=("and", "or", "disabled"),
        words={"true": "and", "false": "disabled", "off": "disabled", "never": "disabled"},
        converts_to=HitAndRunMode,
        since="5.9.0",
    )
    min_seed_ratio: float = key(
        "MinSeedRatio",
        Kind.NUMBER,
        default=1.0,
        on_error=_UNREADABLE_RATIO,
        label="Min Seed Ratio",
        summary="Ratio that meets the duty of a complete download.",
        unit="ratio",
        minimum=0,
        since="5.9.0",
        needs=_WITH_DUTY,
        meanings={0: "not asked for"},
        words={"none": 0, "off": 0},
    )
    min_seeding_seconds: int = key(
        "MinSeedingTimeDays",
        Kind.DURATION,
        default=0,
        on_error=_UNREADABLE_SECONDS,
        label="Min Seeding Time (days)",
        summary="Days of seeding that meet the duty of a complete download.",
        unit="days",
        minimum=0,
        since="5.9.0",
        needs=_WITH_DUTY,
        meanings={0: "not asked for"},
        words={"none": 0, "off": 0},
    )
    hit_and_run_minimum_download_percent: float = key(
        "HitAndRunMinimumDownloadPercent",
        Kind.NUMBER,
        default=10.0,
        on_error=0.0,
        label="Min Download % for HnR",
        summary="Below this progress there is no duty.",
        unit="percent",
        minimum=0,
        maximum=100,
        since="5.9.0",
        needs=_WITH_DUTY,
    )
    hit_and_run_partial_seed_ratio: float = key(
        "HitAndRunPartialSeedRatio",
        Kind.NUMBER,
        default=1.0,
        on_error=_UNREADABLE_RATIO,
        label="Partial Download Seed Ratio",
        summary="Ratio that meets the duty of an incomplete download.",
        unit="ratio",
        minimum=0,
        since="5.9.0",
        needs=_WITH_DUTY,
    )
    tracker_update_buffer_seconds: int = key(
        "TrackerUpdateBuffer",
        Kind.DURATION,
        default=0,
        on_error=86400,
        label="Tracker Update Buffer",
        summary="Taken off the seeding time before it is compared, because trackers count late.",
        unit="seconds",
        minimum=0,
        since="5.9.0",
        needs=_WITH_DUTY,
        words={"none": 0, "off": 0},
        meanings={0: "nothing is taken off"},
    )


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
        needs=_WITH_DUTY,
    )


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


@frozen(kw_only=True)
class QbitSection:
    """
    One qBittorrent, known everywhere by its whole section name (`qBit`, `qBit-seedbox`).

    `host` is a host name or a URL with scheme and path. An empty `api_key` and an empty `user_name` = no login.
    """

    section: str
    disabled: bool = key(
        "Disabled",
        Kind.BOOL,
        default=False,
        on_error=UNSAFE,
        label="Disabled",
        reload=Reload.FULL,
        summary="Keep the section but do not connect.",
        since="3.3.0",
        group="Connection",
    )
    host: str = key(
        "Host",
        Kind.HOSTNAME,
        default="localhost",
        on_error=UNSAFE,
        label="Host",
        reload=Reload.FULL,
        summary="Host name or URL of the Web API.",
        env="QBITRR_QBIT_HOST",
        since="3.3.0",
        example="http://qbittorrent:8080",
        group="Connection",
    )
    port: int = key(
        "Port",
        Kind.PORT,
        default=8080,
        on_error=UNSAFE,
        label="Port",
        reload=Reload.FULL,
        summary="Port of the Web API.",
        minimum=1,
        maximum=65535,
        env="QBITRR_QBIT_PORT",
        since="3.3.0",
        group="Connection",
    )
    user_name: str = key(
        "UserName",
        Kind.STRING,
        default="",
        label="UserName",
        reload=Reload.FULL,
        summary="Login name; leave out if qBittorrent lets this machine in without login.",
        nullable=True,
        placeholder=True,
        env="QBITRR_QBIT_USERNAME",
        since="3.3.0",
        example="admin",
        group="Connection",
    )
    password: Secret = key(
        "Password",
        Kind.SECRET,
        default=Secret(),
        label="Password",
        reload=Reload.FULL,
        summary="Login password.",
        nullable=True,
        placeholder=True,
        env="QBITRR_QBIT_PASSWORD",
        since="3.3.0",
        group="Connection",
    )
    api_key: Secret = key(
        "ApiKey",
        Kind.SECRET,
        default=Secret(),
        label="API Key",
        reload=Reload.FULL,
        summary="API key of newer qBittorrent releases; replaces name and password.",
        nullable=True,
        placeholder=True,
        hidden=True,
        ours=True,
        env="QBITRR_QBIT_API_KEY",
        group="Connection",
    )
    skip_tls_verify: bool = key(
        "SkipTLSVerify",
        Kind.BOOL,
        default=False,
        label="Skip TLS Verify",
        reload=Reload.FULL,
        summary="Do not verify the certificate.",
        since="5.11.0",
        group="Connection",
    )
    own_storage: bool = key(
        "OwnStorage",
        Kind.BOOL,
        default=False,
        label="Own Storage",
        reload=Reload.QBIT,
        summary="Its data lies on a storage of its own: equal paths on other clients are other files.",
        ours=True,
        group="Categories",
    )
    free_space_bytes: int | None = key(
        "FreeSpace",
        Kind.SIZE,
        default=None,
        label="Free Space",
        reload=Reload.QBIT,
        summary="Room to keep free on this client's disk.",
        unit="bytes",
        minimum=-1,
        share="free_space_percent",
        words=OFF,
        meanings={-1: "the guard is off", 0: "nothing need be free, the guard runs"},
        group="Disk",
        example="50G",
        nullable=True,
        fallback="Settings.FreeSpace",
        ours=True,
    )
    free_space_folder: str = key(
        "FreeSpaceFolder",
        Kind.PATH,
        default="",
        label="Free Space Folder",
        reload=Reload.QBIT,
        summary="Folder whose disk is measured for this client.",
        placeholder=True,
        group="Disk",
        example="/downloads",
        nullable=True,
        fallback="Settings.FreeSpaceFolder",
        ours=True,
    )
    managed_categories: tuple[str, ...] = key(
        "ManagedCategories",
        Kind.CATEGORIES,
        default=(),
        label="Managed Categories",
        reload=Reload.QBIT,
        summary="Categories of this client that belong to no Arr and get the rules of CategorySeeding.",
        since="5.8.8",
        group="Categories",
        example=["seed"],
    )
    match_subcategories: bool = key(
        "MatchSubcategories",
        Kind.BOOL,
        default=False,
        label="Match subcategories",
        reload=Reload.QBIT,
        summary="A configured category covers the categories below it too.",
        since="5.12.0",
        group="Categories",
    )
    trackers: tuple[TrackerRow, ...] = key(
        "Trackers",
        Kind.TABLES,
        default=(),
        on_error=UNSAFE,
        label="Trackers",
        reload=Reload.QBIT,
        summary="Rules by tracker, for all torrents on this client.",
        table=TrackerRow,
        since="5.9.0",
    )
    seeding: CategorySeeding = key(
        "CategorySeeding",
        Kind.TABLE,
        default=Factory(CategorySeeding),
        label="Category Seeding",
        reload=Reload.QBIT,
        summary="Rules for the managed categories.",
        table=CategorySeeding,
        needs=(when("ManagedCategories"),),
    )
    free_space_percent: float = 0.0

    def seeding_for(self, category: str) -> CategorySeeding:
        """The rules for torrents of the managed *category* (normalised)."""
        override = self.override_for(category)
        return self.seeding if override is None else self.seeding.with_override(override)

    def override_for(self, category: str) -> CategoryOverride | None:
        """
        What replaces rules for torrents of the managed *category* (normalised), if anything.

        The override named exactly so wins; with `match_subcategories` else the one with the longest name above it.
        """
        by_name = {override.name: override for override in self.seeding.categories}
        levels = category.split("/")
        shortest = 1 if self.match_subcategories else len(levels)
        for length in range(len(levels), shortest - 1, -1):
            override = by_name.get("/".join(levels[:length]))
            if override is not None:
                return override
        return None
