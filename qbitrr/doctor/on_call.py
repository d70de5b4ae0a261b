"""
The doctor of a running program: one examination at a time, whoever asks for it, and the last report kept.
"""

from collections.abc import Callable
from typing import Any

from twisted.application.service import Service
from twisted.internet.defer import CancelledError, Deferred, DeferredLock
from twisted.logger import Logger
from twisted.python.failure import Failure

from qbitrr.doctor.doctor import Doctor
from qbitrr.errors import NotReady, Unknown
from qbitrr.model.doctor import DoctorReport, FixResult

__all__ = ["DoctorOnCall"]

_NOT_NOW = "the program is starting or stopping"


class DoctorOnCall(Service):
    """*fixed* is called after each change. `report` is the last one, None before the first."""

    log = Logger()

    def __init__(self, doctor: Doctor, fixed: Callable[[], None] = lambda: None) -> None:
        self.report: DoctorReport | None = None
        self._doctor = doctor
        self._fixed = fixed
        self._turn = DeferredLock()
        self._examining: Deferred[None] | None = None
        self._waiting: list[Deferred[DoctorReport]] = []
        self._fixing: set[Deferred[Any]] = set()

    def stopService(self) -> Deferred[None]:
        """Give up what goes on; fires when it is over."""
        super().stopService()
        for each in (self._examining, *tuple(self._fixing)):
            if each is not None:
                each.cancel()
        return Deferred.fromCoroutine(self._over())

    async def _over(self) -> None:
        async with self._turn:
            self.log.debug("nothing is examined any more")

    def examine(self) -> Deferred[DoctorReport]:
        """
        Look at everything, or wait for the look that is under way. Fires with its report; who stops waiting stops nobody else. Fails
        with `NotReady` when the program stops.
        """
        waiting: Deferred[DoctorReport] = Deferred(self._waiting.remove)
        self._waiting.append(waiting)
        if self._examining is None:
            examining = self._examining = Deferred.fromCoroutine(self._examine())
            examining.addBoth(self._examined)
            if examining.called:
                self._examining = None
        return waiting

    async def _examine(self) -> None:
        async with self._turn:
            if not self.running:
                raise NotReady(_NOT_NOW)
            self.report = await self._doctor.examine()

    def _examined(self, result: Any) -> None:
        self._examining = None
        waiting, self._waiting = self._waiting, []
        error = _spoken(result)
        if isinstance(error, Failure) and not error.check(NotReady):
            self.log.failure("the set-up could not be examined", failure=error)
        for each in waiting:
            if error is None and self.report is not None:
                each.callback(self.report)
            else:
                each.errback(error)

    def fix(self, id: str) -> Deferred[FixResult]:
        """
        Make the change that the last report offers under *id*, and look again. Fails with `Unknown` for what it does not offer, with
        `NotReady` when the program stops. Once it began it goes on, whoever waits for it.
        """
        done: Deferred[FixResult] = Deferred(lambda _: None)
        working = Deferred.fromCoroutine(self._fix(id))

        def over(result: Any) -> None:
            self._fixing.discard(working)
            if not done.called:
                error = _spoken(result)
                done.callback(result) if error is None else done.errback(error)

        self._fixing.add(working)
        working.addBoth(over)
        return done

    async def _fix(self, id: str) -> FixResult:
        async with self._turn:
            if not self.running:
                raise NotReady(_NOT_NOW)
            offered = {each.id: each for each in self.report.fixes} if self.report is not None else {}
            if id not in offered:
                raise Unknown(f"The last report offers no fix {id}")
            self.log.info("a person asked for this: {text}", text=offered[id].text)
            result = await self._doctor.fix(offered[id])
            self.report = result.report
            self._fixed()
            return result


def _spoken(result: Any) -> Exception | Failure | None:
    """The failure to pass on; what was cancelled ended because the program stops."""
    if not isinstance(result, Failure):
        return None
    return NotReady(_NOT_NOW) if result.check(CancelledError) else result
