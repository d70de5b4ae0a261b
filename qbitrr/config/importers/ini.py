"""
The `config.ini` of qBitrr before 2.0: the same names, but all keys of an Arr flat in its section and lists separated by commas. Step 1
of the upgrade; what comes out is a file of 2.0.
"""

import configparser
import re
from collections.abc import Iterator
from typing import Any

import tomlkit
from attrs import evolve

from qbitrr.config.importers.importer import ImportedFile
from qbitrr.config.migrations.confirming import upgraded_text
from qbitrr.config.migrations.upgrade_steps import UpgradeStep, shown_value
from qbitrr.config.problems import ConfigError
from qbitrr.config.schema.keys import Kind
from qbitrr.config.schema.places import Place, places
from qbitrr.config.schema.sections import classify
from qbitrr.config.values.texts import is_placeholder

__all__ = ["IniFile"]

_LISTS = (Kind.STRINGS, Kind.CATEGORIES, Kind.REGEXES, Kind.EXTENSIONS)
_NUMBERS = (Kind.INT, Kind.NUMBER, Kind.FRACTION, Kind.PORT, Kind.DURATION, Kind.RATE, Kind.ENUM)
_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
_GONE = ("StartYear", "LastYear", "DatabaseFile")


class IniFile:
    """Told by its sections; a file that is TOML as well is none."""

    name = "config.ini of qBitrr before 2.0"

    def recognises(self, text: str, path: str) -> bool:
        """See `Importer`."""
        if path.endswith(".toml"):
            return False
        try:
            parsed = _parsed(text, path)
        except ConfigError:
            return path.endswith(".ini")
        return any(classify(name) is not None for name in parsed.sections()) and (
            path.endswith(".ini") or not _is_toml(text)
        )

    def bring(self, text: str, path: str) -> ImportedFile:
        """See `Importer`."""
        parsed = _parsed(text, path)
        steps: list[UpgradeStep] = []
        tree: dict[str, Any] = {}
        for section in parsed.sections():
            table: dict[str, Any] = tree.setdefault(section, {})
            for name, raw in parsed.items(section, raw=True):
                _bring(section, name, raw.strip(), table, steps)
        upgraded = upgraded_text(tomlkit.dumps(tree), path, stamped=False)
        # Places are those of a text nobody wrote: steps are about keys alone.
        later = [evolve(step, place=step.place[:1]) for step in upgraded.steps]
        return ImportedFile(text=upgraded.text, steps=(*steps, *later))


def _bring(section: str, name: str, raw: str, table: dict[str, Any], steps: list[UpgradeStep]) -> None:
    """One line of the file, put where it belongs."""
    key = f"{section}.{name}"
    if is_placeholder(raw) or not raw:
        return
    if name in _GONE:
        old = shown_value((section, name), raw)
        steps.append(UpgradeStep(number=1, key=key, place=(section,), why="means nothing any more", old=old))
        return
    found = list(_places(section, name))
    for place in found:
        holder = table
        *above, last = place.path.split(".")
        for part in above:
            holder = holder.setdefault(part, {})
        holder[last] = _value(place.key.kind, raw)
    if not found:
        table[name] = raw  # reading says that it is unknown, and what may be meant
    elif found[0].path != name:
        path = found[0].path
        old = shown_value((section, name), raw)
        steps.append(UpgradeStep(number=1, key=key, place=(section,), why=f"belongs to {path} now", old=old))


def _places(section: str, name: str) -> Iterator[Place]:
    """Where a key of a flat section belongs: at the top if there is such a one, else wherever there is one of that name."""
    named = classify(section)
    known = [] if named is None else [each for each in places(named.kind) if "[]" not in each.path]
    same = [each for each in known if each.path.rpartition(".")[2].lower() == name.lower() and each.key.table is None]
    flat = [each for each in same if "." not in each.path]
    yield from flat or same


def _value(kind: Kind, raw: str) -> Any:
    if kind in _LISTS:
        return [entry.strip() for entry in re.split(r",|\n", raw) if entry.strip()]
    if kind is Kind.BOOL and raw.lower() in (*_TRUE, *_FALSE):
        return raw.lower() in _TRUE
    if kind in _NUMBERS:
        if re.fullmatch(r"-?\d+", raw):
            return int(raw)
        if re.fullmatch(r"-?\d*\.\d+", raw):
            return float(raw)
    return raw


def _parsed(text: str, path: str) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",), default_section="")
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(text.removeprefix("\ufeff"))
    except configparser.Error as error:
        line = getattr(error, "lineno", 0) or 0
        raise ConfigError(
            path=path, message="is no INI file", line=line, remedy="Write its lines as NAME = value below [sections]"
        ) from error
    return parser


def _is_toml(text: str) -> bool:
    try:
        tomlkit.parse(text)
    except Exception:  # whatever the parser stumbles over
        return False
    return True
