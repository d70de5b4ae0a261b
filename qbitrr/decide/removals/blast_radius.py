"""
The blast radius: many removals at once are more likely our mistake than the torrents'.
"""

from collections.abc import Iterable, Sequence

from qbitrr.model.removals.cases import Passed, Weight
from qbitrr.model.removals.moments import Moment
from qbitrr.model.rule_table import rule_behind
from qbitrr.model.steps import Data, Removal

__all__ = [
    "GATHER_SECONDS",
    "HOLD_SECONDS",
    "WINDOW_SECONDS",
    "is_storm",
    "limit_of",
    "paced_at",
    "room",
    "room_at",
    "weight_of",
    "within_window",
]

GATHER_SECONDS = 10.0
"""Torrents are decided one by one: what comes within so long is judged together."""
HOLD_SECONDS = 600.0
"""So long waits what is over the share: time for a person to look."""
WINDOW_SECONDS = 3600.0
LEAST = 5
_UNCAPPED_PACE_SECONDS = 12.0


def weight_of(removal: Removal) -> Weight:
    """What a removal counts for: every one that takes a torrent away by itself counts."""
    if removal.by_operator or removal.released or removal.data is Data.STAY:
        return Weight.NONE
    return rule_behind(removal.why).counts


def within_window(passed: Iterable[Passed], now: Moment) -> tuple[Passed, ...]:
    """
    Those of the last hour, oldest first: one leaves when an hour has passed by the clock, and the program has run for an hour. A clock
    that is set forward opens no window, a restart none, and a night in which we did not run none. One with a time to come (the clock
    was set back) counts as one of now.
    """
    return tuple(each for each in passed if now.seconds_since(each.moment) < WINDOW_SECONDS)


def limit_of(owned: int) -> int:
    """The share: of *owned* torrents so many may be given up within an hour without a word."""
    return max(LEAST, owned // 5)


def is_storm(waiting: int, passed: Iterable[Passed], owned: int) -> bool:
    """Whether *waiting* judgements, with what was let through within the hour, are more than five and more than a fifth."""
    wanted = waiting + sum(each.weight is Weight.SHARE for each in passed)
    return wanted > LEAST and 5 * wanted > owned


def room(passed: Sequence[Passed], cap: int) -> int | None:
    """How many more may go within the hour; None: no end. A *cap* of 0 is none."""
    return max(0, cap - len(passed)) if cap > 0 else None


def room_at(passed: Sequence[Passed], cap: int, now: Moment) -> float:
    """When there is room for the next, in seconds since the epoch."""
    if cap <= 0 or len(passed) < cap:
        return now.at
    return sorted(now.when(each.moment, WINDOW_SECONDS) for each in passed)[len(passed) - cap]


def paced_at(passed: Iterable[Passed], cap: int, now: Moment) -> float:
    """
    When the next of those that waited for being over the share may go, in seconds since the epoch: they go one by one, at the pace of
    the *cap*.
    """
    pace = WINDOW_SECONDS / cap if cap > 0 else _UNCAPPED_PACE_SECONDS
    return max((now.when(each.moment, pace) for each in passed if each.is_late), default=now.at)
