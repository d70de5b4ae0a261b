"""`[<Arr>.Torrent]`: the rules of the Arr's torrents."""

# ruff: noqa: RUF009 - key() makes an attrs field, no shared default
from attrs import Factory, frozen

from qbitrr.config.schema.arr.seeding import SeedingMode
from qbitrr.config.schema.keys import UNSAFE, Kind, Reload, key, when
from qbitrr.config.schema.qbit.trackers import TrackerRow
from qbitrr.config.schema.seeding import OFF, STALLED
from qbitrr.config.schema.words import ArchivesOnly

__all__ = ["TorrentRules"]


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
