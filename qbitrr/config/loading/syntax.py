"""Reading the text as TOML; what is none is said with line, column and remedy, and without showing a secret."""

import re
import tomllib
from functools import cache
from typing import Any

import tomlkit
from tomlkit.exceptions import ParseError, TOMLKitError

from qbitrr.config.lines import Lines
from qbitrr.config.loading.findings import dotted
from qbitrr.config.problems import ConfigError, Problem, Severity
from qbitrr.config.schema.keys import Kind
from qbitrr.config.schema.places import CLASSES, places
from qbitrr.config.schema.sections import classify
from qbitrr.config.values.secret import MASK

__all__ = ["parse_toml"]

_LONGEST_SHOWN = 100
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_KEY = re.compile(r"\s*([\w.\- \"']+?)\s*=(.*)", re.DOTALL)
_HEADER = re.compile(r"\s*\[{1,2}\s*\"?([^\[\]\".]+)[^\[\]=:/]*\]{0,2}\s*")
# Values of these kinds cannot hold a secret, whatever is wrong with them.
_HARMLESS = frozenset(
    {
        *(Kind.BOOL, Kind.INT, Kind.NUMBER, Kind.FRACTION, Kind.PORT, Kind.DURATION, Kind.SIZE, Kind.RATE, Kind.ENUM),
        *(Kind.PATH, Kind.CRON, Kind.CATEGORY, Kind.CATEGORIES, Kind.REGEXES, Kind.EXTENSIONS, Kind.URL_PATH),
    }
)


def parse_toml(text: str, path: str, lines: Lines) -> tuple[tomlkit.TOMLDocument, dict[str, Any]]:
    """The document of *text* and its values. Raises `ConfigError` for the file *path* if it is no TOML."""
    if odd := _CONTROL.search(text):
        raise _control_character(text, path, odd)
    try:
        document = tomlkit.parse(text)
        return document, document.unwrap()
    except (TOMLKitError, ValueError, RecursionError) as error:
        raise _syntax_error(text, path, lines, error) from error


def _control_character(text: str, path: str, odd: re.Match[str]) -> ConfigError:
    line = text.count("\n", 0, odd.start()) + 1
    column = odd.start() - text.rfind("\n", 0, odd.start())
    message = f"holds a control character (0x{ord(odd[0]):02x}): it is damaged, or no text file"
    return _error(path, message, "Remove the character, or restore one of backups/", line, column, "")


def _syntax_error(text: str, path: str, lines: Lines, error: Exception) -> ConfigError:
    line, column = (error.line, error.col + 1) if isinstance(error, ParseError) else _place(text)
    # What the parser quotes is out of the file, and may be anything.
    message = re.sub(r'\s*".*"|(?: at line \d+ col \d+)?\.?$', "", str(error), flags=re.DOTALL) or "is no TOML"
    if "'\\x00'" in message:  # what the parser sees behind the last character
        message = "ends too early"
    every = text.splitlines()
    if "already" in message and lines.repeated:
        place, line = lines.repeated[0]
        message = f"{dotted(place)} is there twice"
        column = len(every[line - 1]) - len(every[line - 1].lstrip()) + 1
    shown = every[line - 1] if 0 < line <= len(every) else ""
    return _error(path, message, _remedy(message, shown), line, column, _shown(shown))


def _error(path: str, message: str, remedy: str, line: int, column: int, shown: str) -> ConfigError:
    problem = Problem(severity=Severity.ERROR, message=message, line=line or None, remedy=remedy)
    return ConfigError(
        path=path, message=message, line=line, column=column, text=shown, remedy=remedy, problems=(problem,)
    )


def _place(text: str) -> tuple[int, int]:
    """Where the other parser stumbles; nowhere (0, 0) if it does not, or does not say."""
    try:
        tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"at line (\d+), column (\d+)", str(error))
        return (int(found[1]), int(found[2])) if found else (0, 0)
    return 0, 0


def _remedy(message: str, shown: str) -> str:
    value = shown.partition("=")[2].strip()
    if "twice" in message:
        return "Remove one of the two"
    if re.match(r"(True|False|TRUE|FALSE|yes|no|on|off)\b", value):
        return "Write true or false, in small letters"
    if re.search("[“”„‟«»‘’‚‛]", shown):
        return "Replace the curly quotes by straight ones (\" or '), as a plain text editor writes them"
    if "\\" in value and '"' in value:
        return "In double quotes a backslash must be doubled; use single quotes, e.g. '\\bsample\\b'"
    if value and value[0] not in "\"'[{0123456789-+":
        return "Put texts in quotes"
    return "Correct the line; texts stand in quotes, lists in square brackets with commas"


def _shown(line: str) -> str:
    """
    What may be shown of a line at fault, as it ends up in logs: headers of sections, and keys there are, with their value only where
    that can be no secret. A line may as well be the rest of a value that began above it.
    """
    header, key = _HEADER.fullmatch(line), _KEY.match(line)
    if header and classify(header[1].strip()) is not None:
        return line[:_LONGEST_SHOWN]
    if key is None:
        return MASK if line.strip() else ""
    name = re.split(r"[.\"' ]", key[1].strip("\"' "))[-1]
    kinds = _kinds().get(name.lower())
    if kinds is None:
        return MASK
    value = key[2] if kinds <= _HARMLESS and "://" not in line else f" {MASK}" if key[2].strip() else ""
    return f"{name} ={value}"[:_LONGEST_SHOWN]


@cache
def _kinds() -> dict[str, set[Kind]]:
    """Of what kinds the keys of a name are, wherever they stand."""
    found: dict[str, set[Kind]] = {}
    for kind in CLASSES:
        for place in places(kind):
            found.setdefault(place.key.toml.rpartition(".")[2].lower(), set()).add(place.key.kind)
    return found
