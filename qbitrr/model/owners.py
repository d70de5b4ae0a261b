"""
Who looks after which torrents: the owners, their categories, and the two categories a person moves torrents to.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Literal

from attrs import field, frozen

from qbitrr.model.torrents.torrent import normalise

__all__ = ["POLICY", "CategoryOwner", "OwnerProfile", "Owners", "Special"]


POLICY = "TorrentPolicyManager"
"""The section, as it is called, that no section of the file is: what looks at the torrents of all owners together."""


class Special(StrEnum):
    """The two categories a person moves torrents to."""

    FAILED = "failed"
    RECHECK = "recheck"


@frozen(kw_only=True)
class CategoryOwner:
    """
    Who looks after a category: an Arr, on every client or only on `instances`; or a managed category of one client.

    `match_subcategories` None follows the setting of the torrent's client.
    """

    section: str
    category: str = field(converter=normalise)
    kind: Literal["arr", "managed"] = "arr"
    instances: frozenset[str] | None = None
    match_subcategories: bool | None = None

    def watches(self, instance: str) -> bool:
        """Whether this owner looks after torrents of that client."""
        return self.instances is None or instance in self.instances


def _in_order(owners: Iterable[CategoryOwner]) -> tuple[CategoryOwner, ...]:
    return tuple(owners)


@frozen(kw_only=True)
class Owners:
    """All owners, the two special categories, and per client whether sub-categories belong to their parent's owner."""

    owners: tuple[CategoryOwner, ...] = field(default=(), converter=_in_order)
    failed: str = field(default="failed", converter=normalise)
    recheck: str = field(default="recheck", converter=normalise)
    subcategories: Mapping[str, bool] = field(factory=dict)
    _by_category: dict[str, tuple[CategoryOwner, ...]] = field(init=False, repr=False, eq=False)

    @_by_category.default
    def _index(self) -> dict[str, tuple[CategoryOwner, ...]]:
        index: dict[str, tuple[CategoryOwner, ...]] = {}
        for owner in self.owners:
            index[owner.category] = (*index.get(owner.category, ()), owner)
        return index

    def at(self, category: str, instance: str) -> CategoryOwner | None:
        """The owner of exactly this (normalised) category on this client."""
        return next((owner for owner in self._by_category.get(category, ()) if owner.watches(instance)), None)


@frozen(kw_only=True)
class OwnerProfile:
    """
    What an owner is: its section, its category in qBittorrent, its type (empty: no Arr) and the address people know; of a client's
    managed categories `category` is the first of so many *categories*.
    """

    section: str
    category: str
    type: str = ""
    uri: str = ""
    categories: int = 1

    @property
    def is_policy(self) -> bool:
        """Whether it owns no torrents, but looks at those of all."""
        return self.section == POLICY
