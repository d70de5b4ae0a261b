"""The `[Settings]` table: behaviour of the whole program."""

from attrs import frozen

from qbitrr.config.schema.defaults import HIT_AND_RUN_DEAD_MESSAGES
from qbitrr.config.schema.keys import Kind, Reload, key

__all__ = ["Settings"]

_OFF = {"never": -1, "off": -1, "unlimited": -1, "disabled": -1, "none": -1}
_LEVELS = ("CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO", "DEBUG", "TRACE")
_OTHER_LEVELS = {"success": "NOTICE", "hnotice": "NOTICE", "verbose": "DEBUG", "warn": "WARNING"}


@frozen(kw_only=True)
class Settings:
    """
    Behaviour of the whole program.

    Empty folders mean "not set". `free_space_bytes` and `special_maximum_eta_seconds` are -1 when off;
    `search_loop_delay_seconds` is -1 for automatic (30 s). `schema_version` is None in a file this program never wrote.
    """

    config_version: str = key(
        "ConfigVersion",
        Kind.STAMP,
        default="",
        label="Config Version",
        reload=Reload.FULL,
        summary="Stamp of the other program; kept as it is so that going back stays possible.",
        nullable=True,
        hidden=True,
        read_only=True,
        since="5.5.0",
    )
    schema_version: int | None = key(
        "SchemaVersion",
        Kind.INT,
        default=None,
        label="Schema Version",
        reload=Reload.FULL,
        summary="Number of the layout of this file. Written by the program.",
        minimum=1,
        nullable=True,
        read_only=True,
        ours=True,
    )
    console_level: str = key(
        "ConsoleLevel",
        Kind.ENUM,
        default="INFO",
        label="Console Level",
        reload=Reload.LIVE,
        summary="How much is logged, on the console and in the files.",
        choices=_LEVELS,
        words=_OTHER_LEVELS,
        required=True,
        env="QBITRR_SETTINGS_CONSOLE_LEVEL",
        since="2.0.0",
    )
    logging: bool = key(
        "Logging",
        Kind.BOOL,
        default=True,
        label="Logging",
        reload=Reload.FULL,
        summary="Write log files below the data folder.",
        env="QBITRR_SETTINGS_LOGGING",
        since="3.7.4",
    )
    completed_download_folder: str = key(
        "CompletedDownloadFolder",
        Kind.PATH,
        default="",
        label="Completed Download Folder",
        reload=Reload.LIVE,
        summary="Root of qBittorrent's finished downloads as this program sees it.",
        placeholder=True,
        required=True,
        env="QBITRR_SETTINGS_COMPLETED_DOWNLOAD_FOLDER",
        since="2.0.0",
    )
    free_space_bytes: int = key(
        "FreeSpace",
        Kind.SIZE,
        default=-1,
        label="Free Space",
        reload=Reload.LIVE,
        summary='Room to keep free on the disk, e.g. "50G"; "-1" switches the guard off.',
        unit="bytes",
        minimum=-1,
        words=_OFF,
        required=True,
        env="QBITRR_SETTINGS_FREE_SPACE",
        since="4.2.0",
    )
    free_space_folder: str = key(
        "FreeSpaceFolder",
        Kind.PATH,
        default="",
        label="Free Space Folder",
        reload=Reload.LIVE,
        summary="Folder whose disk is measured for FreeSpace; empty = the completed download folder.",
        placeholder=True,
        env="QBITRR_SETTINGS_FREE_SPACE_FOLDER",
        since="4.10.6",
    )
    auto_pause_resume: bool = key(
        "AutoPauseResume",
        Kind.BOOL,
        default=True,
        label="Auto Pause/Resume",
        reload=Reload.LIVE,
        summary="Pause downloads while the disk is low and resume them afterwards.",
        env="QBITRR_SETTINGS_AUTO_PAUSE_RESUME",
        since="4.8.0",
    )
    no_internet_sleep_seconds: int = key(
        "NoInternetSleepTimer",
        Kind.DURATION,
        default=15,
        label="No Internet Sleep",
        reload=Reload.LIVE,
        summary="How long torrent work waits before trying again while the machine is offline.",
        unit="seconds",
        minimum=0,
        env="QBITRR_SETTINGS_NO_INTERNET_SLEEP_TIMER",
        since="2.0.0",
    )
    loop_sleep_seconds: int = key(
        "LoopSleepTimer",
        Kind.DURATION,
        default=5,
        label="Loop Sleep",
        reload=Reload.LIVE,
        summary="Longest time until a change is noticed.",
        unit="seconds",
        minimum=0,
        env="QBITRR_SETTINGS_LOOP_SLEEP_TIMER",
        since="2.0.0",
    )
    search_loop_delay_seconds: int = key(
        "SearchLoopDelay",
        Kind.DURATION,
        default=-1,
        label="Search Loop Delay",
        reload=Reload.LIVE,
        summary="Pause after each search command; -1 = automatic (30 s).",
        unit="seconds",
        minimum=-1,
        words={"auto": -1, "automatic": -1},
        env="QBITRR_SETTINGS_SEARCH_LOOP_DELAY",
        since="4.4.0",
    )
    failed_category: str = key(
        "FailedCategory",
        Kind.CATEGORY,
        default="failed",
        label="Failed Category",
        reload=Reload.FULL,
        summary="Moving a torrent into this category has it removed, blocklisted and searched again.",
        env="QBITRR_SETTINGS_FAILED_CATEGORY",
        since="2.0.0",
    )
    recheck_category: str = key(
        "RecheckCategory",
        Kind.CATEGORY,
        default="recheck",
        label="Recheck Category",
        reload=Reload.FULL,
        summary="Moving a torrent into this category has it rechecked and moved back.",
        env="QBITRR_SETTINGS_RECHECK_CATEGORY",
        since="2.0.0",
    )
    tagless: bool = key(
        "Tagless",
        Kind.BOOL,
        default=False,
        label="Tagless",
        reload=Reload.FULL,
        summary="Keep the program's markers in its database instead of as tags in qBittorrent.",
        env="QBITRR_SETTINGS_TAGLESS",
        since="4.9.0",
    )
    ignore_younger_than_seconds: int = key(
        "IgnoreTorrentsYoungerThan",
        Kind.DURATION,
        default=180,
        label="Ignore Torrents Younger Than",
        reload=Reload.LIVE,
        summary="Grace period after a torrent was added, unless an instance has its own.",
        unit="seconds",
        minimum=0,
        env="QBITRR_SETTINGS_IGNORE_TORRENTS_YOUNGER_THAN",
        since="2.0.0",
    )
    ping_hosts: tuple[str, ...] = key(
        "PingURLS",
        Kind.STRINGS,
        default=("one.one.one.one", "dns.google.com"),
        label="Ping URLs",
        reload=Reload.LIVE,
        summary="Host names asked when qBittorrent does not report a connection; empty = never ask.",
        env="QBITRR_SETTINGS_PING_URLS",
        since="2.0.0",
    )
    ffprobe_auto_update: bool = key(
        "FFprobeAutoUpdate",
        Kind.BOOL,
        default=True,
        label="FFprobe Auto Update",
        reload=Reload.LIVE,
        summary="Accepted for older files; an ffprobe found on the machine is used, none is ever downloaded.",
        env="QBITRR_SETTINGS_FFPROBE_AUTO_UPDATE",
        since="2.0.0",
    )
    auto_update_enabled: bool = key(
        "AutoUpdateEnabled",
        Kind.BOOL,
        default=False,
        label="Auto Update Enabled",
        reload=Reload.LIVE,
        summary="Update this program by schedule, where the installation allows it.",
        env="QBITRR_SETTINGS_AUTO_UPDATE_ENABLED",
        since="5.0.0",
    )
    auto_update_cron: str = key(
        "AutoUpdateCron",
        Kind.CRON,
        default="0 3 * * 0",
        label="Auto Update Cron",
        reload=Reload.LIVE,
        summary="When to look for updates, local time: five fields, or six with seconds at the end.",
        required=True,
        env="QBITRR_SETTINGS_AUTO_UPDATE_CRON",
        since="5.0.0",
    )
    auto_update_channel: str = key(
        "AutoUpdateChannel",
        Kind.ENUM,
        default="latest",
        label="Auto Update Channel",
        reload=Reload.LIVE,
        summary="Which releases count.",
        choices=("latest", "stable", "nightly"),
        required=True,
        env="QBITRR_SETTINGS_AUTO_UPDATE_CHANNEL",
        since="5.13.0",
    )
    auto_restart_processes: bool = key(
        "AutoRestartProcesses",
        Kind.BOOL,
        default=True,
        label="Auto-Restart Processes",
        reload=Reload.FULL,
        summary="Restart a child process that ended unexpectedly.",
        env="QBITRR_SETTINGS_AUTO_RESTART_PROCESSES",
        since="5.5.0",
    )
    max_process_restarts: int = key(
        "MaxProcessRestarts",
        Kind.INT,
        default=5,
        label="Max Process Restarts",
        reload=Reload.FULL,
        summary="How many restarts within the window before a child is given up.",
        minimum=1,
        env="QBITRR_SETTINGS_MAX_PROCESS_RESTARTS",
        since="5.5.0",
    )
    process_restart_window_seconds: int = key(
        "ProcessRestartWindow",
        Kind.DURATION,
        default=300,
        label="Process Restart Window",
        reload=Reload.FULL,
        summary="Length of that window.",
        unit="seconds",
        minimum=0,
        env="QBITRR_SETTINGS_PROCESS_RESTART_WINDOW",
        since="5.5.0",
    )
    process_restart_delay_seconds: int = key(
        "ProcessRestartDelay",
        Kind.DURATION,
        default=5,
        label="Process Restart Delay",
        reload=Reload.FULL,
        summary="Longest pause before a child that ended unexpectedly is started again.",
        unit="seconds",
        minimum=0,
        env="QBITRR_SETTINGS_PROCESS_RESTART_DELAY",
        since="5.5.0",
    )
    process_spawn_timeout_seconds: int = key(
        "ProcessSpawnTimeoutSeconds",
        Kind.DURATION,
        default=30,
        label="Process Spawn Timeout",
        reload=Reload.FULL,
        summary="Longest time a child may take to report that it is ready.",
        unit="seconds",
        minimum=1,
        hidden=True,
        env="QBITRR_SETTINGS_PROCESS_SPAWN_TIMEOUT_SECONDS",
        since="5.0.0",
    )
    special_maximum_eta_seconds: int = key(
        "Torrent.MaximumETA",
        Kind.DURATION,
        default=86400,
        on_error=-1,
        label="Maximum ETA (special categories)",
        reload=Reload.FULL,
        summary="Largest remaining time tolerated for torrents in the two special categories; -1 = no limit.",
        unit="seconds",
        minimum=-1,
        words=_OFF,
        hidden=True,
        since="5.9.2",
    )
    special_maximum_deletable_fraction: float = key(
        "Torrent.MaximumDeletablePercentage",
        Kind.FRACTION,
        default=0.95,
        on_error=0.0,
        label="Maximum Deletable Percentage (special categories)",
        reload=Reload.FULL,
        summary="Torrents in the special categories that are more complete than this are not removed for being slow.",
        unit="fraction",
        minimum=0,
        maximum=1,
        hidden=True,
        since="5.9.2",
    )
    dry_run: bool = key(
        "DryRun",
        Kind.BOOL,
        default=False,
        on_error=True,
        label="Dry Run",
        reload=Reload.LIVE,
        summary="Decide, log and count, but change nothing.",
        ours=True,
        env="QBITRR_SETTINGS_DRY_RUN",
    )
    removal_grace_seconds: int = key(
        "RemovalGraceMinutes",
        Kind.DURATION,
        default=86400,
        label="Removal Grace",
        reload=Reload.LIVE,
        summary="How long a removed torrent can be brought back before its data is deleted; 0 = delete at once.",
        unit="minutes",
        minimum=0,
        ours=True,
        env="QBITRR_SETTINGS_REMOVAL_GRACE_MINUTES",
    )
    max_removals_per_hour: int = key(
        "MaxRemovalsPerHour",
        Kind.INT,
        default=50,
        label="Max Removals Per Hour",
        reload=Reload.LIVE,
        summary="Most torrents removed within an hour for one section by its rules; 0 = no cap.",
        minimum=0,
        ours=True,
    )
    protected_tags: tuple[str, ...] = key(
        "ProtectedTags",
        Kind.STRINGS,
        default=(),
        label="Protected Tags",
        reload=Reload.LIVE,
        summary="Torrents with one of these tags are never removed.",
        ours=True,
        env="QBITRR_SETTINGS_PROTECTED_TAGS",
    )
    protected_categories: tuple[str, ...] = key(
        "ProtectedCategories",
        Kind.CATEGORIES,
        default=(),
        label="Protected Categories",
        reload=Reload.LIVE,
        summary="Torrents in one of these categories are never removed.",
        ours=True,
        env="QBITRR_SETTINGS_PROTECTED_CATEGORIES",
    )
    protected_trackers: tuple[str, ...] = key(
        "ProtectedTrackers",
        Kind.STRINGS,
        default=(),
        label="Protected Trackers",
        reload=Reload.LIVE,
        summary="Torrents announcing to one of these hosts are never removed.",
        ours=True,
        env="QBITRR_SETTINGS_PROTECTED_TRACKERS",
    )
    protected_hashes: tuple[str, ...] = key(
        "ProtectedHashes",
        Kind.STRINGS,
        default=(),
        label="Protected Hashes",
        reload=Reload.LIVE,
        summary="Torrents with one of these info hashes are never removed.",
        ours=True,
        env="QBITRR_SETTINGS_PROTECTED_HASHES",
    )
    hit_and_run_dead_messages: tuple[str, ...] = key(
        "HitAndRunDeadMessages",
        Kind.STRINGS,
        default=HIT_AND_RUN_DEAD_MESSAGES,
        label="Hit and Run Dead Messages",
        reload=Reload.LIVE,
        summary="Tracker messages saying that it no longer knows the torrent, so that no seeding duty is left.",
        hidden=True,
        ours=True,
        env="QBITRR_SETTINGS_HIT_AND_RUN_DEAD_MESSAGES",
    )
