"""Rules across keys within one section: what must be set to run it, and what is set but cannot take effect."""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import evolve

from qbitrr.config.checks.overlaps import note_rows_of_categories
from qbitrr.config.lines import Path
from qbitrr.config.loading.findings import Findings
from qbitrr.config.problems import Severity
from qbitrr.config.schema.config import (
    SCHEMA_VERSION,
    ArrSection,
    CategorySeeding,
    EntrySearch,
    QbitSection,
    RemoveAt,
    Settings,
    TorrentRules,
    TrackerRow,
)
from qbitrr.config.schema.seeding import SeedingDuty
from qbitrr.config.schema.words import HitAndRunMode
from qbitrr.config.values.texts import host_of, is_placeholder, shown_address
from qbitrr.model.addresses import Address, BadAddress
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY

__all__ = ["check_arr", "check_folders", "check_qbit", "check_settings"]

_SUSPICIOUS_RATE = 16384  # bytes per second; below it somebody probably meant KiB
_LOWEST_RSS_SECONDS = 600
_LOWEST_REQUESTS_SECONDS = 60
_IS_QUARANTINE = "is where removed torrents wait; {!r} is used"


def check_settings(settings: Settings, findings: Findings) -> Settings:
    """*settings* with what cannot be right put on the safe side."""
    if settings.failed_category == QUARANTINE_CATEGORY:
        findings.error(("Settings", "FailedCategory"), _IS_QUARANTINE.format("failed"), "Use another category")
        settings = evolve(settings, failed_category="failed")
    if settings.recheck_category == QUARANTINE_CATEGORY:
        findings.error(("Settings", "RecheckCategory"), _IS_QUARANTINE.format("recheck"), "Use another category")
        settings = evolve(settings, recheck_category="recheck")
    if settings.failed_category == settings.recheck_category != "":
        message = "is the same as FailedCategory; both defaults are used"
        findings.error(("Settings", "RecheckCategory"), message, "Give them different names", settings.recheck_category)
        settings = evolve(settings, failed_category="failed", recheck_category="recheck")
    if not settings.dry_run and any(
        problem.key.startswith("Protected") and problem.severity is Severity.ERROR for problem in findings.problems
    ):
        message = "is taken as true until every Protected… key can be read"
        findings.warning(("Settings", "DryRun"), message, "Correct the keys reported above")
        settings = evolve(settings, dry_run=True)
    if settings.schema_version is not None and settings.schema_version > SCHEMA_VERSION:
        message = "was written by a newer release; keys it added are not read"
        findings.warning(
            ("Settings", "SchemaVersion"), message, "Update this program or restore an older copy of the file"
        )
    return settings


def check_folders(settings: Settings, qbits: Iterable[QbitSection], findings: Findings) -> None:
    """Warn if there is torrent work but no folder of finished downloads."""
    if not settings.completed_download_folder and not all(qbit.disabled for qbit in qbits):
        message = "is not set: the free space where finished downloads are cannot be watched"
        findings.warning(("Settings", "CompletedDownloadFolder"), message, "Write the folder as this program sees it")


def check_qbit(qbit: QbitSection, raw: Mapping[str, Any], findings: Findings) -> QbitSection:
    """Check one qBit section; what it cannot run without is reported as spoiling it."""
    here: Path = (qbit.section,)
    if not qbit.disabled:
        if is_placeholder(qbit.host):
            findings.spoil((*here, "Host"), "is a placeholder and must be set", "Write the host, or Disabled = true")
        else:
            _check_host(qbit, here, findings)
        for name in ("UserName", "Password"):
            if isinstance(value := raw.get(name), str) and is_placeholder(value):
                findings.warning((*here, name), "is a placeholder; no login is tried", "Write it, or remove the line")
    _check_rows(qbit.trackers, (*here, "Trackers"), findings)
    seeding, below = qbit.seeding, (*here, "CategorySeeding")
    _check_limits(seeding.remove_torrent, seeding.max_upload_ratio, seeding.max_seeding_time_seconds, below, findings)
    _check_duty(seeding, below, findings)
    _check_stalled(seeding, below, findings)
    if (
        seeding.hit_and_run_mode is not HitAndRunMode.DISABLED
        and 0 < seeding.max_seeding_time_seconds < seeding.min_seeding_seconds
    ):
        message = "is shorter than MinSeedingTimeDays: the duty decides, and nothing is removed before"
        findings.notice((*below, "MaxSeedingTime"), message)
    for index, row in enumerate(seeding.categories):
        there, own = (*below, "Categories", index), seeding.with_override(row)
        if row.remove_torrent is not None:
            _check_limits(own.remove_torrent, own.max_upload_ratio, own.max_seeding_time_seconds, there, findings)
        if row.hit_and_run_mode is not None:
            _check_duty(own, there, findings)
    note_rows_of_categories(qbit, findings)
    return qbit


def _check_host(qbit: QbitSection, here: Path, findings: Findings) -> None:
    try:
        address = Address.parse(qbit.host)
    except BadAddress as bad:
        remedy = 'Write e.g. "localhost", "qbittorrent" or "https://box.example/qbittorrent"'
        remedy = bad.remedy if "Write an address" not in bad.remedy else remedy
        findings.spoil((*here, "Host"), f"{bad}; the section is left out", remedy, repr(shown_address(qbit.host)))
        return
    if address.headers and qbit.api_key:
        message = "cannot go along with a login in Host: both are sent in the same header"
        findings.spoil((*here, "ApiKey"), message, "Write UserName and Password instead of ApiKey")


def check_arr(arr: ArrSection, raw: Mapping[str, Any], findings: Findings) -> ArrSection:
    """Check one Arr section; what it cannot run without is reported as spoiling it."""
    here: Path = (arr.section,)
    if "Managed" not in raw:
        if arr.uri:
            findings.notice((*here, "Managed"), "is not set and taken as true", "Write Managed = true, or false")
        else:
            findings.warning(here, "has no URI and is not worked on", "Write URI, APIKey and Category")
            arr = evolve(arr, managed=False)
    arr = _check_requests(arr, here, findings)
    if arr.managed:
        _check_required(arr, raw, here, findings)
    _check_search(arr.search, (*here, "EntrySearch"), findings)
    _check_torrent(arr, raw, here, findings)
    return arr


def _check_required(arr: ArrSection, raw: Mapping[str, Any], here: Path, findings: Findings) -> None:
    needed = (
        ("URI", arr.uri, 'Write e.g. URI = "http://localhost:7878"'),
        ("APIKey", arr.api_key, "Copy it from the Arr (Settings, General)"),
        ("Category", arr.category, "Write the category of the Arr's download client"),
    )
    for name, value, remedy in needed:
        if not value and not findings.has_error((*here, name)):
            placeholder = isinstance(given := raw.get(name), str) and is_placeholder(given)
            message = "is a placeholder and must be set" if placeholder else "must be set"
            findings.spoil((*here, name), message, f"{remedy}, or Managed = false")
    if "Category" not in raw:
        findings.notice((*here, "Category"), f"is not set; {arr.category!r} is used", "Write the category")


def _check_requests(arr: ArrSection, here: Path, findings: Findings) -> ArrSection:
    """Switch off request systems that cannot be asked."""
    search = arr.search
    systems: tuple[tuple[str, Any], ...] = (("Ombi", search.ombi), ("Overseerr", search.overseerr))
    for name, system in systems:
        if not system.enabled:
            continue
        for key, value in ((f"{name}URI", system.uri), (f"{name}APIKey", system.api_key)):
            if not value:
                path = (*here, "EntrySearch", name, key)
                findings.error(
                    path, f"must be set; requests from {name} are not searched", "Write it or switch them off"
                )
                search = evolve(search, **{name.lower(): evolve(system, enabled=False)})
    if search.ombi.enabled and search.overseerr.enabled:
        path = (*here, "EntrySearch", "Ombi", "SearchOmbiRequests")
        findings.warning(path, "has no effect while Overseerr is searched too", "Switch one of them off")
        search = evolve(search, ombi=evolve(search.ombi, enabled=False))
    return evolve(arr, search=search)


def _check_search(search: EntrySearch, here: Path, findings: Findings) -> None:
    if search.search_limit == 0:
        findings.warning((*here, "SearchLimit"), "is 0, which would block every search; 1 is used", "Write 1 or more")
    if search.search_requests_every_seconds < _LOWEST_REQUESTS_SECONDS:
        message = "asks the request system more often than once a minute"
        findings.warning((*here, "SearchRequestsEvery"), message, "The number counts seconds; write e.g. 300")


def _check_torrent(arr: ArrSection, raw: Mapping[str, Any], here: Path, findings: Findings) -> None:
    rules, seeding, below = arr.torrent, arr.torrent.seeding, (*here, "Torrent", "SeedingMode")
    if 0 < arr.rss_sync_seconds < _LOWEST_RSS_SECONDS:
        findings.warning((*here, "RssSyncTimer"), "is so short that indexers may ban you", "Write 15 or more")
    for name, rate in (
        ("DownloadRateLimitPerTorrent", seeding.download_limit_bytes_per_second),
        ("UploadRateLimitPerTorrent", seeding.upload_limit_bytes_per_second),
    ):
        if 0 < rate < _SUSPICIOUS_RATE:
            message = f"counts bytes per second: that is less than {_SUSPICIOUS_RATE // 1024} KiB/s"
            findings.warning((*below, name), message, f'Write "{rate}K" for {rate} KiB/s')
    _check_limits(seeding.remove_torrent, seeding.max_upload_ratio, seeding.max_seeding_time_seconds, below, findings)
    _check_rows(rules.trackers, (*here, "Torrent", "Trackers"), findings)
    _check_stalled(rules, (*here, "Torrent"), findings)


def _check_stalled(rules: TorrentRules | CategorySeeding, here: Path, findings: Findings) -> None:
    if 0 < rules.stalled_delay_seconds < rules.ignore_younger_than_seconds:
        message = "is shorter than IgnoreTorrentsYoungerThan, which decides then"
        findings.notice((*here, "StalledDelay"), message)


def _check_limits(policy: RemoveAt, ratio: float, seconds: int, here: Path, findings: Findings) -> None:
    """Warn about a removal rule that can never be met."""
    has_ratio, has_time = ratio > 0, seconds > 0
    missing = {
        RemoveAt.RATIO: "" if has_ratio else "MaxUploadRatio",
        RemoveAt.TIME: "" if has_time else "MaxSeedingTime",
        RemoveAt.EITHER: "" if has_ratio or has_time else "MaxUploadRatio or MaxSeedingTime",
        RemoveAt.BOTH: "" if has_ratio and has_time else "both MaxUploadRatio and MaxSeedingTime",
    }.get(policy, "")
    if missing:
        message = f"has no effect without {missing}, unless a tracker row or qBittorrent itself sets a limit"
        findings.warning((*here, "RemoveTorrent"), message, f"Set {missing}")


def _check_rows(rows: tuple[TrackerRow, ...], here: Path, findings: Findings) -> None:
    seen: dict[str, int] = {}
    for index, row in enumerate(rows):
        host = host_of(row.uri)
        if not host:
            message, remedy = "has no host; the row matches nothing", "Write the tracker's host or announce URL"
            findings.warning((*here, index, "URI"), message, remedy)
        elif host in seen:
            message = f"is the same tracker as row {seen[host] + 1}, which this row replaces"
            findings.warning((*here, index, "URI"), message, "Keep one of them")
        if host:
            seen[host] = index
        if row.add_tracker_if_missing and "://" not in row.uri:
            message = "needs a whole announce URL in URI"
            findings.warning((*here, index, "AddTrackerIfMissing"), message, "Write the announce URL with its scheme")
        _check_duty(row, (*here, index), findings)


def _check_duty(duty: SeedingDuty, here: Path, findings: Findings) -> None:
    if duty.hit_and_run_mode is HitAndRunMode.DISABLED:
        return
    if duty.min_seed_ratio <= 0 and duty.min_seeding_seconds <= 0:
        message = "asks for nothing: MinSeedRatio and MinSeedingTimeDays are both 0"
        findings.warning((*here, "HitAndRunMode"), message, "Set at least one of them")
