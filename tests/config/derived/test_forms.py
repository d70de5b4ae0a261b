"""The fields of forms: one for every key, with the members that clients of the API know."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from qbitrr.config.derived.forms import form_schema
from qbitrr.config.schema.keys import Kind
from qbitrr.config.schema.places import CLASSES, place_at, places

SCHEMA = form_schema()
ALWAYS: dict[str, type | tuple[type, ...]] = {
    "section": str, "path": list, "key": str, "label": str, "kind": str, "comments": (str, list), "required": bool,
    "secure": bool, "uiExpose": bool, "applyLive": bool, "requiresRestart": bool,
}  # fmt: skip
SOMETIMES: dict[str, type | tuple[type, ...]] = {
    "options": list, "description": str, "placeholder": str, "nativeUnit": str, "allowNegative": bool,
    "minimum": (int, float), "maximum": (int, float), "arrKinds": list,
}  # fmt: skip
WIDGETS = {"text", "number", "checkbox", "password", "select", "tags", "duration", "mapping", "trackers", "rows"}


def fields(found: list[dict[str, Any]], prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field with the dotted path of its key, those of rows too."""
    for each in found:
        yield prefix + each["key"], each
        yield from fields(each.get("entries", []), f"{prefix}{each['key']}[].")


ALL = [(kind, path, field) for kind in CLASSES for path, field in fields(SCHEMA["sections"][kind])]


def field_of(kind: str, path: str) -> dict[str, Any]:
    return next(field for where, name, field in ALL if (where, name) == (kind, path))


@pytest.mark.parametrize("kind", CLASSES)
def test_every_key_has_a_field(kind: str) -> None:
    """One each, and no field has no key."""
    names = [path for where, path, _ in ALL if where == kind]
    assert sorted(names) == sorted(place.path for place in places(kind) if place.key.kind is not Kind.TABLE)


@pytest.mark.parametrize(("kind", "path", "field"), ALL, ids=[f"{kind} {path}" for kind, path, _ in ALL])
def test_members(kind: str, path: str, field: dict[str, Any]) -> None:
    """The members have the names and types of the contract; what else there is says what is declared."""
    place = place_at(kind, path)
    assert place is not None
    assert {name: isinstance(field[name], kinds) for name, kinds in ALWAYS.items()} == dict.fromkeys(ALWAYS, True)
    assert all(isinstance(field[name], kinds) for name, kinds in SOMETIMES.items() if name in field)
    assert (field["section"], ".".join(field["path"])) == (kind, field["key"])
    assert field["kind"] in WIDGETS
    assert field["applyLive"] is not field["requiresRestart"]
    assert field["secure"] is (field["kind"] == "password")
    assert not (field["secure"] and field["default"])
    assert ("nativeUnit" in field) is (field["kind"] == "duration")
    assert field["default"] in field["options"] or field["default"] is None if "options" in field else True
    assert all(place_at(kind, name) for each in field.get("visibleWhen", []) for name in each["keys"])
    assert field["group"]


def test_version() -> None:
    """The number of the layout, and plain data that any client can read."""
    assert SCHEMA["version"] == 1
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


def test_words_for_numbers_that_are_no_amounts() -> None:
    """A form needs no magic numbers: each is there with its words and its meaning."""
    assert field_of("Arr", "Torrent.StalledDelay")["sentinels"] == [
        {"value": -1, "meaning": "never removed for it", "words": ["never", "off", "unlimited", "disabled", "none"]},
        {"value": 0, "meaning": "only marked, never removed", "words": []},
        {"value": "immediately", "meaning": "no tolerance beyond the grace period", "words": []},
    ]


@pytest.mark.parametrize("kind", CLASSES)
def test_numbers_that_are_no_amounts_are_explained(kind: str) -> None:
    """Wherever a key has words for a number, or takes -1 for an amount, it is said what that means."""
    amounts = (Kind.DURATION, Kind.SIZE, Kind.RATE, Kind.NUMBER)
    for place in places(kind):
        key = place.key
        if key.kind in amounts:
            assert set(key.words.values()) <= set(key.meanings), place.path
            assert key.minimum != -1 or -1 in key.meanings, place.path
        assert set(key.flags) <= set(key.meanings), place.path


def test_defaults_by_type() -> None:
    """A default that depends on the type of the Arr is there for each."""
    field = field_of("Arr", "Torrent.FileExtensionAllowlist")
    assert {".mkv", ".epub", ".opus"} <= {ext for each in field["defaultByArrKind"].values() for ext in each}
    assert field_of("Arr", "EntrySearch.SearchByYear")["arrKinds"] == ["radarr", "sonarr", "readarr"]


def test_conditions() -> None:
    """A field says what must be set for it to do anything, the table it is in included."""
    assert field_of("Arr", "EntrySearch.Ombi.OmbiURI")["visibleWhen"] == [
        {"keys": ["EntrySearch.SearchMissing"]},
        {"keys": ["EntrySearch.Ombi.SearchOmbiRequests"]},
    ]
    assert field_of("Arr", "Torrent.SeedingMode.MaxUploadRatio")["visibleWhen"] == [
        {"keys": ["Torrent.SeedingMode.RemoveTorrent"], "values": [1, 3, 4]}
    ]


def test_changes() -> None:
    """What a change does is said before it is made, in the word of the API and in a sentence."""
    assert field_of("WebUI", "Theme")["reload"]["type"] == "frontend"
    assert field_of("Arr", "URI")["reload"]["type"] == "single_arr"
    assert field_of("qBit", "Trackers[].Priority")["reload"]["type"] == "qbit_hot"
