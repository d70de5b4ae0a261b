"""
The bodies of commands: what of a request belongs to a command, and when two ask for the same.
"""

from collections.abc import Mapping
from typing import Any

from qbitrr.testing.arr.model.wire import failure

__all__ = ["equal", "read_body"]

_EMPTY = {"int": 0, "bool": False}


def read_body(row: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The command's own properties out of what was sent, in any case; ApiError 500 for an impossible enum value."""
    body: dict[str, Any] = {}
    for name, type_ in row.get("body", {}).items():
        value = given.get(name.lower())
        if value is None:
            value = row.get("defaults", {}).get(name, _EMPTY.get(type_))
        if type_.startswith("enum "):
            choices = type_.removeprefix("enum ").split("|")
            value = choices[0] if value is None else str(value).lower()
            if value not in choices:
                text = f"The JSON value could not be converted to {name[:1].upper()}{name[1:]}. Path: $.{name}"
                raise failure(500, text, "System.Text.Json.JsonException")
        body[name] = value
    return body


def equal(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two bodies ask for the same: lists compare as sets."""
    return {name: _comparable(value) for name, value in one.items()} == {
        name: _comparable(value) for name, value in other.items()
    }


def _comparable(value: Any) -> Any:
    if isinstance(value, list):
        return frozenset(repr(entry) for entry in value)
    return value
