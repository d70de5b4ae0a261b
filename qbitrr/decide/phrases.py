"""
Numbers as people read them, for the sentence of a reason.
"""

import math

__all__ = ["percent", "span"]

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


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
