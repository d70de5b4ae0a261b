"""Every key that files of the other program can hold is declared, or read as what it became, or forgotten quietly."""

import json
from pathlib import Path
from typing import Any

import attrs
import pytest

from qbitrr.config.load import load
from qbitrr.config.schema.config import CategoryOverride, QbitSection, Settings, TrackerRow, WebUI, fresh_arr
from qbitrr.config.schema.keys import Kind
from qbitrr.config.schema.places import Place, places
from qbitrr.config.schema.sections import classify
from qbitrr.config.values.durations import UNITS

KNOWN: list[dict[str, Any]] = json.loads((Path(__file__).parent / "known_keys.json").read_text("utf-8"))
SECTIONS = {
    "^Settings$": "Settings",
    "^WebUI$": "WebUI",
    "^qBit(-.+)?$": "qBit",
    "^(Radarr|Sonarr|Lidarr|Readarr)(-.+)?$": "Sonarr-TV",
}
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
DURATIONS = ("MinSeedingTimeDays",)  # a number of days there, a duration whose bare numbers are days here
# Where our default is another one on purpose.
DEFAULTS: dict[tuple[str, str], object] = {
    ("Settings", "ConfigVersion"): "",  # written by the other program only
    ("Settings", "CompletedDownloadFolder"): "",  # a placeholder is not set
    ("Settings", "FreeSpaceFolder"): "",
    ("Settings", "FreeSpace"): -1,
    ("WebUI", "AllowInsecureTokenQuery"): None,  # not set = for reading only
    ("qBit", "Host"): "localhost",
    ("qBit", "UserName"): "",
    ("Sonarr-TV", "URI"): "",
    ("Sonarr-TV", "Category"): "sonarr-tv",
    ("Sonarr-TV", "RssSyncTimer"): 15,  # one a minute gets people banned
    ("Sonarr-TV", "EntrySearch.Ombi.OmbiURI"): "",
    ("Sonarr-TV", "EntrySearch.Overseerr.OverseerrURI"): "",
}
# Absent there means the same as -1 here.
MINUS_ONE = ("MaximumETA", "MaxUploadRatio", "MaxSeedingTime")
LIVING = [known for known in KNOWN if known["status"] in ("active", "hidden", "dead")]
GONE = [known for known in KNOWN if known["status"] not in ("active", "hidden", "dead")]


def name_of(known: dict[str, Any]) -> str:
    return f"{SECTIONS[known['section']]}.{known['key']}"


def place_of(known: dict[str, Any]) -> Place:
    named = classify(SECTIONS[known["section"]])
    assert named is not None
    return next(place for place in places(named.kind) if place.path == known["key"])


def default_of(known: dict[str, Any]) -> Any:
    """The default as a fresh section has it."""
    if "[]" in known["key"]:
        row: Any = CategoryOverride(name="") if "Categories[]" in known["key"] else TrackerRow()
        return attribute(row, known["key"].rpartition("[].")[2])
    section = SECTIONS[known["section"]]
    fresh: dict[str, Any] = {
        "Settings": Settings(),
        "WebUI": WebUI(),
        "qBit": QbitSection(section="qBit"),
        "Sonarr-TV": fresh_arr("Sonarr-TV", "sonarr"),
    }
    return attribute(fresh[section], known["key"])


def attribute(value: Any, path: str) -> Any:
    for each in attrs.fields(type(value)):
        declared = each.metadata.get("key")
        if declared is None:
            continue
        if declared.toml == path:
            return getattr(value, each.name)
        if declared.kind is Kind.TABLE and path.startswith(f"{declared.toml}."):
            return attribute(getattr(value, each.name), path[len(declared.toml) + 1 :])
    raise AssertionError(path)


def test_all_are_there() -> None:
    """The list is whole."""
    assert len(KNOWN) == 209
    assert len(LIVING) + len(GONE) == 209


@pytest.mark.parametrize("known", LIVING, ids=name_of)
def test_living_keys_are_declared(known: dict[str, Any]) -> None:
    """Kind, choices, bounds, secrecy, caption, reload class, types and variable of each key are as documented."""
    place = place_of(known)
    key = place.key
    path = known["key"].rpartition("[].")[2] if "[]" in known["key"] else known["key"]
    if path == "HitAndRunMode":
        assert key.kind is Kind.ENUM
    elif path.rpartition(".")[2] in DURATIONS:
        assert key.kind is Kind.DURATION
    elif known["type"] == "int" and "RateLimit" in path:
        assert key.kind is Kind.RATE
    elif known["type"] == "string" and path == "URI" and "[]" in known["key"]:
        assert key.kind is Kind.TRACKER
    elif known.get("secret"):
        assert key.kind is Kind.SECRET
    else:
        assert key.kind is SPECIAL_KINDS.get(path, KINDS.get(known["type"])) or key.kind.value == known["type"]
    assert {str(each).lower() for each in key.choices} == {str(each).lower() for each in known.get("choices", [])}
    if path != "Priority" and not (known["key"].startswith("Torrent.M") and known["section"] == "^Settings$"):
        assert (key.minimum, key.maximum) == (known.get("min"), known.get("max")) or path == "FreeSpace"
    assert key.secret is known.get("secret", False)
    assert place.reload == known["reload_class"]
    if "Categories[]" not in known["key"]:
        assert key.label == known["label"]
    types = set(known.get("arr_types", [])) | set(known.get("also_honoured_by", []))
    assert set(key.arr_types) == (types if len(types) < 4 else set())
    if "env" in known:
        assert key.env == known["env"]


@pytest.mark.parametrize("known", LIVING, ids=name_of)
def test_defaults_are_the_generated_ones(known: dict[str, Any]) -> None:
    """A missing key means what a generated file says, with the documented exceptions; there is no second default."""
    section, path = SECTIONS[known["section"]], known["key"]
    ours = default_of(known)
    if known.get("secret"):
        assert not ours
        return
    if isinstance(ours, tuple | dict):
        by_type = known.get("default_by", {}).get("sonarr", known.get("default"))
        theirs = [str(each).replace("\\\\d", "\\d") for each in by_type]
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
    key = place_of(known).key
    if key.kind is Kind.DURATION and isinstance(expected, int | float) and expected > 0:
        expected *= UNITS[key.unit]
    assert ours == expected


@pytest.mark.parametrize("known", GONE, ids=name_of)
def test_old_keys_are_read_without_a_word_about_unknown_keys(known: dict[str, Any]) -> None:
    """Keys of older releases never make an error, nor are they called unknown."""
    section, path = SECTIONS[known["section"]], known["key"]
    value = {"bool": "true", "port": "7000", "enum": '"and"', "list<string>": '["x"]'}.get(known["type"], '"text"')
    if path.endswith(("Theme", "ViewDensity")):
        value = '"Dark"' if path.endswith("Theme") else '"Compact"'
    if "[]" in path:
        table, _, last = path.partition("[].")
        text = f'[[{section}.{table}]]\nURI = "t.example"\n{last} = {value}\n'
    else:
        table, _, last = path.rpartition(".")
        text = f"[{section}{'.' if table else ''}{table}]\n{last} = {value}\n"
    loaded = load(text, {})
    assert not [each for each in loaded.problems if "no known key" in each.message or each.severity == "error"]


@pytest.mark.parametrize("kind", ["Settings", "WebUI", "qBit", "Arr"])
def test_what_the_other_program_does_not_know_is_marked_as_ours(kind: str) -> None:
    """No key is declared that is neither in the list nor ours."""
    known = {(SECTIONS[each["section"]], each["key"]) for each in LIVING}
    section = "Sonarr-TV" if kind == "Arr" else kind
    extra = {
        place.path
        for place in places(kind)
        if place.key.kind is not Kind.TABLE and not place.key.ours and (section, place.path) not in known
    }
    # An override may replace whatever the table it lies in has.
    assert not {path for path in extra if "Categories[]" not in path}
    assert not [place.path for place in places(kind) if place.key.ours and (section, place.path) in known]


def test_every_key_has_words_for_people() -> None:
    """Captions and summaries feed the forms and the first file."""
    for kind in ("Settings", "WebUI", "qBit", "Arr"):
        for place in places(kind):
            assert place.key.label, place.path
            assert len(place.key.summary) > 3, place.path
