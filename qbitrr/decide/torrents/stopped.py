"""
Starting what is stopped, without a fight: what somebody stops again is left alone for longer each time.
"""

from qbitrr.decide.backoff import doubling
from qbitrr.decide.phrases import span
from qbitrr.decide.torrents.look import Look

__all__ = ["may_start", "start_wait", "stopped_again"]

_LONGEST_WAIT_SECONDS = 86_400.0
_SHORTEST_WAIT_SECONDS = 60.0


def start_wait(look: Look) -> float:
    """Seconds between the last start and the next: four times as long after each start that did not last, at most a day."""
    first_seconds = max(look.rules.ignore_younger_than_seconds, _SHORTEST_WAIT_SECONDS)
    return doubling(first_seconds, 2 * (look.memory.resume_count - 1), _LONGEST_WAIT_SECONDS)


def may_start(look: Look) -> bool:
    """Whether a stopped torrent may be started now."""
    resumed_at = look.memory.resumed_at
    return resumed_at is None or look.elapsed(resumed_at, start_wait(look))


def stopped_again(look: Look) -> str:
    """Why a stopped torrent is not started now, in words."""
    times = max(1, look.memory.resume_count)
    often = "once" if times == 1 else f"{times} times"
    return (
        f"It was started {often} and stopped again each time, as somebody seems to want it; the next try comes "
        f"{span(start_wait(look))} after the last."
    )
