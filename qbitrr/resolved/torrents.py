"""
From the configuration to the rules deciding works with.
"""

import math
from collections.abc import Callable

from msgspec.structs import replace

from qbitrr.config.schema.config import ArrSection, CategorySeeding, Config, QbitSection, TrackerRow
from qbitrr.config.schema.defaults import error_codes
from qbitrr.model.torrents.rules import DEAD_MESSAGES, FileRules, OwnerRules, SeedingRules, compile_error_codes
from qbitrr.model.torrents.torrent import Torrent, normalise
from qbitrr.model.torrents.trackers import TrackerRows, TrackerRule, rows_for

__all__ = ["as_before", "rules_finder"]


def rules_finder(config: Config, section: str) -> Callable[[Torrent], OwnerRules]:
    """What finds the rules for a torrent of the owner `section`: one set for an Arr, one per category for a client section."""
    arr = config.arr(section)
    if arr is not None:
        rules = _of_arr(config, arr)
        return lambda torrent: rules
    qbit = config.qbit(section)
    if qbit is None:
        raise KeyError(section)
    by_category: dict[str, OwnerRules] = {}

    def find(torrent: Torrent) -> OwnerRules:
        found = by_category.get(torrent.category)
        if found is None:
            seeding = qbit.seeding_for(normalise(torrent.category))
            found = by_category[torrent.category] = _of_category(config, qbit, seeding)
        return found

    return find


def as_before(torrent: Torrent, category: str, config: Config) -> Torrent:
    """
    A torrent as it is to be ruled: one in a special category by the *category* it was in before (empty: not known). It was moved there to
    be given up or looked at, and what is expected of it has not changed.
    """
    special = (config.settings.failed_category, config.settings.recheck_category)
    return replace(torrent, category=category) if category and normalise(torrent.category) in special else torrent


def _of_arr(config: Config, arr: ArrSection) -> OwnerRules:
    torrent, seeding, settings = arr.torrent, arr.torrent.seeding, config.settings
    own = [tracker_rule(row) for row in torrent.trackers]
    return OwnerRules(
        section=arr.section,
        kind="arr",
        arr_type=arr.type,  # type: ignore[arg-type]
        failed_category=settings.failed_category,
        recheck_category=settings.recheck_category,
        ignore_younger_than_seconds=torrent.ignore_younger_than_seconds,
        import_delay_seconds=torrent.import_delay_seconds,
        stalled_after_seconds=_stalled_after(torrent.stalled_delay_seconds, torrent.stalled_immediately),
        re_search=arr.re_search,
        re_search_stalled=torrent.re_search_stalled,
        maximum_eta_seconds=torrent.maximum_eta_seconds,
        do_not_remove_slow=torrent.do_not_remove_slow,
        maximum_deletable_progress=torrent.maximum_deletable_fraction,
        auto_pause_resume=settings.auto_pause_resume,
        seeding=SeedingRules(
            remove=int(seeding.remove_torrent),
            max_upload_ratio=seeding.max_upload_ratio,
            max_seeding_time_seconds=seeding.max_seeding_time_seconds,
            remove_unimported=seeding.remove_unimported,
            download_limit_bytes=seeding.download_limit_bytes_per_second,
            upload_limit_bytes=seeding.upload_limit_bytes_per_second,
            dead_trackers=seeding.dead_tracker_messages if seeding.remove_dead_trackers else (),
        ),
        trackers={
            qbit.section: TrackerRows(rows_for([tracker_rule(row) for row in qbit.trackers], own))
            for qbit in config.qbits_of(arr)
        },
        dead_messages=settings.hit_and_run_dead_messages or DEAD_MESSAGES,
        files=FileRules.compiled(
            folders=torrent.folder_exclusion_regexes,
            names=torrent.file_name_exclusion_regexes,
            extensions=torrent.file_extension_allowlist,
            case_sensitive=torrent.case_sensitive_matches,
            archives_only=torrent.on_archives_only.value,
            protects_main_file=arr.type in ("radarr", "sonarr"),
        ),
        custom_format_unmet_search=arr.search.custom_format_unmet_search,
        force_minimum_custom_format=arr.search.force_minimum_custom_format,
        verify_before_import=torrent.verify_before_import and arr.type != "readarr",
        error_codes=compile_error_codes(arr.error_codes),
        refusals=compile_error_codes((*error_codes(arr.type), *arr.error_codes)),
        tagless=settings.tagless,
    )


def _of_category(config: Config, qbit: QbitSection, seeding: CategorySeeding) -> OwnerRules:
    settings = config.settings
    return OwnerRules(
        section=qbit.section,
        kind="managed",
        failed_category=settings.failed_category,
        recheck_category=settings.recheck_category,
        ignore_younger_than_seconds=seeding.ignore_younger_than_seconds,
        stalled_after_seconds=_stalled_after(seeding.stalled_delay_seconds, seeding.stalled_immediately),
        maximum_eta_seconds=settings.special_maximum_eta_seconds,
        maximum_deletable_progress=settings.special_maximum_deletable_fraction,
        auto_pause_resume=settings.auto_pause_resume,
        seeding=SeedingRules(
            remove=int(seeding.remove_torrent),
            max_upload_ratio=seeding.max_upload_ratio,
            max_seeding_time_seconds=seeding.max_seeding_time_seconds,
            delete_files=seeding.delete_files,
            download_limit_bytes=seeding.download_limit_bytes_per_second,
            upload_limit_bytes=seeding.upload_limit_bytes_per_second,
        ),
        trackers={qbit.section: TrackerRows(tracker_rule(row) for row in qbit.trackers)},
        hit_and_run=_duty(seeding),
        dead_messages=settings.hit_and_run_dead_messages or DEAD_MESSAGES,
        tagless=settings.tagless,
    )


def _stalled_after(seconds: int, immediately: bool) -> float | None:
    if immediately:
        return 0.0
    if seconds < 0:
        return None
    return float(seconds) if seconds else math.inf


def tracker_rule(row: TrackerRow) -> TrackerRule:
    """A row of the configuration as a rule."""
    return TrackerRule(
        uri=row.uri,
        name=row.name,
        priority=row.priority,
        sort_torrents=row.sort_torrents,
        maximum_eta_seconds=row.maximum_eta_seconds,
        download_limit_bytes=row.download_limit_bytes_per_second,
        upload_limit_bytes=row.upload_limit_bytes_per_second,
        max_upload_ratio=row.max_upload_ratio,
        max_seeding_time_seconds=row.max_seeding_time_seconds,
        add_if_missing=row.add_tracker_if_missing,
        remove_if_exists=row.remove_if_exists,
        super_seed=row.super_seed_mode,
        tags=row.add_tags,
        hit_and_run=row.hit_and_run_mode.value,
        min_seed_ratio=row.min_seed_ratio,
        min_seeding_seconds=row.min_seeding_seconds,
        minimum_download_percent=row.hit_and_run_minimum_download_percent,
        partial_seed_ratio=row.hit_and_run_partial_seed_ratio,
        update_buffer_seconds=row.tracker_update_buffer_seconds,
        dead_messages=row.dead_messages,
    )


def _duty(seeding: CategorySeeding) -> TrackerRule | None:
    if seeding.hit_and_run_mode.value == "disabled":
        return None
    return TrackerRule(
        uri="",
        hit_and_run=seeding.hit_and_run_mode.value,
        min_seed_ratio=seeding.min_seed_ratio,
        min_seeding_seconds=seeding.min_seeding_seconds,
        minimum_download_percent=seeding.hit_and_run_minimum_download_percent,
        partial_seed_ratio=seeding.hit_and_run_partial_seed_ratio,
        update_buffer_seconds=seeding.tracker_update_buffer_seconds,
    )
