"""
What loops did lately: told by the children, shown to people.
"""

from msgspec import Struct

__all__ = ["MOST_PASSES", "ChildPasses", "LoopPasses"]

MOST_PASSES = 60
"""So many are kept of each child."""


class LoopPasses(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    What a loop did between two beats: how many `turns`, of which the longest took `seconds`, the last ended at `at`, and `why` the last
    that failed did (empty: none did). After the end of a process that nobody wanted: no turns, `has_crashed`, and why.
    """

    at: float
    turns: int = 0
    seconds: float = 0.0
    why: str = ""
    has_crashed: bool = False


class ChildPasses(Struct, frozen=True, kw_only=True):
    """The newest of a child, the oldest first. They stay with it from one process to the next, and go when the child does."""

    section: str
    category: str
    kind: str
    passes: tuple[LoopPasses, ...]
