"""
What a child prints instead of saying it: kept for people, logged, within bounds.
"""

from collections import deque

from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger, LogLevel

from qbitrr.redaction import Redactor

__all__ = ["KEPT_LINES", "StrayOutput"]

KEPT_LINES = 50
LOGGED_LINES = 100
LOGGED_SECONDS = 5.0


class StrayOutput:
    """The last `KEPT_LINES` lines; of each `LOGGED_SECONDS` at most `LOGGED_LINES` are logged, the rest only counted."""

    log = Logger()

    def __init__(self, clock: IReactorTime, name: str) -> None:
        self.redact = Redactor()
        self._clock = clock
        self._name = name
        self._kept: deque[str] = deque(maxlen=KEPT_LINES)
        self._since = 0.0
        self._logged = 0

    @property
    def lines(self) -> tuple[str, ...]:
        """What is kept, oldest first, secrets masked."""
        return tuple(self._kept)

    def add(self, descriptor: int, line: str) -> None:
        """*line* came from *descriptor* 1 (information) or 2 (a warning)."""
        line = self.redact(line)
        self._kept.append(line)
        now = self._clock.seconds()
        if abs(now - self._since) > LOGGED_SECONDS:
            self.end()
            self._since = now
        self._logged += 1
        if self._logged <= LOGGED_LINES:
            level = LogLevel.info if descriptor == 1 else LogLevel.warn
            self.log.emit(level, "{child}: {text}", child=self._name, text=line)

    def end(self) -> None:
        """Say how many lines were not logged."""
        lost, self._logged = max(0, self._logged - LOGGED_LINES), 0
        if lost:
            self.log.warn("{child}: {lost} more lines of output not logged", child=self._name, lost=lost)
