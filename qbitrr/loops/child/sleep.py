"""
A pause that can be cut short.
"""

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall, IReactorTime

__all__ = ["Sleep"]


class Sleep:
    """One sleeper's alarm clock. What happens while nobody sleeps shortens the next sleep."""

    def __init__(self, clock: IReactorTime) -> None:
        self._clock = clock
        self._limit: float | None = None
        """When the next sleep ends at the latest."""
        self._timer: IDelayedCall | None = None
        self._asleep: Deferred[None] | None = None

    def rest(self, seconds: float) -> Deferred[None]:
        """Fires after *seconds*, or when `at_most` said. Cancelling leaves no timer."""
        now = self._clock.seconds()
        until = now + seconds if self._limit is None else min(now + seconds, self._limit)
        self._limit = None
        self._asleep = Deferred(self._forget)
        self._timer = self._clock.callLater(max(0.0, until - now), self._wake)
        return self._asleep

    def at_most(self, seconds: float) -> None:
        """Sleep no longer than *seconds* from now."""
        until = self._clock.seconds() + seconds
        if self._timer is None or not self._timer.active():
            self._limit = until if self._limit is None else min(self._limit, until)
        elif until < self._timer.getTime():
            self._timer.reset(seconds)

    def undisturbed(self) -> None:
        """Let the next sleep be as long as it is said to be then."""
        self._limit = None

    def _forget(self, asleep: Deferred[None]) -> None:
        self._rise()

    def _wake(self) -> None:
        asleep = self._rise()
        if asleep is not None:
            asleep.callback(None)

    def _rise(self) -> Deferred[None] | None:
        if self._timer is not None and self._timer.active():
            self._timer.cancel()
        asleep, self._timer, self._asleep = self._asleep, None, None
        return asleep
