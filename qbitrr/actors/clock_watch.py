"""
Looks whether somebody sets the clock of the machine while we run. See Note [A clock that does not jump] in `qbitrr.clock`.
"""

from collections.abc import Callable

from twisted.application.service import Service
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import LoopingCall
from twisted.logger import Logger

from qbitrr.clock import ProcessClock
from qbitrr.decide.phrases import span

__all__ = ["ClockWatch"]

_EVERY_SECONDS = 10.0
_STAYS_SECONDS = 60.0
_NOTABLE_SECONDS = 2.0


class ClockWatch(Service):
    """
    Adopts a step forward that stays for a minute, after which `on_moved(offset_seconds)` is called; `problem` tells of one back, and
    is empty otherwise. *timers* calls later.
    """

    log = Logger()

    def __init__(self, *, clock: ProcessClock, timers: IReactorTime, on_moved: Callable[[float], None]) -> None:
        self.problem = ""
        self._clock = clock
        self._on_moved = on_moved
        self._looks = LoopingCall(self._look)
        self._looks.clock = timers
        self._step = 0.0
        self._stays_since = 0.0

    def startService(self) -> None:
        super().startService()
        self._looks.start(_EVERY_SECONDS).addErrback(
            lambda failure: self.log.failure("the clock is not watched", failure)
        )

    def stopService(self) -> None:
        super().stopService()
        if self._looks.running:
            self._looks.stop()

    def _look(self) -> None:
        step, now = self._clock.behind_seconds(), self._clock.seconds()
        if abs(step - self._step) > _NOTABLE_SECONDS:
            self._step, self._stays_since = step, now
        stays = now - self._stays_since >= _STAYS_SECONDS
        if step < -_NOTABLE_SECONDS and stays:
            self._complain(-step)
        elif step > _NOTABLE_SECONDS and stays:
            self._adopt(step)
        elif abs(step) <= _NOTABLE_SECONDS:
            self.problem = ""

    def _complain(self, seconds: float) -> None:
        if not self.problem:
            self.log.warn("the clock of this machine was set back by {step}", step=span(seconds))
        self.problem = (
            f"The clock of this machine was set back by {span(seconds)} while qbitrr was running. Nothing is lost by it, but the times "
            "shown are ahead until the next start."
        )

    def _adopt(self, step: float) -> None:
        self.problem = ""
        self._clock.move_to(self._clock.offset_seconds + step)
        self._step, self._stays_since = 0.0, self._clock.seconds()
        self.log.warn("the clock of this machine was set forward by {step}: adopted", step=span(step))
        self._on_moved(self._clock.offset_seconds)
