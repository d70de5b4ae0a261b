"""Where a key stands in a file, what it is there, and where that value comes from."""

import re
from collections.abc import Iterator
from typing import Any

from attrs import frozen

from qbitrr.config.derived.defaults import fresh_section
from qbitrr.config.derived.finding import Found
from qbitrr.config.derived.leaves import Leaf, leaf_at, leaves
from qbitrr.config.lines import Lines, Path
from qbitrr.config.load import Loaded
from qbitrr.config.loading.findings import dotted
from qbitrr.config.migrations.upgrade import upgrade
from qbitrr.config.problems import Problem

__all__ = ["Occurrence", "occurrences"]


@frozen(kw_only=True)
class Occurrence:
    """
    A key in one section: its value in force as people see it, where it comes from (`config.toml, line 12`, `set by VARIABLE`,
    `default`, `as Settings.IgnoreTorrentsYoungerThan says`), and what is wrong with it.
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
        arr_type = getattr(section, "type", "")
        fresh = fresh_section(found.kind, name, arr_type)
        for leaf in leaves(section, arr_type):
            if leaf.path == found.path or (not found.path and _open(leaf.path) == found.place.path):
                yield file.occurrence(name, leaf, leaf_at(fresh, leaf.path, arr_type))


class _File:
    """A loaded file, asked where things stand; what is spelled as in older layouts is found, too."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._upgraded = upgrade(loaded.document.unwrap())
        self._lines = Lines(loaded.document.as_string())
        self._fixed = {each.key: each for each in loaded.config.fixed}

    def occurrence(self, section: str, leaf: Leaf, default: Leaf | None) -> Occurrence:
        """*leaf* of *section*; *default* is what it would be without a word in the file."""
        place = self._in_file((section, *_parts(leaf.path)))
        spelled = (str(place[0]), dotted(place[1:]))
        about = [each for each in self._loaded.problems if (each.section, each.key) in (spelled, (section, leaf.path))]
        return Occurrence(
            section=section,
            path=leaf.path,
            shown=leaf.shown,
            origin=self._origin(section, leaf, default),
            problems=tuple(about),
        )

    def _origin(self, section: str, leaf: Leaf, default: Leaf | None) -> str:
        if fixed := self._fixed.get(f"{section}.{leaf.path}"):
            return fixed.why or f"set by {fixed.variable}"
        place: Path = (section, *_parts(leaf.path))
        raw: Any = self._upgraded.tree
        try:
            for part in place:
                raw = raw[part]
        except (LookupError, TypeError):
            if default is not None and leaf.written == default.written:
                return "default"
            return f"as {leaf.key.fallback} says" if leaf.key.fallback else "by the way the program was started"
        return f"{self._loaded.path}, line {self._lines.of(self._in_file(place))}"

    def _in_file(self, place: Path) -> Path:
        for length in range(len(place), 0, -1):
            if (origin := self._upgraded.moved.get(place[:length])) is not None:
                return (*origin, *place[length:])
        return place


def _parts(path: str) -> Path:
    return tuple(int(part) if part.isdigit() else part for part in re.findall(r"[^.\[\]]+", path))


def _sections(kind: str, loaded: Loaded) -> dict[str, Any]:
    config = loaded.config
    if kind == "Arr":
        return {arr.section: arr for arr in config.arrs}
    if kind == "qBit":
        return {qbit.section: qbit for qbit in config.qbits}
    return {"Settings": config.settings} if kind == "Settings" else {"WebUI": config.webui}


def _open(path: str) -> str:
    return re.sub(r"\[\d+\]", "[]", path)
