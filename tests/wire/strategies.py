"""
Hypothesis strategies for every message, made from the types of their fields.
"""

import types
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st

from qbitrr.wire.messages import FromChild, FromSupervisor

__all__ = ["anything_from_child", "anything_from_supervisor", "struct"]

_TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
_INTEGERS = st.integers(-(2**63), 2**63 - 1)
_FLOATS = st.floats(allow_nan=False, allow_infinity=False)
_JSON = st.recursive(
    st.none() | st.booleans() | _INTEGERS | _TEXT, lambda inner: st.lists(inner) | st.dictionaries(_TEXT, inner)
)


def struct(kind: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    """Any value of the struct *kind*."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: _of(hints[field.name]) for field in msgspec.structs.fields(kind)})


def _of(hint: Any) -> st.SearchStrategy[Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return st.one_of([_of(argument) for argument in arguments])
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            return st.lists(_of(arguments[0]), max_size=3).map(tuple)
        return st.tuples(*map(_of, arguments))
    if origin is dict:
        return st.dictionaries(_TEXT, _of(arguments[1]), max_size=3)
    if origin is Literal:
        return st.sampled_from(arguments)
    simple = {bool: st.booleans(), int: _INTEGERS, float: _FLOATS, str: _TEXT, Any: _JSON, type(None): st.none()}
    if hint in simple:
        return simple[hint]
    if issubclass(hint, msgspec.Struct):
        return struct(hint)
    return st.sampled_from(list(hint))  # an enumeration


anything_from_child = st.one_of([struct(kind) for kind in FromChild.__args__])
anything_from_supervisor = st.one_of([struct(kind) for kind in FromSupervisor.__args__])
