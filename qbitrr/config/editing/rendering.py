"""Values and keys as TOML text, as a person would write them."""

import math
import re
from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

__all__ = ["rendered", "rendered_key"]

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_WIDEST = 100


def rendered_key(name: str) -> str:
    """One part of a dotted key."""
    return name if _BARE_KEY.fullmatch(name) else tomlkit.string(name).as_string()


def rendered(value: Any) -> str:
    """
    *value* (texts, numbers, booleans, dates, lists and tables of these) on the right of an equals sign. Patterns stand in single
    quotes, long lists have a line for each entry. Raises `ValueError` for what TOML cannot hold.
    """
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{rendered_key(str(name))} = {_inner(each)}" for name, each in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list | tuple):
        entries = [_inner(each) for each in value]
        line = f"[{', '.join(entries)}]"
        return line if len(line) <= _WIDEST else "[\n" + "".join(f"  {each},\n" for each in entries) + "]"
    return _inner(value)


def _inner(value: Any) -> str:
    if isinstance(value, Mapping | list | tuple):
        return rendered(value) if isinstance(value, Mapping) else f"[{', '.join(_inner(each) for each in value)}]"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("is no number")
    if value is None:
        raise ValueError("must not be null inside of a list or table")
    try:
        return str(tomlkit.item(value).as_string())
    except (TOMLKitError, ValueError, TypeError) as error:
        raise ValueError("cannot be written") from error


def _text(value: str) -> str:
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise ValueError("has half a character, which no file can hold")
    if "\\" in value and "'" not in value and value.isprintable():
        return f"'{value}'"
    return tomlkit.string(value).as_string()
