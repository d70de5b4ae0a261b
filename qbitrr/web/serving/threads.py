"""
Reading files, and other slow work, beside the reactor.

Why a thread and not small reads on the spot: a block that is in the page cache takes microseconds, but a rotated file may lie on
a disk that sleeps or a network share that hangs, and then the whole supervisor would wait with it. A few threads of our own,
so that hanging reads cannot starve name resolution, which uses the reactor's pool.
"""

from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeVar

from twisted.internet.defer import Deferred, fail
from twisted.internet.interfaces import IReactorFromThreads
from twisted.internet.threads import deferToThreadPool
from twisted.python.failure import Failure
from twisted.python.threadpool import ThreadPool

from qbitrr.errors import NotReady

__all__ = ["InThread", "Readers", "undisturbed"]

P = ParamSpec("P")
T = TypeVar("T")

_THREADS = 4


class InThread(Protocol):
    """Runs a function in a thread, so that it may block."""

    def __call__(self, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> Deferred[T]:
        """Fires with what *function* returns. Cancelling stops the waiting, not the function."""


class Readers:
    """
    A small pool of *threads* threads for work with *what*. `start` and `stop` belong to the service that owns it; threads are made when
    there is work.
    """

    def __init__(self, reactor: IReactorFromThreads, what: str = "log files", threads: int = _THREADS) -> None:
        self._reactor = reactor
        self._what = what
        self._pool = ThreadPool(0, threads, f"qbitrr-{what.replace(' ', '-')}")

    def start(self) -> None:
        """Take work from now on."""
        self._pool.start()

    def stop(self) -> None:
        """Wait for reads that are going on (64 KiB each) and end the threads."""
        if self._pool.started:
            self._pool.stop()

    def __call__(self, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> Deferred[T]:
        """Run *function* in a thread; fails with `NotReady` before the start and after the end."""
        if not self._pool.started or self._pool.joined:
            return fail(NotReady(f"{self._what} cannot be worked with at the moment"))
        return deferToThreadPool(self._reactor, self._pool, function, *arguments, **named)


def undisturbed(work: Deferred[T], discard: Callable[[T], object]) -> Deferred[T]:
    """
    Fires as *work* does, but when it is cancelled the thread finishes and its result goes to *discard*: a file that was opened
    for a client who has left must be closed.
    """
    outer: Deferred[T] = Deferred()

    def done(result: T) -> None:
        if outer.called:
            discard(result)
        else:
            outer.callback(result)

    def failed(failure: Failure) -> None:
        if not outer.called:
            outer.errback(failure)

    work.addCallbacks(done, failed)
    return outer
