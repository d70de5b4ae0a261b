"""
One line about searching, for people.
"""

from datetime import UTC, datetime
from typing import Literal

from qbitrr.decide.searches.commands import counted
from qbitrr.model.catalog import ArrType

__all__ = ["SearchPhase", "clock_time", "summary"]

SearchPhase = Literal[
    "starting", "updating", "sending", "waiting_slot", "resting", "backoff", "refused", "disabled", "paused", "held"
]


def summary(
    phase: SearchPhase,
    kind: ArrType,
    *,
    last: str = "",
    searched: int = 0,
    missing: int = 0,
    next_at: float | None = None,
    retry_at: float = 0.0,
    paused_until: float = 0.0,
) -> str:
    """
    What the search of an Arr is doing. *last* is the text of the last search, *searched* how many items were searched in this
    cycle, *missing* how many are missing, *next_at* when the next cooldown ends.
    """
    match phase:
        case "starting":
            return last
        case "updating":
            return "Updating database"
        case "backoff":
            return f"Arr unreachable, retrying at {clock_time(retry_at)}"
        case "refused":
            return f"The Arr refuses searches, retrying at {clock_time(retry_at)}"
        case "paused":
            return f"Search paused until {clock_time(paused_until)}"
        case "held":
            return "On hold: nothing is searched"
        case "disabled":
            return "Search disabled"
        case "sending" | "waiting_slot":
            return last or "No pending searches"
    if not searched:
        return "No pending searches"
    text = f"Searched {counted(searched, kind)}, {missing} missing"
    return text if next_at is None else f"{text}, next search {clock_time(next_at)}"


def clock_time(at: float) -> str:
    """*at*, seconds since the epoch, as `2025-11-27 12:30Z`: a cooldown may last for weeks."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%MZ")
