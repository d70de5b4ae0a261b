"""Where a key stands in a file, what it is there, and where that value comes from."""

import re
from collections.abc import Iterator
from typing import Any

from attrs import frozen

from qbitrr.config.derived.finding import Found
from qbitrr.config.derived.leaves import Leaf, leaves
from qbitrr.config.lines import Lines, Path
from qbitrr.config.load import Loaded
from qbitrr.config.problems import Problem
from qbitrr.config.schema.sections import classify

__all__ = ["Occurrence", "occurrences"]


@frozen(kw_only=True)
class Occurrence:
    """
    A key in one section: its value in force as people see it, where it comes from (`config.toml, line 12`, `set by VARIABLE`,
    `default`), and what is wrong with it.
    """

    section: str
    path: str
    shown: str
    origin: str
    problems: tuple[Problem, ...] = ()


def occurrences(found: Found, loaded: Loaded) -> Iterator[Occurrence]:
    """The key in every section of the file that may have it, once for each row, or in the one that was asked for."""
    file = _File(loaded)
    for name, section in _sections(found.kind, loaded).items():
        if found.section not in ("", name):
            continue
        for leaf in leaves(section, getattr(section, "type", "")):
            if leaf.path == found.path or (not found.path and _open(leaf.path) == found.place.path):
                yield file.occurrence(name, leaf)


class _File:
    """A loaded file, asked where things stand."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._tree = loaded.document.unwrap()
        self._lines = Lines(loaded.document.as_string())
        self._fixed = {each.key: each.variable for each in loaded.config.fixed}

    def occurrence(self, section: str, leaf: Leaf) -> Occurrence:
        about = [each for each in self._loaded.problems if each.key == leaf.path and _is(each.section, section)]
        return Occurrence(
            section=section,
            path=leaf.path,
            shown=leaf.shown,
            origin=self._origin(section, leaf.path),
            problems=tuple(about),
        )

    def _origin(self, section: str, path: str) -> str:
        if variable := self._fixed.get(f"{section}.{path}"):
            return f"set by {variable}"
        spelled = next((raw for raw in self._tree if _is(raw, section)), section)
        place: Path = (spelled, *(int(part) if part.isdigit() else part for part in re.findall(r"[^.\[\]]+", path)))
        return f"{self._loaded.path}, line {self._lines.of(place)}" if self._holds(place) else "default"

    def _holds(self, place: Path) -> bool:
        value: Any = self._tree
        for part in place:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return False
        return True


def _sections(kind: str, loaded: Loaded) -> dict[str, Any]:
    config = loaded.config
    if kind == "Arr":
        return {arr.section: arr for arr in config.arrs}
    if kind == "qBit":
        return {qbit.section: qbit for qbit in config.qbits}
    return {"Settings": config.settings} if kind == "Settings" else {"WebUI": config.webui}


def _is(raw: str, section: str) -> bool:
    named = classify(raw)
    return named is not None and named.name == section


def _open(path: str) -> str:
    return re.sub(r"\[\d+\]", "[]", path)
