"""Durations as people write them: `90`, `"15m"`, `"1h30m"`, `"1.5 hours"`."""

import re
from decimal import Decimal

from qbitrr.config.values.bad_value import BadValue

__all__ = ["LONGEST", "parse_duration", "render_duration"]

LONGEST = 10_000_000_000
"""Largest amount accepted, in any unit; far beyond what anybody means, and small enough for every consumer."""

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "mo": 2592000}
_NAMES = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), "m"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("d", "day", "days"), "d"),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), "w"),
    **dict.fromkeys(("mo", "month", "months"), "mo"),
}
_OWN_UNIT = {"seconds": 1, "minutes": 60}
_PART = re.compile(r"(\d+(?:\.\d*)?|\.\d+)\s*([A-Za-z]+)\s*", re.ASCII)
_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_MAXIMUM_LENGTH = 32
_REMEDY = 'Write a number of {unit} or a text such as "30s", "15m", "1h30m", "2d", "1w"'


def parse_duration(raw: object, unit: str) -> int:
    """
    The duration *raw* in *unit* (`seconds` or `minutes`), rounded down; a positive one is at least 1.

    A bare number counts in *unit*. `M` alone is a month of 30 days, `m` a minute; all other letters are read in any
    case. Raises `BadValue`.
    """
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise _bad(f"is not a duration but {_kind_of(raw)}", unit)
    amount = _from_text(raw.strip(), unit) if isinstance(raw, str) else Decimal(raw)
    if not amount.is_finite() or abs(amount) > LONGEST:
        raise _bad("is too large for a duration", unit)
    return max(1, int(amount)) if amount > 0 else int(amount)


def render_duration(amount: int, unit: str) -> str:
    """The shortest exact way to write *amount* of *unit*, as `parse_duration` reads it; no months, to avoid the `M`."""
    if amount <= 0:
        return str(amount)
    seconds = amount * _OWN_UNIT[unit]
    suffix = next(name for name in ("w", "d", "h", "m", "s") if seconds % _SECONDS[name] == 0)
    return f"{seconds // _SECONDS[suffix]}{suffix}"


def is_lone_month(raw: object) -> bool:
    """True for a text such as `"5M"`, which means months and is easily written by somebody who means minutes."""
    return isinstance(raw, str) and re.fullmatch(r"-?[\d.]+\s*M", raw.strip()) is not None


def _from_text(text: str, unit: str) -> Decimal:
    if not text:
        raise _bad("is empty", unit)
    if len(text) > _MAXIMUM_LENGTH:
        raise _bad(f"is longer than {_MAXIMUM_LENGTH} characters", unit)
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    sign, rest = (-1, text[1:].lstrip()) if text.startswith("-") else (1, text)
    seconds, position = Decimal(0), 0
    while position < len(rest):
        part = _PART.match(rest, position)
        name = _unit_name(part[2]) if part else None
        if part is None or name is None:
            raise _bad("is not a duration", unit)
        seconds += Decimal(part[1]) * _SECONDS[name]
        position = part.end()
    return sign * seconds / _OWN_UNIT[unit]


def _unit_name(letters: str) -> str | None:
    return "mo" if letters == "M" else _NAMES.get(letters.lower())


def _kind_of(raw: object) -> str:
    return "true or false" if isinstance(raw, bool) else f"a {type(raw).__name__}"


def _bad(message: str, unit: str) -> BadValue:
    return BadValue(message, _REMEDY.format(unit=unit))
