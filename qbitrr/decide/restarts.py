"""
When a child is started again, and when it is given up.

The numbers are those of `Settings`: `AutoRestartProcesses`, `MaxProcessRestarts`, `ProcessRestartWindow`, `ProcessRestartDelay`.

# Note [Restart budget]
A crash is answered by a restart until `MaxProcessRestarts` of them lie inside the window; then the child is given up *visibly*
and gets one more try when the window is empty, so that a long outage heals by itself. That try is worth one restart: a child
that crashes again before a whole window has passed is given up at once. A restart asked for by a person clears the history.

The first restart inside the window comes almost at once: a child killed by accident should be back before anybody notices. Every
further one waits `ProcessRestartDelay * 2^k`, k being the restarts already in the window, at most a minute. (Read literally,
the documented `ProcessRestartDelay * 2^k` would already make the first restart wait; that is the only difference.)
"""

from attrs import frozen

from qbitrr.model.restarts import Intensity

__all__ = ["GiveUp", "Recovery", "RestartIn", "StayDown", "after_crash", "after_failed_spawn", "inside"]

FIRST_RESTART_SECONDS = 0.25
LONGEST_DELAY_SECONDS = 60.0
SHORTEST_WINDOW_SECONDS = 1.0  # a configured window of 0 must not become a hot loop
FIRST_SPAWN_RETRY_SECONDS = 5.0
LONGEST_SPAWN_RETRY_SECONDS = 300.0
JITTER = 0.2


@frozen(kw_only=True)
class RestartIn:
    """Start it again in so many seconds."""

    seconds: float
    why: str


@frozen(kw_only=True)
class GiveUp:
    """Too many crashes: leave it down for people to see, try once more in `try_again_seconds`."""

    try_again_seconds: float
    why: str


@frozen(kw_only=True)
class StayDown:
    """It crashed, and automatic restarts are switched off."""

    why: str


Recovery = RestartIn | GiveUp | StayDown


def inside(restarts: tuple[float, ...], window_seconds: float, now: float) -> tuple[float, ...]:
    """Those *restarts* (seconds, any epoch) that lie at most *window_seconds* (at least a second) before *now*."""
    longest = max(SHORTEST_WINDOW_SECONDS, window_seconds)
    return tuple(at for at in restarts if now - at <= longest)


def after_crash(
    restarts: tuple[float, ...], limit: Intensity, now: float, *, jitter: float = 0.0, last_try: bool = False
) -> Recovery:
    """
    What to do about a child that crashed *now*.

    *restarts* are the times it was started again after a crash, *jitter* is a random number from -1 to 1 (it spreads the delay by
    up to a fifth), *last_try* says that it ran on the one try it gets after having been given up.
    """
    if not limit.auto:
        return StayDown(why="automatic restarts are switched off")
    recent = inside(restarts, limit.window_seconds, now)
    if len(recent) >= limit.burst or (last_try and recent):
        empty_in = max(recent, default=now) + limit.window_seconds - now
        why = f"{len(recent)} restarts within {limit.window_seconds:g} s did not help"
        return GiveUp(try_again_seconds=max(1.0, empty_in), why=why)
    if not recent:
        return RestartIn(seconds=_spread(FIRST_RESTART_SECONDS, jitter), why="first restart")
    longest = max(LONGEST_DELAY_SECONDS, limit.delay_seconds)
    delay = max(FIRST_RESTART_SECONDS, limit.delay_seconds * 2.0 ** min(len(recent), 32))
    return RestartIn(seconds=min(longest, _spread(delay, jitter)), why=f"{len(recent)} of {limit.burst} restarts used")


def after_failed_spawn(failures: int, *, jitter: float = 0.0) -> float:
    """Seconds until the next try after the *failures*-th failed start in a row (1 is the first): 5, 10, 20 … 300."""
    delay = FIRST_SPAWN_RETRY_SECONDS * 2.0 ** min(max(failures, 1) - 1, 32)
    return min(LONGEST_SPAWN_RETRY_SECONDS, _spread(delay, jitter))


def _spread(seconds: float, jitter: float) -> float:
    return seconds * (1.0 + JITTER * jitter)
