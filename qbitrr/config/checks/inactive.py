"""
Hints about keys that are set and do nothing, because other keys stand as they do: those declared as `needs` of a key, and what no
condition of one key can say (`silencing.py`).

*raw* is each time the table as read, variables of the environment in it. A key is set if it differs from its default; a switch only if
it is on.
"""

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from attrs import evolve

from qbitrr.config.checks import silencing
from qbitrr.config.lines import Path
from qbitrr.config.loading.findings import Findings, dotted
from qbitrr.config.schema.config import ArrSection, QbitSection, Settings, WebUI, fresh_arr
from qbitrr.config.schema.keys import Condition, Kind, keys_of
from qbitrr.config.schema.places import Place, places
from qbitrr.config.schema.qbit.categories import CategoryOverride
from qbitrr.config.schema.qbit.trackers import TrackerRow

__all__ = ["hints_of_arr", "hints_of_qbit", "hints_of_settings", "hints_of_web"]

_OVERRIDES = "CategorySeeding.Categories"
_FRESH_ROWS: dict[type, Any] = {TrackerRow: TrackerRow(), CategoryOverride: CategoryOverride(name="")}


def hints_of_settings(settings: Settings, qbits: list[QbitSection], raw: object, findings: Findings) -> None:
    """Hints about `[Settings]`; a client of *qbits* may ask for free space where the settings do not."""
    rooms = [each.free_space_bytes for each in qbits if each.free_space_bytes is not None]
    guarded = evolve(settings, free_space_bytes=max(settings.free_space_bytes, *rooms, -1))
    _Hints("Settings", guarded, Settings(), raw, ("Settings",), findings).give()


def hints_of_web(webui: WebUI, raw: object, findings: Findings) -> None:
    """Hints about `[WebUI]`."""
    _Hints("WebUI", webui, WebUI(), raw, ("WebUI",), findings).give()


def hints_of_qbit(qbit: QbitSection, raw: object, findings: Findings) -> None:
    """Hints about a qBit section and its rows."""
    _Hints("qBit", qbit, QbitSection(section=qbit.section), raw, (qbit.section,), findings).give()


def hints_of_arr(arr: ArrSection, raw: object, findings: Findings) -> None:
    """Hints about an Arr section and its rows."""
    _Hints("Arr", arr, fresh_arr(arr.section, arr.type), raw, (arr.section,), findings, arr.type).give()


class _Hints:
    """The hints about one section: *values* is what was read from *raw*, *fresh* the same with every default."""

    def __init__(
        self, kind: str, values: object, fresh: object, raw: object, place: Path, findings: Findings, arr_type: str = ""
    ) -> None:
        self._places = [each for each in places(kind) if arr_type in (each.key.arr_types or (arr_type,))]
        self._values = values
        self._fresh = fresh
        self._raw = raw
        self._place = place
        self._findings = findings

    def give(self) -> None:
        for place in self._places:
            if place.key.table is None:
                for names in _spread(place.path.split("."), self._raw):
                    self._judge(place, names)

    def _judge(self, place: Place, names: Path) -> None:
        path = dotted(names)
        try:
            because = self._reason(place, names, path) if self._asks(place, path) else ""
        except IndexError:  # rows were left out: which is which is not known
            return
        if because:
            self._findings.notice((*self._place, *names), f"is set, but inactive because {because}")

    def _asks(self, place: Place, path: str) -> bool:
        value = _at(self._values, path)
        if value is None or value == _at(self._fresh, path, is_fresh=True):
            return False
        return place.key.kind is not Kind.BOOL or bool(value)

    def _reason(self, place: Place, names: Path, path: str) -> str:
        row = next((f"[{name}]" for name in names if isinstance(name, int)), "[]")
        for condition in place.needs:
            keys = [key.replace("[]", row) for key in condition.keys]
            values = [value for key in keys for value in self._possible(key)]
            if not condition.met(values):
                return _words(condition, keys, values)
        return silencing.reason(self._values, path)

    def _possible(self, key: str) -> list[Any]:
        """What *key* comes to: a category may have another value than the rest, or the same one."""
        value = _at(self._values, key)
        table, _, name = key.rpartition(".")
        if value is None and table.startswith(_OVERRIDES):
            return [_at(self._values, f"CategorySeeding.{name}")]
        if table != "CategorySeeding":
            return [value]
        overrides: tuple[CategoryOverride, ...] = _at(self._values, _OVERRIDES)
        return [value, *(own for each in overrides if (own := _at(each, name)) is not None)]


def _words(condition: Condition, keys: list[str], values: list[Any]) -> str:
    """How it stands with the keys of a condition that is not met."""
    if len(keys) > 1:
        return f"none of {', '.join(keys)} is on"
    value = values[0]
    if isinstance(value, bool):
        return f"{keys[0]} is {'on' if value else 'off'}"
    if isinstance(value, Enum):
        return f"{keys[0]} is {value.name.lower()}"
    return (
        f"{keys[0]} is off" if value == -1 else f"{keys[0]} is {value}" if condition.among else f"{keys[0]} is not set"
    )


def _spread(names: list[str], table: object) -> Iterator[Path]:
    """The paths in *table* that the dotted *names* stand for, rows (`Trackers[]`) by their index; none if nothing is there."""
    if not names:
        yield ()
        return
    name = names[0].removesuffix("[]")
    if not isinstance(table, Mapping) or name not in table:
        return
    if name == names[0]:
        yield from ((name, *rest) for rest in _spread(names[1:], table[name]))
    elif isinstance(table[name], list | tuple):
        for index, row in enumerate(table[name]):
            yield from ((name, index, *rest) for rest in _spread(names[1:], row))


def _at(values: object, path: str, *, is_fresh: bool = False) -> Any:
    """
    The value of the key at the dotted *path*. Raises `IndexError` for a row that *values* does not have; with *is_fresh* it has any,
    with every default.
    """
    for each in keys_of(type(values)):
        if each.key.toml == path:
            return getattr(values, each.attribute)
        inside = getattr(values, each.attribute)
        if each.key.kind is Kind.TABLE and path.startswith(f"{each.key.toml}."):
            return _at(inside, path.removeprefix(f"{each.key.toml}."), is_fresh=is_fresh)
        if each.key.table and (row := re.match(rf"{each.key.toml}\[(\d+)\]\.(.*)", path)):
            return _at(_FRESH_ROWS[each.key.table] if is_fresh else inside[int(row[1])], row[2])
    raise KeyError(path)
