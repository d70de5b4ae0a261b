"""Sizes and transfer rates as people write them: `"10G"`, `"1.5 TiB"`, `"500K"`. All factors are powers of 1024."""

import re
from decimal import Decimal

from qbitrr.config.values.bad_value import BadValue

__all__ = ["parse_percent", "parse_rate", "parse_size", "render_rate", "render_size"]

_LARGEST = 2**63 - 1  # what an integer column of the database and qBittorrent itself can hold
_SIZE = re.compile(r"(\d+(?:\.\d*)?|\.\d+)\s*([KMGTP]?)(?:i?B)?", re.ASCII | re.IGNORECASE)
_RATE = re.compile(r"(\d+(?:\.\d*)?|\.\d+)\s*([KMG]?)(?:i?B)?\s*(?:/\s*s|ps)?", re.ASCII | re.IGNORECASE)
_BARE = re.compile(r"-?\d+(\.0*)?", re.ASCII)
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{0,6})?)\s*%", re.ASCII)
_SIZE_REMEDY = 'Write a size such as "50G", "1.5T" or "500M", or "-1" for off; the decimal mark is a point'
_RATE_REMEDY = 'Write a whole number, or a text such as "500K" or "5M" (per second)'


def parse_size(raw: object) -> int:
    """Bytes of *raw*; a bare number counts bytes, -1 = off. Raises `BadValue`."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise BadValue("is not a size", _SIZE_REMEDY)
    number = _bare(raw)
    if number is None:
        number = _with_suffix(_SIZE, raw, _SIZE_REMEDY, "is not a size")
    return _within(number, _SIZE_REMEDY)


def parse_percent(raw: str) -> float:
    """The per cent *raw* (`5%`), more than 0 and less than 100. Raises `BadValue`."""
    found = _PERCENT.fullmatch(raw.strip())
    if found is None or not 0 < Decimal(found[1]) < 100:
        raise BadValue("is no part of a disk", 'Write more than "0%" and less than "100%"')
    return float(found[1])


def parse_rate(raw: object, bytes_per_unit: int) -> int:
    """
    Bytes per second of *raw*. A bare number counts *bytes_per_unit* each; one with a suffix says so itself.

    Numbers of 0 and below are kept as they are: they are no rates but say "leave alone". Raises `BadValue`.
    """
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise BadValue("is not a transfer rate", _RATE_REMEDY)
    number = _bare(raw)
    if number is None:
        return _within(_with_suffix(_RATE, raw, _RATE_REMEDY, "is not a transfer rate"), _RATE_REMEDY)
    return _within(number * bytes_per_unit if number > 0 else number, _RATE_REMEDY)


def render_size(amount: int) -> str:
    """The shortest exact way to write *amount* bytes, as `parse_size` reads it; numbers below 0 as they are."""
    return _rendered(amount, "BKMGTP")


def render_rate(amount: int) -> str:
    """The shortest exact way to write *amount* bytes per second, as `parse_rate` reads it; numbers below 0 as they are."""
    return _rendered(amount, "BKMG")


def _rendered(amount: int, suffixes: str) -> str:
    if amount <= 0:
        return str(amount)
    power = next(power for power in reversed(range(len(suffixes))) if amount % 1024**power == 0)
    return f"{amount // 1024**power}{suffixes[power]}"


def _bare(raw: int | float | str) -> int | None:
    """The whole number *raw* is, None if it is something else."""
    if isinstance(raw, str):
        text = raw.strip()
        return int(Decimal(text)) if len(text) <= 32 and _BARE.fullmatch(text) else None
    return int(raw) if isinstance(raw, int) or raw.is_integer() else None


def _with_suffix(pattern: re.Pattern[str], raw: int | float | str, remedy: str, message: str) -> int:
    found = pattern.fullmatch(raw.strip()) if isinstance(raw, str) and len(raw) <= 64 else None
    if found is None:
        raise BadValue(message, remedy)
    power = " KMGTP".index(found[2].upper() or " ")
    return int(Decimal(found[1]) * 1024**power)


def _within(number: int, remedy: str) -> int:
    if abs(number) > _LARGEST:
        raise BadValue("is too large", remedy)
    return number
