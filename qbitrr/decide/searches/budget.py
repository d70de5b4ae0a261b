"""
How much an Arr and its indexers are asked for. Everything is counted in queries to indexers: an episode list of ten costs ten, a
series its seasons.

# Note [Shares of an hour]
A lane that must not wait has an allowance of its own, which does not count against the hour of the others; beyond it, such lanes
together may take half of that hour, but never so much that the largest search of the backlog would not find room. So every lane gets its
turn, and nothing is ever beyond the hour and the allowances.
"""

from collections.abc import Sequence

from qbitrr.model.searches import Lane, SearchRules, Spent

__all__ = ["EXEMPT_PER_HOUR", "hour_until", "slots_for"]

HOUR_SECONDS = 3600.0
EXEMPT_PER_HOUR = {Lane.REPLACEMENT: 20, Lane.TODAY: 20}
"""What these lanes may cost within an hour whatever the cap says."""
MORE_SLOTS = {Lane.TODAY: 2}


def hour_until(spent: Sequence[Spent], lane: Lane, cost: int, rules: SearchRules, now: float) -> float | None:
    """
    Until when the hourly cap holds back a search of *lane* that costs so much; None when it does not. *spent* is what was sent
    within the hour before *now* or longer, in any order. What a person asks for is never held back.
    """
    if not rules.per_hour or lane is Lane.ASKED:
        return None
    times = sorted(one.at + HOUR_SECONDS for one in spent if one.at > now - HOUR_SECONDS)
    for at in (now, *times):
        if _fits([one for one in spent if one.at > at - HOUR_SECONDS], lane, cost, rules):
            return None if at == now else at
    return now + HOUR_SECONDS  # it costs more than an hour has


def slots_for(active: int, lane: Lane, cost: int, limit: int) -> bool:
    """
    Whether the Arr, busy with *active* queries, may get a search of *lane* that costs so much. One that costs more than the
    *limit* waits until nothing else runs.
    """
    if lane is Lane.ASKED or not active:
        return True
    return active + cost <= limit + MORE_SLOTS.get(lane, 0)


def _fits(spent: Sequence[Spent], lane: Lane, cost: int, rules: SearchRules) -> bool:
    per_hour = rules.per_hour
    by_lane = {each: sum(one.cost for one in spent if one.lane is each) for each in Lane}
    beyond = {each: max(0, by_lane[each] - allowed) for each, allowed in EXEMPT_PER_HOUR.items()}
    shared = sum(cost for each, cost in by_lane.items() if each not in beyond) + sum(beyond.values())
    if lane not in beyond:
        return shared + cost <= per_hour
    more = max(0, by_lane[lane] + cost - EXEMPT_PER_HOUR[lane]) - beyond[lane]
    if not more or not by_lane[lane]:  # a whole pack may cost more than the allowance: it goes when nothing else did
        return True
    return shared + more <= per_hour and sum(beyond.values()) + more <= min(
        per_hour // 2, per_hour - rules.most_queries
    )
