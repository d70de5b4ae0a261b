"""
Whether somebody who beats regularly still does.
"""

from collections.abc import Callable

from twisted.internet.interfaces import IDelayedCall, IReactorTime

__all__ = ["BeatWatch"]


class BeatWatch:
    """
    Counts periods without a beat.

    # Note [Counted, not timed]
    After the machine slept, or we were busy ourselves, a timer for the whole patience would run out before the beats that lie
    in the pipe are read. One tick per period is late only once; the beats are read before the next.
    """

    def __init__(self, clock: IReactorTime) -> None:
        self._clock = clock
        self._missed = 0
        self._call: IDelayedCall | None = None

    def watch(self, period_seconds: float, allowed: int, hung: Callable[[str], None]) -> None:
        """From now on call *hung* once with words for people when more than *allowed* periods pass without a beat."""
        self.stop()
        self._missed = 0

        def tick() -> None:
            self._call = None
            self._missed += 1
            if self._missed > allowed:
                hung(f"no sign of life for {allowed * period_seconds:g} s")
            else:
                self._call = self._clock.callLater(period_seconds, tick)

        self._call = self._clock.callLater(period_seconds, tick)

    def heard(self) -> None:
        """There was a beat."""
        self._missed = 0

    def stop(self) -> None:
        """Do not watch any more."""
        if self._call is not None:
            self._call.cancel()
            self._call = None
