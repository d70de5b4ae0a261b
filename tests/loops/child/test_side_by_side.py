"""Functions whose code was copied are what they were, and the list of them is about this program."""

import functools
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from qbitrr.loops.child.side_by_side import lay_side_by_side, listed


def twice(function: Callable[..., int]) -> Callable[..., int]:
    @functools.wraps(function)
    def called(*args: Any) -> int:
        return 2 * function(*args)

    return called


def plain(number: int) -> int:
    """One more."""
    return number + 1


def outer(number: int) -> int:
    def inner() -> int:
        return number + 10

    return inner()


class Things:
    factor = 3

    def method(self, number: int) -> int:
        return self.factor * number

    @property
    def value(self) -> int:
        return self.factor

    @classmethod
    def made(cls, number: int) -> int:
        return cls.factor + number

    @staticmethod
    def still(number: int) -> int:
        return -number

    @twice
    def decorated(self, number: int) -> int:
        return number + self.factor


NAMES = (
    "plain",
    "outer.<locals>.inner",
    "Things.method",
    "Things.value",
    "Things.made",
    "Things.still",
    "Things.decorated",
)


def codes() -> list[Any]:
    things = vars(Things)
    return [
        plain.__code__, outer.__code__, Things.method.__code__, things["value"].fget.__code__, Things.made.__func__.__code__,
        Things.still.__code__, things["decorated"].__wrapped__.__code__,
    ]  # fmt: skip


def results() -> tuple[Any, ...]:
    things = Things()
    return (
        plain(1), plain.__doc__, outer(1), things.method(2), things.value, Things.made(4), Things.still(5),
        things.decorated(6),
    )  # fmt: skip


def test_copied():
    """Each sort of function does what it did; the code it does it with is another one, and equal."""
    before, results_before = codes(), results()
    lay_side_by_side({__name__: set(NAMES)})
    assert results() == results_before
    assert not any(now is was for now, was in zip(codes(), before, strict=True))
    assert codes() == before


@pytest.mark.parametrize("name", ["absent", "Things.absent", "plain.absent", "NAMES", "plain.<locals>.absent", ""])
def test_what_is_not_there(name: str):
    """A name that is gone, or is no function, is passed over; so is a module that was not imported."""
    before = codes()
    lay_side_by_side({__name__: {name}, "not.imported": {"anything"}})
    assert all(now is was for now, was in zip(codes(), before, strict=True))


def test_the_list_is_about_this_program():
    """Nine of ten functions of ours that it names exist. Else it has to be made anew: `python -m bench.calls`."""
    ours = {module: names for module, names in listed().items() if module.startswith("qbitrr.")}
    named = [(module, name) for module, names in ours.items() for name in names if not name.startswith("__")]
    gone = [each for each in named if not is_there(*each)]
    assert len(named) > 500
    assert len(gone) < len(named) / 10, gone


def is_there(module: str, name: str) -> bool:
    try:
        found: Any = import_module(module)
    except ModuleNotFoundError:
        return False
    for part in name.partition(".<locals>")[0].split("."):
        found = vars(found).get(part) if isinstance(found, type | ModuleType) else None
    return found is not None


def test_done_before_children_are_forked():
    """The fork server does it, once everything is imported."""
    program = (
        "from qbitrr.loops.child.forkserver import PRELOAD, preload\n"
        "from qbitrr.loops.child.tasks import Tasks\n"
        "before = Tasks.begin.__code__\n"
        "preload(PRELOAD)\n"
        "print(Tasks.begin.__code__ is before)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
