"""The fields of forms: what `GET /api/config/schema` answers."""

from collections.abc import Iterator
from typing import Any

import attrs

from qbitrr.config.checks.effects import has_effect
from qbitrr.config.derived.defaults import default_of, defaults_by_type
from qbitrr.config.derived.renewals import renewal
from qbitrr.config.derived.sentences import comments
from qbitrr.config.derived.written import written
from qbitrr.config.schema.keys import Condition, Key, Kind
from qbitrr.config.schema.places import CLASSES, Place, places
from qbitrr.config.values.durations import UNITS

__all__ = ["FORM_VERSION", "form_schema", "in_own_unit"]

FORM_VERSION = 1

_LISTS = (Kind.STRINGS, Kind.CATEGORIES, Kind.REGEXES, Kind.EXTENSIONS)
_WIDGETS = {
    Kind.BOOL: "checkbox",
    **dict.fromkeys((Kind.INT, Kind.NUMBER, Kind.FRACTION, Kind.PORT, Kind.RATE), "number"),
    Kind.DURATION: "duration",
    Kind.ENUM: "select",
    Kind.SECRET: "password",
    **dict.fromkeys(_LISTS, "tags"),
    Kind.MAPPING: "mapping",
}
# Have a place of their own in the browser, or none.
_OWN_EDITORS = {
    ("Settings", "ConfigVersion"),
    ("Settings", "SchemaVersion"),
    ("WebUI", "PasswordHash"),
    ("WebUI", "LiveArr"),
    ("WebUI", "Theme"),
    ("WebUI", "ViewDensity"),
    ("Arr", "EntrySearch.QualityProfileMappings"),
}


def form_schema() -> dict[str, Any]:
    """
    `{"version", "sections": {"Settings" | "WebUI" | "qBit" | "Arr": [field, …]}}` as plain data. Rows of an array of tables are
    described by the `entries` of its field.
    """
    return {"version": FORM_VERSION, "sections": {kind: list(_fields(kind, "")) for kind in CLASSES}}


def _fields(kind: str, above: str) -> Iterator[dict[str, Any]]:
    """The fields below the array of tables *above* (`Trackers[].`), those of the section itself for an empty one."""
    for place in places(kind):
        below = place.path.removeprefix(above)
        if place.path.startswith(above) and "[]" not in below and place.key.kind is not Kind.TABLE:
            yield _field(kind, place, below)


def _field(kind: str, place: Place, path: str) -> dict[str, Any]:
    key, change = place.key, renewal(kind, place.reload)
    default = default_of(kind, place)
    made: dict[str, Any] = {
        "section": kind,
        "path": path.split("."),
        "key": path,
        "label": key.label,
        "kind": _widget(place),
        "type": key.kind.value,
        "group": place.group or key.label,
        "default": in_own_unit(key, default),
        "comments": comments(key),
        "description": key.summary,
        "required": key.required,
        "secure": key.secret,
        "nullable": key.nullable,
        "readOnly": key.read_only,
        "uiExpose": (kind, place.path) not in _OWN_EDITORS,
        "applyLive": change.at_once,
        "requiresRestart": not change.at_once,
        "reload": {"type": change.word, "effect": change.effect},
        "hasEffect": has_effect(kind, place.path),
    }
    return made | {name: value for name, value in _optional(kind, place).items() if value not in (None, "", [], {})}


def in_own_unit(key: Key, value: Any) -> Any:
    """A default as plain data: a duration is a number of its key's unit if it is a whole one."""
    if key.kind is Kind.DURATION and value is not None and value % UNITS[key.unit] == 0:
        return value // UNITS[key.unit]
    return written(key, value)


def _optional(kind: str, place: Place) -> dict[str, Any]:
    """Members that are there only if they say something."""
    key = place.key
    by_type = {name: written(key, value) for name, value in defaults_by_type(kind, place).items()}
    return {
        "options": [written(attrs.evolve(key, kind=Kind.ENUM), choice) for choice in key.choices],
        "placeholder": _placeholder(key.example),
        "examples": [] if key.example is None else [key.example],
        "unit": key.unit,
        "nativeUnit": key.unit if key.kind is Kind.DURATION else "",
        "allowNegative": key.minimum < 0 if key.minimum is not None else None,
        "minimum": key.minimum,
        "maximum": key.maximum,
        "arrKinds": list(key.arr_types),
        "defaultByArrKind": by_type,
        "sentinels": _sentinels(place),
        "visibleWhen": [_condition(each) for each in place.needs],
        "inherits": key.fallback,
        "env": key.env,
        "entries": list(_fields(kind, f"{place.path}[].")) if key.kind is Kind.TABLES else [],
    }


def _widget(place: Place) -> str:
    if place.key.kind is Kind.TABLES:
        return "trackers" if place.key.toml == "Trackers" else "rows"
    return _WIDGETS.get(place.key.kind, "text")


def _placeholder(example: Any) -> str:
    return example if isinstance(example, str) else example[0] if isinstance(example, list) else ""


def _sentinels(place: Place) -> list[dict[str, Any]]:
    """Values that are no amounts: the number, the words that may stand for it, and what it means."""
    key = place.key
    return [
        {"value": value, "meaning": meaning, "words": [] if isinstance(value, str) else _words(place, value)}
        for value, meaning in key.meanings.items()
    ]


def _words(place: Place, value: Any) -> list[str]:
    return [word for word, stands_for in place.key.words.items() if stands_for == value and word not in place.key.flags]


def _condition(condition: Condition) -> dict[str, Any]:
    """One of `keys` is among `values`; without `values`: it is on, that is neither empty nor false nor -1."""
    return {"keys": list(condition.keys)} | ({"values": list(condition.among)} if condition.among else {})
