"""
Numbers as people read them, for the sentence of a reason.
"""

import math

__all__ = ["percent", "size", "span"]

_SIZES = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
_UNITS = ((86_400.0, "d"), (3_600.0, "h"), (60.0, "min"))


def span(seconds: float) -> str:
    """A length of time in its largest fitting unit: `45 s`, `20 min`, `1.5 h`, `3 d`."""
    if math.isinf(seconds):
        return "for ever"
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{_short(seconds / size)} {unit}"
    return f"{max(0.0, seconds):.0f} s"


def percent(share: float) -> str:
    """A share of 1 in per cent: `99.5 %`."""
    return f"{_short(share * 100)} %"


def size(number_of_bytes: float) -> str:
    """An amount of data in its largest fitting unit: `512 B`, `1.5 GiB`."""
    amount, unit = float(number_of_bytes), 0
    while abs(amount) >= 1024 and unit < len(_SIZES) - 1:
        amount, unit = amount / 1024, unit + 1
    return f"{_short(amount)} {_SIZES[unit]}"


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
