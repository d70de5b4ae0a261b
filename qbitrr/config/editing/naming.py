"""Which key of the configuration is meant: dotted keys, quoted parts, rows, paths as JSON lists."""

import json
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Any

from attrs import frozen

from qbitrr.config.editing.refusals import WrongKey
from qbitrr.config.editing.trees import ABSENT, lookup
from qbitrr.config.loading.findings import dotted
from qbitrr.config.schema.keys import Key, Kind
from qbitrr.config.schema.places import places
from qbitrr.config.schema.sections import classify
from qbitrr.config.statements import Path

__all__ = ["Target", "UnknownTarget", "find", "key_at", "path_of"]

_PART = re.compile(r"""(?:"((?:\\.|[^"\\])*)"|'([^']*)'|((?:[^."'\[][^.]*?)?))((?:\[\d+\])*)(\.|$)""")
_LONGEST = 500


@frozen
class Target:
    """Where a change goes. *key* None: a section or table, or a key that nobody knows but the file has."""

    path: Path
    key: Key | None


@frozen
class UnknownTarget(Exception):
    """A key that names nothing."""

    wrong: WrongKey


def path_of(spelled: str, tree: Mapping[str, Any]) -> Path:
    """
    The path that *spelled* names: `Radarr-4K.URI`, `Radarr-4K."a.b"`, `qBit.Trackers[0].URI`, or a JSON list of its parts. A section of
    *tree* whose name has dots is found, too. Raises `UnknownTarget` for what is no key.
    """
    if spelled.startswith("["):
        return _from_list(spelled)
    section = max((name for name in tree if spelled == name or spelled.startswith(f"{name}.")), key=len, default="")
    if section and section == spelled:
        return (section,)
    rest = spelled[len(section) + 1 :] if section else spelled
    found: list[str | int] = [section] if section else []
    position, is_open = 0, True
    while is_open and len(spelled) <= _LONGEST and (part := _PART.match(rest, position)):
        basic, literal, bare, rows, dot = part.groups()
        name = _unquoted(basic) if basic is not None else literal if literal is not None else bare
        if not name and basic is None and literal is None:
            break
        found += [name, *(int(row) for row in re.findall(r"\d+", rows))]
        position, is_open = part.end(), dot == "."
    if is_open or position < len(rest) or not found:
        raise UnknownTarget(WrongKey(key=spelled[:_LONGEST], message="Invalid configuration key"))
    return tuple(found)


def find(path: Path, tree: Mapping[str, Any], *, deleting: bool = False) -> Target:
    """
    The key at *path* of a file with the content *tree*. Raises `UnknownTarget` with the nearest name if there is no such key; one that
    is in the file may be deleted all the same.
    """
    section, kind = _section(path, tree)
    below = tuple(_mapping_joined(kind, path[1:]))
    path = (section, *below)
    key = key_at(path)
    if key is not None or not below or _is_table(kind, below):
        return Target(path, key)
    if deleting and lookup(tree, path) is not ABSENT:
        return Target(path, None)
    raise UnknownTarget(WrongKey(key=dotted(path), message=f"is no known key{_nearest(section, kind, below)}"))


def key_at(path: Path) -> Key | None:
    """What is declared of the key at *path*, the entry of a mapping included; None for tables, sections, and what is not known."""
    named = classify(str(path[0])) if path else None
    if named is None:
        return None
    by_path, below = _by_path(named.kind), path[1:]
    for length in range(len(below), 0, -1):
        key = by_path.get(_pattern(below[:length]))
        if key is not None and (length == len(below) or (key.kind is Kind.MAPPING and length == len(below) - 1)):
            return None if key.kind is Kind.TABLE else key
    return None


@cache
def _by_path(kind: str) -> dict[str, Key]:
    return {place.path: place.key for place in places(kind)}


def _pattern(below: Sequence[str | int]) -> str:
    return ".".join(str(part) for part in below if isinstance(part, str)) if not _has_rows(below) else _with_rows(below)


def _has_rows(below: Sequence[str | int]) -> bool:
    return any(isinstance(part, int) for part in below)


def _with_rows(below: Sequence[str | int]) -> str:
    text = ""
    for part in below:
        text += "[]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _is_table(kind: str, below: Path) -> bool:
    return any(path.startswith(f"{_pattern(below)}.") or path == _pattern(below) for path in _by_path(kind))


def _mapping_joined(kind: str, below: Path) -> Path:
    """*below* with everything behind a mapping as the one name it is: names of profiles have dots."""
    for length in range(1, len(below)):
        key = _by_path(kind).get(_pattern(below[:length]))
        if key is not None and key.kind is Kind.MAPPING:
            return (*below[:length], ".".join(str(part) for part in below[length:]))
    return below


def _section(path: Path, tree: Mapping[str, Any]) -> tuple[str, str]:
    """The section's name and kind."""
    raw = str(path[0])
    named = classify(raw)
    if raw in tree and (named is not None or len(path) == 1):
        return raw, named.kind if named else ""
    if raw.lower().startswith("animarr"):
        raise UnknownTarget(WrongKey(key=dotted(path), message="Animarr sections are no longer supported; use Sonarr"))
    if named is None:
        message = "is in no known section; sections are Settings, WebUI, qBit, qBit-NAME and e.g. Radarr-NAME"
        raise UnknownTarget(WrongKey(key=dotted(path), message=message))
    right = next((name for name in tree if name.lower() == named.name.lower()), named.name)
    if right != raw:
        meant = dotted((right, *path[1:]))
        raise UnknownTarget(WrongKey(key=dotted(path), message=f"is no known key; did you mean {meant}?"))
    return raw, named.kind


def _nearest(section: str, kind: str, below: Path) -> str:
    wanted = _pattern(below).lower()
    lowered = {path.lower(): path for path in _by_path(kind)}
    found = lowered.get(wanted) or next((lowered[each] for each in get_close_matches(wanted, lowered, 1, 0.6)), "")
    return f"; did you mean {dotted((section,))}.{found.replace('[]', '[0]')}?" if found else ""


def _from_list(spelled: str) -> Path:
    try:
        parts = json.loads(spelled)
    except (ValueError, RecursionError):
        parts = None
    is_path = isinstance(parts, list) and parts and isinstance(parts[0], str)
    if not is_path or not all(isinstance(part, str | int) and not isinstance(part, bool) for part in parts):
        raise UnknownTarget(WrongKey(key=spelled[:_LONGEST], message="Invalid configuration key"))
    return tuple(parts)


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text
