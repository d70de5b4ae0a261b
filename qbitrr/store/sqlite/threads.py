"""
One thread that does one thing after the other, for code that blocks.
"""

from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred, fail, maybeDeferred
from twisted.internet.threads import deferToThreadPool
from twisted.python.threadpool import ThreadPool

from qbitrr.errors import NotReady

__all__ = ["OneThread", "Run", "immediately"]

Run = Callable[..., Deferred[Any]]
"""Calls a function with arguments somewhere and returns a Deferred of what it returns."""


def immediately(function: Callable[..., Any], *args: Any) -> Deferred[Any]:
    """A `Run` for tests: now and here, nothing in a thread."""
    return maybeDeferred(function, *args)


class OneThread:
    """A thread that exists between `start` and `stop` and does one call at a time, in order."""

    def __init__(self, reactor: Any, name: str) -> None:
        self._reactor = reactor
        self._name = name
        self._pool: ThreadPool | None = None

    @property
    def is_running(self) -> bool:
        """Whether it was started and not stopped."""
        return self._pool is not None

    def start(self) -> None:
        """Start the thread; nothing when it runs already."""
        if self._pool is None:
            self._pool = ThreadPool(1, 1, self._name)
            self._pool.start()

    def run(self, function: Callable[..., Any], *args: Any) -> Deferred[Any]:
        """Call the function in the thread; fires, in the reactor, with what it returns or raises."""
        if self._pool is None:
            return fail(NotReady(f"{self._name} is not running"))
        return deferToThreadPool(self._reactor, self._pool, function, *args)

    def stop(self) -> None:
        """End the thread after the calls made so far. Blocks until then: call it when they have ended."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()
