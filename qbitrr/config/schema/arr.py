"""`[Radarr-NAME]`, `[Sonarr-NAME]`, `[Lidarr-NAME]`, `[Readarr-NAME]`: one Arr each and the rules of its torrents."""

import attrs

# ruff: noqa: RUF009 - key() makes an attrs field, no shared default
from attrs import Factory, frozen

from qbitrr.config.schema import defaults
from qbitrr.config.schema.keys import UNSAFE, Kind, Reload, key, when
from qbitrr.config.schema.qbit import BY_RATIO, BY_TIME, LEFT_ALONE, NO_LIMIT, OFF, REMOVE_WORDS, STALLED, TrackerRow
from qbitrr.config.schema.search import EntrySearch, Overseerr
from qbitrr.config.schema.words import ArchivesOnly, ImportMode, RemoveAt
from qbitrr.config.values.secret import Secret

__all__ = ["ArrSection", "SeedingMode", "TorrentRules", "fresh_arr"]


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


@frozen(kw_only=True)
class TorrentRules:
    """
    When torrents of an Arr are bad, and what becomes of their files.

    `stalled_delay_seconds` -1 = never removed for stalling, 0 = tolerated for ever; `stalled_immediately` = no
    tolerance beyond the grace period (the number is 0 then). Patterns are regular expressions known to compile;
    extensions are in lower case with their dot, none = all are wanted.
    """

    case_sensitive_matches: bool = key(
        "CaseSensitiveMatches",
        Kind.BOOL,
        default=False,
        label="Case Sensitive Matches",
        reload=Reload.LIVE,
        summary="Whether the two pattern lists distinguish case.",
        since="2.0.0",
        needs=(when("FolderExclusionRegex", "FileNameExclusionRegex"),),
    )
    folder_exclusion_regexes: tuple[str, ...] = key(
        "FolderExclusionRegex",
        Kind.REGEXES,
        default=(),
        on_error=(),
        label="Folder Exclusion Regex",
        reload=Reload.LIVE,
        summary="Files below a folder matching one of these are not downloaded.",
        since="2.0.0",
    )
    file_name_exclusion_regexes: tuple[str, ...] = key(
        "FileNameExclusionRegex",
        Kind.REGEXES,
        default=(),
        on_error=(),
        label="File Name Exclusion Regex",
        reload=Reload.LIVE,
        summary="Files matching one of these are not downloaded.",
        since="2.0.0",
    )
    file_extension_allowlist: tuple[str, ...] = key(
        "FileExtensionAllowlist",
        Kind.EXTENSIONS,
        default=(),
        on_error=(),
        label="File Extension Allowlist",
        reload=Reload.LIVE,
        summary="Only files with these extensions are downloaded; empty = all.",
        since="2.0.0",
    )
    auto_delete: bool = key(
        "AutoDelete",
        Kind.BOOL,
        default=False,
        label="Auto Delete",
        reload=Reload.LIVE,
        summary="After completion, delete files with other extensions from disk.",
        since="2.0.0",
        needs=(when("FileExtensionAllowlist"),),
    )
    ignore_younger_than_seconds: int = key(
        "IgnoreTorrentsYoungerThan",
        Kind.DURATION,
        default=180,
        fallback="Settings.IgnoreTorrentsYoungerThan",
        label="Ignore Torrents Younger Than",
        reload=Reload.LIVE,
        summary="Grace period after a torrent was added.",
        unit="seconds",
        minimum=0,
        since="2.0.0",
        meanings={0: "no grace"},
        words={"none": 0, "off": 0},
    )
    maximum_eta_seconds: int = key(
        "MaximumETA",
        Kind.DURATION,
        default=-1,
        label="Maximum ETA",
        reload=Reload.LIVE,
        summary="Largest remaining time of a download.",
        unit="seconds",
        minimum=-1,
        words=OFF,
        since="2.0.0",
        meanings={-1: "no limit", 0: "no limit"},
        needs=(when("DoNotRemoveSlow", among=(False,)),),
        example="1d",
    )
    maximum_deletable_fraction: float = key(
        "MaximumDeletablePercentage",
        Kind.FRACTION,
        default=0.99,
        on_error=0.0,
        label="Maximum Deletable Percentage",
        reload=Reload.LIVE,
        summary="Torrents more complete than this are not removed for being slow or stalled; 0.99 = 99 %.",
        unit="fraction",
        minimum=0,
        maximum=1,
        since="2.0.0",
    )
    do_not_remove_slow: bool = key(
        "DoNotRemoveSlow",
        Kind.BOOL,
        default=True,
        label="Do Not Remove Slow",
        reload=Reload.LIVE,
        summary="Never remove a download for exceeding MaximumETA.",
        since="2.0.0",
    )
    stalled_delay_seconds: int = key(
        "StalledDelay",
        Kind.DURATION,
        default=900,
        on_error=-1,
        label="Stalled Delay",
        reload=Reload.LIVE,
        summary="How long a download may stall.",
        unit="minutes",
        minimum=-1,
        words={**OFF, "immediately": 0},
        flags={"immediately": "stalled_immediately"},
        since="4.8.0",
        meanings=STALLED,
    )
    re_search_stalled: bool = key(
        "ReSearchStalled",
        Kind.BOOL,
        default=False,
        label="Re-search Stalled",
        reload=Reload.LIVE,
        summary="Search for a replacement as soon as a download stalls, and keep the stalled one meanwhile.",
        since="4.8.0",
        needs=(when("StalledDelay"),),
    )
    import_delay_seconds: int = key(
        "ImportDelay",
        Kind.DURATION,
        default=0,
        on_error=60,
        label="Import Delay",
        reload=Reload.LIVE,
        summary="Time between the end of a download and the request to import it.",
        unit="seconds",
        minimum=0,
        ours=True,
        meanings={0: "at once"},
        words={"none": 0, "immediately": 0},
    )
    verify_before_import: bool = key(
        "VerifyBeforeImport",
        Kind.BOOL,
        default=False,
        label="Verify Before Import",
        reload=Reload.LIVE,
        summary="Check media files with ffprobe before they are imported.",
        ours=True,
    )
    on_archives_only: ArchivesOnly = key(
        "OnArchivesOnly",
        Kind.ENUM,
        default=ArchivesOnly.ALLOW,
        on_error=ArchivesOnly.ALLOW,
        label="On Archives Only",
        reload=Reload.LIVE,
        summary="A torrent with nothing but a multi-volume archive: give it up (fail) or leave it alone (allow).",
        choices=("fail", "allow"),
        converts_to=ArchivesOnly,
        ours=True,
    )
    trackers: tuple[TrackerRow, ...] = key(
        "Trackers",
        Kind.TABLES,
        default=(),
        on_error=UNSAFE,
        label="Trackers",
        reload=Reload.LIVE,
        summary="Rules by tracker; a row replaces the one of the qBit section for the same host.",
        table=TrackerRow,
        since="2.0.0",
    )
    seeding: SeedingMode = key(
        "SeedingMode",
        Kind.TABLE,
        default=Factory(SeedingMode),
        label="Seeding Mode",
        reload=Reload.LIVE,
        summary="Seeding limits, rate limits and dead trackers.",
        table=SeedingMode,
    )
    stalled_immediately: bool = False


@frozen(kw_only=True)
class ArrSection:
    """
    One Arr, known everywhere by its whole section name (`Radarr-4K`). *type* is `radarr`, `sonarr`, `lidarr` or
    `readarr`. Timers of 0 are off; no `qbit_instances` = all; `match_subcategories` None = as the qBit section says.

    `fresh_arr` makes one with the defaults of its type and name.
    """

    section: str
    type: str
    managed: bool = key(
        "Managed",
        Kind.BOOL,
        default=True,
        on_error=UNSAFE,
        label="Managed",
        reload=Reload.ARR,
        summary="Whether this instance is worked on at all.",
        since="2.0.0",
        group="General",
    )
    uri: str = key(
        "URI",
        Kind.URL,
        default="",
        on_error=UNSAFE,
        label="URI",
        reload=Reload.ARR,
        summary="Base URL of the Arr.",
        placeholder=True,
        required=True,
        since="2.0.0",
        example="http://radarr:7878",
        group="General",
    )
    api_key: Secret = key(
        "APIKey",
        Kind.SECRET,
        default=Secret(),
        on_error=UNSAFE,
        label="API Key",
        reload=Reload.ARR,
        summary="API key of the Arr (Settings, General).",
        placeholder=True,
        required=True,
        since="2.0.0",
        group="General",
    )
    skip_tls_verify: bool = key(
        "SkipTLSVerify",
        Kind.BOOL,
        default=False,
        label="Skip TLS Verify",
        reload=Reload.ARR,
        summary="Do not verify the certificate.",
        since="5.11.0",
        group="General",
    )
    category: str = key(
        "Category",
        Kind.CATEGORY,
        default="",
        on_error=UNSAFE,
        label="Category",
        reload=Reload.ARR,
        summary="Category the Arr's download client uses in qBittorrent.",
        placeholder=True,
        required=True,
        since="2.0.0",
        example="radarr",
        group="General",
    )
    match_subcategories: bool | None = key(
        "MatchSubcategories",
        Kind.BOOL,
        default=None,
        fallback="qBit.MatchSubcategories",
        example=True,
        label="Match subcategories (override)",
        reload=Reload.LIVE,
        summary="The category covers those below it too.",
        nullable=True,
        hidden=True,
        since="5.12.0",
        group="General",
    )
    re_search: bool = key(
        "ReSearch",
        Kind.BOOL,
        default=True,
        label="Re-search",
        reload=Reload.LIVE,
        summary="Search for a replacement after a download was given up.",
        since="2.0.0",
        group="General",
    )
    import_mode: ImportMode = key(
        "importMode",
        Kind.ENUM,
        default=ImportMode.AUTO,
        label="Import Mode",
        reload=Reload.ARR,
        summary="How the Arr imports: Move, Copy, or Auto (it decides).",
        choices=("Move", "Copy", "Auto"),
        words={"hardlink": "Auto"},
        converts_to=ImportMode,
        since="2.0.0",
        group="General",
    )
    rss_sync_seconds: int = key(
        "RssSyncTimer",
        Kind.DURATION,
        default=900,
        label="RSS Sync Timer",
        reload=Reload.LIVE,
        summary="Time between two RSS syncs. Indexers ban clients that ask more often than every 10.",
        unit="minutes",
        minimum=0,
        words={"never": 0, "off": 0, "disabled": 0},
        since="2.0.0",
        group="General",
        meanings={0: "never"},
    )
    refresh_downloads_seconds: int = key(
        "RefreshDownloadsTimer",
        Kind.DURATION,
        default=60,
        label="Refresh Downloads Timer",
        reload=Reload.LIVE,
        summary="Time between two looks of the Arr at its downloads.",
        unit="minutes",
        minimum=0,
        words={"never": 0, "off": 0, "disabled": 0},
        since="2.0.0",
        group="General",
        meanings={0: "never"},
    )
    error_codes: tuple[str, ...] = key(
        "ArrErrorCodesToBlocklist",
        Kind.STRINGS,
        default=(),
        on_error=(),
        label="Arr Error Codes To Blocklist",
        reload=Reload.LIVE,
        summary="Import errors after which a download is given up; empty = none.",
        since="2.1.17",
        group="General",
    )
    qbit_instances: tuple[str, ...] = key(
        "qBitInstances",
        Kind.STRINGS,
        default=(),
        on_error=UNSAFE,
        label="qBit Instances",
        reload=Reload.LIVE,
        summary="Sections of the qBittorrent clients this Arr uses; empty = all.",
        hidden=True,
        ours=True,
        group="General",
        example=["qBit"],
    )
    search: EntrySearch = key(
        "EntrySearch",
        Kind.TABLE,
        default=Factory(EntrySearch),
        label="Entry Search",
        reload=Reload.LIVE,
        summary="What is searched, in which order, how fast.",
        table=EntrySearch,
    )
    torrent: TorrentRules = key(
        "Torrent",
        Kind.TABLE,
        default=Factory(TorrentRules),
        label="Torrent",
        reload=Reload.LIVE,
        summary="When torrents are bad, and what becomes of their files.",
        table=TorrentRules,
    )


def fresh_arr(section: str, arr_type: str) -> ArrSection:
    """An Arr section of that name and type with every default, those of the type and of the name included."""
    rules = TorrentRules(
        folder_exclusion_regexes=defaults.excluded_folders(arr_type, section),
        file_name_exclusion_regexes=defaults.excluded_file_names(arr_type),
        file_extension_allowlist=defaults.wanted_extensions(arr_type),
    )
    search = EntrySearch(
        search_by_year=arr_type != "lidarr",
        overseerr=Overseerr(is_4k=defaults.is_4k(section)),
    )
    return ArrSection(
        section=section,
        type=arr_type,
        category=section.lower(),
        error_codes=defaults.error_codes(arr_type),
        search=search if arr_type in ("radarr", "sonarr") else attrs.evolve(search, overseerr=Overseerr()),
        torrent=rules,
    )
