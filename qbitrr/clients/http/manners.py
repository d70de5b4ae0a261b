"""
How patiently, how much and how often: the ways in which requests are made.
"""

from collections.abc import Callable, Sequence

from attrs import evolve, frozen

__all__ = ["LIST", "MIB", "NEVER", "ONCE", "READ", "READS", "STREAM", "WRITE", "WRITES", "Manner", "Query", "Retries"]

MIB = 1024 * 1024
Query = Sequence[tuple[str, str | int]]


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


@frozen(kw_only=True)
class Manner:
    """
    How a request is made: *patience* in seconds per attempt (with *by_progress*: without a byte arriving), at most *limit*
    bytes of answer, *retries* on what may pass by itself.
    """

    patience: float = 30.0
    limit: int = 16 * MIB
    retries: Retries = READS
    by_progress: bool = False

    def once(self) -> "Manner":
        """The same without retries."""
        return evolve(self, retries=NEVER)


READ = Manner()
LIST = Manner(patience=60.0, limit=256 * MIB)
STREAM = Manner(patience=120.0, limit=512 * MIB, by_progress=True)
WRITE = Manner(limit=4 * MIB, retries=WRITES)
ONCE = Manner(retries=NEVER)
