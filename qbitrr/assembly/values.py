"""
What a configuration says, as the values the services work with. Pure.
"""

from qbitrr.actors.children.spec import Limits
from qbitrr.actors.owners.owner import Profile
from qbitrr.actors.qbittorrent.furnishing import Wishes
from qbitrr.actors.removals.rails import RailSettings
from qbitrr.clients.http.addresses import qbittorrent_address
from qbitrr.config.schema.config import Config, QbitSection, Settings, WebUI
from qbitrr.config.values.texts import without_login
from qbitrr.decide.owners import Owner, Owners
from qbitrr.decide.removals.rails import Protection
from qbitrr.decide.restarts import Intensity
from qbitrr.model.addresses import BadAddress
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY, QUARANTINE_TAG
from qbitrr.model.status import ProcessKind, QbitStatus
from qbitrr.model.torrents.categories import normalise
from qbitrr.model.torrents.tags import ALL_TAGS
from qbitrr.model.torrents.trackers import host_of
from qbitrr.model.web_access import WebAccess

__all__ = ["category_owners", "limits", "profiles", "qbit_status", "rail_settings", "web_access", "wishes"]


def profiles(config: Config) -> list[tuple[Profile, tuple[ProcessKind, ...]]]:
    """Every section that owns torrents or searches, with the kinds of its children."""
    found: list[tuple[Profile, tuple[ProcessKind, ...]]] = [
        (
            Profile(section=arr.section, category=arr.category, type=arr.type, uri=without_login(arr.uri)),
            ("search",) if config.search_only else ("torrent", "search"),
        )
        for arr in config.managed_arrs
    ]
    if not config.search_only:
        found += [
            (Profile(section=qbit.section, category=qbit.managed_categories[0]), ("category",))
            for qbit in config.enabled_qbits
            if qbit.managed_categories
        ]
    return found


def category_owners(config: Config) -> Owners:
    """Who owns which category on which client."""
    arrs = [
        Owner(
            section=arr.section,
            category=arr.category,
            instances=frozenset(arr.qbit_instances) or None,
            match_subcategories=arr.match_subcategories,
        )
        for arr in config.managed_arrs
    ]
    managed = [
        Owner(section=qbit.section, category=name, kind="managed", instances=frozenset({qbit.section}))
        for qbit in config.enabled_qbits
        for name in qbit.managed_categories
    ]
    return Owners(
        owners=(*arrs, *managed),
        failed=config.settings.failed_category,
        recheck=config.settings.recheck_category,
        subcategories={qbit.section: qbit.match_subcategories for qbit in config.qbits},
    )


def rail_settings(settings: Settings) -> RailSettings:
    """What is never removed, and whether anything is."""
    protection = Protection(
        tags=frozenset(settings.protected_tags),
        categories=frozenset(normalise(each) for each in settings.protected_categories),
        hosts=frozenset(host_of(each) for each in settings.protected_trackers),
        hashes=frozenset(each.lower() for each in settings.protected_hashes),
    )
    return RailSettings(dry_run=settings.dry_run, protection=protection, cap=settings.max_removals_per_hour)


def wishes(config: Config, qbit: QbitSection) -> Wishes:
    """The categories and tags a client should have; none in a dry run."""
    settings = config.settings
    if settings.dry_run:
        return Wishes()
    mine = [arr.category for arr in config.managed_arrs if qbit in config.qbits_of(arr)]
    special = (settings.failed_category, settings.recheck_category, QUARANTINE_CATEGORY)
    return Wishes(categories=(*mine, *special), tags=(*ALL_TAGS, QUARANTINE_TAG))


def limits(settings: Settings) -> Limits:
    """How patient we are with a child."""
    intensity = Intensity(
        auto=settings.auto_restart_processes,
        burst=settings.max_process_restarts,
        window_seconds=settings.process_restart_window_seconds,
        delay_seconds=settings.process_restart_delay_seconds,
    )
    return Limits(intensity=intensity, spawn_seconds=settings.process_spawn_timeout_seconds)


def qbit_status(qbit: QbitSection, state: str) -> QbitStatus:
    """The first status of a client."""
    return QbitStatus(
        section=qbit.section,
        state=state,
        host=without_login(qbit.host),
        port=qbit.port,
        tls=_is_tls(qbit),
        disabled=state == "disabled",
    )


def _is_tls(qbit: QbitSection) -> bool:
    try:
        return qbittorrent_address(qbit.host, qbit.port).scheme == "https"
    except BadAddress:  # of a disabled section, where nobody looks
        return False


def web_access(webui: WebUI) -> WebAccess:
    """Who may use the web interface."""
    return WebAccess(
        token=webui.token.reveal(),
        auth_disabled=webui.auth_disabled,
        allow_insecure_token_query=webui.allow_insecure_token_query,
        url_base=webui.url_base,
        behind_https_proxy=webui.behind_https_proxy,
        allowed_hosts=frozenset(webui.allowed_hosts),
        local_auth_enabled=webui.local_auth_enabled,
        oidc_enabled=webui.oidc_enabled,
        password_set=bool(webui.password_hash.reveal()),
    )
