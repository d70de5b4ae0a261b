"""Durations as people write them: `90`, `"15m"`, `"1h30m"`, `"1.4 weeks"`. All come to whole seconds."""

import re
from decimal import Decimal

from attrs import frozen

from qbitrr.config.values.bad_value import BadValue

__all__ = ["LONGEST_SECONDS", "UNITS", "Duration", "parse_duration", "render_duration"]

LONGEST_SECONDS = 10_000_000_000
"""Longest duration accepted; far beyond what anybody means, and small enough for every consumer."""

UNITS = {"seconds": 1, "minutes": 60, "days": 86400}
"""The units a bare number may count in (`Key.unit`), and how many seconds each is."""

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "mo": 2592000}
_NAMES = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), "m"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("d", "day", "days"), "d"),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), "w"),
    **dict.fromkeys(("mo", "month", "months"), "mo"),
}
_PART = re.compile(r"(\d+(?:\.\d*)?|\.\d+)\s*([A-Za-z]+)\s*", re.ASCII)
_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_MAXIMUM_LENGTH = 32
_REMEDY = 'Write a number of {unit} or a text such as "30s", "15m", "1h30m", "2d", "1w"'


@frozen
class Duration:
    """Whole *seconds*; *is_exact* is false if what was written had a fraction of a second besides."""

    seconds: int
    is_exact: bool = True


def parse_duration(raw: object, unit: str) -> Duration:
    """
    The duration *raw*; a bare number counts in *unit* (one of `UNITS`).

    Exact to the second: only a fraction of a second is left out, and a positive duration is at least one second. A bare
    number below 0 is no duration but one of the key's words in numbers; it is kept as it is. `M` alone is a month of 30 days,
    `m` a minute; all other letters are read in any case. Raises `BadValue`.
    """
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise _bad(f"is not a duration but {_kind_of(raw)}", unit)
    text = raw.strip() if isinstance(raw, str) else str(raw)  # the digits of a float as they were written
    seconds = _seconds(text, unit)
    if not seconds.is_finite() or abs(seconds) > LONGEST_SECONDS:
        raise _bad("is too large for a duration", unit)
    whole = max(1, int(seconds)) if seconds > 0 else int(seconds)
    return Duration(whole, is_exact=whole == seconds)


def render_duration(seconds: int) -> str:
    """The shortest exact way to write *seconds*, as `parse_duration` reads it; no months, to avoid the `M`."""
    if seconds <= 0:
        return str(seconds)
    suffix = next(name for name in ("w", "d", "h", "m", "s") if seconds % _SECONDS[name] == 0)
    return f"{seconds // _SECONDS[suffix]}{suffix}"


def is_lone_month(raw: object) -> bool:
    """True for a text such as `"5M"`, which means months and is easily written by somebody who means minutes."""
    return isinstance(raw, str) and re.fullmatch(r"-?[\d.]+\s*M", raw.strip()) is not None


def _seconds(text: str, unit: str) -> Decimal:
    if not text:
        raise _bad("is empty", unit)
    if len(text) > _MAXIMUM_LENGTH:
        raise _bad(f"is longer than {_MAXIMUM_LENGTH} characters", unit)
    if _NUMBER.fullmatch(text):
        number = Decimal(text)
        return number * UNITS[unit] if number > 0 else number
    sign, rest = (-1, text[1:].lstrip()) if text.startswith("-") else (1, text)
    seconds, position = Decimal(0), 0
    while position < len(rest):
        part = _PART.match(rest, position)
        name = _unit_name(part[2]) if part else None
        if part is None or name is None:
            raise _bad("is not a duration", unit)
        seconds += Decimal(part[1]) * _SECONDS[name]
        position = part.end()
    return sign * seconds


def _unit_name(letters: str) -> str | None:
    return "mo" if letters == "M" else _NAMES.get(letters.lower())


def _kind_of(raw: object) -> str:
    return "true or false" if isinstance(raw, bool) else f"a {type(raw).__name__}"


def _bad(message: str, unit: str) -> BadValue:
    return BadValue(message, _REMEDY.format(unit=unit))
