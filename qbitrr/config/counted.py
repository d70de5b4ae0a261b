"""
What counts of a configuration, as plain data: for pages that know no defaults, and to tell what a file is not to be given by them.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from qbitrr.config.derived.defaults import fresh_section
from qbitrr.config.derived.forms import in_own_unit
from qbitrr.config.editing.change_set import is_protected
from qbitrr.config.editing.masking import shown
from qbitrr.config.editing.trees import ABSENT, lookup
from qbitrr.config.load import Loaded
from qbitrr.config.loading.findings import dotted
from qbitrr.config.migrations.upgrade import upgrade
from qbitrr.config.schema.config import Config
from qbitrr.config.schema.keys import Key, Kind, keys_of
from qbitrr.config.schema.sections import classify
from qbitrr.config.statements import Path

__all__ = ["completed", "held"]

_ALWAYS = ("Settings", "WebUI")


def completed(loaded: Loaded) -> dict[str, Any]:
    """
    The content of a file with what counts for each key that it does not state, or states in vain: what the environment holds, what stands
    there in an older spelling, what other keys or the defaults say. Secrets are masked.

    What the file states stays as it is there, whatever it is. `Settings` and `WebUI` are always there. Left out is what means something
    by being absent, and what only the program writes.
    """
    raw = loaded.document.unwrap()
    upgraded = upgrade(raw)
    today = {path[0]: new[0] for path, new in upgraded.respelled.items() if len(path) == len(new) == 1}
    counting, fixed = _sections(loaded.config), {each.key for each in loaded.config.fixed}

    def is_said(path: Path) -> bool:
        return dotted(path) in fixed or lookup(upgraded.tree, path) is not ABSENT

    made = dict(shown({**{name: {} for name in _ALWAYS}, **raw}))
    for name, stated in made.items():
        called = str(today.get(name, name))
        section = counting.get(called) or _fresh(called)
        if isinstance(stated, Mapping) and section is not None:
            made[name] = _over(stated, _plain(section, (called,), is_said), (called,), fixed)
    return made


def held(config: Config) -> dict[Path, Any]:
    """The keys whose values do not come from the file, with what counts for them; secrets are masked."""
    fixed = {each.key for each in config.fixed}
    sections = {name: _plain(section, (name,), lambda _: True) for name, section in _sections(config).items()}
    return {path: value for path, value in _parts(sections, ()) if dotted(path) in fixed}


def _over(stated: Mapping[str, Any], counts: Mapping[str, Any], path: Path, fixed: set[str]) -> dict[str, Any]:
    made = dict(stated)
    for name, value in counts.items():
        there = made.get(name)
        if isinstance(value, Mapping) and isinstance(there, Mapping):
            made[name] = _over(there, value, (*path, name), fixed)
        elif name not in made or dotted((*path, name)) in fixed:
            made[name] = value
    return made


def _sections(config: Config) -> dict[str, Any]:
    """Those that work, by name."""
    found: dict[str, Any] = {"Settings": config.settings, "WebUI": config.webui}
    found |= {each.section: each for each in config.qbits}
    return found | {each.section: each for each in config.arrs}


def _fresh(name: str) -> Any:
    """A section of that name in which nothing is said; None if there can be none."""
    named = classify(name)
    return named and fresh_section(named.kind, named.name, named.type or "radarr")


def _plain(section: Any, path: Path, is_said: Callable[[Path], bool]) -> dict[str, Any]:
    """
    Every key of a *section* at *path* that holds a value and may be shown; one that means something by being absent only if it *is_said*
    what it is.
    """
    made: dict[str, Any] = {}
    for place, key, value in _values(section, getattr(section, "type", ""), path):
        if value is None or is_protected(place) or (key.nullable and not is_said(place)):
            continue
        table = made
        for name in place[1:-1]:
            table = table.setdefault(str(name), {})
        table[str(place[-1])] = shown(value, place)
    return made


def _values(table: Any, arr_type: str, path: Path) -> Iterator[tuple[Path, Key, Any]]:
    for each in keys_of(type(table)):
        key, value, place = each.key, getattr(table, each.attribute), (*path, *each.key.toml.split("."))
        if key.arr_types and arr_type not in key.arr_types:
            continue
        if key.kind is Kind.TABLE:
            yield from _values(value, arr_type, place)
        else:
            yield place, key, _written(table, key, value, arr_type)


def _written(table: Any, key: Key, value: Any, arr_type: str) -> Any:
    if key.kind is Kind.TABLES:
        return [_row(row, arr_type) for row in value]
    return next((word for word, flag in key.flags.items() if getattr(table, flag)), None) or in_own_unit(key, value)


def _row(row: Any, arr_type: str) -> dict[str, Any]:
    return {str(place[-1]): value for place, _, value in _values(row, arr_type, ()) if value is not None}


def _parts(table: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, Any]]:
    """Every key in it with its value; a table is one, too."""
    for name, value in table.items():
        yield (*path, name), value
        if isinstance(value, Mapping):
            yield from _parts(value, (*path, name))
