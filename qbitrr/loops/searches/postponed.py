"""
What failed and is tried again later, each in its own time.
"""

from collections.abc import Collection, Hashable, Iterable
from typing import Generic, TypeVar

from twisted.internet.interfaces import IReactorTime

from qbitrr.decide.backoff import doubling

__all__ = ["PostponedByKey"]

K = TypeVar("K", bound=Hashable)
FIRST_SECONDS, LONGEST_SECONDS = 300.0, 1800.0


class PostponedByKey(Generic[K]):
    """
    Things by key that are not tried again before some time: 5 min after the first failure, doubling to 30 min.

    Kept in memory only: a new process tries everything at once. `keep_only` what there still is.
    """

    def __init__(self, clock: IReactorTime) -> None:
        self._clock = clock
        self._failed: dict[K, tuple[int, float]] = {}
        """How often in a row, and until when."""

    def __len__(self) -> int:
        return len(self._failed)

    def failed(self, *keys: K) -> None:
        """These failed just now."""
        for key in keys:
            times = self.times(key)
            pause = doubling(FIRST_SECONDS, times, LONGEST_SECONDS)
            self._failed[key] = (times + 1, self._clock.seconds() + pause)

    def wait(self, seconds: float, *keys: K) -> None:
        """These have not failed, but there is no use in trying them for so long."""
        for key in keys:
            self._failed[key] = (self.times(key), self._clock.seconds() + seconds)

    def done(self, *keys: K) -> None:
        """These are dealt with."""
        for key in keys:
            self._failed.pop(key, None)

    def keep_only(self, keys: Collection[K]) -> None:
        """All others are gone."""
        self._failed = {key: kept for key, kept in self._failed.items() if key in keys}

    def clear(self) -> None:
        """Somebody wants everything tried now. How often it failed still counts."""
        self._failed = {key: (times, 0.0) for key, (times, _) in self._failed.items()}

    def times(self, key: K) -> int:
        """How often in a row it failed."""
        return self._failed.get(key, (0, 0.0))[0]

    def until(self, keys: Iterable[K]) -> float:
        """When all of these may be tried; a time in the past (0, if none of them failed) means now."""
        return max((self._failed.get(key, (0, 0.0))[1] for key in keys), default=0.0)

    def waiting(self) -> list[K]:
        """Those whose time has not come."""
        now = self._clock.seconds()
        return [key for key, (_, until) in self._failed.items() if until > now]
