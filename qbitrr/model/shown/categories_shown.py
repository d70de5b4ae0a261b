"""
The categories somebody looks after, with what is in them.
"""

from collections.abc import Iterable

from attrs import field, frozen

from qbitrr.model.torrents.torrent import Torrent

__all__ = ["SEEDING_STATES", "CategoryLimits", "CategoryShown"]

SEEDING_STATES = frozenset({"uploading", "stalledUP", "forcedUP", "queuedUP"})


@frozen(kw_only=True)
class CategoryLimits:
    """The seeding limits of a category; -1: none. *remove* is the number of `RemoveTorrent`, rates are bytes per second."""

    max_ratio: float = -1.0
    max_seconds: int = -1
    remove: int = -1
    download_bytes_per_second: int = -1
    upload_bytes_per_second: int = -1


@frozen(kw_only=True)
class CategoryShown:
    """
    One category of a client (*arr* empty) or of an Arr, with its *torrents* on the clients called *instances*. *trouble* names clients
    that do not answer: their torrents are not among them.
    """

    category: str
    instances: tuple[str, ...]
    arr: str = ""
    limits: CategoryLimits = field(factory=CategoryLimits)
    torrents: tuple[Torrent, ...] = ()
    trouble: str = ""

    @property
    def seeding(self) -> int:
        """How many of them seed."""
        return sum(each.state in SEEDING_STATES for each in self.torrents)

    @property
    def size_bytes(self) -> int:
        """How large they are."""
        return sum(each.size_bytes for each in self.torrents)

    @property
    def average_ratio(self) -> float:
        """Their mean ratio, those without a finite one left out; 0 without any."""
        return _mean(each.ratio for each in self.torrents if each.ratio >= 0)

    @property
    def average_seeding_seconds(self) -> float:
        """For how long they seeded, on average; 0 without any."""
        return _mean(each.seeding_time_seconds for each in self.torrents)


def _mean(values: Iterable[float]) -> float:
    found = tuple(values)
    return sum(found) / len(found) if found else 0.0
