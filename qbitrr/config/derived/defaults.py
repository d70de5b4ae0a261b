"""What a key is when the file does not say it."""

from typing import Any

import attrs

from qbitrr.config.schema.config import CategoryOverride, QbitSection, Settings, TrackerRow, WebUI, fresh_arr
from qbitrr.config.schema.defaults import ARR_TYPES
from qbitrr.config.schema.keys import Kind, keys_of
from qbitrr.config.schema.places import Place

__all__ = ["default_of", "defaults_by_type", "fresh_row", "fresh_section"]

_FRESH: dict[str, Any] = {"Settings": Settings(), "WebUI": WebUI(), "qBit": QbitSection(section="qBit")}
_ROWS: dict[type, Any] = {TrackerRow: TrackerRow(), CategoryOverride: CategoryOverride(name="")}


def fresh_section(kind: str, name: str, arr_type: str = "") -> Any:
    """A section of that kind and name with nothing in it."""
    if kind == "Arr":
        return fresh_arr(name, arr_type)
    return attrs.evolve(_FRESH[kind], section=name) if kind == "qBit" else _FRESH[kind]


def fresh_row(cls: type) -> Any:
    """A row of an array of tables with nothing in it."""
    return _ROWS[cls]


def default_of(kind: str, place: Place, arr_type: str = "radarr", name: str = "") -> Any:
    """The typed default of the key, None where being absent is a value of its own; for an Arr section that of its type and name."""
    arr_type = arr_type if not place.key.arr_types or arr_type in place.key.arr_types else place.key.arr_types[0]
    section = fresh_section(kind, name or arr_type.capitalize(), arr_type)
    return _value(section, place.path)


def defaults_by_type(kind: str, place: Place) -> dict[str, Any]:
    """The defaults by type of Arr, empty if they are all the same."""
    if kind != "Arr" or "[]" in place.path or place.key.kind is Kind.TABLES:
        return {}
    found = {each: default_of(kind, place, each) for each in place.key.arr_types or ARR_TYPES}
    return found if any(value != next(iter(found.values())) for value in found.values()) else {}


def _value(table: Any, path: str) -> Any:
    for each in keys_of(type(table)):
        if each.key.toml == path:
            return getattr(table, each.attribute)
        if path.startswith(f"{each.key.toml}."):
            return _value(getattr(table, each.attribute), path[len(each.key.toml) + 1 :])
        if path.startswith(f"{each.key.toml}[].") and each.key.table is not None:
            return _value(fresh_row(each.key.table), path[len(each.key.toml) + 3 :])
    raise KeyError(path)
