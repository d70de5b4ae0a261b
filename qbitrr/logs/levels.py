"""
The levels of our log and how Twisted's five map to them.

`twisted.logger` knows debug, info, warn, error and critical. The others are made with an extra field: `log.debug(…,
log_as="TRACE")`, `log.info(…, log_as="NOTICE")` (the field `log_trace` belongs to Twisted). txaio marks its trace level with
`txaio_trace`; that is understood too.
"""

from collections.abc import Mapping
from typing import Any

from twisted.logger import LogLevel

__all__ = ["LEVELS", "SETTABLE", "level_of", "normal_level", "number_of"]

LEVELS: Mapping[str, int] = {
    "TRACE": 5,
    "VERBOSE": 7,
    "DEBUG": 10,
    "INFO": 20,
    "NOTICE": 23,
    "HNOTICE": 24,
    "SUCCESS": 25,
    "WARNING": 30,
    "ERROR": 40,
    "CRITICAL": 50,
}
"""Every level a record may carry, with its number."""

SETTABLE = ("CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO", "DEBUG", "TRACE")
"""The levels a person may choose, in the configuration and through the API."""

_TWISTED = {
    LogLevel.debug: "DEBUG",
    LogLevel.info: "INFO",
    LogLevel.warn: "WARNING",
    LogLevel.error: "ERROR",
    LogLevel.critical: "CRITICAL",
}
# Each HTTP connection of a client announces its factory at info; that is nothing an owner wants to read next morning.
_CHATTER = ("Starting factory ", "Stopping factory ")


def normal_level(text: object) -> str | None:
    """The settable level *text* names in any case, or None."""
    name = text.strip().upper() if isinstance(text, str) else ""
    return name if name in SETTABLE else None


def number_of(level: str) -> int:
    """The number of *level*; a name we do not know counts as INFO, so that it is seen."""
    return LEVELS.get(level, LEVELS["INFO"])


def level_of(event: Mapping[str, Any]) -> str:
    """The level of a Twisted log event."""
    named = event.get("log_as")
    if named in LEVELS:
        return str(named)
    level = _TWISTED.get(event.get("log_level"), "INFO")
    if level == "DEBUG" and event.get("txaio_trace"):
        return "TRACE"
    if level == "INFO" and str(event.get("log_format") or "").startswith(_CHATTER):
        return "DEBUG"
    return level
