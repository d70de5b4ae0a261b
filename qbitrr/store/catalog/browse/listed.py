"""
Which entries of a table a page shows, and how many there are: what lists of films, series, artists and authors have in common.
"""

from typing import Any, ClassVar, Protocol

from attrs import frozen

from qbitrr.store.catalog.browse.asked import NOT_SEARCHED, Conditions, Order, Scope, reason_word, remembered
from qbitrr.store.sqlite.reader import Snapshot

__all__ = ["Filters", "ParentFilters", "how_many", "keys_of"]


class Filters(Protocol):
    """Which entries of the table `table`, and in what order."""

    @property
    def table(self) -> str: ...

    @property
    def conditions(self) -> Conditions: ...

    @property
    def order(self) -> Order: ...


def keys_of(snapshot: Snapshot, scope: Scope, filters: Filters, first: int, count: int) -> list[tuple[Any, ...]]:
    """What the entries from *first* on are compared by, their ids last."""
    conditions, order = filters.conditions, filters.order
    statement = f"SELECT {order.columns} FROM {filters.table}{conditions.where} ORDER BY {order.clause}"  # noqa: S608
    asked = scope.values | conditions.values | {"first": first, "count": count}
    return snapshot.rows(f"{statement} LIMIT :count OFFSET :first", asked)


def how_many(snapshot: Snapshot, scope: Scope, filters: Filters) -> int:
    """How many entries the filters leave."""
    conditions = filters.conditions

    def make() -> int:
        statement = f"SELECT COUNT(*) FROM {filters.table}{conditions.where}"  # noqa: S608
        return int(snapshot.one(statement, scope.values | conditions.values)[0])

    return remembered(snapshot, (filters.table, conditions.key, scope.specials), scope.now, make)


@frozen(kw_only=True)
class ParentFilters:
    """
    Which artists or authors. `missing` and `reason`: those with an album (a book) to which both apply. A subclass names the table,
    how the leaves belong to it, and what of a leaf is missing and is its reason.
    """

    table: ClassVar[str]
    leaves: ClassVar[str]
    is_missing: ClassVar[str]
    leaf_reason: ClassVar[str]

    text: str = ""
    monitored: bool | None = None
    missing: bool = False
    reason: str | None = None
    descending: bool = False

    @property
    def conditions(self) -> Conditions:
        """As a clause."""
        found = Conditions()
        found.contains(("name_fold",), self.text)
        found.flag("monitored = 1", self.monitored)
        leaves = Conditions()
        leaves.flag(self.is_missing, self.missing or None)
        leaves.compare(f"COALESCE({self.leaf_reason}, '{NOT_SEARCHED}') = :reason", "reason", reason_word(self.reason))
        if leaves.texts:
            found.texts.append(f"EXISTS (SELECT 1 FROM {self.leaves} AND {' AND '.join(leaves.texts)})")  # noqa: S608
            found.values |= leaves.values
        return found

    @property
    def order(self) -> Order:
        """In what order they come."""
        return Order.of((("", self.descending),), {})
