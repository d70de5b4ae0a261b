"""How an answer must look to whoever reads it: which members it must have, and of what type each is."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

__all__ = ["NUMBER", "TEXT_OR_NULL", "WHOLE_OR_NULL", "Each", "Maybe", "Shape", "Some", "misfits"]

Shape = Any
"""
A type, a tuple of types (`None` among them: null), a frozenset of the values there may be, a dict of members that must be there, a list
with the shape of every element (without one: an empty list), `Some` for one that is not empty, `Each` for an object with any names,
`Maybe` around a member that may be absent.
"""

NUMBER = (int, float)
TEXT_OR_NULL = (str, None)
WHOLE_OR_NULL = (int, None)


@frozen
class Some:
    """A list of that shape with at least one element: what is read of elements that are not there is not checked."""

    element: Shape


@frozen
class Each:
    """An object whose every member, whatever its name, has that shape; there is at least one."""

    member: Shape


@frozen
class Maybe:
    """A member that may be absent, and otherwise has that shape."""

    member: Shape


def misfits(value: Any, shape: Shape, where: str = "$") -> list[str]:
    """Where *value* is not as the reader needs it, in words; nothing if it is."""
    match shape:
        case dict():
            return _of_members(value, shape, where)
        case Each(member):
            if not isinstance(value, Mapping) or not value:
                return [f"{where}: {value!r:.60} is no object with members"]
            return [wrong for name, each in value.items() for wrong in misfits(each, member, f"{where}.{name}")]
        case Some(element):
            return misfits(value, [element], where) or ([] if value else [f"{where}: is empty"])
        case []:
            return [] if value == [] else [f"{where}: {value!r:.60} is no empty list"]
        case [element]:
            if not isinstance(value, list):
                return [f"{where}: {value!r:.60} is no list"]
            return [wrong for place, each in enumerate(value) for wrong in misfits(each, element, f"{where}[{place}]")]
        case frozenset():
            return [] if value in shape else [f"{where}: {value!r:.60} is none of {sorted(map(repr, shape))}"]
    types = shape if isinstance(shape, tuple) else (shape,)
    # To the reader true is no number.
    fits = any(value is None if each is None else type(value) is each for each in types)
    return [] if fits else [f"{where}: {value!r:.60} is not {shape}"]


def _of_members(value: Any, shape: Mapping[str, Shape], where: str) -> list[str]:
    if not isinstance(value, Mapping):
        return [f"{where}: {value!r:.60} is no object"]
    wrong = []
    for name, member in shape.items():
        if name in value:
            wrong += misfits(value[name], member.member if isinstance(member, Maybe) else member, f"{where}.{name}")
        elif not isinstance(member, Maybe):
            wrong.append(f"{where}.{name}: is missing")
    return wrong
