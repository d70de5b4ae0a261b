"""
From the configuration to the rules searching works with.
"""

from qbitrr.config.schema.config import ArrSection, Config, SearchOrder
from qbitrr.model.catalog import WantRules
from qbitrr.model.searches import SearchRules

__all__ = ["DEFAULT_DELAY_SECONDS", "search_rules", "want_rules"]

DEFAULT_DELAY_SECONDS = 30.0


def search_rules(config: Config, arr: ArrSection) -> SearchRules:
    """What the configuration says about searching *arr*."""
    search, delay = arr.search, config.settings.search_loop_delay_seconds
    return SearchRules(
        kind=arr.type,  # type: ignore[arg-type]
        enabled=search.search_missing and not config.environment.processing_only and not config.settings.dry_run,
        unmonitored=search.unmonitored,
        specials=search.also_search_specials,
        quality_unmet=search.quality_unmet_search,
        custom_format_unmet=search.custom_format_unmet_search,
        do_upgrade=search.do_upgrade_search,
        upgrade_beyond_cutoff=search.upgrade_beyond_cutoff,
        by_year=search.search_by_year and arr.type != "lidarr",
        oldest_first=search.search_order is SearchOrder.OLDEST if search.search_order else search.search_in_reverse,
        again=search.search_again_on_completion,
        todays=search.prioritize_todays_releases,
        series_mode=search.search_by_series.value,
        limit=max(1, search.search_limit),
        per_hour=search.searches_per_hour,
        cooldown_seconds=search.search_cooldown_seconds,
        delay_seconds=float(delay) if delay >= 0 else DEFAULT_DELAY_SECONDS,
        refresh_seconds=float(search.catalog_refresh_every_seconds),
    )


def want_rules(rules: SearchRules) -> WantRules:
    """What of *rules* decides whether a single item is wanted."""
    return WantRules(
        unmonitored=rules.unmonitored,
        specials=rules.specials,
        quality_unmet=rules.quality_unmet,
        custom_format_unmet=rules.custom_format_unmet,
        do_upgrade=rules.do_upgrade,
        upgrade_beyond_cutoff=rules.upgrade_beyond_cutoff,
    )
