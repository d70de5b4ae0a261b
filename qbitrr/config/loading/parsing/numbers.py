"""Truth, numbers, durations, sizes and rates."""

import math

from qbitrr.config.loading.parsing.parsed import Parsed, ParseNote, Parser
from qbitrr.config.problems import Severity
from qbitrr.config.schema.keys import Key, Kind
from qbitrr.config.values.bad_value import BadValue
from qbitrr.config.values.durations import UNITS, is_lone_month, parse_duration, render_duration
from qbitrr.config.values.sizes import parse_percent, parse_rate, parse_size

__all__ = ["BOUNDED", "NUMBERS", "check_bounds"]

_LARGEST = 2**53  # exact in every JSON reader
BOUNDED = (Kind.INT, Kind.NUMBER, Kind.FRACTION, Kind.PORT, Kind.DURATION, Kind.SIZE, Kind.RATE)


def check_bounds(key: Key, value: float) -> None:
    """Raises `BadValue` for a number that is too small or too large for its key."""
    if key.minimum is not None and value < _in_own_unit(key, key.minimum):
        asked = "-1 or greater" if key.minimum == -1 else f"at least {_with_unit(key, key.minimum)}"
        raise BadValue(f"must be {asked}", "")
    if key.maximum is not None and value > _in_own_unit(key, key.maximum):
        raise BadValue(f"must be at most {_with_unit(key, key.maximum)}", "")


def _in_own_unit(key: Key, bound: float) -> float:
    """*bound* in the unit the typed value has; below 0 stand words in numbers, which have none."""
    return bound * UNITS[key.unit] if key.kind is Kind.DURATION and bound > 0 else bound


def _with_unit(key: Key, bound: float) -> str:
    return render_duration(int(_in_own_unit(key, bound))) if key.kind is Kind.DURATION else f"{bound:g}"


def _bool(_key: Key, raw: object) -> Parsed:
    if isinstance(raw, bool):
        return Parsed(value=raw)
    if isinstance(raw, str) and raw.strip().lower() in ("true", "false"):
        raise BadValue("must be true or false without quotes", f"Write {raw.strip().lower()}")
    raise BadValue("must be true or false", "Write true or false, without quotes")


def _number(_key: Key, raw: object) -> Parsed:
    if isinstance(raw, str) and len(raw) <= 32:
        try:
            raw = float(raw)
        except ValueError:
            raise BadValue("must be a number", "Write a number without quotes") from None
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise BadValue("must be a number", "Write a number without quotes")
    if abs(raw) > _LARGEST or math.isnan(raw):
        raise BadValue("is too large", "Write a smaller number")
    return Parsed(value=float(raw))


def _int(key: Key, raw: object) -> Parsed:
    value: float = _number(key, raw).value
    if not value.is_integer():
        raise BadValue("must be a whole number", "Write a whole number")
    return Parsed(value=int(value))


def _fraction(key: Key, raw: object) -> Parsed:
    if isinstance(raw, str) and raw.strip().endswith("%"):
        raw = _number(key, raw.strip()[:-1]).value / 100
    value: float = _number(key, raw).value
    if 1 < value <= 100:
        note = ParseNote(
            severity=Severity.WARNING, message="is above 1 and read as per cent", remedy=f"Write {value / 100:g}"
        )
        return Parsed(value=value / 100, notes=(note,))
    return Parsed(value=value)


def _duration(key: Key, raw: object) -> Parsed:
    duration = parse_duration(raw, key.unit)
    notes = []
    if is_lone_month(raw):
        message = "counts months (M), not minutes (m)"
        notes.append(ParseNote(severity=Severity.WARNING, message=message, remedy='Write "m" or "mo"'))
    if not duration.is_exact:
        message = f"has a fraction of a second; {duration.seconds} s is used"
        notes.append(ParseNote(severity=Severity.WARNING, message=message, remedy="Write whole seconds"))
    return Parsed(value=duration.seconds, notes=tuple(notes))


def _size(key: Key, raw: object) -> Parsed:
    if key.share and isinstance(raw, str) and raw.strip().endswith("%"):
        return Parsed(value=0, percent=parse_percent(raw))
    return Parsed(value=parse_size(raw))


def _rate(key: Key, raw: object) -> Parsed:
    return Parsed(value=parse_rate(raw, 1024 if key.unit == "KiB/s" else 1))


NUMBERS: dict[Kind, Parser] = {
    Kind.BOOL: _bool,
    Kind.INT: _int,
    Kind.NUMBER: _number,
    Kind.FRACTION: _fraction,
    Kind.PORT: _int,
    Kind.DURATION: _duration,
    Kind.SIZE: _size,
    Kind.RATE: _rate,
}
