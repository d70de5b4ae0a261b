"""
Why an item is not searched, and when what is planned goes.
"""

from collections.abc import Collection, Sequence

from qbitrr.decide.searches.admission import covered, hour_until
from qbitrr.decide.searches.planner import cooling, is_todays, kept_back
from qbitrr.decide.searches.todays import todays_skip
from qbitrr.model.searches import Candidate, Item, ItemState, SearchCycle, SearchRules, Skip, Spent, Traffic

__all__ = ["timetable", "why_not"]


def why_not(
    item: Item, state: ItemState | None, tries: Sequence[float], queued: Collection[int], running: Traffic, rules: SearchRules,
    cycle: SearchCycle, now: float, *, paused_until: float = 0.0,
) -> Skip | None:  # fmt: skip
    """
    Why *item* is not searched now; None when its turn comes. *tries* is when it was searched, since it aired; *running* what the Arr
    searches at the moment.
    """
    kept = kept_back(item, state, queued, rules, now)
    if kept is not None:
        return kept
    if covered(running, [item]):
        return Skip("search_running")
    cools = (
        todays_skip(item, tries, state, queued, rules, now)
        if is_todays(item, rules, now)
        else cooling(item, state, rules, cycle, now)
    )
    if paused_until > now and (cools is None or cools.until is None or cools.until < paused_until):
        return cools if cools is not None and cools.until is None else Skip("paused", paused_until)
    return cools


def timetable(
    candidates: Sequence[Candidate], spent: Sequence[Spent], rules: SearchRules, begins: float
) -> list[tuple[Candidate, float]]:
    """
    When each of *candidates* goes, in their order, if the first may go at *begins*, each is done within the delay, and nothing comes
    between; *spent* is what the last hour has had.
    """
    found: list[tuple[Candidate, float]] = []
    used, at = list(spent), begins
    for candidate in candidates:
        at = max(at, hour_until(used, candidate.lane, candidate.cost, rules, at) or at)
        found.append((candidate, at))
        used.append(Spent(at, candidate.lane, candidate.cost))
        at += rules.delay_seconds
    return found
