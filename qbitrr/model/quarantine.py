"""
A torrent taken out of service but not deleted yet, and what is needed to put it back.
"""

from msgspec import Struct

from qbitrr.model.reasons import Reason

__all__ = ["QUARANTINE_CATEGORY", "QUARANTINE_TAG", "Quarantined"]

QUARANTINE_CATEGORY = "qbitrr-quarantine"
QUARANTINE_TAG = "qBitrr-quarantine"


class Quarantined(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    A quarantined torrent. `category`, `tags` and `was_running` are how it was before; `at` and `purge_at` are seconds since
    the epoch: from `purge_at` on it is purged, with its files when `delete_files`. `section` is the owner that gave it up.
    """

    instance: str
    hash: str
    name: str
    at: float
    purge_at: float
    section: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    was_running: bool = True
    auto_tmm: bool = False
    delete_files: bool = True
    size_bytes: int = 0
    content_path: str = ""
    why: Reason | None = None
