"""
How far looking through the library has come.
"""

from collections.abc import Callable

from qbitrr.model.status import CatalogPhase, CatalogProgress

__all__ = ["PassProgress"]


class PassProgress:
    """`now` is what is being read, None while nothing is. *changed* hears of every step: it is up to it how often people do."""

    def __init__(self, changed: Callable[[], object] = lambda: None) -> None:
        self.now: CatalogProgress | None = None
        self._changed = changed

    def begin(self, phase: CatalogPhase, total: int = 0) -> None:
        """Something else is being read, of so many (0: not known)."""
        self.now = CatalogProgress(phase=phase, total=total)
        self._changed()

    def step(self, count: int = 1) -> None:
        """So many more of it are dealt with."""
        if self.now is not None:
            done = self.now.done + count
            self.now = CatalogProgress(phase=self.now.phase, done=done, total=max(done, self.now.total))
            self._changed()

    def end(self) -> None:
        """Nothing is read any more."""
        self.now = None
        self._changed()
