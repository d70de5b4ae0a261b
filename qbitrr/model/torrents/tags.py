"""
The tags we write into qBittorrent and read from it (the one of the quarantine is in `qbitrr.model.removals.quarantine`).
"""

from attrs import frozen

from qbitrr.model.torrents.torrent import is_another_life

__all__ = [
    "ALLOWED_SEEDING",
    "ALLOWED_STALLED",
    "ALL_TAGS",
    "FREE_SPACE_PAUSED",
    "HNR_ACTIVE",
    "IGNORED",
    "IMPORTED",
    "INTERNAL_TAGS",
    "PREFIX",
    "TAGS_OF_OURS",
    "KeptTags",
]

PREFIX = "qBitrr-"

IGNORED = f"{PREFIX}ignored"
"""Set by people only: hands off this torrent."""
ALLOWED_SEEDING = f"{PREFIX}allowed_seeding"
"""Complete and not being removed; display only."""
ALLOWED_STALLED = f"{PREFIX}allowed_stalled"
"""Stalled and tolerated so far; also remembers that its replacement was searched."""
IMPORTED = f"{PREFIX}imported"
"""The Arr reported the import, or dropped the record after it."""
FREE_SPACE_PAUSED = f"{PREFIX}free_space_paused"
"""The free-space guard stopped it."""
HNR_ACTIVE = f"{PREFIX}hnr_active"
"""A Hit-and-Run duty is open; display only."""

# What an ignored torrent loses. `imported` stays: it is a fact, not a claim of ours on the torrent.
INTERNAL_TAGS = (ALLOWED_SEEDING, ALLOWED_STALLED, FREE_SPACE_PAUSED, HNR_ACTIVE)
ALL_TAGS = (IGNORED, ALLOWED_SEEDING, ALLOWED_STALLED, IMPORTED, FREE_SPACE_PAUSED, HNR_ACTIVE)
TAGS_OF_OURS = frozenset({*INTERNAL_TAGS, IMPORTED})
"""Those that only we set and take off."""


@frozen(kw_only=True)
class KeptTags:
    """Tags of a torrent that do not stand in its client; `added_on` is the life of its hash they belong to (0: not known)."""

    tags: frozenset[str] = frozenset()
    added_on: int = 0

    def of(self, added_on: int) -> frozenset[str]:
        """Those of the torrent that was added then: one that was added anew under its hash has none."""
        return frozenset() if is_another_life(self.added_on, added_on) else self.tags
