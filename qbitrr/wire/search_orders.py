"""
What people ask of the search of one Arr, and what they are shown of it.
"""

from msgspec import Struct

__all__ = [
    "LeaveAlone",
    "PauseSearch",
    "SearchNow",
    "SearchOrder",
    "SearchPace",
    "SearchStanding",
    "SearchView",
    "SearchYears",
    "ShowSearch",
    "UpcomingSearch",
]


class SearchNow(Struct, frozen=True, kw_only=True, tag="search_now"):
    """Search these items now, whenever they were searched and whatever limits say."""

    item_ids: tuple[int, ...]


class LeaveAlone(Struct, frozen=True, kw_only=True, tag="leave_alone"):
    """Do not search these items before *until*; 0: as if that had never been said."""

    item_ids: tuple[int, ...]
    until: float


class PauseSearch(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="pause_search"):
    """Search nothing of this Arr until then, but what a person asks for; 0: go on."""

    until: float
    why: str = ""


class ShowSearch(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="show_search"):
    """Tell the next *limit* searches and when they go, and how these items stand."""

    limit: int = 50
    item_ids: tuple[int, ...] = ()


SearchOrder = SearchNow | LeaveAlone | PauseSearch | ShowSearch


class UpcomingSearch(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    A search that is planned, its cost in queries to indexers, when it goes if nothing comes between, and in a word and a sentence why it is
    searched.
    """

    lane: str
    title: str
    item_ids: tuple[int, ...]
    command: str
    cost: int
    at: float
    reason: str = ""
    why: str = ""


class SearchPace(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    How fast one Arr is searched, in queries to indexers: how many an hour may have (0: no end) and has had, how many may be unfinished at
    the same time, and the pause between two searches. *enabled* is false if nothing missing is searched.
    """

    enabled: bool = True
    per_hour: int = 0
    spent: int = 0
    limit: int = 0
    delay_seconds: float = 0.0


class SearchStanding(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    Why an item is not searched now, in a word that stays the same (`cooldown`, `unmonitored`, …; empty: nothing is in the way), and until
    when, where a time is known (0: it is not).
    """

    item_id: int
    title: str = ""
    code: str = ""
    until: float = 0.0


class SearchYears(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    A library that is worked through year by year: from which end, at which year it is (None: what has none, or nothing is due), and how
    many of the items that are due next are of which year, in the order they come, and how many are due beyond those (`beyond`).
    """

    oldest_first: bool = False
    now: int | None = None
    due: tuple[tuple[int | None, int], ...] = ()
    beyond: int = 0


class SearchView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    The search of one Arr at a moment. `skipped` counts the missing items that wait, by the word why; `paused_until` 0 is no pause; `years`
    None: years do not matter.
    """

    at: float
    state: str = ""
    paused_until: float = 0.0
    pause_why: str = ""
    upcoming: tuple[UpcomingSearch, ...] = ()
    skipped: dict[str, int] = {}
    items: tuple[SearchStanding, ...] = ()
    pace: SearchPace = SearchPace()
    years: SearchYears | None = None
