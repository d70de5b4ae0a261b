"""
What the share limits of a client do to torrents that somebody still expects something of.

A client removes a torrent at its limit behind our back: nothing that is asked before a removal is asked then.
"""

from collections.abc import Iterable, Mapping

from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.model.torrents.trackers import TrackerRows, TrackerRule

__all__ = ["LIMIT_ACTIONS", "duty_rows", "goes_at_limit", "has_limit", "is_deleting", "stops_before"]

LIMIT_ACTIONS = {0: "Stop", 1: "Remove", 2: "EnableSuperSeeding", 3: "RemoveWithContent"}
"""The client's global action by its number, in the words it has for that of a torrent."""
_DELETING = frozenset({"Remove", "RemoveWithContent"})


def is_deleting(action: str) -> bool:
    """Whether an action takes the torrent away."""
    return action in _DELETING


def has_limit(torrent: Torrent) -> bool:
    """Whether any share limit is in effect for a torrent, be it its own or the global one."""
    return (
        torrent.max_ratio >= 0
        or torrent.max_seeding_time_minutes >= 0
        or torrent.max_inactive_seeding_time_minutes >= 0
    )


def goes_at_limit(
    torrents: Iterable[Torrent], own_actions: Mapping[str, str], global_action: int
) -> tuple[Torrent, ...]:
    """The torrents their client takes away when they reach a limit that is in effect; *own_actions* by hash."""
    in_general = LIMIT_ACTIONS.get(global_action, "Stop")
    return tuple(
        torrent
        for torrent in torrents
        if has_limit(torrent) and is_deleting(_own(own_actions.get(torrent.hash, "")) or in_general)
    )


def duty_rows(rules: OwnerRules, rows: TrackerRows) -> tuple[TrackerRule, ...]:
    """Every rule of an owner under which a torrent may have a duty."""
    own = (rules.hit_and_run,) if rules.hit_and_run is not None else ()
    return tuple(row for row in (*rows.rows, *own) if row.has_duty)


def stops_before(rows: Iterable[TrackerRule], ratio: float, minutes: float) -> TrackerRule | None:
    """The first rule whose duty is still open when a limit of *ratio* or *minutes* of seeding (negative: none) is reached."""
    for row in rows:
        by_ratio = 0 <= ratio < row.min_seed_ratio
        by_time = 0 <= minutes < row.min_seeding_seconds / 60
        if by_ratio or by_time:
            return row
    return None


def _own(action: str) -> str:
    return "" if action == "Default" else action
