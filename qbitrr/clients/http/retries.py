"""
Trying again: how often, after what pause, and on which errors.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from attrs import frozen
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater
from twisted.logger import Logger

from qbitrr.errors import TimedOut, Unreachable

__all__ = ["NEVER", "READS", "WRITES", "Busy", "Retries", "persist"]

T = TypeVar("T")

# A server that wants to be left alone longer than this is left to the caller's own clock.
LONGEST_RETRY_AFTER_SECONDS = 60.0

log = Logger()


@frozen(kw_only=True)
class Busy(Unreachable):
    """Something answered, but only to say "not now" (HTTP 429, 502, 503, 504). *retry_after* are seconds it asked for."""

    status: int
    retry_after: float | None = None


@frozen(kw_only=True)
class Retries:
    """At most *times* attempts, pauses of *first* seconds doubling up to *longest*, plus up to *jitter* seconds."""

    times: int
    first: float = 0.5
    longest: float = 5.0
    jitter: float = 0.25

    def pause(self, failed: int, random: Callable[[], float]) -> float:
        """Seconds to wait after *failed* attempts; *random* yields 0 to 1."""
        return min(self.longest, self.first * 2.0 ** (failed - 1)) + self.jitter * random()


READS = Retries(times=5)
WRITES = Retries(times=3, longest=3.0)
NEVER = Retries(times=1)


async def persist(
    attempt: Callable[[], Awaitable[T]], retries: Retries, clock: IReactorTime, random: Callable[[], float]
) -> T:
    """
    What the first successful *attempt* returns.

    Repeated are only attempts that failed with `Unreachable`; one that ran out of time (`TimedOut`) is not: it has used
    up its caller's patience already. Raises the error of the last attempt. Cancelling ends the attempt or the pause.
    """
    failed = 0
    while True:
        try:
            return await attempt()
        except TimedOut:
            raise
        except Unreachable as error:
            failed += 1
            pause = retries.pause(failed, random)
            asked = error.retry_after or 0.0 if isinstance(error, Busy) else 0.0
            if failed >= retries.times or asked > LONGEST_RETRY_AFTER_SECONDS:
                raise
            pause = max(pause, asked)
            log.debug("{error}; trying again in {pause:.1f} s", error=str(error), pause=pause)
        await deferLater(clock, pause)
