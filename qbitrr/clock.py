"""
The clock of a family of processes: it shows the time of day, but does not jump.

# Note [A clock that does not jump]
Clocks of machines are set: by hand, by NTP minutes after a start without a battery, by a virtual machine that was moved. Twisted's timers
run on the time of day: set back by three hours it stops all polling for as long, set forward it fires everything at once. So timers and
time stamps run on `CLOCK_MONOTONIC` (one for the whole machine) plus an offset, taken at the start from the time of day and handed to the
children, so that all processes mean the same moment. A step forward that stays is the truth arriving late, and is adopted; timers wait
as long as before. A step back is not: time stamps never go backwards while we run. The next start begins with the new time.
"""

import time
from collections.abc import Callable
from typing import Any

from twisted.internet.interfaces import IReactorTime

__all__ = ["ProcessClock", "install", "offset_of"]


class ProcessClock:
    """
    Seconds since the epoch that only ever grow. The clocks of the machine are looked up at each call, so that they can be replaced.

    *delay_timers* is called with the seconds by which the clock is about to be set forward or back.
    """

    def __init__(self, delay_timers: Callable[[float], None] = lambda seconds: None) -> None:
        self.offset_seconds = time.time() - time.monotonic()
        self._delay_timers = delay_timers

    def seconds(self) -> float:
        """The time of day as this family of processes counts it."""
        return time.monotonic() + self.offset_seconds

    def behind_seconds(self) -> float:
        """By how much the machine's time of day is ahead of ours; negative when it was set back."""
        return time.time() - self.seconds()

    def move_to(self, offset_seconds: float) -> None:
        """Show another time of day from now on; timers under way take as long as before."""
        step, self.offset_seconds = offset_seconds - self.offset_seconds, offset_seconds
        self._delay_timers(step)


def install(reactor: IReactorTime) -> ProcessClock:
    """Let everything a *reactor* times run on a clock that does not jump; returns the one it has if that was done before."""
    replaced: Any = reactor  # no interface foresees that a method of it is replaced
    clock: ProcessClock | None = getattr(reactor, "process_clock", None)
    if clock is None:

        def delay_timers(seconds: float) -> None:
            for call in reactor.getDelayedCalls():
                call.delay(seconds)

        clock = replaced.process_clock = ProcessClock(delay_timers)
        replaced.seconds = clock.seconds
    return clock


def offset_of(clock: IReactorTime) -> float:
    """What to give to `move_to` in another process of this machine, so that it shows the same as *clock*."""
    return float(clock.seconds()) - time.monotonic()
