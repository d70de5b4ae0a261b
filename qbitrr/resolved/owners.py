"""
Who owns what: the sections with the children they get, and their categories.
"""

from qbitrr.config.schema.config import Config, Settings
from qbitrr.config.values.texts import without_login
from qbitrr.model.owners import POLICY, CategoryOwner, OwnerProfile, Owners
from qbitrr.model.restarts import ChildLimits, Intensity
from qbitrr.model.status import ProcessKind
from qbitrr.resolved.space import guard_rules

__all__ = ["category_owners", "child_limits", "every_profile", "profiles"]

_POLICY_KINDS: tuple[ProcessKind, ...] = ("torrent",)


def every_profile(config: Config) -> list[tuple[OwnerProfile, tuple[ProcessKind, ...]]]:
    """Everything with children: the sections of `profiles`, and what looks at the torrents of all, if there is something to look at."""
    found = profiles(config)
    if not config.search_only and guard_rules(config).is_on:
        found.append((OwnerProfile(section=POLICY, category=POLICY), _POLICY_KINDS))
    return found


def profiles(config: Config) -> list[tuple[OwnerProfile, tuple[ProcessKind, ...]]]:
    """Every section that owns torrents or searches, with the kinds of its children."""
    found: list[tuple[OwnerProfile, tuple[ProcessKind, ...]]] = [
        (
            OwnerProfile(section=arr.section, category=arr.category, type=arr.type, uri=without_login(arr.uri)),
            ("search",) if config.search_only else ("torrent", "search"),
        )
        for arr in config.managed_arrs
    ]
    if not config.search_only:
        found += [
            (
                OwnerProfile(
                    section=qbit.section, category=qbit.managed_categories[0], categories=len(qbit.managed_categories)
                ),
                ("category",),
            )
            for qbit in config.enabled_qbits
            if qbit.managed_categories
        ]
    return found


def category_owners(config: Config) -> Owners:
    """Who owns which category on which client."""
    arrs = [
        CategoryOwner(
            section=arr.section,
            category=arr.category,
            instances=frozenset(arr.qbit_instances) or None,
            match_subcategories=arr.match_subcategories,
        )
        for arr in config.managed_arrs
    ]
    managed = [
        CategoryOwner(section=qbit.section, category=name, kind="managed", instances=frozenset({qbit.section}))
        for qbit in config.enabled_qbits
        for name in qbit.managed_categories
    ]
    return Owners(
        owners=(*arrs, *managed),
        failed=config.settings.failed_category,
        recheck=config.settings.recheck_category,
        subcategories={qbit.section: qbit.match_subcategories for qbit in config.qbits},
    )


def child_limits(settings: Settings) -> ChildLimits:
    """How patient we are with a child."""
    intensity = Intensity(
        auto=settings.auto_restart_processes,
        burst=settings.max_process_restarts,
        window_seconds=settings.process_restart_window_seconds,
        delay_seconds=settings.process_restart_delay_seconds,
    )
    return ChildLimits(intensity=intensity, spawn_seconds=settings.process_spawn_timeout_seconds)
