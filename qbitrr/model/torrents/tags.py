"""
The tags we write into qBittorrent and read from it (the one of the quarantine is in `qbitrr.model.removals.quarantine`).
"""

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
