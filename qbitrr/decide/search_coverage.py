"""
Which items a search command of an Arr reaches, whoever sent it.

Facts of the Arrs: a season search takes the monitored episodes of its season, whatever the season's own flag says; a series search
takes those of the seasons with the flag; searches for what is missing take what is monitored, has no file and is no special;
cut-off searches take nothing that is missing.
"""

from collections.abc import Sequence

from qbitrr.decide.search_commands import COMMANDS
from qbitrr.model.searching import Command, Item, Traffic

__all__ = ["covered", "reaches"]

_BY_ID = frozenset(name.lower() for name in COMMANDS.values())
_OF_PARENT = frozenset({"artistsearch", "authorsearch"})


def covered(running: Traffic, items: Sequence[Item]) -> bool:
    """Whether unfinished commands of the Arr reach each of these items, none of which has a file."""
    return bool(items) and all(any(reaches(command, item) for command in running.commands) for item in items)


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
