"""A typed value as the file has it, so that reading it gives the same value again."""

import json
from collections.abc import Iterator
from enum import Enum
from typing import Any

from qbitrr.config.schema.keys import Key, Kind
from qbitrr.config.values.durations import render_duration
from qbitrr.config.values.secret import Secret
from qbitrr.config.values.sizes import render_size

__all__ = ["shown_value", "toml_value", "written"]

_LONGEST_LINE = 90


def written(key: Key, value: Any) -> Any:
    """
    *value* of *key* as plain data of the file: amounts with their unit as texts, names of choices, lists, texts, numbers.

    Secrets are revealed. Not for tables.
    """
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Secret):
        return value.reveal()
    if key.kind is Kind.DURATION and value > 0:
        return render_duration(value, key.unit)
    if key.kind is Kind.SIZE or (key.kind is Kind.RATE and value > 0):
        return render_size(value)
    if isinstance(value, tuple):
        return list(value)
    return value


def toml_value(key: Key, value: Any) -> str:
    """*value* of *key* in TOML, long lists on several lines. Secrets are revealed."""
    return _toml(written(key, value), literal=key.kind is Kind.REGEXES)


def shown_value(key: Key, value: Any) -> str:
    """*value* of *key* for people, on one line; secrets and what tracker addresses carry are masked, None is empty."""
    if value is None:
        return ""
    if isinstance(value, Secret):
        return str(value)
    if key.shown_as is not None and isinstance(value, str):
        return json.dumps(key.shown_as(value), ensure_ascii=False)
    return " ".join(line.strip() for line in toml_value(key, value).splitlines())


def _toml(plain: Any, literal: bool = False) -> str:
    if isinstance(plain, dict):
        return "{ " + ", ".join(f"{_text(name)} = {_toml(each)}" for name, each in plain.items()) + " }"
    if isinstance(plain, list):
        return "\n".join(_list([_toml(each, literal) for each in plain]))
    return _text(plain, literal) if isinstance(plain, str) else json.dumps(plain)


def _text(value: str, literal: bool = False) -> str:
    if literal and "'" not in value and value.isprintable():
        return f"'{value}'"
    # JSON leaves the one control character alone that TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(entries: list[str]) -> Iterator[str]:
    one_line = "[" + ", ".join(entries) + "]"
    if len(one_line) <= _LONGEST_LINE:
        yield one_line
        return
    yield "["
    yield from (f"  {each}," for each in entries)
    yield "]"
