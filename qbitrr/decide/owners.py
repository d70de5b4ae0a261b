"""
Whose a torrent is: decided by its category, and for managed categories by its client.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Literal

from attrs import field, frozen

from qbitrr.model.torrents.categories import normalise

__all__ = ["Owner", "Owners", "Special", "category_problems", "normalise", "owner_of"]


class Special(StrEnum):
    """The two categories a person moves torrents to."""

    FAILED = "failed"
    RECHECK = "recheck"


@frozen(kw_only=True)
class Owner:
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


def _in_order(owners: Iterable[Owner]) -> tuple[Owner, ...]:
    return tuple(owners)


@frozen(kw_only=True)
class Owners:
    """All owners, the two special categories, and per client whether sub-categories belong to their parent's owner."""

    owners: tuple[Owner, ...] = field(default=(), converter=_in_order)
    failed: str = field(default="failed", converter=normalise)
    recheck: str = field(default="recheck", converter=normalise)
    subcategories: Mapping[str, bool] = field(factory=dict)
    _by_category: dict[str, tuple[Owner, ...]] = field(init=False, repr=False, eq=False)

    @_by_category.default
    def _index(self) -> dict[str, tuple[Owner, ...]]:
        index: dict[str, tuple[Owner, ...]] = {}
        for owner in self.owners:
            index[owner.category] = (*index.get(owner.category, ()), owner)
        return index

    def at(self, category: str, instance: str) -> Owner | None:
        """The owner of exactly this (normalised) category on this client."""
        return next((owner for owner in self._by_category.get(category, ()) if owner.watches(instance)), None)


def owner_of(category: str, instance: str, owners: Owners) -> Owner | Special | None:
    """
    Who looks after a torrent with this category on this client; None means nobody, and then nobody touches it.

    The special categories count only exactly. An exact category beats an ancestor, a nearer ancestor a farther one.
    """
    name = normalise(category)
    if not name:
        return None
    if name == owners.failed:
        return Special.FAILED
    if name == owners.recheck:
        return Special.RECHECK
    exact = owners.at(name, instance)
    if exact is not None:
        return exact
    by_default = owners.subcategories.get(instance, False)
    while (name := name.rpartition("/")[0]) != "":
        owner = owners.at(name, instance)
        if owner is not None and (by_default if owner.match_subcategories is None else owner.match_subcategories):
            return owner
    return None


def category_problems(owners: Owners) -> tuple[str, ...]:
    """What is wrong with the categories, one sentence for people each: two claims to one, or a claim to a special one."""
    problems: list[str] = []
    if owners.failed == owners.recheck:
        problems.append(f"The failed and the recheck category are both {owners.failed}.")
    claimed: list[Owner] = []
    for owner in owners.owners:
        if owner.category in (owners.failed, owners.recheck):
            problems.append(f"{owner.section}: the category {owner.category} is a special one.")
        problems.extend(
            f"{owner.section}: the category {owner.category} belongs to {other.section} already."
            for other in claimed
            if other.category == owner.category and _meet(owner, other)
        )
        claimed.append(owner)
    return tuple(problems)


def _meet(one: Owner, other: Owner) -> bool:
    """Whether two owners of one category may meet on a client; two Arrs always count as meeting."""
    if one.kind == other.kind == "arr" or one.instances is None or other.instances is None:
        return True
    return not _apart(one.instances, other.instances)


def _apart(one: Iterable[str], other: frozenset[str]) -> bool:
    return other.isdisjoint(one)
