"""
What is never removed, and how much may be.
"""

from qbitrr.config.schema.config import Settings
from qbitrr.model.removals.protection import Protection, RailSettings
from qbitrr.model.torrents.torrent import normalise
from qbitrr.model.torrents.trackers import host_of

__all__ = ["rail_settings"]


def rail_settings(settings: Settings) -> RailSettings:
    """What is never removed, and whether anything is."""
    protection = Protection(
        tags=frozenset(settings.protected_tags),
        categories=frozenset(normalise(each) for each in settings.protected_categories),
        hosts=frozenset(host_of(each) for each in settings.protected_trackers),
        hashes=frozenset(each.lower() for each in settings.protected_hashes),
    )
    return RailSettings(dry_run=settings.dry_run, protection=protection, cap=settings.max_removals_per_hour)
