"""Collecting what is wrong while a configuration is read, with the place of each finding."""

import json
from collections.abc import Mapping

from qbitrr.config.lines import Lines, Path
from qbitrr.config.problems import Problem, Severity
from qbitrr.config.schema.keys import Key, Kind
from qbitrr.config.schema.qbit.trackers import shown_tracker
from qbitrr.config.values.secret import MASK
from qbitrr.config.values.texts import shown_address

__all__ = ["Findings", "dotted", "shown"]

_LONGEST_SHOWN = 80


class Findings:
    """
    The problems found so far, and the sections that cannot be run.

    *lines* knows the file; *moved* leads from a path as it is read to the path as the file spells it; *variables* names
    the environment variable that holds a path.
    """

    def __init__(self, lines: Lines, moved: Mapping[Path, Path], variables: Mapping[Path, str]) -> None:
        self._lines = lines
        self._moved = moved
        self._variables = variables
        self.problems: list[Problem] = []
        self.unusable: dict[str, None] = {}

    def report(self, severity: Severity, path: Path, message: str, remedy: str = "", value: str = "") -> None:
        """Add a problem about *path* (section first). *value* is what may be shown of the value."""
        self._add(severity, self.in_file(path), self._variables.get(path), message, remedy, value)

    def report_at(self, severity: Severity, place: Path, message: str, remedy: str = "") -> None:
        """Add a problem about *place*, given as the file spells it."""
        self._add(severity, place, None, message, remedy, "")

    def _add(
        self, severity: Severity, place: Path, variable: str | None, message: str, remedy: str, value: str
    ) -> None:  # fmt: skip
        self.problems.append(
            Problem(
                severity=severity,
                message=f"(set by {variable}) {message}" if variable else message,
                section=str(place[0]) if place else "",
                key=dotted(place[1:]),
                value=value,
                line=None if variable else self._lines.of(place),
                remedy=remedy,
            )
        )

    def error(self, path: Path, message: str, remedy: str = "", value: str = "") -> None:
        """Add a problem: the value is not used as written."""
        self.report(Severity.ERROR, path, message, remedy, value)

    def warning(self, path: Path, message: str, remedy: str = "", value: str = "") -> None:
        """Add a problem: the value is used but probably not what was meant."""
        self.report(Severity.WARNING, path, message, remedy, value)

    def notice(self, path: Path, message: str, remedy: str = "", value: str = "") -> None:
        """Add something good to know."""
        self.report(Severity.NOTICE, path, message, remedy, value)

    def spoil(self, path: Path, message: str, remedy: str = "", value: str = "") -> None:
        """Add an error that makes the whole section of *path* unusable."""
        self.error(path, message, remedy, value)
        self.unusable[str(path[0])] = None

    def has_error(self, path: Path) -> bool:
        """True if an error about exactly *path* was reported already."""
        place = self.in_file(path)
        section, key = str(place[0]), dotted(place[1:])
        return any(
            each.severity is Severity.ERROR and each.section == section and each.key == key for each in self.problems
        )

    def in_file(self, path: Path) -> Path:
        """*path* as the file spells it."""
        for length in range(len(path), 0, -1):
            origin = self._moved.get(path[:length])
            if origin is not None:
                return (*origin, *path[length:])
        return path

    def errors_of(self, section: str) -> tuple[Problem, ...]:
        """The errors found in the (normalised) *section*."""
        spelled = str(self.in_file((section,))[0])
        return tuple(
            problem
            for problem in self.problems
            if problem.severity is Severity.ERROR and problem.section in (section, spelled)
        )


def dotted(path: Path) -> str:
    """*path* as people write it: `Torrent.Trackers[2].URI`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += ("." if text else "") + (part if part and not set(part) & set('."[] ') else json.dumps(part))
    return text


def shown(key: Key, raw: object) -> str:
    """What may be shown of the raw value of *key*: secrets and passkeys masked, long values cut."""
    if key.secret:
        return MASK
    is_address = key.kind in (Kind.TRACKER, Kind.URL, Kind.HOSTNAME)
    if isinstance(raw, Mapping) or (isinstance(raw, list) and (is_address or key.kind is Kind.TABLES)):
        return ""
    if isinstance(raw, str):
        if key.kind is Kind.TRACKER:
            raw = shown_tracker(raw)
        elif is_address:
            raw = shown_address(raw)
    text = json.dumps(raw, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
