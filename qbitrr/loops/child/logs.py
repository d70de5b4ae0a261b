"""
Log records of a child on their way to the supervisor, which alone writes log files.
"""

import time
from collections.abc import Callable
from typing import Any

from twisted.logger import ILogObserver, LogEvent, LogLevel, formatEvent, globalLogBeginner
from zope.interface import implementer

from qbitrr.model.reasons import Value
from qbitrr.redaction import Redactor
from qbitrr.wire.messages import Log

__all__ = ["LEVELS", "LogForwarder"]

LEVELS = {"TRACE": 5, "DEBUG": 10, "INFO": 20, "NOTICE": 23, "WARNING": 30, "ERROR": 40, "CRITICAL": 50}
"""Names of `Settings.ConsoleLevel`, quiet ones high."""
_NAMES = {
    LogLevel.debug: "DEBUG",
    LogLevel.info: "INFO",
    LogLevel.warn: "WARNING",
    LogLevel.error: "ERROR",
    LogLevel.critical: "CRITICAL",
}
_LONGEST_TEXT = 16_000
_LONGEST_FIELD = 2_000


@implementer(ILogObserver)
class LogForwarder:
    """
    Turns log events at or above `level` into `Log` messages, secrets masked, for *send*. Events before a channel exists wait.
    """

    def __init__(self) -> None:
        self.redact = Redactor()
        self._threshold = LEVELS["INFO"]
        self._send: Callable[[Log], None] | None = None
        self._early: list[LogEvent] = []
        self._sending = False

    def begin(self) -> None:
        """Take over this process's log. Prints stay what they are: output on descriptors 1 and 2."""
        globalLogBeginner.beginLoggingTo([self], redirectStandardIO=False, discardBuffer=True)

    def send_to(self, send: Callable[[Log], None]) -> None:
        """From now on records go to *send*; those that waited go first."""
        self._send = send
        early, self._early = self._early, []
        for event in early:
            self(event)

    def set_level(self, name: str) -> None:
        """Forward from the level called *name* on; an unknown name changes nothing."""
        self._threshold = LEVELS.get(name.upper(), self._threshold)

    def __call__(self, event: LogEvent) -> None:
        level = _NAMES.get(event.get("log_level", LogLevel.info), "INFO")
        if LEVELS[level] < self._threshold or self._sending:
            return
        if self._send is None:
            if len(self._early) < 100:
                self._early.append(event)
            return
        self._sending = True  # whatever sending logs would come straight back here
        try:
            self._send(self._record(event, level))
        finally:
            self._sending = False

    def _record(self, event: LogEvent, level: str) -> Log:
        text = formatEvent(event)
        failure = event.get("log_failure")
        if failure is not None:
            text = f"{text}\n{failure.getTraceback()}"
        return Log(
            at=event.get("log_time", time.time()),
            level=level,
            text=_clean(self.redact(text), _LONGEST_TEXT),
            namespace=event.get("log_namespace", ""),
            fields=self._fields(event),
        )

    def _fields(self, event: LogEvent) -> dict[str, Value]:
        kept: dict[str, Value] = {}
        for key, value in event.items():
            if key.startswith("log_") or key in ("time", "message", "system", "isError", "format"):
                continue
            simple = self._simple(value)
            if simple is not None:
                kept[key] = simple
        return kept

    def _simple(self, value: Any) -> Value:
        match value:
            case bool():
                return value
            case int():
                return value if -(2**63) <= value < 2**63 else str(value)
            case float():
                return value if value - value == 0.0 else str(value)  # JSON knows neither NaN nor infinity
            case str():
                return _clean(self.redact(value), _LONGEST_FIELD)
        return None


def _clean(text: str, longest: int) -> str:
    """*text* shortened and free of what UTF-8 cannot carry (undecodable bytes of file names)."""
    return text[:longest].encode("utf-8", "backslashreplace").decode("utf-8")
