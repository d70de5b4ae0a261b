"""
Whether a child may change anything outside at this moment.
"""

from twisted.internet.interfaces import IReactorTime

__all__ = ["ChildHold"]


class ChildHold:
    """Called, says why nothing may be changed now: empty if it may. A hold ends by itself *until* then."""

    def __init__(self, clock: IReactorTime, until: float = 0.0, why: str = "") -> None:
        self._clock = clock
        self._until = until
        self._why = why

    def __call__(self) -> str:
        """Why nothing may be changed now, empty if it may."""
        return self._why if self._clock.seconds() < self._until else ""

    def take(self, until: float, why: str) -> None:
        """What the supervisor said last."""
        self._until, self._why = until, why
