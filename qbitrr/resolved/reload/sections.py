"""
What is compared of each section that owns torrents or searches, and of each client.
"""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from qbitrr.config.schema.config import ArrSection, Config, QbitSection
from qbitrr.model.owners import OwnerProfile
from qbitrr.model.status import ProcessKind
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.resolved.addresses import arr_address, qbittorrent_address
from qbitrr.resolved.owners import category_owners, every_profile
from qbitrr.resolved.searches import search_rules
from qbitrr.resolved.space import guard_rules
from qbitrr.resolved.torrent_loops import torrent_loop_settings
from qbitrr.resolved.torrents import rules_finder

__all__ = ["OwnerView", "different", "login_of", "owner_views"]


@frozen(kw_only=True)
class OwnerView:
    """*needs_restart* are the values a running child cannot be told anew, by what they are called; *obeyed* those it can."""

    profile: OwnerProfile
    kinds: tuple[ProcessKind, ...]
    needs_restart: Mapping[str, Any]
    obeyed: tuple[Any, ...]


def owner_views(config: Config) -> dict[str, OwnerView]:
    """Every section that owns torrents or searches, as it is compared."""
    return {profile.section: _view(config, profile, kinds) for profile, kinds in every_profile(config)}


def _view(config: Config, profile: OwnerProfile, kinds: tuple[ProcessKind, ...]) -> OwnerView:
    section = profile.section
    if profile.is_policy:
        obeyed: tuple[Any, ...] = (guard_rules(config), category_owners(config))
        return OwnerView(profile=profile, kinds=kinds, needs_restart={}, obeyed=obeyed)
    if not profile.type:
        qbit = config.qbit(section)
        assert qbit is not None
        obeyed = (_rules(config, section, qbit.managed_categories), torrent_loop_settings(config, section))
        return OwnerView(profile=profile, kinds=kinds, needs_restart={}, obeyed=obeyed)
    arr = config.arr(section)
    assert arr is not None
    return OwnerView(
        profile=profile,
        kinds=kinds,
        needs_restart={"which loops it needs": kinds, **_arr_login(arr)},
        obeyed=(_rules(config, section, [arr.category]), torrent_loop_settings(config, section), search_rules(config, arr)),
    )  # fmt: skip


def _rules(config: Config, section: str, categories: Any) -> tuple[Any, ...]:
    find = rules_finder(config, section)
    return tuple(find(Torrent(instance="", hash="", state="unknown", category=each)) for each in categories)


def _arr_login(arr: ArrSection) -> dict[str, Any]:
    return {
        "its address": arr_address(arr.uri),
        "its API key": arr.api_key,
        "whether its certificate is checked": arr.skip_tls_verify,
        "its category": arr.category,
        "its import mode": arr.import_mode,
    }


def login_of(qbit: QbitSection) -> dict[str, Any]:
    """What makes a connection to a client another one, by what it is called."""
    return {
        "its address": qbittorrent_address(qbit.host, qbit.port),
        "its user name": qbit.user_name,
        "its password": qbit.password,
        "its API key": qbit.api_key,
        "whether its certificate is checked": qbit.skip_tls_verify,
    }


def different(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """What is another one, by name."""
    return [name for name in new if old.get(name) != new[name]]
