"""
Whether a search may be sent now: how much an Arr and its indexers are asked for, and what commands that run reach already, whoever
sent them. Everything is counted in queries to indexers: an episode list of ten costs ten, a
series its seasons.

# Note [Shares of an hour]
A lane that must not wait has an allowance of its own, which does not count against the hour of the others; beyond it, such lanes
together may take half of that hour, but never so much that the largest search of the backlog would not find room. So every lane gets its
turn, and nothing is ever beyond the hour and the allowances.

# Note [What a command reaches]
Facts of the Arrs: a season search takes the monitored episodes of its season, whatever the season's own flag says; a series search
takes those of the seasons with the flag; searches for what is missing take what is monitored, has no file and is no special;
cut-off searches take nothing that is missing.
"""

from collections.abc import Sequence

from qbitrr.decide.searches.commands import COMMANDS
from qbitrr.model.searches import Command, Item, Lane, RunningCommand, SearchRules, Spent, Traffic

__all__ = ["EXEMPT_PER_HOUR", "covered", "hour_until", "in_the_way", "joined", "reaches", "same", "slots_for"]

_BY_ID = frozenset(name.lower() for name in COMMANDS.values())
_OF_PARENT = frozenset({"artistsearch", "authorsearch"})
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


def covered(running: Traffic, items: Sequence[Item]) -> bool:
    """Whether unfinished commands of the Arr reach each of these items, none of which has a file."""
    return bool(items) and all(any(reaches(one.command, item) for one in running.commands) for item in items)


def joined(running: Traffic, items: Sequence[Item], since: float) -> RunningCommand | None:
    """
    A command that is as good as a search of ours for these items, whose download was given up at *since*: it reaches all of them,
    and began or begins only afterwards. One for what is missing leaves out what was in the queue at its start: none of those.

    It may have ended: an Arr searches by itself when a grab is marked as failed in its history, and twins are given up together.
    """
    for one in (*running.commands, *running.ended):
        begins_later = not one.is_started or one.queued_at >= int(since)
        is_for_all = one.command.name.lower().startswith("missing")
        if items and begins_later and not is_for_all and all(reaches(one.command, item) for item in items):
            return one
    return None


def in_the_way(running: Traffic, command: Command) -> bool:
    """Whether the Arr would take *command* for one that runs already, and may have passed what this one is for."""
    return any(one.is_started and same(one.command, command) for one in running.commands)


def same(one: Command, other: Command) -> bool:
    """Whether an Arr takes two commands for one: names are compared without regard to case, ids as sets."""
    if one.name.lower() != other.name.lower() or set(one.ids) != set(other.ids):
        return False
    return bool(one.ids) or (one.parent_id, one.season) == (other.parent_id, other.season)


def reaches(command: Command, item: Item) -> bool:
    """Whether *command* searches *item*, which has no file."""
    name = command.name.lower()
    if name in _BY_ID:
        return item.id in command.ids
    if not item.monitored or command.parent_id not in (0, item.parent_id):
        return False
    if name.startswith("missing"):
        return item.parent_monitored and item.season != 0
    if not command.parent_id:
        return False
    if name == "seasonsearch":
        return command.season == item.season
    if name == "seriessearch":
        return item.season_monitored
    return name in _OF_PARENT
