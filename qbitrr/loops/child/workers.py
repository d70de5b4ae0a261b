"""
Doing the same for many things, a few at a time.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from twisted.internet.defer import Deferred, gatherResults
from twisted.python.failure import Failure

__all__ = ["in_parallel"]

T = TypeVar("T")


async def in_parallel(limit: int, act: Callable[[T], Awaitable[object]], things: Iterable[T]) -> None:
    """
    Call *act* with each of the *things*, at most *limit* at a time, in their order. The first failure cancels the rest and is
    raised when nothing runs any more; cancelling does the same.
    """
    queue = iter(things)

    async def work() -> None:
        for thing in queue:
            await act(thing)

    workers = [Deferred.fromCoroutine(work()) for _ in range(limit)]
    try:
        await _first_failure(workers)
    finally:
        for worker in workers:
            worker.cancel()
        # Their own endings: what they failed with is known, or is our cancelling.
        await gatherResults([worker.addErrback(lambda _: None) for worker in workers])


async def _first_failure(workers: list[Deferred[None]]) -> None:
    """Fires when all have ended well, or fails as soon as one fails."""
    ended: Deferred[None] = Deferred()
    left = len(workers)

    def well(_: None) -> None:
        nonlocal left
        left -= 1
        if not left and not ended.called:
            ended.callback(None)

    def badly(failure: Failure) -> None:
        if not ended.called:
            ended.errback(failure)

    for worker in workers:
        worker.addCallbacks(well, badly)
    await ended
