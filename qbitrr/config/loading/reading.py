"""Reading a table of the file into its class: every key through its parser, bad values reported and replaced."""

from collections.abc import Mapping
from difflib import get_close_matches
from enum import Enum
from typing import Any, TypeVar, cast

import attrs

from qbitrr.config.lines import Path
from qbitrr.config.loading.findings import Findings, shown
from qbitrr.config.loading.hints import hint_about
from qbitrr.config.loading.parse import parse
from qbitrr.config.schema.keys import UNSAFE, Key, KeyField, Kind, keys_of
from qbitrr.config.schema.places import elsewhere
from qbitrr.config.schema.qbit.categories import CategoryOverride
from qbitrr.config.schema.qbit.trackers import TrackerRow
from qbitrr.config.values.bad_value import BadValue
from qbitrr.config.values.durations import render_duration

__all__ = ["read_table"]

T = TypeVar("T")

_ABSENT: Any = object()
_EMPTY_ROWS: dict[type, Any] = {TrackerRow: TrackerRow(), CategoryOverride: CategoryOverride(name="")}


def read_table(base: T, raw: object, path: Path, findings: Findings, arr_type: str = "") -> T:
    """
    *base* with everything the table *raw* gives laid over it.

    *path* is where the table stands; *arr_type* the type of the Arr section it is in, whose foreign keys are ignored.
    """
    if not isinstance(raw, Mapping):
        remedy = "Write its keys below a header in square brackets"
        if isinstance(raw, list) and len(path) == 1:  # `[[Radarr]]`, as old documentation had it
            remedy = f"Write a section of its own for each, e.g. [{path[0]}-NAME], in single brackets"
        findings.spoil(path, "must be a table", remedy)
        return _distrusted(base)
    changes: dict[str, Any] = {}
    for each in keys_of(type(base)):
        if each.key.arr_types and arr_type not in each.key.arr_types:
            continue
        value = _lookup(raw, each.key.toml)
        if value is not _ABSENT:
            changes |= _read_key(base, each, value, (*path, *each.key.toml.split(".")), findings, arr_type)
    _report_unknown(type(base), raw, path, findings)
    return _with(base, changes)


def _read_key(base: Any, each: KeyField, raw: object, path: Path, findings: Findings, arr_type: str) -> dict[str, Any]:
    """The attributes changed by the value *raw* of one key."""
    if each.key.kind is Kind.TABLE:
        return {each.attribute: read_table(getattr(base, each.attribute), raw, path, findings, arr_type)}
    if each.key.kind is Kind.TABLES:
        return {each.attribute: _read_rows(each, raw, path, findings)}
    try:
        parsed = parse(each.key, raw)
    except BadValue as bad:
        return _replaced(base, each, raw, path, findings, bad)
    for note in parsed.notes:
        findings.report(note.severity, path, note.message, note.remedy, shown(each.key, raw))
    flags = {attribute: parsed.word == word for word, attribute in each.key.flags.items()}
    share = {each.key.share: parsed.percent} if each.key.share else {}
    return {each.attribute: parsed.value, **flags, **share}


def _replaced(base: Any, each: KeyField, raw: object, path: Path, findings: Findings, bad: BadValue) -> dict[str, Any]:
    """Report the bad value; the safe value takes its place, else what *base* has."""
    if each.key.on_error is UNSAFE:
        findings.spoil(path, f"{bad.message}; the section is left out", bad.remedy, shown(each.key, raw))
        return {}
    used = each.key.on_error if each.key.has_on_error else getattr(base, each.attribute)
    findings.error(path, f"{bad.message}; {_described(each.key, used)} is used", bad.remedy, shown(each.key, raw))
    return {each.attribute: used} if each.key.has_on_error else {}


def _described(key: Key, value: object) -> str:
    if key.kind is Kind.DURATION and isinstance(value, int):
        return render_duration(value)
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value}" if isinstance(value, int | float) or (isinstance(value, str) and value) else "the default"


def _read_rows(each: KeyField, raw: object, path: Path, findings: Findings) -> tuple[Any, ...]:
    """The rows of an array of tables; rows that are none or name nothing are reported and left out."""
    header = "[[" + ".".join(str(part) for part in findings.in_file(path)) + "]]"
    if isinstance(raw, Mapping):
        message, remedy = "is one table; rows are an array of tables", f"Begin each row with {header}"
        findings.warning(path, message, remedy)
        return ()
    if not isinstance(raw, list | tuple):
        findings.spoil(path, "must be an array of tables; the section is left out", f"Begin each row with {header}")
        return ()
    rows = []
    for index, row in enumerate(raw):
        here = (*path, index)
        if not isinstance(row, Mapping):
            findings.error(here, "is no table and is not read", f"Begin each row with {header}")
            continue
        assert each.key.table is not None
        read = read_table(_EMPTY_ROWS[each.key.table], row, here, findings)
        if isinstance(read, TrackerRow) and not read.uri:
            findings.error(
                (*here, "URI"), "must be set; the row is not used", "Write the tracker's host or announce URL"
            )
        elif isinstance(read, CategoryOverride) and not read.name:
            findings.error((*here, "Name"), "must be set; the row is not used", "Write the name of the category")
        else:
            rows.append(read)
    return tuple(rows)


def _distrusted(base: T) -> T:
    """*base* with the safe value of every key that has one, for a table that cannot be read."""
    safe = {
        each.attribute: each.key.on_error
        for each in keys_of(type(base))
        if each.key.has_on_error and each.key.on_error is not UNSAFE
    }
    return _with(base, safe)


def _with(base: T, changes: dict[str, Any]) -> T:
    changed: Any = attrs.evolve(cast("Any", base), **changes)
    return cast("T", changed)


def _lookup(table: Mapping[str, Any], dotted: str) -> Any:
    value: Any = table
    for name in dotted.split("."):
        if not isinstance(value, Mapping) or name not in value:
            return _ABSENT
        value = value[name]
    return value


def _report_unknown(cls: type, table: Mapping[str, Any], path: Path, findings: Findings, below: str = "") -> None:
    """Warn about keys of *table* that no class declares; *below* is the dotted path of an inner table of *cls*."""
    known = {each.key.toml[len(below) :] for each in keys_of(cls) if each.key.toml.startswith(below)}
    for name, value in table.items():
        if name in known:
            continue
        if any(each.startswith(f"{name}.") for each in known):
            if isinstance(value, Mapping):
                _report_unknown(cls, value, (*path, name), findings, f"{below}{name}.")
            else:
                findings.error((*path, name), "must be a table and is not read", "Write its keys below a header")
            continue
        twin = next((each for each in known if each.lower() == name.lower() and each in table), "")
        if twin:
            message = f"is {twin} in another spelling, which is there too; it is not read"
            findings.error((*path, name), message, "Remove one of the two")
        else:
            findings.warning((*path, name), "is no known key and is not read", _suggestion(name, known, path))


def _suggestion(name: str, known: set[str], path: Path) -> str:
    if hint := hint_about(name, in_row=isinstance(path[-1], int)):
        return hint
    lowered = {each.lower(): each for each in known}
    if name.lower() not in lowered and (place := elsewhere(str(path[0]), name)):
        return f"Did you mean {place}?"
    near = get_close_matches(name.lower(), lowered, n=1, cutoff=0.6)
    return f"Did you mean {lowered[near[0]]}?" if near else "Remove it"
