"""
How long to wait before something that failed is tried again.
"""

__all__ = ["doubling"]

# Beyond that every wait is at its longest, and 2.0 ** 1024 is no float: an Arr that is down for days comes that far.
_MOST_DOUBLINGS = 32


def doubling(first_seconds: float, times: int, longest_seconds: float) -> float:
    """Seconds to wait after *times* earlier failures (below 0 is 0): *first_seconds*, twice that, and so on."""
    return min(first_seconds * 2.0 ** min(max(times, 0), _MOST_DOUBLINGS), longest_seconds)
