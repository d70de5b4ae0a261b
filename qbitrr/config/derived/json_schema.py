"""
The JSON schema (2020-12) of the file, for editors that know TOML.

Whatever it allows is read without an error; it knows no key of older layouts, and of values that may be written in many ways the
usual ones.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from qbitrr.config.derived.defaults import default_of
from qbitrr.config.derived.sentences import comments
from qbitrr.config.derived.written import written
from qbitrr.config.schema.keys import Key, KeyField, Kind, keys_of
from qbitrr.config.schema.places import CLASSES, place_at

__all__ = ["json_schema"]

_SECTIONS = {
    "^Settings$": "Settings",
    "^WebUI$": "WebUI",
    "^qBit(-[^.]+)?$": "qBit",
    "^(Radarr|Sonarr|Lidarr|Readarr)(-[^.]+)?$": "Arr",
}
_NAMES_OF_ROWS = (Kind.TRACKER, Kind.CATEGORY)
_TEXT = {"type": "string"}
_TEXTS = {"anyOf": [{"type": "array", "items": _TEXT}, _TEXT]}
_DURATION = (
    r"^\s*(([0-9]+(\.[0-9]*)?|\.[0-9]+)\s*(s|m|h|d|w|mo|M|sec|min|hr|wk|(second|minute|hour|day|week|month)s?)\s*)+$"
)
_SIZE = r"^(-1|[0-9]+(\.[0-9]+)?\s*([KMGTPkmgtp]i?)?B?)$"
_RATE = r"^[0-9]+(\.[0-9]+)?\s*([KMGkmg]i?)?B?(\s*/\s*s)?$"


def json_schema() -> dict[str, Any]:
    """The schema as plain data, with captions, descriptions and defaults."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of qbitrr",
        "type": "object",
        "additionalProperties": False,
        "patternProperties": {name: {"$ref": f"#/$defs/{kind}"} for name, kind in _SECTIONS.items()},
        "$defs": {kind: _table(keys_of(cls), kind, "") for kind, cls in CLASSES.items()},
    }


def _table(fields: Iterable[KeyField], kind: str, above: str) -> dict[str, Any]:
    """The table of these keys; a dotted key (`Torrent.MaximumETA`) is one of a table in it."""
    made: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": {}}
    for each in fields:
        here, path = made, above + each.key.toml
        *tables, name = each.key.toml.split(".")
        for table in tables:
            empty = {"type": "object", "additionalProperties": False, "properties": {}}
            here = here["properties"].setdefault(table, empty)
        here["properties"][name] = _key(each.key, kind, path)
    named = [each.key.toml for each in fields if each.key.required and each.key.kind in _NAMES_OF_ROWS]
    required = named if above.endswith("[].") else []
    return made | ({"required": required} if required else {})


def _key(key: Key, kind: str, path: str) -> dict[str, Any]:
    place = place_at(kind, path)
    assert place is not None
    described: dict[str, Any] = {"title": key.label, "description": "\n".join(comments(key))}
    if key.table is not None:
        inner = _table(keys_of(key.table), kind, f"{path}[]." if key.kind is Kind.TABLES else f"{path}.")
        return described | ({"type": "array", "items": inner} if key.kind is Kind.TABLES else inner)
    default = written(key, default_of(kind, place))
    known = default not in (None, "") and not key.secret and not key.arr_types and kind != "Arr"
    extra = {"default": default} if known else {}
    extra |= {"examples": [key.example]} if key.example is not None else {}
    extra |= {"readOnly": True} if key.read_only else {}
    return described | _KINDS.get(key.kind, _text)(key) | extra


def _text(_key: Key) -> dict[str, Any]:
    return dict(_TEXT)


def _number(key: Key) -> dict[str, Any]:
    whole = "integer" if key.kind in (Kind.INT, Kind.PORT) else "number"
    return _or_words(key, {"type": whole} | _bounds(key))


def _amount(pattern: str) -> Callable[[Key], dict[str, Any]]:
    def made(key: Key) -> dict[str, Any]:
        return _or_words(key, {"type": "integer"} | _bounds(key), {"type": "string", "pattern": pattern})

    return made


def _enum(key: Key) -> dict[str, Any]:
    """Texts in any case, as they are read."""
    texts = [*(str(choice) for choice in key.choices), *key.words]
    spellings = "|".join("".join(_either(letter) for letter in text) for text in dict.fromkeys(texts))
    found: list[dict[str, Any]] = [{"enum": list(key.choices)}, {"type": "string", "pattern": f"^({spellings})$"}]
    if {"true", "false"} & set(texts):
        found.append({"type": "boolean"})
    return {"anyOf": found}


def _either(letter: str) -> str:
    upper, lower = letter.upper(), letter.lower()
    return f"[{upper}{lower}]" if upper != lower else re.escape(letter)


def _bounds(key: Key) -> dict[str, Any]:
    return {name: bound for name, bound in (("minimum", key.minimum), ("maximum", key.maximum)) if bound is not None}


def _or_words(key: Key, *ways: dict[str, Any]) -> dict[str, Any]:
    words = [{"enum": list(key.words)}] if key.words else []
    return {"anyOf": [*ways, *words]} if len(ways) + len(words) > 1 else ways[0]


_KINDS: dict[Kind, Callable[[Key], dict[str, Any]]] = {
    Kind.BOOL: lambda _: {"type": "boolean"},
    **dict.fromkeys((Kind.INT, Kind.NUMBER, Kind.FRACTION, Kind.PORT), _number),
    Kind.DURATION: _amount(_DURATION),
    Kind.SIZE: _amount(_SIZE),
    Kind.RATE: _amount(_RATE),
    Kind.ENUM: _enum,
    Kind.STAMP: lambda _: {"type": ["string", "integer"]},
    **dict.fromkeys((Kind.STRINGS, Kind.CATEGORIES, Kind.REGEXES, Kind.EXTENSIONS), lambda _: dict(_TEXTS)),
    Kind.MAPPING: lambda _: {"type": "object", "additionalProperties": _TEXT},
}
