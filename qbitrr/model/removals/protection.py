"""
What is never removed, and how much may be.
"""

from attrs import field, frozen

__all__ = ["Protection", "RailSettings", "Waiver"]


@frozen(kw_only=True)
class Protection:
    """What is never removed: tags, categories (normalised), announce hosts (with their sub-domains), hashes in lower case."""

    tags: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    hashes: frozenset[str] = frozenset()


@frozen(kw_only=True)
class Waiver:
    """
    A person has set the Hit-and-Run duty of a torrent aside, when and why; `added_on` tells it from a later one under the same hash (0: not
    known).
    """

    at: float
    added_on: int
    reason: str


@frozen(kw_only=True)
class RailSettings:
    """What the configuration says about removals: *cap* is how many a section may have within an hour, 0 without end."""

    dry_run: bool = False
    protection: Protection = field(factory=Protection)
    cap: int = 50
