"""
When a disk will be full, if it goes on as it did. Pure.

# Note [Foreseeing]
A straight line through what was measured, by least squares. It is only believed if the disk fell steadily (downloads that come and go
cancel out, and a line through that would foresee chance), and only as far ahead as a hundred times what was seen: a minute of
downloading says nothing about next month.
"""

from collections.abc import Sequence

from attrs import frozen

__all__ = ["Forecast", "foresee"]

FEWEST_POINTS = 6
SHORTEST_SECONDS = 60.0
STEADINESS = 0.5
"""How much of the changes the line must explain: 1 is all of it."""
FURTHEST = 100.0


@frozen(kw_only=True)
class Forecast:
    """
    A disk that falls by so many bytes per second, as seen over *seen_seconds*. It reaches *full_at*, and the room that is to stay free
    *guard_at* (seconds since the epoch; None: nothing is to stay free, or it is reached already).
    """

    bytes_per_second: float
    seen_seconds: float
    full_at: float
    guard_at: float | None


def foresee(points: Sequence[tuple[float, int]], guard_bytes: int | None) -> Forecast | None:
    """
    What follows from *points* (when how many bytes were free, the oldest first); None if the disk does not fall steadily, if too little of
    it was seen, or if it reaches nothing within what that tells about.
    """
    if len(points) < FEWEST_POINTS or points[-1][0] - points[0][0] < SHORTEST_SECONDS:
        return None
    slope, steadiness = _line(points)
    if slope >= 0 or steadiness < STEADINESS:
        return None
    now, free = points[-1]
    seen = now - points[0][0]
    full_at = now + free / -slope
    guard_at = now + (free - guard_bytes) / -slope if guard_bytes is not None and free > guard_bytes else None
    if (guard_at or full_at) - now > FURTHEST * seen:
        return None
    return Forecast(bytes_per_second=-slope, seen_seconds=seen, full_at=full_at, guard_at=guard_at)


def _line(points: Sequence[tuple[float, int]]) -> tuple[float, float]:
    """The slope of the line through *points*, and how much of the changes it explains."""
    mean_at = sum(at for at, _ in points) / len(points)
    mean_free = sum(free for _, free in points) / len(points)
    across = sum((at - mean_at) ** 2 for at, _ in points)
    down = sum((free - mean_free) ** 2 for _, free in points)
    along = sum((at - mean_at) * (free - mean_free) for at, free in points)
    if not across or not down:
        return 0.0, 0.0
    return along / across, along * along / (across * down)
