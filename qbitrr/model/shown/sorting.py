"""
Lists that are sorted by several columns, each its own way.
"""

from collections.abc import Sequence
from functools import total_ordering
from typing import Any, TypeVar

__all__ = ["Falling", "Sorting", "comparable"]

C = TypeVar("C", bound=str)
Sorting = tuple[tuple[C, bool], ...]
"""Columns, the most important first, each with whether it falls: at least one, and none twice."""


@total_ordering
class Falling:
    """Compares the other way round than its *value*."""

    __slots__ = ("value",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Falling) and bool(self.value == other.value)

    def __lt__(self, other: "Falling") -> bool:
        return bool(other.value < self.value)


def comparable(values: Sequence[Any], ways: Sequence[bool]) -> tuple[Any, ...]:
    """*values* to compare by in a list where those whose way is true fall; those behind the last of the *ways* rise."""
    turned = (Falling(value) if falls else value for value, falls in zip(values, ways, strict=False))
    return (*turned, *values[len(ways) :])
