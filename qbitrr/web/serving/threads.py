"""
Reading files, and other slow work, beside the reactor.

Why a thread and not small reads on the spot: a block that is in the page cache takes microseconds, but a rotated file may lie on
a disk that sleeps or a network share that hangs, and then the whole supervisor would wait with it. A few threads of our own for
each reason to wait, so that hanging reads starve neither name resolution, which uses the reactor's pool, nor reads of another disk.
"""

import threading
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, Protocol, TypeVar

from twisted.internet.defer import CancelledError, Deferred, fail, succeed
from twisted.internet.threads import deferToThreadPool
from twisted.python.failure import Failure
from twisted.python.threadpool import ThreadPool

from qbitrr.errors import NotReady
from qbitrr.reactors import IThreadReactor

__all__ = ["InThread", "Readers", "undisturbed"]

P = ParamSpec("P")
T = TypeVar("T")

_THREADS = 4
_MOST_WAITING = 256
"""Behind threads that hang. More is refused, or a dead disk would gather whatever is asked of it."""
_PATIENCE_SECONDS = 1.0
"""For work that goes on when we stop. What takes longer hangs, and has to be left behind."""


class InThread(Protocol):
    """Runs a function in a thread, so that it may block."""

    def __call__(self, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> Deferred[T]:
        """Fires with what *function* returns. Cancelling stops the waiting, and the function if it has not begun."""


class _Pool(ThreadPool):
    """
    A pool that can be left behind. Its threads are daemons: one that hangs in the kernel cannot be ended, and must not keep the
    process.
    """

    threadFactory = staticmethod(partial(threading.Thread, daemon=True))  # type: ignore[assignment]

    def abandon(self) -> None:
        """Take no more work and wait for nobody: each thread ends as soon as it can."""
        self.joined, self.started = True, False
        self._team.quit()


class Readers:
    """
    A small pool of *threads* threads for work with *what*. `start` and `stop` belong to the service that owns it; threads are made when
    there is work.
    """

    def __init__(self, reactor: IThreadReactor, what: str = "log files", threads: int = _THREADS) -> None:
        self._reactor = reactor
        self._what = what
        self._pool = _Pool(0, threads, f"qbitrr-{what.replace(' ', '-')}")
        self._under_way = 0
        self._idle: Deferred[None] | None = None

    def start(self) -> None:
        """Take work from now on."""
        self._pool.start()

    def stop(self) -> Deferred[None]:
        """Take no more. Fires when nothing is worked at any more, or a second later: whatever hangs then is left behind."""
        if not self._pool.started:
            return succeed(None)
        self._pool.abandon()
        if not self._under_way:
            return succeed(None)
        self._idle = Deferred()
        return self._idle.addTimeout(_PATIENCE_SECONDS, self._reactor, lambda *_: None)

    def __call__(self, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> Deferred[T]:
        """Run *function* in a thread; fails with `NotReady` before the start, after the end, and when too many wait already."""
        if not self._pool.started or self._under_way > _MOST_WAITING:
            return fail(NotReady(f"{self._what} cannot be worked with at the moment"))
        outer: Deferred[T] = Deferred()

        def work() -> T:
            if outer.called or self._pool.joined:  # while it waited for a thread
                raise CancelledError
            return function(*arguments, **named)

        self._under_way += 1
        # Not the same Deferred: one that is cancelled would fire before the thread is done, and count as done.
        deferToThreadPool(self._reactor, self._pool, work).addBoth(self._done, outer)
        return outer

    def _done(self, outcome: T | Failure, outer: Deferred[T]) -> None:
        self._under_way -= 1
        if not outer.called:
            outer.callback(outcome)  # a failure becomes one
            if self._pool.joined:  # nobody may be left who wants to know that it was never begun
                outer.addErrback(lambda failure: failure.trap(CancelledError) and None)
        if self._idle is not None and not self._under_way and not self._idle.called:
            self._idle.callback(None)


def undisturbed(
    work: Deferred[T], discard: Callable[[T], object], given_up: Callable[[], None] = lambda: None
) -> Deferred[T]:
    """
    Fires as *work* does, but when it is cancelled the thread finishes and its result goes to *discard*: a file that was opened
    for a client who has left must be closed. `given_up()` is called then, so that the thread can be told.
    """
    outer: Deferred[T] = Deferred(lambda _: given_up())

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
