"""
What went wrong with a child lately, and what follows from it.
"""

from collections.abc import Callable

from qbitrr.decide.restarts import Recovery, RestartIn, after_crash, after_failed_spawn, inside
from qbitrr.model.restarts import Intensity

__all__ = ["CrashHistory"]


class CrashHistory:
    """Restarts after crashes, and starts that failed. *jitter* gives random numbers from -1 to 1."""

    def __init__(self, jitter: Callable[[], float]) -> None:
        self._jitter = jitter
        self.forget()

    def forget(self) -> None:
        """A person wants it to begin anew."""
        self._restarts: tuple[float, ...] = ()
        self._failed_spawns = 0
        self._last_try = False

    def restarts(self, intensity: Intensity, now: float) -> int:
        """How many restarts lie inside the window."""
        return len(inside(self._restarts, intensity.window_seconds, now))

    def renewed_at(self, intensity: Intensity, now: float) -> float | None:
        """When none of them lies inside the window any more; None if none does."""
        recent = inside(self._restarts, intensity.window_seconds, now)
        return max(recent) + intensity.window_seconds if recent else None

    def spawned(self) -> None:
        """A process was started and can be talked to."""
        self._failed_spawns = 0

    def spawn_failed(self) -> float:
        """No process could be started; returns the seconds until the next try."""
        self._failed_spawns += 1
        return after_failed_spawn(self._failed_spawns, jitter=self._jitter())

    def begin_last_try(self, now: float) -> None:
        """After it was given up it gets one more try."""
        self._last_try = True
        self._restarts = (*self._restarts, now)

    def crashed(self, intensity: Intensity, now: float) -> Recovery:
        """It crashed; returns what to do, and takes a restart as done."""
        recovery = after_crash(self._restarts, intensity, now, jitter=self._jitter(), last_try=self._last_try)
        if isinstance(recovery, RestartIn):
            self._restarts = (*inside(self._restarts, intensity.window_seconds, now), now)
            self._last_try = False
        return recovery
