"""
Questions of many that become one: who asks within a moment, or while an answer is awaited, is asked for together with all others.
"""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater
from twisted.logger import Logger
from twisted.python.failure import Failure

from qbitrr.loops.child.tasks import Tasks

__all__ = ["Gathered"]

T = TypeVar("T")


class Gathered(Generic[T]):
    """
    `ask(what)` for one comes to `asking(whats)` for all that came since the last one began; each returns when its own has ended. At most
    one is under way, and it begins *gather_seconds* after the first that asks.
    """

    log = Logger()

    def __init__(
        self, asking: Callable[[list[T]], Awaitable[None]], clock: IReactorTime, gather_seconds: float = 0.1
    ) -> None:
        self._asking = asking
        self._clock = clock
        self._gather_seconds = gather_seconds
        self._waiting: list[tuple[T, Deferred[None]]] = []
        self._tasks = Tasks(lambda failure: self.log.failure("gathered questions were not asked", failure))

    def ask(self, what: T) -> Deferred[None]:
        """Fires when *what* was asked for; fails as that does. Cancelling gives up the waiting, not the question."""
        mine: Deferred[None] = Deferred()
        self._waiting.append((what, mine))
        if not self._tasks:
            self._tasks.begin(self._work())
        return mine

    async def stop(self) -> None:
        """Give up what is under way; whoever waits is cancelled."""
        await self._tasks.stop()

    async def _work(self) -> None:
        while self._waiting:
            await self._answer()

    async def _answer(self) -> None:
        failure: Failure | None = None
        batch: list[tuple[T, Deferred[None]]] = []
        try:
            await deferLater(self._clock, self._gather_seconds)
            batch, self._waiting = self._waiting, []
            await self._asking([what for what, waiting in batch if not waiting.called])
        except CancelledError:
            batch, self._waiting = [*batch, *self._waiting], []
            failure = Failure()
        except Exception:
            failure = Failure()
        for _, waiting in batch:
            if waiting.called:  # cancelled meanwhile
                continue
            if failure is None:
                waiting.callback(None)
            else:
                waiting.errback(failure)
