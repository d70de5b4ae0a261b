"""Keys of older layouts: read as what they became, or passed over; never an error, never called unknown."""

from typing import Any

import pytest

from qbitrr.config.derived.explain import explanation
from qbitrr.config.derived.finding import Found, find_key
from qbitrr.config.derived.occurrences import occurrences
from qbitrr.config.load import load
from tests.config.schema.facts import GONE, file_with, name_of, section_of

LITERALS = {"bool": "true", "port": "7000", "enum": '"and"', "list<string>": '["x"]'}
ALIASES = [known for known in GONE if known.get("alias_of") and "Profile" not in known["key"]]


def literal_of(known: dict[str, Any]) -> str:
    if known["key"].endswith("Theme"):
        return '"Light"'
    return '"Compact"' if known["key"].endswith("ViewDensity") else LITERALS.get(known["type"], '"text"')


@pytest.mark.parametrize("known", GONE, ids=name_of)
def test_they_are_read_without_an_error(known: dict[str, Any]) -> None:
    """Neither is the key called unknown."""
    loaded = file_with(known, literal_of(known))
    expected = "must be set" if section_of(known) == "Sonarr-TV" else "-"  # of the section's own keys
    errors = [each for each in loaded.problems if each.severity == "error" and expected not in each.message]
    assert errors == []
    assert not [each for each in loaded.problems if "no known key" in each.message]


@pytest.mark.parametrize("known", ALIASES, ids=name_of)
def test_they_are_read_as_what_they_became(known: dict[str, Any]) -> None:
    """The value is that of today's key, and its place the line of the old one."""
    today = known["alias_of"]
    found = find_key(
        today if today.startswith("WebUI.") else f"{section_of(known)}.{today}".replace("WebUI.WebUI", "WebUI")
    )
    loaded = load(text_with(known), {}, "the file")
    assert [value_of(known)] == [each.shown for each in occurrences(Found(kind=found.kind, place=found.place), loaded)]
    assert "# the file, line " in explanation(found, loaded)


def value_of(known: dict[str, Any]) -> str:
    """What people are shown of it."""
    if known["key"].endswith("Token"):
        return "***"
    return '["x"]' if known["type"] == "list<string>" else literal_of(known)


def text_with(known: dict[str, Any]) -> str:
    """A file with the key and what its section needs to be run."""
    section = section_of(known)
    needed = 'URI = "http://a"\nAPIKey = "k"\nCategory = "c"\n' if section == "Sonarr-TV" else ""
    path = known["key"]
    if "[]" in path:
        table, _, last = path.partition("[].")
        return f'[{section}]\n{needed}[[{section}.{table}]]\nURI = "t.example"\n{last} = {literal_of(known)}\n'
    return f"[{section}]\n{needed}{path} = {literal_of(known)}\n"


def test_profile_lists_become_a_mapping() -> None:
    """The two lists of older releases are paired."""
    lists = 'EntrySearch.MainQualityProfile = ["HD"]\nEntrySearch.TempQualityProfile = ["SD"]\n'
    text = f'[Radarr-X]\nURI = "http://a"\nAPIKey = "k"\n{lists}'
    (arr,) = load(text, {}).config.arrs
    assert arr.search.quality_profile_mappings == {"HD": "SD"}
