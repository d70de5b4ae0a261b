"""
Which key has no effect while another one stands as it does: one line per reason, the key it is about, and those it silences.

Keys are dotted paths below the section, or below the row for rules about rows.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from attrs import frozen

from qbitrr.config.schema.config import ArrSection, QbitSection, RemoveAt, Settings, TrackerRow, WebUI
from qbitrr.config.schema.qbit import CategorySeeding, SeedingDuty
from qbitrr.config.schema.words import HitAndRunMode

__all__ = ["ARR", "ARR_ROW", "QBIT", "ROW", "SETTINGS", "WEB", "Silences"]

T_contra = TypeVar("T_contra", contravariant=True)


@frozen
class Silences(Generic[T_contra]):
    """While *holds* of a section (or row), *keys* do nothing, *because*: completes the sentence "inactive because …"."""

    because: str
    holds: Callable[[T_contra], bool]
    keys: tuple[str, ...]


def _below(table: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{table}.{name}" for name in names)


_DUTY = (
    *("MinSeedRatio", "MinSeedingTimeDays", "HitAndRunMinimumDownloadPercent", "HitAndRunPartialSeedRatio"),
    "TrackerUpdateBuffer",
)
_UPGRADES = ("DoUpgradeSearch", "QualityUnmetSearch", "CustomFormatUnmetSearch")
_LIBRARY = (
    *(
        "AlsoSearchSpecials",
        "SearchInReverse",
        "SearchBySeries",
        "UseTempForMissing",
        "SearchCooldown",
        "UpgradeCooldown",
    ),
    *("Ombi.SearchOmbiRequests", "Overseerr.SearchOverseerrRequests"),
)
_PROFILES = (
    "KeepTempProfile",
    "ForceResetTempProfiles",
    "TempProfileResetTimeoutMinutes",
    "ProfileSwitchRetryAttempts",
)


def _no_upgrades(arr: ArrSection) -> bool:
    search = arr.search
    return not (search.do_upgrade_search or search.quality_unmet_search or search.custom_format_unmet_search)


def _nothing_stalls(arr: ArrSection) -> bool:
    return arr.torrent.stalled_delay_seconds <= 0 and not arr.torrent.stalled_immediately


def _nothing_is_slow(arr: ArrSection) -> bool:
    rows_wait = any(row.maximum_eta_seconds > 0 for row in arr.torrent.trackers)
    return arr.torrent.do_not_remove_slow or (arr.torrent.maximum_eta_seconds <= 0 and not rows_wait)


def _never_removed(arr: ArrSection) -> bool:
    return arr.torrent.seeding.remove_torrent is RemoveAt.NEVER


def _without_duty(duty: SeedingDuty) -> bool:
    return duty.hit_and_run_mode is HitAndRunMode.DISABLED


def _names_no_category(qbit: QbitSection) -> bool:
    return not qbit.managed_categories


def _category_stays(seeding: CategorySeeding) -> bool:
    return all(each in (None, RemoveAt.NEVER) for each in (seeding.remove_torrent, *_removals(seeding)))


def _removals(seeding: CategorySeeding) -> tuple[RemoveAt | None, ...]:
    return tuple(each.remove_torrent for each in seeding.categories)


ARR: tuple[Silences[ArrSection], ...] = (
    Silences("EntrySearch.SearchMissing is off", lambda arr: not arr.search.search_missing, _below("EntrySearch", *_UPGRADES, *_LIBRARY)),
    Silences("no search for upgrades is on", _no_upgrades, _below("EntrySearch", "UpgradeCooldown")),
    Silences(
        "EntrySearch.CustomFormatUnmetSearch is off",
        lambda arr: not arr.search.custom_format_unmet_search,
        _below("EntrySearch", "ForceMinimumCustomFormat"),
    ),
    Silences(
        "EntrySearch.QualityProfileMappings names no profile",
        lambda arr: not arr.search.quality_profile_mappings,
        _below("EntrySearch", "UseTempForMissing", *_PROFILES),
    ),
    Silences(
        "EntrySearch.UseTempForMissing is off",
        lambda arr: not arr.search.use_temp_for_missing,
        _below("EntrySearch", "QualityProfileMappings", *_PROFILES),
    ),
    Silences(
        "EntrySearch.KeepTempProfile is on",
        lambda arr: arr.search.keep_temp_profile,
        _below("EntrySearch", "TempProfileResetTimeoutMinutes"),
    ),
    Silences(
        "neither Ombi nor Overseerr is asked",
        lambda arr: not (arr.search.ombi.enabled or arr.search.overseerr.enabled),
        _below("EntrySearch", "SearchRequestsEvery"),
    ),
    Silences(
        "SearchOmbiRequests is off",
        lambda arr: not arr.search.ombi.enabled,
        _below("EntrySearch.Ombi", "OmbiURI", "OmbiAPIKey", "SkipTLSVerify"),
    ),
    Silences(
        "SearchOverseerrRequests is off",
        lambda arr: not arr.search.overseerr.enabled,
        _below("EntrySearch.Overseerr", "OverseerrURI", "OverseerrAPIKey", "SkipTLSVerify", "Is4K"),
    ),
    Silences("Torrent.DoNotRemoveSlow is on", lambda arr: arr.torrent.do_not_remove_slow, ("Torrent.MaximumETA",)),
    Silences(
        "nothing is removed for being slow or stalled",
        lambda arr: _nothing_stalls(arr) and _nothing_is_slow(arr),
        ("Torrent.MaximumDeletablePercentage",),
    ),
    Silences(
        "Torrent.FileExtensionAllowlist is empty: all files are wanted",
        lambda arr: not arr.torrent.file_extension_allowlist,
        ("Torrent.AutoDelete",),
    ),
    Silences(
        "there is no pattern that it is about",
        lambda arr: not (arr.torrent.folder_exclusion_regexes or arr.torrent.file_name_exclusion_regexes),
        ("Torrent.CaseSensitiveMatches",),
    ),
    Silences(
        "RemoveTorrent is never",
        _never_removed,
        _below("Torrent.SeedingMode", "MaxUploadRatio", "MaxSeedingTime", "RemoveUnimported"),
    ),
    Silences(
        "RemoveTorrent looks at the ratio only",
        lambda arr: arr.torrent.seeding.remove_torrent is RemoveAt.RATIO,
        _below("Torrent.SeedingMode", "MaxSeedingTime"),
    ),
    Silences(
        "RemoveTorrent looks at the time only",
        lambda arr: arr.torrent.seeding.remove_torrent is RemoveAt.TIME,
        _below("Torrent.SeedingMode", "MaxUploadRatio"),
    ),
    Silences(
        "RemoveDeadTrackers is off",
        lambda arr: not arr.torrent.seeding.remove_dead_trackers,
        _below("Torrent.SeedingMode", "RemoveTrackerWithMessage"),
    ),
)  # fmt: skip
QBIT: tuple[Silences[QbitSection], ...] = (
    Silences("ApiKey takes the place of the login", lambda qbit: bool(qbit.api_key), ("UserName", "Password")),
    Silences(
        "ManagedCategories names none",
        _names_no_category,
        _below(
            "CategorySeeding",
            *(
                "RemoveTorrent",
                "MaxUploadRatio",
                "MaxSeedingTime",
                "StalledDelay",
                "DeleteFiles",
                "HitAndRunMode",
                *_DUTY,
            ),
            *("DownloadRateLimitPerTorrent", "UploadRateLimitPerTorrent"),
        ),
    ),
    Silences(
        "RemoveTorrent is never",
        lambda qbit: _category_stays(qbit.seeding),
        _below("CategorySeeding", "MaxUploadRatio", "MaxSeedingTime", "DeleteFiles"),
    ),
    Silences(
        "HitAndRunMode is disabled",
        lambda qbit: all(each in (None, HitAndRunMode.DISABLED) for each in _modes(qbit.seeding)),
        _below("CategorySeeding", *_DUTY),
    ),
)
SETTINGS: tuple[Silences[Settings], ...] = (
    Silences("FreeSpace is off", lambda settings: settings.free_space_bytes < 0, ("FreeSpaceFolder",)),
    Silences("AutoPauseResume is off", lambda settings: not settings.auto_pause_resume, ("FreeSpace",)),
    Silences(
        "AutoUpdateEnabled is off",
        lambda settings: not settings.auto_update_enabled,
        ("AutoUpdateCron", "AutoUpdateChannel"),
    ),
    Silences(
        "AutoRestartProcesses is off",
        lambda settings: not settings.auto_restart_processes,
        ("MaxProcessRestarts", "ProcessRestartWindow", "ProcessRestartDelay"),
    ),
)
WEB: tuple[Silences[WebUI], ...] = (
    Silences("AuthDisabled is true", lambda web: web.auth_disabled, ("LocalAuthEnabled", "OIDCEnabled")),
    Silences("AuthDisabled is false", lambda web: not web.auth_disabled, ("AllowInsecureExposure", "AllowedHosts")),
    Silences(
        "OIDCEnabled is off",
        lambda web: not web.oidc_enabled,
        _below("OIDC", "Authority", "ClientId", "ClientSecret", "Scopes", "CallbackPath"),
    ),
)
ROW: tuple[Silences[TrackerRow], ...] = (
    Silences("HitAndRunMode is disabled", _without_duty, (*_DUTY, "HitAndRunDeadMessages")),
    Silences("RemoveIfExists takes the tracker away", lambda row: row.remove_if_exists, ("HitAndRunMode", "AddTrackerIfMissing")),
)  # fmt: skip
ARR_ROW: tuple[Silences[ArrSection], ...] = (
    Silences("Torrent.DoNotRemoveSlow is on", lambda arr: arr.torrent.do_not_remove_slow, ("MaximumETA",)),
    Silences("Torrent.SeedingMode.RemoveTorrent is never", _never_removed, ("MaxUploadRatio", "MaxSeedingTime")),
)
"""What a whole Arr section silences in each of its tracker rows."""


def _modes(seeding: CategorySeeding) -> tuple[HitAndRunMode | None, ...]:
    return (seeding.hit_and_run_mode, *(each.hit_and_run_mode for each in seeding.categories))
