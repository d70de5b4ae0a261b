"""
What is asked of the list of all torrents, and one page of it.
"""

from collections.abc import Mapping
from enum import StrEnum

from attrs import frozen
from msgspec import Struct

from qbitrr.model.torrents.torrent import Torrent

__all__ = [
    "ListedTorrent",
    "Place",
    "TorrentFacets",
    "TorrentFilter",
    "TorrentOrder",
    "TorrentPage",
    "TorrentSorting",
    "TorrentVerdict",
]

Place = tuple[str | float, ...]
"""A place in the list: the values it is ordered by, then hash and client section as one text."""


class TorrentOrder(StrEnum):
    """What the list may be ordered by; what is equal is ordered by hash and client."""

    ADDED = "added"
    NAME = "name"
    SIZE = "size"
    PROGRESS = "progress"
    RATIO = "ratio"
    SEEDING_TIME = "seedingTime"
    ACTIVITY = "activity"
    COMPLETED = "completed"
    STATE = "state"
    CATEGORY = "category"

    @property
    def is_text(self) -> bool:
        """Whether its values are texts, and not numbers."""
        return self in (TorrentOrder.NAME, TorrentOrder.STATE, TorrentOrder.CATEGORY)


TorrentSorting = tuple[tuple[TorrentOrder, bool], ...]
"""What the list is sorted by, the most important column first, each with whether it falls; one at least, and none twice."""


@frozen(kw_only=True)
class TorrentFilter:
    """
    Which torrents are wanted; None matches all. *text* is a part of the name or the beginning of the hash, in any case; *tracker* the
    announce host that answered last, *category* the empty text for those without one.
    """

    instance: str | None = None
    category: str | None = None
    state: str | None = None
    tag: str | None = None
    tracker: str | None = None
    text: str | None = None


class TorrentVerdict(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """
    What its loop decided about a torrent last: the `rule`, its reason in a word (`code`) and a sentence, the `step` that is asked for
    (empty: none). Time alone does not change that before `holds_until` (0: within hours).
    """

    instance: str
    hash: str
    rule: int
    code: str
    text: str
    step: str = ""
    holds_until: float = 0.0


@frozen(kw_only=True)
class TorrentFacets:
    """
    How many torrents match in all, and by the name of a member of `TorrentFilter` how many there are of each value, counted as if that
    member itself were not filtered by.
    """

    total: int
    counts: Mapping[str, Mapping[str, int]]


@frozen(kw_only=True)
class ListedTorrent:
    """
    A torrent as its client had it last, the section that looks after it (empty: none), whether it waits in quarantine, and whether a
    person protects it; what was decided about it last (None: not known), and in how many seconds time may change that (None: in hours).
    """

    torrent: Torrent
    section: str
    is_quarantined: bool
    is_protected: bool = False
    verdict: TorrentVerdict | None = None
    changes_in_seconds: float | None = None


@frozen(kw_only=True)
class TorrentPage:
    """Some torrents of the list, how many match in all, and the place of the last one if there are more."""

    torrents: tuple[ListedTorrent, ...]
    total: int
    last: Place | None
