"""
The configuration everybody goes by at this moment, and what follows from it.
"""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from qbitrr.config.problems import Problem
from qbitrr.config.schema.config import Config

__all__ = ["ConfigInForce", "Derived"]

T = TypeVar("T")


class ConfigInForce:
    """
    `current` is the configuration in force, `revision` rises with each, `problems` is what was said of it, and `undone` what could not
    be done for it.
    """

    def __init__(self, config: Config, problems: Sequence[Problem] = ()) -> None:
        self.current = config
        self.problems = tuple(problems)
        self.undone: tuple[str, ...] = ()
        self.revision = 1
        self._hearers: list[Callable[[], None]] = []

    def subscribe(self, hear: Callable[[], None]) -> None:
        """Have *hear* called when another one is in force."""
        self._hearers.append(hear)

    def replace(self, config: Config, problems: Sequence[Problem]) -> None:
        """Go by *config* from now on."""
        self.current, self.problems = config, tuple(problems)
        self.revision += 1
        for hear in self._hearers:
            hear()


class Derived(Generic[T]):
    """A value that follows from the configuration in force: called it answers the one of this moment, made once for each revision."""

    def __init__(self, in_force: ConfigInForce, make: Callable[[Config], T]) -> None:
        self._in_force = in_force
        self._make = make
        self._of = in_force.revision
        self._value = make(in_force.current)

    def __call__(self) -> T:
        if self._of != self._in_force.revision:
            self._value = self._make(self._in_force.current)
            self._of = self._in_force.revision
        return self._value
