"""
Searches: what may be searched, in which order, with which command, and what came of it.
"""

from enum import StrEnum
from typing import Literal

from msgspec import Struct

from qbitrr.model.catalog import ArrType, Want
from qbitrr.model.reasons import Reason

__all__ = [
    "Candidate",
    "Command",
    "Happening",
    "Item",
    "ItemState",
    "Lane",
    "Replacement",
    "ReplacementState",
    "RunningCommand",
    "SearchCycle",
    "SearchOutcome",
    "SearchPlan",
    "SearchRules",
    "SeasonFacts",
    "Sending",
    "SeriesMode",
    "Skip",
    "SkipCode",
    "Spent",
    "Traffic",
]

SeriesMode = Literal["smart", "true", "false"]


class Lane(StrEnum):
    """The order in which searches go, first to last."""

    ASKED = "asked"
    """What a person wants searched now."""
    REPLACEMENT = "replacement"
    """Another release for a download that was removed."""
    TODAY = "today"
    """Episodes that aired within the last day."""
    MISSING = "missing"

    @property
    def is_planned(self) -> bool:
        """Whether its searches are ours to time: they keep the delay between two, and stop while searching is off or paused."""
        return self in (Lane.TODAY, Lane.MISSING)


class SearchRules(Struct, frozen=True, kw_only=True):
    """
    What the configuration says about searching one Arr. A cap or cooldown of 0 is off; *limit* is the number of queries to
    indexers the Arr may have unfinished at the same time, *per_hour* that of an hour.
    """

    kind: ArrType
    enabled: bool = True
    unmonitored: bool = False
    specials: bool = False
    quality_unmet: bool = False
    custom_format_unmet: bool = False
    do_upgrade: bool = False
    upgrade_beyond_cutoff: bool = True
    by_year: bool = True
    oldest_first: bool = False
    again: bool = True
    todays: bool = True
    series_mode: SeriesMode = "smart"
    limit: int = 5
    per_hour: int = 60
    cooldown_seconds: int = 86_400
    delay_seconds: float = 30.0
    refresh_seconds: float = 300.0

    @property
    def most_queries(self) -> int:
        """How much one planned search may cost: more would fit neither the slots nor the hour."""
        return min(self.limit, self.per_hour or self.limit)


class Item(Struct, frozen=True, kw_only=True, gc=False):
    """
    A movie, episode, album or book as the planner sees it.

    `at` is its air or release time (None: unknown), `available` the Arr's own verdict on that (movies; None: it does not say).
    `season_monitored` is the flag of its season. `identity` names it in
    the outside world: an id that comes back with another identity is another item. `facts` change when something about its
    file or profile does. `season` and `number` are -1 for what has none.
    """

    id: int
    title: str
    parent_id: int = 0
    parent_title: str = ""
    year: int | None = None
    at: int | None = None
    available: bool | None = None
    season: int = -1
    number: int = -1
    monitored: bool = True
    parent_monitored: bool = True
    season_monitored: bool = True
    content: bool = False
    upgrade_allowed: bool = True
    want: Want | None = None
    identity: str = ""
    facts: str = ""
    searched_at: int | None = None


class SeasonFacts(Struct, frozen=True, gc=False):
    """
    How many episodes of a season have aired, how many have a file, how many of all are monitored, and whether the season has the
    flag itself.
    """

    aired: int
    files: int
    monitored: int = 0
    flag: bool = True


class ItemState(Struct, frozen=True, kw_only=True, gc=False):
    """
    What we remember about searching one item.

    `eligible_since` begins an eligibility episode and is None between two; `attempts` and `last_searched` count only since then.
    `cycle` is the cycle in which it was last sent.
    """

    item_id: int
    identity: str = ""
    facts: str = ""
    eligible_since: float | None = None
    first_searched: float = 0.0
    last_searched: float = 0.0
    attempts: int = 0
    cycle: int = 0
    last_reason: str = ""
    last_command_id: int = 0
    last_outcome: str = ""
    not_before: float = 0.0
    """Until when a person wants it left alone."""


SkipCode = Literal[
    "disabled",
    "unmonitored",
    "parent_unmonitored",
    "special_disabled",
    "unreleased",
    "has_content_and_fine",
    "upgrade_not_allowed",
    "in_download_queue",
    "not_before",
    "paused",
    "search_running",
    "cooldown",
    "searched_already",
    "hourly_cap",
    "slot_limit",
]


class Skip(Struct, frozen=True):
    """Why an item is not searched now; `until` is when that ends, where a time is known."""

    code: SkipCode
    until: float | None = None


class Command(Struct, frozen=True, kw_only=True):
    """A command of an Arr: its name, the ids it takes (`ids`), or the parent and season it is about."""

    name: str
    ids: tuple[int, ...] = ()
    parent_id: int = 0
    season: int = -1


class Candidate(Struct, frozen=True, kw_only=True):
    """One search that could be sent: the command, every item it covers, why, and its `cost` in queries to indexers."""

    lane: Lane
    command: Command
    item_ids: tuple[int, ...]
    reason: str
    title: str
    parent_id: int = 0
    cost: int = 1
    key: str = ""
    """The request key of a replacement."""
    why: Reason | None = None


class SearchPlan(Struct, frozen=True, kw_only=True):
    """
    What to search, in order; how many items are missing at all, why the others wait (`skipped`, by item), and when the first
    of those may be searched (`next_at`, None: no time is known).
    """

    candidates: tuple[Candidate, ...] = ()
    missing: int = 0
    skipped: dict[int, Skip] = {}
    next_at: float | None = None


class SearchCycle(Struct, frozen=True, kw_only=True):
    """One treatment of everything eligible. `ended` is 0 while it runs; `searched` counts items sent in it."""

    number: int
    began: float
    ended: float = 0.0
    searched: int = 0


class RunningCommand(Struct, frozen=True, kw_only=True):
    """A search command of the Arr, whoever asked for it; `queued_at` by the Arr's clock, `cost` in queries to indexers."""

    command: Command
    cost: int = 1
    id: int = 0
    queued_at: float = 0.0
    is_started: bool = True


class Traffic(Struct, frozen=True, kw_only=True):
    """What the Arr is busy with: its unfinished search `commands`; and those that have `ended` well within the last minutes."""

    commands: tuple[RunningCommand, ...] = ()
    ended: tuple[RunningCommand, ...] = ()

    @property
    def active(self) -> int:
        """How many queries to indexers count against the limit."""
        return sum(one.cost for one in self.commands)


class Spent(Struct, frozen=True):
    """What a search has cost, in queries to indexers, when, and in which lane."""

    at: float
    lane: Lane
    cost: int = 1


class SearchOutcome(StrEnum):
    """What came of the last search for an item."""

    SENT = "sent"
    RUNNING_ALREADY = "running_already"
    COMPLETED_NOTHING = "completed_nothing"
    GRABBED = "grabbed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """The command is over, but the Arr does not tell what came of it."""


class Happening(Struct, frozen=True, kw_only=True):
    """
    An event of the Arr's history: its `kind` (`grabbed`, `downloadFailed`, …), the item, the download and its title, when by the
    Arr's clock, and for a grab its `source` (`Rss`, `Search`, `UserInvokedSearch`, …; empty from Arrs that do not say).
    """

    kind: str
    item_id: int
    download_id: str
    title: str
    at: int | None
    source: str = ""


class Sending(Struct, frozen=True, kw_only=True):
    """
    One search command and its fate, as kept in the history.

    `status` is `sending` from before the request until its answer is stored, `sent` until the command ended, then the Arr's
    terminal status, or `refused`, `lost` (never seen again).
    """

    id: int
    lane: Lane
    command: Command
    item_ids: tuple[int, ...]
    reason: str
    title: str
    sending_at: float
    parent_id: int = 0
    cost: int = 1
    key: str = ""
    why: Reason | None = None
    status: str = "sending"
    command_id: int = 0
    sent_at: float = 0.0
    finished_at: float = 0.0
    grabbed: int = 0
    release: str = ""
    error: str = ""


class ReplacementState(StrEnum):
    """The way of a request for a replacement."""

    WAITING = "waiting"
    SENDING = "sending"
    """The command may or may not have reached the Arr: look before sending again."""
    SENT = "sent"
    DONE = "done"
    DROPPED = "dropped"


class Replacement(Struct, frozen=True, kw_only=True):
    """
    A request for another release. `key` is the asker's: the same key is the same request. `since` is when the download was given
    up, 0 if not known; `instance` and `hash` say which it was.
    """

    key: str
    media_ids: tuple[int, ...]
    why: Reason
    name: str = ""
    asked_at: float = 0.0
    state: ReplacementState = ReplacementState.WAITING
    text: str = ""
    since: float = 0.0
    instance: str = ""
    hash: str = ""
