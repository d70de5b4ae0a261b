"""
Starting what is stopped, without a fight: what somebody stops again is left alone for longer each time.
"""

from msgspec.structs import replace

from qbitrr.decide.backoff import doubling
from qbitrr.decide.phrases import span
from qbitrr.decide.torrents.look import Look
from qbitrr.model.torrents.memory import Memory, Resumes
from qbitrr.model.torrents.torrent import COMPLETE_STATES, DOWNLOAD_STATES

__all__ = ["has_lasted", "may_start", "start_wait", "started", "stopped_again"]

_RUNNING = (DOWNLOAD_STATES | COMPLETE_STATES) - {"stoppedDL", "stoppedUP"}
_LONGEST_WAIT_SECONDS = 86_400.0
_SHORTEST_WAIT_SECONDS = 60.0


def start_wait(look: Look) -> float:
    """Seconds between the last start and the next: four times as long after each start that did not last, at most a day."""
    first_seconds = max(look.rules.ignore_younger_than_seconds, _SHORTEST_WAIT_SECONDS)
    return doubling(first_seconds, 2 * (look.memory.resumes.count - 1), _LONGEST_WAIT_SECONDS)


def may_start(look: Look) -> bool:
    """Whether a stopped torrent may be started now."""
    resumed_at = look.memory.resumes.last_at
    return resumed_at is None or look.elapsed(resumed_at, start_wait(look))


def started(memory: Memory, now: float) -> Memory:
    """The client started it at *now*; whether that lasts is to be seen."""
    return replace(memory, resumes=Resumes(count=memory.resumes.count + 1, last_at=now))


def has_lasted(look: Look) -> None:
    """One that runs for as long as we would have waited was not stopped by anybody: the next start is a first one again."""
    resumes = look.memory.resumes
    if not resumes.count or resumes.last_at is None or look.state not in _RUNNING:
        return
    if look.elapsed(resumes.last_at, start_wait(look)):
        look.remember(resumes=replace(resumes, count=0))


def stopped_again(look: Look) -> str:
    """Why a stopped torrent is not started now, in words."""
    times = max(1, look.memory.resumes.count)
    often = "once" if times == 1 else f"{times} times"
    return (
        f"It was started {often} and stopped again each time, as somebody seems to want it; the next try comes "
        f"{span(start_wait(look))} after the last."
    )
