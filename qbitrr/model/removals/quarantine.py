"""
A torrent taken out of service but not deleted yet, and what is needed to put it back.
"""

from msgspec import Struct

from qbitrr.model.reasons import Reason

__all__ = ["QUARANTINE_CATEGORY", "QUARANTINE_TAG", "Deletion", "Quarantined"]

QUARANTINE_CATEGORY = "qbitrr-quarantine"
QUARANTINE_TAG = "qBitrr-quarantine"


class Deletion(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    The client is told to delete a torrent since `at`, with or without its files (`kept_for` names whose they are, too). `is_told`: it
    did not show the torrent any more afterwards, and the journal says so; that it is gone is still to be proven. `for_room`: before its
    time, as the disk needs the room.
    """

    at: float
    with_files: bool
    kept_for: tuple[str, ...] = ()
    is_told: bool = False
    for_room: bool = False


class Quarantined(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    A quarantined torrent. `category`, `tags` and `was_running` are how it was before; `at` and `purge_at` are seconds since
    the epoch: from `purge_at` on it is purged, with its files when `delete_files`. `section` is the owner that gave it up.

    `added_on` tells the torrent from a later one under the same hash (0: not known). `running_at` is how long the program had run
    when it came, see `qbitrr.actors.running_time`. `is_adopted`: it was found in the category without a row; `by_person_only`: then
    nobody but a person has it purged. `by_person`: a person wanted it removed.
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
    added_on: int = 0
    running_at: float = 0.0
    deletion: Deletion | None = None
    is_adopted: bool = False
    by_person_only: bool = False
    by_person: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What identifies the torrent: `(instance, hash)`."""
        return (self.instance, self.hash)

    @property
    def is_told(self) -> bool:
        """Whether its client has deleted it as far as it says."""
        return self.deletion is not None and self.deletion.is_told
