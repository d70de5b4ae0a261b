"""
Coroutines that somebody owns: none is forgotten, none fails unseen, and stopping waits for all. Some are done again and again.
"""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from twisted.internet.defer import CancelledError, Deferred, succeed
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.python.failure import Failure

from qbitrr.model.shown.passes import LoopPasses

__all__ = ["Cycle", "PassTally", "Sleep", "Tasks"]

_MOST_LETTERS = 200


class Tasks:
    """
    What was begun and is not over. *failed(failure)* is called with whatever ends a coroutine but a cancellation; nothing else hears
    of it.
    """

    def __init__(self, failed: Callable[[Failure], object]) -> None:
        self._failed = failed
        self._running: dict[Deferred[Any], None] = {}

    def __len__(self) -> int:
        return len(self._running)

    def begin(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        """Run *coroutine* until it ends or `stop` cancels it."""
        running = Deferred.fromCoroutine(coroutine)
        running.addErrback(self._ended_badly)
        if not running.called:
            self._running[running] = None
            running.addBoth(lambda _: self._running.pop(running, None))

    def cancel(self) -> None:
        """Cancel whatever runs, and wait for none of it. The latest first: what waits for an earlier one must not begin by that."""
        for running in reversed(list(self._running)):
            running.cancel()

    async def stop(self) -> None:
        """Cancel whatever runs, the latest first, what begins meanwhile included. Returns when nothing runs."""
        while self._running:
            running = next(reversed(self._running))
            running.cancel()
            await running

    def _ended_badly(self, failure: Failure) -> None:
        if not failure.check(CancelledError):
            self._failed(failure)


class Cycle:
    """
    Turns until it is stopped. *turn* answers after how many seconds the next one is due; when it fails, *failed(error)* has to say so
    to whom it concerns and answers the pause instead. After each turn *told(seconds, error)* hears how long it took and how it ended.
    """

    def __init__(
        self,
        clock: IReactorTime,
        turn: Callable[[], Awaitable[float]],
        failed: Callable[[Exception], float],
        told: Callable[[float, Exception | None], object] = lambda seconds, error: None,
    ) -> None:
        self._clock = clock
        self._told = told
        self._turn = turn
        self._failed = failed
        self._sleep = Sleep(clock)
        self._ended: Deferred[None] | None = None
        self._is_stopping = False

    def start(self) -> None:
        """Turn for the first time, or again after a stop, now."""
        self._is_stopping = False
        self._ended = Deferred.fromCoroutine(self._live())

    def soon(self, seconds: float = 0.0) -> None:
        """Have the next turn begin within *seconds*; said during a turn it counts from then on, too."""
        self._sleep.at_most(seconds)

    def unhurried(self) -> None:
        """Forget what `soon` was told during this turn."""
        self._sleep.undisturbed()

    def stop(self) -> Deferred[None]:
        """Cancel the turn or the rest under way; fires when neither goes on. Harmless at any time."""
        self._is_stopping = True
        if self._ended is None:
            return succeed(None)
        ended: Deferred[None] = Deferred()
        self._ended.addBoth(lambda _: ended.callback(None))
        self._ended.cancel()
        return ended

    async def _live(self) -> None:
        while True:
            began, trouble = self._clock.seconds(), None
            try:
                pause = await self._turn()
            except CancelledError:
                return
            except Exception as error:
                if self._is_stopping:
                    return  # that is how it took being cancelled
                trouble = error
                pause = self._failed(error)
            self._told(self._clock.seconds() - began, trouble)
            if self._is_stopping:
                return  # it was stopped by what it did itself
            try:
                await self._sleep.rest(pause)
            except CancelledError:
                return


class PassTally:
    """
    How long turns took and whether they failed, added up until they are `taken`: so a busy loop has no more to tell than a quiet one.
    """

    def __init__(self, clock: IReactorTime) -> None:
        self._clock = clock
        self._now: LoopPasses | None = None

    def add(self, seconds: float, error: Exception | None) -> None:
        """A turn that took so long has ended just now, with an *error* or well."""
        known = self._now or LoopPasses(at=0.0)
        why = known.why if error is None else (str(error) or type(error).__name__)[:_MOST_LETTERS]
        self._now = LoopPasses(
            at=self._clock.seconds(), turns=known.turns + 1, seconds=max(known.seconds, seconds), why=why
        )

    def taken(self) -> LoopPasses | None:
        """What there was; None if there was no turn."""
        now, self._now = self._now, None
        return now


class Sleep:
    """A pause that can be cut short: one sleeper's alarm clock. What happens while nobody sleeps shortens the next sleep."""

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
