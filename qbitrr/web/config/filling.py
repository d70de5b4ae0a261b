"""
A configuration with every key there can be in it: a page that knows no defaults reads what counts where the file says nothing.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from qbitrr.config.derived.defaults import default_of
from qbitrr.config.derived.forms import in_own_unit
from qbitrr.config.editing.change_set import is_protected
from qbitrr.config.schema.keys import Kind
from qbitrr.config.schema.places import places
from qbitrr.config.schema.sections import SectionName, classify

__all__ = ["filled"]

_ALWAYS = ("Settings", "WebUI")


def filled(tree: Mapping[str, Any]) -> dict[str, Any]:
    """
    *tree*, the plain data of a file, with the keys it does not state, each with its default. `Settings` and `WebUI` are always there.
    Left out is what means something by being absent, and what only the program writes.
    """
    whole = {**{name: {} for name in _ALWAYS}, **tree}
    return {name: _section(name, section) for name, section in whole.items()}


def _section(name: str, section: Any) -> Any:
    named = classify(name)
    if named is None or not isinstance(section, Mapping):
        return section
    made = _copied(section)
    for path, value in _defaults(named):
        _put(made, path, value)
    return made


def _copied(table: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _copied(each) if isinstance(each, Mapping) else each for name, each in table.items()}


def _put(table: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    *above, name = path
    for each in above:
        table = table.setdefault(each, {})
        if not isinstance(table, dict):  # whoever wrote a value there is told elsewhere
            return
    table.setdefault(name, value)


@lru_cache(maxsize=100)
def _defaults(named: SectionName) -> tuple[tuple[tuple[str, ...], Any], ...]:
    found = []
    for place in places(named.kind):
        key = place.key
        path = tuple(place.path.split("."))
        if "[]" in place.path or key.kind is Kind.TABLE or key.nullable or is_protected((named.name, *path)):
            continue
        if key.arr_types and named.type not in key.arr_types:
            continue
        value = default_of(named.kind, place, named.type or "radarr", named.name)
        found.append((path, [] if key.kind is Kind.TABLES else in_own_unit(key, value)))
    return tuple(found)
