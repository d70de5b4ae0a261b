"""
What changed between two JSON objects, as a JSON merge patch (RFC 7386).
"""

from collections.abc import Mapping
from typing import Any

__all__ = ["merge_patch", "without_nulls"]


def without_nulls(value: Any) -> Any:
    """*value* without members that are null: a merge patch cannot tell those from members that are not there."""
    if isinstance(value, Mapping):
        return {key: without_nulls(each) for key, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [without_nulls(each) for each in value]
    return value


def merge_patch(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """What turns *old* into *new*, neither with nulls: members that are gone are null in it; a list that changed is in it whole."""
    patch: dict[str, Any] = dict.fromkeys(old.keys() - new.keys())
    for key, value in new.items():
        before = old.get(key)
        if before == value and type(before) is type(value):
            continue
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            if inner := merge_patch(before, value):
                patch[key] = inner
        else:
            patch[key] = value
    return patch
