"""
Environment variables that override the file or say something beside it.

`QBITRR_SETTINGS_…` and `QBITRR_QBIT_…` hold keys of `[Settings]` and `[qBit]`; `QBITRR__Section__Key` holds any key of any
section. A variable that is set wins, whatever its value; an empty one counts as not set, because container set-ups pass
empty ones for what nobody filled in. `…_FILE` beside a secret names a file that holds it.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from attrs import define, field

from qbitrr.config.lines import Path
from qbitrr.config.problems import ConfigError, Problem, Severity
from qbitrr.config.schema.config import Environment, QbitSection, Secret, Settings
from qbitrr.config.schema.keys import Key, Kind, keys_of
from qbitrr.config.schema.places import places
from qbitrr.config.schema.sections import SectionName, classify

__all__ = ["DATA_FOLDER", "Overrides", "ReadFile", "apply_environment"]

ReadFile = Callable[[str], str]
"""Gives the text of the file at a path; raises `OSError`, `UnicodeDecodeError` or `ConfigError`."""

DATA_FOLDER = "QBITRR_OVERRIDES_DATA_PATH"
_CONTAINER, IN_CONTAINER = "QBITRR_DOCKER_RUNNING", "69420"
"""Set in the container image, to a value nobody sets by accident."""

_TRUE, _FALSE = ("y", "yes", "t", "true", "on", "1"), ("n", "no", "f", "false", "off", "0")
_SETUP_TOKEN = "QBITRR_SETUP_TOKEN"  # noqa: S105 - the name of a variable
_GITHUB_TOKENS = ("QBITRR_SETTINGS_GITHUB_TOKEN", "GITHUB_TOKEN", "GH_TOKEN")
_SEARCH_ONLY, _PROCESSING_ONLY = "QBITRR_OVERRIDES_SEARCH_ONLY", "QBITRR_OVERRIDES_PROCESSING_ONLY"
_SOURCE_BUILD, _QBIT_DISABLED = "QBITRR_SOURCE_BUILD", "QBITRR_QBIT_DISABLED"
_SWITCHES = (_SEARCH_ONLY, _PROCESSING_ONLY, _SOURCE_BUILD, _QBIT_DISABLED)
_READ_ELSEWHERE = (DATA_FOLDER, "QBITRR_USE_DEV_SERVER", "QBITRR_QBIT_V5")
_LISTS = (Kind.STRINGS, Kind.CATEGORIES, Kind.REGEXES, Kind.EXTENSIONS)


@define
class Overrides:
    """
    What the environment does to the tables it was applied to. *fixed* names the variable that holds a path, *search_only_by* and
    *processing_only_by* those that ask for these modes.
    """

    tables: dict[str, Any]
    names: dict[str, SectionName]
    env: Mapping[str, str]
    read_file: ReadFile | None
    fixed: dict[Path, str] = field(factory=dict)
    problems: list[Problem] = field(factory=list)
    environment: Environment = field(factory=Environment)
    search_only_by: str = ""
    processing_only_by: str = ""

    def value_of(self, variable: str, secret: bool = False) -> str | None:
        """The value of *variable*, for a secret also out of the file that `…_FILE` names; None if it is not set."""
        text = self.env.get(variable) or None
        file = (self.env.get(f"{variable}_FILE") or None) if secret else None
        if file is None or text is not None:
            if file is not None:
                message = f"{variable} and {variable}_FILE are both set; the file is not read"
                self.say(Severity.WARNING, message, "Set only one of them")
            return text
        try:
            if self.read_file is None:
                raise OSError("files are not read here")
            held = self.read_file(file).strip("\r\n")
        except (OSError, UnicodeDecodeError, ConfigError) as error:
            remedy = "Make the file readable for this program, as text"
            self.say(Severity.ERROR, f"{variable}_FILE names a file that cannot be read: {_words(error)}", remedy)
            return None
        if not held:
            self.say(Severity.ERROR, f"{variable}_FILE names a file that is empty", "Write the secret into it")
        return held or None

    def fix(self, section: str, key_path: str, key: Key, variable: str, text: str) -> None:
        """Put the value of *variable* where the file would have it."""
        if section not in self.tables:
            named = classify(section)
            assert named is not None
            self.tables[section], self.names[section] = {}, named
        here: Any = self.tables[section]
        parts = key_path.split(".")
        for name in parts[:-1]:
            here = here.setdefault(name, {}) if isinstance(here, dict) else None
        if not isinstance(here, dict):
            return  # the table itself is no table, which is reported where it is read
        here[parts[-1]] = _raw(key, text)
        self.fixed[(section, *parts)] = variable

    def say(self, severity: Severity, message: str, remedy: str = "") -> None:
        """Report something about a variable. Values are never part of it: they may be secrets."""
        self.problems.append(Problem(severity=severity, message=f"environment: {message}", remedy=remedy))


def apply_environment(
    tables: dict[str, Any], names: dict[str, SectionName], env: Mapping[str, str], read_file: ReadFile | None
) -> Overrides:
    """Lay the variables of *env* over *tables* (changed in place; sections may appear) and say what came of it."""
    done = Overrides(tables=tables, names=names, env=env, read_file=read_file)
    named = _named_variables()
    for variable, (section, key) in named.items():
        text = done.value_of(variable, key.secret)
        if text is not None:
            done.fix(section, key.toml, key, variable, text)
    for variable in sorted(env):
        if variable.startswith("QBITRR__") and env[variable]:
            _generic(done, variable)
    done.environment = _environment(done)
    _report_unknown(done, [*named, *_SWITCHES, _CONTAINER, *_READ_ELSEWHERE])
    return done


def _named_variables() -> dict[str, tuple[str, Key]]:
    holders = (("Settings", Settings), ("qBit", QbitSection))
    return {each.key.env: (section, each.key) for section, cls in holders for each in keys_of(cls) if each.key.env}


def _environment(done: Overrides) -> Environment:
    # Not to be confused with [qBit] Disabled: the second variable has always meant "no qBittorrent at all".
    done.search_only_by = next((each for each in (_SEARCH_ONLY, _QBIT_DISABLED) if _switch(done, each)), "")
    done.processing_only_by = _PROCESSING_ONLY if _switch(done, _PROCESSING_ONLY) else ""
    return Environment(
        search_only=bool(done.search_only_by),
        processing_only=bool(done.processing_only_by),
        source_build=_switch(done, _SOURCE_BUILD),
        in_container=done.env.get(_CONTAINER) == IN_CONTAINER,
        setup_token=_first_secret(done, _SETUP_TOKEN),
        github_token=_first_secret(done, *_GITHUB_TOKENS),
    )


def _first_secret(done: Overrides, *variables: str) -> Secret:
    return Secret(next((text for each in variables if (text := done.value_of(each, secret=True))), ""))


def _switch(done: Overrides, variable: str) -> bool:
    text = (done.value_of(variable) or "").strip().lower()
    if text and text not in _TRUE + _FALSE:
        done.say(Severity.ERROR, f"{variable} must be true or false; false is used", "Write true or false")
    return text in _TRUE


def _generic(done: Overrides, variable: str) -> None:
    """One variable of the form `QBITRR__Section__Key__Key`."""
    name = variable.removesuffix("_FILE")
    section_word, *words = name.removeprefix("QBITRR__").split("__")
    section = _section(done, section_word)
    if section is None or not words:
        done.say(Severity.WARNING, f"{variable} names no section and key", "Write QBITRR__Section__Key")
        return
    path = ".".join(words).lower()
    by_path = {place.path.lower(): place for place in places(done.names[section].kind if section in done.names else "")}
    place = by_path.get(path)
    if place is None or place.key.kind is Kind.TABLE:
        near = get_close_matches(path, [each for each in by_path if "[]" not in each], n=1)
        remedy = (
            f"Did you mean QBITRR__{section_word}__{by_path[near[0]].path.replace('.', '__')}?" if near else "Remove it"
        )
        done.say(Severity.WARNING, f"{variable} names no key of [{section}]", remedy)
        return
    if name != variable and not place.key.secret:
        done.say(Severity.WARNING, f"{variable} is not read: only secrets come out of files", f"Set {name}")
        return
    text = done.value_of(name, place.key.secret) if place.key.secret else done.env[variable]
    if text is not None:
        done.fix(section, place.path, place.key, variable, text)


def _section(done: Overrides, word: str) -> str | None:
    """The section *word* stands for: one there is, else the one it would be called."""

    def plain(name: str) -> str:
        return re.sub(r"[^a-z0-9]", "_", name.lower())

    for name in done.tables:
        if plain(name) == plain(word):
            return name
    named = classify(word.replace("_", "-", 1))
    if named is None or (named.kind == "Arr" and "-" not in named.name and named.name.lower() != named.type):
        return None
    done.names.setdefault(named.name, named)
    return named.name


def _report_unknown(done: Overrides, known: list[str]) -> None:
    secret = [_SETUP_TOKEN, *_GITHUB_TOKENS]
    secret += [variable for variable, (_, key) in _named_variables().items() if key.secret]
    accepted = {*known, *secret, *(f"{each}_FILE" for each in secret)}
    for variable in sorted(done.env):
        if not variable.startswith("QBITRR_") or variable.startswith("QBITRR__") or variable in accepted:
            continue
        near = _meant(variable, done) or next(
            iter(get_close_matches(variable.replace("__", "_"), sorted(accepted), n=1, cutoff=0.75)), ""
        )
        done.say(Severity.WARNING, f"{variable} is not known", f"Did you mean {near}?" if near else "Remove it")


def _meant(variable: str, done: Overrides) -> str:
    """The variable for a key of a section there is that *variable* would be with other underscores; empty if it is none."""
    wanted = _squeezed(variable)
    for section, name in done.names.items():
        word = re.sub(r"\W", "_", section)
        for place in places(name.kind):
            full = f"QBITRR__{word}__{place.path.replace('.', '__')}"
            if place.key.table is None and _squeezed(full) == wanted:
                return full
    return ""


def _squeezed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _words(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else getattr(error, "message", "is no text")


def _raw(key: Key, text: str) -> Any:
    """What the file would have instead of *text*; what makes no sense stays a text and is refused where it is read."""
    lowered = text.strip().lower()
    if key.kind is Kind.BOOL:
        return True if lowered in _TRUE else False if lowered in _FALSE else text
    if key.kind in (*_LISTS, Kind.TABLES, Kind.MAPPING) and lowered[:1] in ("[", "{"):
        try:
            return tomllib.loads(f"value = {text.strip()}")["value"]
        except tomllib.TOMLDecodeError:
            return text
    return [part.strip() for part in text.split(",")] if key.kind in _LISTS else text
