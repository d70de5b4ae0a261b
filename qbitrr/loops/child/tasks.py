"""
Coroutines that somebody owns: none is forgotten, none fails unseen, and stopping waits for all.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from twisted.internet.defer import CancelledError, Deferred
from twisted.python.failure import Failure

__all__ = ["Tasks"]


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
