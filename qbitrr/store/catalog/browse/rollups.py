"""
What lists of all kinds say of their entries in the same way: the counts of a library, how good what is there is, the most urgent of
several reasons.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from qbitrr.store.catalog.browse.answers import FullCounts, ShownReason
from qbitrr.store.catalog.browse.asked import Scope, difference, remembered
from qbitrr.store.sqlite.reader import Snapshot

__all__ = ["full_counts", "in_order", "most_urgent", "quality_facts", "urgency"]

T = TypeVar("T")

_RANKS: tuple[ShownReason, ...] = ("Missing", "CustomFormat", "Quality", "Upgrade")


def urgency(reason: str) -> str:
    """The expression *reason* as a number for MIN; NULL without a reason."""
    cases = " ".join(f"WHEN '{word}' THEN {rank}" for rank, word in enumerate(_RANKS))
    return f"CASE ({reason}) {cases} END"


def most_urgent(rank: int | None) -> ShownReason | None:
    """The reason of that number."""
    return None if rank is None else _RANKS[rank]


def full_counts(snapshot: Snapshot, scope: Scope, table: str, content: str, counting: str) -> FullCounts:
    """The counts of the leaves in *table*: those for which *counting* holds are counted, *content* says whether one is there."""

    def make() -> FullCounts:
        available, monitored, met, requests = snapshot.one(
            f"SELECT SUM(monitored AND {content}), SUM(monitored), SUM(quality_met), SUM(is_request)"  # noqa: S608
            f" FROM {table} WHERE {counting}",
            scope.values,
        )
        return FullCounts(*difference(available, monitored), quality_met=met or 0, requests=requests or 0)

    return remembered(snapshot, ("counts", table), scope.now, make)


def quality_facts(
    has_file: bool, met: object, request: object, score: int | None, least: int | None, format_met: object,
    reason: ShownReason | None, profile: int | None, profile_name: str | None,
) -> dict[str, Any]:  # fmt: skip
    """The members of `QualityFacts` from the columns of a leaf, in the order of every query. Without a file the score is 0."""
    return {
        "quality_met": bool(met),
        "is_request": bool(request),
        "upgrade": has_file and reason is not None,
        "custom_format_score": score if has_file else 0,
        "min_custom_format_score": least or 0,
        "custom_format_met": bool(format_met),
        "reason": reason,
        "quality_profile_id": profile,
        "quality_profile_name": profile_name,
    }


def in_order(ids: Iterable[int], found: Mapping[int, T]) -> list[T]:
    """What was *found* of *ids*, in their order."""
    return [found[number] for number in ids if number in found]
