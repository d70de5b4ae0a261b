"""
Whether the Arr answers: a state, found out again and again while it does not.
"""

import random
from collections.abc import Callable

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger
from twisted.python.failure import Failure

from qbitrr.clients.arr.client import Arr
from qbitrr.decide.backoff import doubling
from qbitrr.errors import RemoteError, Unauthorized, Unreachable
from qbitrr.loops.child.tasks import Cycle

__all__ = ["Link"]

# That it is gone is to be known within seconds, also while nothing is asked of it.
PROBE_SECONDS = 15.0
FIRST_PAUSE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 300.0
# A wrong key or another program at the address does not pass by itself.
REFUSED_PAUSE_SECONDS = 300.0
JITTER = 0.2


class Link:
    """
    The state of the connection to *arr*. *changed* is called whenever it is another one.

    There is one for all who talk to it, and the newest evidence wins: who got an answer says so with `answered`, whose request was in
    vain has it asked with `check`, or says with `failed` that it is away. While it is down, `system/status` is asked at 5 s, doubling
    to 5 min, one that refuses us every 5 min; while it is up, when nothing was heard of it for 15 s. *jitter* yields 0 to 1.
    """

    log = Logger()

    def __init__(
        self,
        arr: Arr,
        clock: IReactorTime,
        changed: Callable[[], object],
        *,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.is_up = False
        self.version = ""
        self.why = ""
        """Why it is not up, in words."""
        self.retry_at = 0.0
        self.evidence_at = 0.0
        """When it last answered, or was found not to."""
        self.since = 0.0
        """When it began to answer, or not to; 0 while it was not asked."""
        self._arr = arr
        self._clock = clock
        self._changed = changed
        self._jitter = jitter
        self._failures = 0
        self._is_asking = False
        self._is_wanted = False
        """Whether somebody wants it asked now, whenever it was asked last."""
        self._waiting: list[Deferred[None]] = []
        self._doubting: list[Deferred[None]] = []
        """Those that wait for an answer, be it yes or no."""
        self._cycle = Cycle(clock, self._turn, self._not_asked)

    @property
    def answered_after(self) -> float | None:
        """Seconds until its last answer began; None before the first."""
        return self._arr.answered_after

    def start(self) -> None:
        """Begin to ask."""
        self._cycle.start()

    def up(self) -> Deferred[None]:
        """Fires when the Arr answers, at once if it does. Cancelling waits no more."""
        waiting: Deferred[None] = Deferred(self._forget)
        if self.is_up:
            waiting.callback(None)
        else:
            self._waiting.append(waiting)
        return waiting

    async def check(self) -> bool:
        """
        Ask whether it answers, and return that: a request was in vain, which may be the fault of that request. It counts as up
        until it is known to be down. Cancelling waits no more.
        """
        if self.is_up:
            answered: Deferred[None] = Deferred(lambda gone: self._doubting.remove(gone))
            self._doubting.append(answered)
            self._ask_now()
            await answered
        return self.is_up

    def answered(self) -> None:
        """A request was answered: it is there, and need not be asked whether it is for a while."""
        if self.is_up:
            self.evidence_at = self._clock.seconds()
        else:
            self._ask_now()

    def failed(self, error: RemoteError) -> None:
        """A request was in vain: the Arr counts as down until it has answered."""
        if self.is_up:
            self._down(error)
            self._cycle.soon(self.retry_at - self._clock.seconds())

    def hurry(self) -> None:
        """Ask now, if it is down."""
        if not self.is_up:
            self._ask_now()

    def stop(self) -> Deferred[None]:
        """Ask no more; fires when nothing asks. Who waits for it to be up is for ever left waiting, and should cancel."""
        return self._cycle.stop()

    def _ask_now(self) -> None:
        if not self._is_asking:
            self._is_wanted = True
            self._cycle.soon()

    async def _turn(self) -> float:
        if self._is_wanted or self._due_at <= self._clock.seconds():
            self._is_wanted, self._is_asking = False, True
            try:
                await self._ask()
            finally:
                self._is_asking = False
                self._tell_doubting()
        return self._due_at - self._clock.seconds()

    @property
    def _due_at(self) -> float:
        return self.evidence_at + PROBE_SECONDS if self.is_up else self.retry_at

    async def _ask(self) -> None:
        try:
            found = await self._arr.status()
        except RemoteError as error:
            self._down(error)
        else:
            self._up(found.version)

    def _tell_doubting(self) -> None:
        doubting, self._doubting = self._doubting, []
        for waiter in doubting:
            waiter.callback(None)

    def _up(self, version: str) -> None:
        was_up = self.is_up
        if not was_up:
            self.log.info("{where} answers: version {version}", where=self._arr.where, version=version)
        self.is_up, self.version, self.why, self.retry_at, self._failures = True, version, "", 0.0, 0
        self.evidence_at = self._clock.seconds()
        if not was_up:
            self.since = self.evidence_at
            self._changed()
        waiting, self._waiting = self._waiting, []
        for waiter in waiting:
            waiter.callback(None)

    def _down(self, error: RemoteError) -> None:
        now = self._clock.seconds()
        if self.is_up or not self.since:
            self.since = now
        self.is_up, self.evidence_at = False, now
        pause = REFUSED_PAUSE_SECONDS
        if isinstance(error, Unreachable):
            pause = doubling(FIRST_PAUSE_SECONDS, self._failures, LONGEST_PAUSE_SECONDS)
        pause *= 1 + JITTER * (2 * self._jitter() - 1)
        self._failures += 1
        why = f"API key refused: {error}" if isinstance(error, Unauthorized) else str(error)
        if self.why != why:
            self.log.warn("{why}; asking again in {pause:.0f} s", why=why, pause=pause)
        self.why, self.retry_at = why, now + pause
        self._changed()

    def _not_asked(self, error: Exception) -> float:
        self.log.failure("whether the Arr is there could not be asked", failure=Failure(error))
        return REFUSED_PAUSE_SECONDS

    def _forget(self, waiting: Deferred[None]) -> None:
        if waiting in self._waiting:
            self._waiting.remove(waiting)
