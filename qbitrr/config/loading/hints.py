"""Names that circulate in documents about the other program but that nothing ever read, and what to write instead."""

__all__ = ["hint_about"]

_NOTHING = "Remove it: nothing like it exists here"


def hint_about(name: str, *, in_row: bool = False) -> str:
    """What to do about a key called *name* (in a row of trackers or categories), empty if nothing is known of it."""
    if in_row and name in _ROW_HINTS:
        return _ROW_HINTS[name]
    if name in _HINTS:
        return _HINTS[name]
    return _NOTHING if name.startswith(("RateLimit", "Experimental")) else ""


def _all(remedy: str, *names: str) -> dict[str, str]:
    return dict.fromkeys(names, remedy)


_HINTS: dict[str, str] = {
    **_all("Write ConsoleLevel in [Settings]", "LogLevel"),
    **_all(
        "Remove it: log files are rotated at 10 MB, five of each are kept",
        *("LogRotation", "MaxLogSize", "LogMaxSize", "LogBackupCount", "LogRetentionDays"),
        *("MaximumRollingLogFiles", "MaximumRollingLogSize"),
    ),
    **_all(_NOTHING, "DatabasePath", "DatabaseBackupEnabled", "AutoVacuum", "RetentionDays", "TorrentHistoryDays"),
    **_all("Write Category in the section of the Arr", "CategoryRadarr", "CategorySonarr", "CategoryLidarr"),
    **_all("Write Managed", "AutoStart"),
    **_all("Remove it: this is always on", "HealthCheck", "InstantImport"),
    **_all(
        "Remove it: the Arr's own setting decides",
        *("SearchPeriodDays", "Monitored", "MinimumCustomFormatScore", "QualityProfile"),
    ),
    **_all("Write EntrySearch.Overseerr.OverseerrURI", "OverseerrURL", "Overseerr"),
    **_all("Write EntrySearch.Ombi.OmbiURI", "OmbiURL"),
    **_all("Remove it", "Experimental", "TrackerRules", "Files", "FFprobe", "FFprobePath"),
    **_all("Write EntrySearch", "Search"),
    **_all("Remove it: rows are matched by URI", "UseTracker", "TrackerURLInclude"),
    **_all("Write MaximumETA", "MaxETA"),
    **_all("Write MinSeedRatio", "MinRatio"),
    **_all("Write MinSeedingTimeDays", "MinSeedTime"),
    **_all("Write FileNameExclusionRegex", "FileNameExclusionRegEx"),
    **_all("Write LoopSleepTimer in [Settings]", "CheckInterval"),
    **_all(
        _NOTHING,
        *("MaxConcurrentChecks", "ConnectionTimeout", "ReadTimeout", "MaxConnections", "MaxRetries", "RetryDelay"),
        *("BackoffMultiplier", "DelayAfterImport", "DelayAfterSearch"),
        *("CORSOrigins", "PreImportScript", "PostImportScript", "EnableProfiling", "ProfilingOutput", "AnimeMode"),
    ),
}
_ROW_HINTS = {"RemoveTorrent": "Write it in SeedingMode or CategorySeeding: rows only replace the limits it looks at"}
