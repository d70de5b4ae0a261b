"""What is declared about a key, put into sentences for people."""

from itertools import groupby
from typing import Any

from qbitrr.config.schema.keys import Condition, Key, Kind

__all__ = ["comments", "condition_words", "meanings", "type_words"]

_AMOUNTS = (Kind.DURATION, Kind.SIZE, Kind.RATE)
_NAMES = {
    Kind.BOOL: "true or false",
    Kind.INT: "whole number",
    Kind.FRACTION: "number from 0 to 1",
    Kind.SIZE: "size",
    Kind.RATE: "transfer rate",
    Kind.ENUM: "choice",
    Kind.STRING: "text",
    Kind.SECRET: "text",
    Kind.STAMP: "text",
    Kind.URL: "URL",
    Kind.URL_PATH: "path below the site",
    Kind.HOSTNAME: "host name or URL",
    Kind.TRACKER: "host name or announce URL",
    Kind.CRON: "schedule (cron)",
    Kind.STRINGS: "list of texts",
    Kind.CATEGORIES: "list of categories",
    Kind.REGEXES: "list of regular expressions",
    Kind.EXTENSIONS: "list of file extensions",
    Kind.MAPPING: "table of texts",
    Kind.TABLES: "array of tables",
}


def comments(key: Key) -> list[str]:
    """What the key is and what its values that are no amounts stand for, a line each."""
    return [key.summary, *([f"{said}."] if (said := meanings(key)) else [])]


def meanings(key: Key) -> str:
    """`-1 = never removed for it, 0 = only marked, "immediately" = …`; empty if all values are amounts."""
    same = groupby(key.meanings.items(), key=lambda item: item[1])
    return ", ".join(f"{' or '.join(_quoted(value) for value, _ in group)} = {meaning}" for meaning, group in same)


def type_words(key: Key) -> str:
    """`duration in minutes, at least -1; also "never" or "off"`: what may be written."""
    parts = [
        _NAMES.get(key.kind, key.kind.value) + (f", a bare number counts {key.unit}" if key.kind in _AMOUNTS else "")
    ]
    if key.choices:
        parts[0] = f"one of {', '.join(_quoted(choice) for choice in key.choices)}"
    if key.minimum is not None or key.maximum is not None:
        parts.append(_bounds(key))
    words = [_quoted(word) for word in key.words]
    if words:
        parts.append(f"also {', '.join(words)}")
    parts += [word for word, is_so in (("required", key.required), ("secret", key.secret)) if is_so]
    return "; ".join(parts)


def _bounds(key: Key) -> str:
    if key.maximum is None:
        return f"at least {key.minimum:g}"
    return f"at most {key.maximum:g}" if key.minimum is None else f"{key.minimum:g} to {key.maximum:g}"


def condition_words(condition: Condition) -> str:
    """`SearchMissing is set`, `HitAndRunMode is "and" or "or"`."""
    keys = " or ".join(condition.keys)
    if not condition.among:
        return f"{keys} is set"
    return f"{keys} is {' or '.join(_quoted(value) for value in condition.among)}"


def _quoted(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()
