"""
Steps on their way into a client: gathered for a moment so that equal ones become one call, sent one batch after the other.
"""

from collections.abc import Sequence
from itertools import islice

from attrs import frozen
from twisted.internet.defer import CancelledError, Deferred, DeferredLock, fail
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.logger import Logger
from twisted.python.failure import Failure

from qbitrr.actors.qbittorrent.performing import perform
from qbitrr.clients.qbittorrent.client import Qbittorrent
from qbitrr.errors import NotReady
from qbitrr.loops.child.tasks import Tasks
from qbitrr.model.steps import ClientStep, Outcome

__all__ = ["StepQueue"]


@frozen(kw_only=True)
class _Pending:
    steps: tuple[ClientStep, ...]
    done: Deferred[tuple[Outcome, ...]]


class StepQueue:
    """The steps for one client. Takes none before `open` and after `close`."""

    log = Logger()

    def __init__(self, section: str, client: Qbittorrent, clock: IReactorTime, gather_seconds: float) -> None:
        self._section = section
        self._client = client
        self._clock = clock
        self._gather_seconds = gather_seconds
        self._is_open = False
        self._pending: list[_Pending] = []
        self._one_at_a_time = DeferredLock()
        self._gathering: IDelayedCall | None = None
        self._sending = Tasks(self._failed)

    def open(self) -> None:
        """Take steps from now on."""
        self._is_open = True

    async def close(self) -> None:
        """Take no more, give up what is under way. Returns when nothing runs; steps not carried out fail with `NotReady`."""
        self._is_open = False
        if self._gathering is not None:
            self._gathering.cancel()
            self._gathering = None
        await self._sending.stop()
        self._refuse(self._take_pending())

    def add(self, steps: Sequence[ClientStep]) -> Deferred[tuple[Outcome, ...]]:
        """Have steps carried out; fires with one outcome each, in order. Fails with `NotReady` while closed."""
        if not self._is_open:
            return fail(NotReady(f"{self._section} is stopped"))
        done: Deferred[tuple[Outcome, ...]] = Deferred()
        self._pending.append(_Pending(steps=tuple(steps), done=done))
        if self._gathering is None:
            self._gathering = self._clock.callLater(self._gather_seconds, self._flush)
        return done

    def _flush(self) -> None:
        self._gathering = None
        self._sending.begin(self._send())

    def _failed(self, failure: Failure) -> None:
        self.log.failure("{section}: steps failed", failure=failure, section=self._section)

    async def _send(self) -> None:
        async with self._one_at_a_time:
            pending = self._take_pending()
            steps = [step for waiting in pending for step in waiting.steps]
            try:
                outcomes = iter(await perform(self._client, steps))
            except BaseException as error:
                self._refuse(pending)
                if isinstance(error, CancelledError):
                    return
                raise
        for waiting in pending:
            waiting.done.callback(tuple(islice(outcomes, len(waiting.steps))))

    def _take_pending(self) -> list[_Pending]:
        pending, self._pending = self._pending, []
        return pending

    def _refuse(self, pending: list[_Pending]) -> None:
        for waiting in pending:
            waiting.done.errback(NotReady(f"{self._section} is stopped"))
