"""
The most urgent of several reasons.
"""

from qbitrr.store.catalog.browse.answers import ShownReason

__all__ = ["most_urgent", "urgency"]

_RANKS: tuple[ShownReason, ...] = ("Missing", "CustomFormat", "Quality", "Upgrade")


def urgency(reason: str) -> str:
    """The expression *reason* as a number for MIN; NULL without a reason."""
    cases = " ".join(f"WHEN '{word}' THEN {rank}" for rank, word in enumerate(_RANKS))
    return f"CASE ({reason}) {cases} END"


def most_urgent(rank: int | None) -> ShownReason | None:
    """The reason of that number."""
    return None if rank is None else _RANKS[rank]
