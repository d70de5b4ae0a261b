"""
One thing that is done again and again: turn, rest, turn.
"""

from collections.abc import Awaitable, Callable

from twisted.internet.defer import CancelledError, Deferred, succeed
from twisted.internet.interfaces import IReactorTime

from qbitrr.loops.child.sleep import Sleep

__all__ = ["Cycle"]


class Cycle:
    """
    Turns until it is stopped. *turn* answers after how many seconds the next one is due; when it fails, *failed(error)* has to say so
    to whom it concerns and answers the pause instead.
    """

    def __init__(
        self, clock: IReactorTime, turn: Callable[[], Awaitable[float]], failed: Callable[[Exception], float]
    ) -> None:
        self._turn = turn
        self._failed = failed
        self._sleep = Sleep(clock)
        self._ended: Deferred[None] | None = None
        self._is_stopping = False

    def start(self) -> None:
        """Turn for the first time, now."""
        self._ended = Deferred.fromCoroutine(self._live())

    def soon(self, seconds: float = 0.0) -> None:
        """Have the next turn begin within *seconds*; said during a turn it counts from then on, too."""
        self._sleep.at_most(seconds)

    def unhurried(self) -> None:
        """Forget what `soon` was told during this turn."""
        self._sleep.undisturbed()

    def stop(self) -> Deferred[None]:
        """Cancel the turn or the rest under way; fires when neither goes on. Harmless at any time."""
        if self._ended is None:
            return succeed(None)
        self._is_stopping = True
        ended: Deferred[None] = Deferred()
        self._ended.addBoth(lambda _: ended.callback(None))
        self._ended.cancel()
        return ended

    async def _live(self) -> None:
        while True:
            try:
                pause = await self._turn()
            except CancelledError:
                return
            except Exception as error:
                if self._is_stopping:
                    return  # that is how it took being cancelled
                pause = self._failed(error)
            try:
                await self._sleep.rest(pause)
            except CancelledError:
                return
