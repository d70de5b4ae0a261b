"""
What is to stay free of which disk, and what the guard of free space plans with.
"""

from collections.abc import Mapping

from attrs import field, frozen

from qbitrr.model.torrents.torrent import Torrent

__all__ = ["Disk", "Download", "GuardLimit", "GuardRules", "Pool"]


@frozen(kw_only=True)
class GuardLimit:
    """What is to stay free: so many bytes (-1: the guard is off), or so much per cent of the disk if that is more."""

    at_least_bytes: int = -1
    percent: float = 0.0
    folder: str = ""
    """The folder whose disk is measured; empty: wherever the downloads go."""

    @property
    def is_on(self) -> bool:
        """Whether anything is to stay free."""
        return self.at_least_bytes >= 0 or self.percent > 0

    def guard_bytes(self, total_bytes: int | None) -> int | None:
        """What is to stay free of a disk of that size; None where that cannot be said."""
        if self.percent <= 0:
            return self.at_least_bytes
        if total_bytes is None:
            return self.at_least_bytes if self.at_least_bytes > 0 else None
        return max(self.at_least_bytes, int(total_bytes * self.percent / 100))


@frozen(kw_only=True)
class GuardRules:
    """
    What the guard goes by: the limit of each client by section, `folder` and `completed_folder` as configured for all, and whose data
    lies on a storage of its own. `may_act` False: nothing is paused and nothing resumed by anybody.
    """

    may_act: bool = True
    limits: Mapping[str, GuardLimit] = field(factory=dict)
    folder: str = ""
    completed_folder: str = ""
    own_storage: frozenset[str] = frozenset()
    usual_seconds: float = 5.0

    @property
    def is_on(self) -> bool:
        """Whether the guard has anything to do."""
        return self.may_act and any(limit.is_on for limit in self.limits.values())

    def guards(self, instance: str) -> bool:
        """Whether the downloads of a client are guarded."""
        limit = self.limits.get(instance)
        return self.may_act and limit is not None and limit.is_on


@frozen(kw_only=True)
class Disk:
    """A file system as it was measured at `path`; `device` tells it from others."""

    path: str
    device: str
    free_bytes: int
    total_bytes: int


@frozen(kw_only=True)
class Download:
    """A torrent as the guard sees it: `left_bytes` it will still take, `is_ours`: it may be paused and resumed."""

    torrent: Torrent
    left_bytes: int
    is_ours: bool = True


@frozen(kw_only=True)
class Pool:
    """One file system with what is to stay free of it. `path` is where it was measured, empty for the figure of a client."""

    name: str
    free_bytes: int
    guard_bytes: int
    total_bytes: int | None = None
    path: str = ""
    instances: tuple[str, ...] = ()
