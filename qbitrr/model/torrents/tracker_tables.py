"""
The tracker rows of the configuration by where they stand, and what the clients they are about announce to.
"""

from collections.abc import Collection

from attrs import frozen

__all__ = ["Announcing", "TrackerTable"]


@frozen(kw_only=True)
class TrackerTable:
    """
    The rows of one section: where they stand (`[qBit] Trackers`), the *clients* whose torrents they are about, the host of each row.

    An empty host is a row of which it proves nothing that no torrent has it: one that adds or takes away its tracker.
    """

    place: str
    clients: tuple[str, ...]
    hosts: tuple[str, ...]


@frozen
class Announcing:
    """How many torrents a client has, and to which hosts they announce."""

    torrents: int
    hosts: Collection[str]
