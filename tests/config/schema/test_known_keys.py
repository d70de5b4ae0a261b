"""Every key that files of the other program can hold is declared as it is documented."""

from typing import Any

import pytest

from qbitrr.config.derived.defaults import default_of, fresh_section
from qbitrr.config.derived.leaves import leaf_at
from qbitrr.config.schema.keys import Kind
from qbitrr.config.schema.places import CLASSES, places
from qbitrr.config.values.durations import UNITS
from tests.config.schema.facts import ARR, GONE, KNOWN, LIVING, kind_of, name_of, place_of, section_of

KINDS = {
    "list<hostname>": Kind.STRINGS,
    "list<extension>": Kind.EXTENSIONS,
}
SPECIAL_KINDS = {
    "ConfigVersion": Kind.STAMP,
    "OIDC.CallbackPath": Kind.URL_PATH,
    "UrlBase": Kind.URL_PATH,
    "Torrent.MaximumDeletablePercentage": Kind.FRACTION,
}
UNIT_NAMES = {
    "KB/s (×1024)": "KiB/s",
    "bytes (K/M/G/T suffix, 1024-based)": "bytes",
    "fraction 0–1": "fraction",
}
DURATIONS = ("MinSeedingTimeDays",)  # a number of days there, a duration whose bare numbers are days here
# Where our default is another one on purpose.
DEFAULTS: dict[tuple[str, str], object] = {
    ("Settings", "ConfigVersion"): "",  # written by the other program only
    ("Settings", "CompletedDownloadFolder"): "",  # a placeholder is not set
    ("Settings", "FreeSpaceFolder"): "",
    ("Settings", "FreeSpace"): -1,
    # Nobody who has not asked for it loses what stood still for a day in a category without an Arr.
    ("Settings", "Torrent.MaximumETA"): -1,
    ("Settings", "Torrent.MaximumDeletablePercentage"): 0.99,
    ("WebUI", "AllowInsecureTokenQuery"): None,  # not set = for reading only
    ("qBit", "Host"): "localhost",
    ("qBit", "UserName"): "",
    (ARR, "URI"): "",
    (ARR, "Category"): "sonarr-tv",
    (ARR, "RssSyncTimer"): 15 * 60,  # one a minute gets people banned
    (ARR, "EntrySearch.Ombi.OmbiURI"): "",
    (ARR, "EntrySearch.Overseerr.OverseerrURI"): "",
}
# Bounds that are wider here, or that the documentation has only in words.
BOUNDS = {"Priority": (None, None), "FreeSpace": (-1, None), "Torrent.MaximumETA": (-1, None)}
# Absent there means the same as -1 here.
MINUS_ONE = ("MaximumETA", "MaxUploadRatio", "MaxSeedingTime")


def as_meant(listed: object) -> str:
    """An entry of a generated list; patterns without the slips of backslashes that kept them from ever matching."""
    return str(listed).replace("\\\\d", "\\d").replace("brarbg.com\\b", "\\brarbg\\.com\\b")


def test_all_are_there() -> None:
    """The list is whole, and each is in it once."""
    assert len({name_of(known) for known in KNOWN}) == len(KNOWN) == 209
    assert len(LIVING) + len(GONE) == 209


@pytest.mark.parametrize("known", LIVING, ids=name_of)
def test_living_keys_are_declared(known: dict[str, Any]) -> None:
    """Kind, unit, choices, bounds, secrecy, caption, reload class, first release, types and variable of each are as documented."""
    place = place_of(known)
    key, last = place.key, known["key"].rpartition("].")[2]
    assert key.kind is kind_in_words(known, last)
    assert {str(each).lower() for each in key.choices} == {str(each).lower() for each in known.get("choices", [])}
    assert (key.minimum, key.maximum) == BOUNDS.get(last, (known.get("min"), known.get("max"))) or last.startswith("T")
    unit = known.get("unit") or ""
    assert key.unit == UNIT_NAMES.get(unit, unit)
    assert key.secret is known.get("secret", False)
    assert key.read_only is known.get("read_only", False)
    assert place.reload == known["reload_class"]
    assert place.since == (known["since"] if known.get("since") else "")
    assert key.env == known.get("env", key.env)
    if "Categories[]" not in known["key"]:
        assert key.label == known["label"]
    types = set(known.get("arr_types", [])) | set(known.get("also_honoured_by", []))
    assert set(key.arr_types) == (types if len(types) < 4 else set())


def kind_in_words(known: dict[str, Any], last: str) -> Kind:
    """The kind that the documented type comes to."""
    if last in DURATIONS or last.rpartition(".")[2] in DURATIONS:
        return Kind.DURATION
    if last.rpartition(".")[2] == "HitAndRunMode":
        return Kind.ENUM
    if known["type"] == "int" and "RateLimit" in last:
        return Kind.RATE
    if known.get("secret"):
        return Kind.SECRET
    if known["type"] == "string" and last == "URI" and "[]" in known["key"]:
        return Kind.TRACKER
    return SPECIAL_KINDS.get(last) or KINDS.get(known["type"]) or Kind(known["type"])


@pytest.mark.parametrize("known", [each for each in LIVING if each.get("required")], ids=name_of)
def test_required_keys(known: dict[str, Any]) -> None:
    """A form asks for them."""
    assert place_of(known).key.required


@pytest.mark.parametrize("known", LIVING, ids=name_of)
def test_hidden_keys(known: dict[str, Any]) -> None:
    """What the other program works with but never writes is not in a first file here either."""
    place = place_of(known)
    above = known["key"].startswith("CategorySeeding.Categories[].")
    assert place.key.hidden or above or known["status"] != "hidden"


@pytest.mark.parametrize("known", LIVING, ids=name_of)
def test_defaults_are_the_generated_ones(known: dict[str, Any]) -> None:
    """A missing key means what a generated file says, with the documented exceptions; there is no second default."""
    section, path, key = section_of(known), known["key"], place_of(known).key
    if key.table is not None:
        return
    ours = default_of(kind_of(known), place_of(known), "sonarr", section)
    if known.get("secret"):
        assert not ours
        return
    if isinstance(ours, tuple | dict):
        by_type = known.get("default_by", {}).get("sonarr", known.get("default"))
        theirs = [as_meant(each) for each in by_type]
        mine = [each.lower() for each in ours]
        assert mine[: len(theirs)] == [each.lower() for each in theirs]
        assert len(mine) == len(theirs) or path == "ArrErrorCodesToBlocklist"
        return
    expected = DEFAULTS.get((section, path), known.get("default"))
    if path == "CategorySeeding.Categories[].Name":
        expected = ""
    if "Trackers[]" in path and expected is None:
        assert path.rpartition(".")[2] in MINUS_ONE
        expected = -1
    if key.kind is Kind.DURATION and isinstance(expected, int | float) and expected > 0 and path != "RssSyncTimer":
        expected *= UNITS[key.unit]
    assert ours == expected


@pytest.mark.parametrize(
    ("known", "word"),
    [
        (known, word)
        for known in LIVING
        for word in known.get("default_by") or {}
        if known["key"].startswith("Torrent.")
    ],
    ids=lambda value: value if isinstance(value, str) else name_of(value),
)
def test_defaults_by_type(known: dict[str, Any], word: str) -> None:
    """Lists that depend on the type of the Arr, or on a word in its name, are those a generated file has."""
    arr_type = word if word in ("radarr", "sonarr", "lidarr", "readarr") else "sonarr"
    fresh = fresh_section("Arr", f"{arr_type.capitalize()}-{word.split()[-1]}", arr_type)
    leaf = leaf_at(fresh, known["key"], arr_type)
    assert leaf is not None
    expected = [as_meant(each).lower() for each in known["default_by"][word]]
    assert set(expected) <= {each.lower() for each in leaf.value}


@pytest.mark.parametrize("kind", CLASSES)
def test_every_key_has_words_for_people(kind: str) -> None:
    """Captions and summaries feed the forms, the example file and the manual."""
    for place in places(kind):
        assert place.key.label, place.path
        assert len(place.key.summary) > 3, place.path
        assert place.key.summary.endswith("."), place.path
