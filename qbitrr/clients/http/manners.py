"""
How patiently, how much and how often: the ways in which requests are made.
"""

from collections.abc import Sequence

from attrs import evolve, frozen

from qbitrr.clients.http.retries import NEVER, READS, WRITES, Retries

__all__ = ["LIST", "MIB", "ONCE", "READ", "STREAM", "WRITE", "Manner", "Query"]

MIB = 1024 * 1024
Query = Sequence[tuple[str, str | int]]


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
