"""
One thread that does one thing after the other, for code that blocks.
"""

from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import Any

from twisted.internet.defer import Deferred, fail, maybeDeferred
from twisted.internet.interfaces import IReactorFromThreads
from twisted.python.failure import Failure

from qbitrr.errors import NotReady

__all__ = ["OneThread", "Run", "immediately"]

Run = Callable[..., Deferred[Any]]
"""Calls a function with arguments somewhere and returns a Deferred of what it returns."""


def immediately(function: Callable[..., Any], *args: Any) -> Deferred[Any]:
    """A `Run` for tests: now and here, nothing in a thread."""
    return maybeDeferred(function, *args)


class OneThread:
    """A thread that exists between `start` and `stop` and does one call at a time, in order."""

    def __init__(self, reactor: IReactorFromThreads, name: str) -> None:
        self._reactor = reactor
        self._name = name
        self._calls: SimpleQueue[Callable[[], object] | None] = SimpleQueue()  # None: there will be no more
        self._thread: Thread | None = None

    @property
    def is_running(self) -> bool:
        """Whether it was started and not stopped."""
        return self._thread is not None

    def start(self) -> None:
        """Start the thread; nothing when it runs already."""
        if self._thread is None:
            self._thread = Thread(target=self._work, name=self._name)
            self._thread.start()

    def run(self, function: Callable[..., Any], *args: Any) -> Deferred[Any]:
        """Call the function in the thread; fires, in the reactor, with what it returns or raises."""
        if self._thread is None:
            return fail(NotReady(f"{self._name} is not running"))
        result: Deferred[Any] = Deferred()

        def call() -> None:
            try:
                found = function(*args)
            except BaseException:
                found = Failure()
            self._reactor.callFromThread(result.callback, found)

        self._calls.put(call)
        return result

    def stop(self) -> None:
        """End the thread after the calls made so far. Blocks until then: call it when they have ended."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._calls.put(None)
            thread.join()

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call()
