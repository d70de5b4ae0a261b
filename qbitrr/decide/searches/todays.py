"""
Today's releases: episodes of the last day go before the rest, on a ladder of their own.
"""

from collections.abc import Collection, Mapping, Sequence

from qbitrr.decide.searches.commands import lists
from qbitrr.decide.searches.planner import DAY_SECONDS, GRACE_SECONDS, in_order, is_todays, kept_back
from qbitrr.model.searches import Item, ItemState, Lane, SearchPlan, SearchRules, Skip

__all__ = ["LADDER_SECONDS", "due_today", "plan_todays", "todays_skip"]

LADDER_SECONDS = (3600, 2 * 3600, 4 * 3600, 8 * 3600)
"""When an episode is searched again, after the first time."""
BETWEEN_SECONDS = 3600
_CONTEXT = "Today's releases"


def plan_todays(
    items: Sequence[Item], tries: Mapping[int, Sequence[float]], states: Mapping[int, ItemState], queued: Collection[int],
    rules: SearchRules, now: float,
) -> SearchPlan:  # fmt: skip
    """
    The searches of this lane. *items* may be any; *tries* are, by id, when each was searched, *states* what else is remembered,
    *queued* the ids in the Arr's download queue. `next_at` is also when the next one has its grace behind it.
    """
    due: list[Item] = []
    skipped: dict[int, Skip] = {}
    for item in items:
        if not is_todays(item, rules, now):
            continue
        skip = todays_skip(item, tries.get(item.id, ()), states.get(item.id), queued, rules, now)
        if skip is None:
            due.append(item)
        else:
            skipped[item.id] = skip
    soon = [item.at + GRACE_SECONDS for item in items if item.at is not None and item.want == "Missing"]
    times = [*soon, *(skip.until for skip in skipped.values() if skip.until is not None)]
    most = rules.most_queries
    return SearchPlan(
        candidates=lists(in_order(due, rules), rules, Lane.TODAY, most=most, context=_CONTEXT),
        skipped=skipped,
        next_at=min((float(at) for at in times if at > now), default=None),
    )


def todays_skip(
    item: Item, tries: Sequence[float], state: ItemState | None, queued: Collection[int], rules: SearchRules, now: float
) -> Skip | None:
    """Why an episode of today is not searched now; None when it is. *tries* is when it was searched before."""
    kept = kept_back(item, state, queued, rules, now)
    if kept is not None:
        return kept
    at = due_today(item, tries, rules)
    if at is None:
        return Skip("cooldown", float((item.at or 0) + DAY_SECONDS)) if rules.again else Skip("searched_already")
    return Skip("cooldown", at) if at > now else None


def due_today(item: Item, tries: Sequence[float], rules: SearchRules) -> float | None:
    """When the episode is to be searched next in this lane; None when it was often enough. What was before it aired does not count."""
    aired = item.at or 0
    before = sorted(at for at in tries if at >= aired)
    if before and (len(before) > len(LADDER_SECONDS) or not rules.again):
        return None
    again = [before[0] + LADDER_SECONDS[len(before) - 1], before[-1] + BETWEEN_SECONDS] if before else []
    arr = item.searched_at
    if arr is not None and arr >= aired:
        again.append(float(arr + BETWEEN_SECONDS))
    return max([float(aired + GRACE_SECONDS), *again])
