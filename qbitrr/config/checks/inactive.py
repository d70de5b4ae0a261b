"""
Hints about keys that are set and do nothing, because another key silences them (`dependencies.py` says which).

*raw* is each time the table as read, variables of the environment in it. A key is set if it differs from its default; a switch only if
it is on.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from qbitrr.config.checks import dependencies
from qbitrr.config.checks.dependencies import Silences
from qbitrr.config.lines import Path
from qbitrr.config.loading.findings import Findings
from qbitrr.config.schema.config import ArrSection, QbitSection, Settings, TrackerRow, WebUI, fresh_arr
from qbitrr.config.schema.keys import Kind, keys_of

__all__ = ["hints_of_arr", "hints_of_qbit", "hints_of_settings", "hints_of_web"]

T = TypeVar("T")


def hints_of_settings(settings: Settings, raw: object, findings: Findings) -> None:
    """Hints about `[Settings]`."""
    _hint(dependencies.SETTINGS, settings, Settings(), raw, ("Settings",), findings)


def hints_of_web(webui: WebUI, raw: object, findings: Findings) -> None:
    """Hints about `[WebUI]`."""
    _hint(dependencies.WEB, webui, WebUI(), raw, ("WebUI",), findings)


def hints_of_qbit(qbit: QbitSection, raw: object, findings: Findings) -> None:
    """Hints about a qBit section and its tracker rows."""
    _hint(dependencies.QBIT, qbit, QbitSection(section=qbit.section), raw, (qbit.section,), findings)
    for row, raw_row, place in _rows(qbit.trackers, raw, (qbit.section, "Trackers")):
        _hint(dependencies.ROW, row, TrackerRow(), raw_row, place, findings)


def hints_of_arr(arr: ArrSection, raw: object, findings: Findings) -> None:
    """Hints about an Arr section and its tracker rows."""
    _hint(dependencies.ARR, arr, fresh_arr(arr.section, arr.type), raw, (arr.section,), findings)
    for row, raw_row, place in _rows(arr.torrent.trackers, raw, (arr.section, "Torrent", "Trackers")):
        _hint(dependencies.ROW, row, TrackerRow(), raw_row, place, findings)
        for each in dependencies.ARR_ROW:
            if each.holds(arr):
                _say(each, row, TrackerRow(), raw_row, place, findings, set())


def _hint(rules: Iterable[Silences[T]], section: T, fresh: T, table: object, place: Path, findings: Findings) -> None:
    said: set[str] = set()
    for each in rules:
        if each.holds(section):
            _say(each, section, fresh, table, place, findings, said)


def _say(
    rule: Silences[Any], section: object, fresh: object, table: object, place: Path, findings: Findings, said: set[str]
) -> None:  # fmt: skip
    """One hint per key, with the first reason: the master switches come first."""
    for path in rule.keys:
        if path not in said and _is_there(table, path.split(".")) and _asks(section, fresh, path):
            said.add(path)
            findings.notice((*place, *path.split(".")), f"is set, but inactive because {rule.because}")


def _is_there(table: object, names: list[str]) -> bool:
    for name in names:
        if not isinstance(table, Mapping) or name not in table:
            return False
        table = table[name]
    return True


def _asks(section: object, fresh: object, path: str) -> bool:
    """Whether the typed value asks for something: a switch that is on, another value than the default."""
    kind, value = _at(section, path)
    return bool(value) if kind is Kind.BOOL else value != _at(fresh, path)[1]


def _at(values: object, path: str) -> tuple[Kind, Any]:
    """Kind and value of the key at the dotted *path*."""
    for each in keys_of(type(values)):
        if each.key.toml == path:
            return each.key.kind, getattr(values, each.attribute)
        if each.key.kind is Kind.TABLE and path.startswith(f"{each.key.toml}."):
            return _at(getattr(values, each.attribute), path.removeprefix(f"{each.key.toml}."))
    raise KeyError(path)


def _rows(rows: tuple[TrackerRow, ...], table: object, place: Path) -> Iterator[tuple[TrackerRow, Any, Path]]:
    """
    The rows that can be used, each with what it was read from and where that stands; none if some were left out, as it
    is not known then which is which.
    """
    raw: Any = table
    for name in place[1:]:
        raw = raw.get(name) if isinstance(raw, Mapping) else None
    if isinstance(raw, list | tuple) and len(raw) == len(rows):
        yield from ((row, raw[index], (*place, index)) for index, row in enumerate(rows))
