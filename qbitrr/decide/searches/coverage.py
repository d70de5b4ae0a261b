"""
Which items a search command of an Arr reaches, whoever sent it.

Facts of the Arrs: a season search takes the monitored episodes of its season, whatever the season's own flag says; a series search
takes those of the seasons with the flag; searches for what is missing take what is monitored, has no file and is no special;
cut-off searches take nothing that is missing.
"""

from collections.abc import Sequence

from qbitrr.decide.searches.commands import COMMANDS
from qbitrr.model.searches import Command, Item, RunningCommand, Traffic

__all__ = ["covered", "in_the_way", "joined", "reaches", "same"]

_BY_ID = frozenset(name.lower() for name in COMMANDS.values())
_OF_PARENT = frozenset({"artistsearch", "authorsearch"})


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
