"""
Which removals need a person: those that something has kept from going on for too long. Pure.

# Note [Stuck]
What fails is tried again, and what is held is asked about again: most of it goes on by itself, as after a restart of a client. What a
person wants so, or what has its end, as a duty that is done on a day that is known, is not stuck however long it takes. The clock runs
while anything else stands in the way, so that causes that take turns cannot hide behind each other.
"""

from collections.abc import Mapping
from math import inf

from qbitrr.decide.removals.protocol import STUCK_ATTEMPTS
from qbitrr.decide.removals.rails import Rail
from qbitrr.decide.seeding.hit_and_run import Duty
from qbitrr.model.reasons import Value
from qbitrr.model.removals.cases import Hindrance, Stage

__all__ = [
    "DUTY_SECONDS",
    "FAILS_SECONDS",
    "NO_LOOP",
    "WAITS_SECONDS",
    "hindered",
    "is_stuck_in",
    "purge_trouble",
    "trouble",
]

FAILS_SECONDS = 600.0
WAITS_SECONDS = 3600.0
DUTY_SECONDS = 86_400.0
"""For a duty that is open and that, at each look, was never done at the speed of that moment: speeds change within a day."""
NO_LOOP = "child"
"""What holds a removal while no loop of its Arr is there to do its part."""
_WANTED = frozenset({Rail.DRY_RUN, Rail.HOLD, Rail.BLAST_RADIUS})
_FAILED = {
    Stage.TELL_ARR: ("removal_not_told", "Its Arr cannot be told that it failed"),
    Stage.TAKE_OUT: ("removal_refused", "Its client does not take it out"),
    Stage.SEARCH_AGAIN: ("removal_not_searched", "It is removed, but no replacement can be asked for"),
}
_HELD: dict[str, str] = {Rail.HIT_AND_RUN: "removal_duty", Rail.AWAY: "removal_shared"}


def hindered(
    before: Hindrance | None, held_by: str, why: str, now: float, measured: Mapping[str, Value] | None = None
) -> Hindrance:
    """What stands in the way now; *before* is what did at the last look, None if anything went on since. *measured* is the rail's."""
    since = now if before is None or before.patience_seconds == inf else before.since
    return Hindrance(why=why, held_by=held_by, since=since, patience_seconds=_patience(held_by, measured or {}))


def _patience(held_by: str, measured: Mapping[str, Value]) -> float:
    if not held_by:
        return FAILS_SECONDS
    if held_by in _WANTED:
        return inf
    if held_by == Rail.HIT_AND_RUN and measured.get("hit_and_run") == Duty.UNMET:
        return inf if measured.get("ends", True) else DUTY_SECONDS
    return WAITS_SECONDS


def is_stuck_in(hindrance: Hindrance, attempts: int, now: float) -> bool:
    """Whether a person has to look at it. *attempts* count what failed where the removal stands."""
    tried = hindrance.held_by or attempts >= STUCK_ATTEMPTS
    return bool(tried) and now - hindrance.since >= hindrance.patience_seconds


def trouble(hindrance: Hindrance, stage: Stage) -> tuple[str, str]:
    """What is wrong with a removal that stands at a *stage*: its code, and a text for people."""
    if not hindrance.held_by:
        code, text = _FAILED[stage]
        return code, f"{text}: {hindrance.why}"
    return _HELD.get(hindrance.held_by, "removal_waits"), f"Its removal cannot go on: {hindrance.why}"


def purge_trouble(hindrance: Hindrance) -> tuple[str, str]:
    """The same of one that lies in quarantine although its time there is over."""
    return "purge_waits", f"It should be deleted from quarantine by now: {hindrance.why}"
