"""Sections that got another name: ordered so, or seen from one section that goes and one that comes."""

from collections.abc import Iterable, Mapping
from typing import Any

from qbitrr.config.editing.refusals import WrongKey
from qbitrr.config.schema.sections import classify

__all__ = ["renamed_between", "wrong_rename"]

_TELLING = ("URI", "Category", "APIKey")
_PLACE = ("Host", "Port")


def wrong_rename(old: str, new: str, tree: Mapping[str, Any], taken: Iterable[str]) -> WrongKey | None:
    """Why the section *old* of *tree* cannot be called *new*; *taken* are names that stay. None if it can."""
    was, is_to_be = classify(old), classify(new)
    if old not in tree or was is None or was.kind not in ("qBit", "Arr"):
        return WrongKey(key=old, message="cannot be renamed: there is no such qBittorrent or Arr section")
    if is_to_be is None or (is_to_be.kind, is_to_be.type) != (was.kind, was.type) or is_to_be.name != new:
        pattern = f"{was.type.capitalize()}-NAME" if was.type else "qBit or qBit-NAME"
        return WrongKey(key=new, message=f"cannot be the new name of {old}: write {pattern}")
    if any(each.lower() == new.lower() for each in taken):
        return WrongKey(key=new, message=f"cannot be the new name of {old}: there is such a section already")
    return None


def renamed_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """
    The sections of *before* that are in *after* under another name: of the same type, and alike in what tells an instance from others
    (an Arr's address or category, a client's address). What could be two things is neither.
    """
    gone = [name for name in before if name not in after and _is_instance(name)]
    new = [name for name in after if name not in before and _is_instance(name)]
    found: dict[str, str] = {}
    for old in gone:
        heirs = [name for name in new if _alike(old, before[old], name, after[name])]
        if len(heirs) == 1 and heirs[0] not in found.values():
            found[old] = heirs[0]
        elif heirs:
            found = {each: heir for each, heir in found.items() if heir not in heirs}
    return found


def _is_instance(name: str) -> bool:
    named = classify(name)
    return named is not None and named.kind in ("qBit", "Arr")


def _alike(old: str, before: Any, new: str, after: Any) -> bool:
    was, now = classify(old), classify(new)
    assert was is not None
    assert now is not None
    if (
        (was.kind, was.type) != (now.kind, now.type)
        or not isinstance(before, Mapping)
        or not isinstance(after, Mapping)
    ):
        return False
    if (
        was.kind == "qBit"
    ):  # what is known of a client's torrents goes along: it must be that client, and none at another place
        return all(before.get(name) == after.get(name) for name in _PLACE)
    both = [name for name in _TELLING if name in before and name in after]
    same = [name for name in both if before[name] == after[name]]
    return len(same) > 0 and len(same) * 2 >= len(both)
