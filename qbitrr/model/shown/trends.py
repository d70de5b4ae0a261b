"""
Figures over the last hours and days, as they are kept in memory.
"""

from collections.abc import Mapping

from attrs import field, frozen

__all__ = ["ClientSpeeds", "Trend"]


@frozen(kw_only=True)
class ClientSpeeds:
    """How fast a client loads and sends, in bytes per second."""

    down: int = 0
    up: int = 0


@frozen(kw_only=True)
class Trend:
    """
    Means of spans of equal length, the oldest first, the last one not over yet; None where nothing was measured. *since* is when the first
    begins (seconds since the epoch), *down* and *up* are bytes per second, *free* bytes free by the name of a disk.
    """

    step_seconds: int
    since: float
    down: tuple[int | None, ...] = ()
    up: tuple[int | None, ...] = ()
    free: Mapping[str, tuple[int | None, ...]] = field(factory=dict)

    def points_of(self, disk: str) -> list[tuple[float, int]]:
        """When how many bytes were free on a disk, spans without a measurement left out."""
        values = enumerate(self.free.get(disk, ()))
        return [(self.since + (index + 0.5) * self.step_seconds, value) for index, value in values if value is not None]
