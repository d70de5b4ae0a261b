"""The keys that files of the other program can hold: facts as data, and a file with one of them."""

import json
from pathlib import Path
from typing import Any

from qbitrr.config.load import Loaded, load
from qbitrr.config.problems import Problem
from qbitrr.config.schema.places import Place, place_at
from qbitrr.config.schema.sections import classify

__all__ = ["ARR", "GONE", "KNOWN", "LIVING", "about", "file_with", "kind_of", "name_of", "place_of", "section_of"]

KNOWN: list[dict[str, Any]] = json.loads((Path(__file__).parent / "known_keys.json").read_text("utf-8"))
LIVING = [known for known in KNOWN if known["status"] in ("active", "hidden", "dead")]
GONE = [known for known in KNOWN if known["status"] not in ("active", "hidden", "dead")]
ARR = "Sonarr-TV"
_SECTIONS = {
    "^Settings$": "Settings",
    "^WebUI$": "WebUI",
    "^qBit(-.+)?$": "qBit",
    "^(Radarr|Sonarr|Lidarr|Readarr)(-.+)?$": ARR,
}


def section_of(known: dict[str, Any]) -> str:
    """A section that may hold the key."""
    return _SECTIONS[known["section"]]


def kind_of(known: dict[str, Any]) -> str:
    """The kind of that section."""
    named = classify(section_of(known))
    assert named is not None
    return named.kind


def name_of(known: dict[str, Any]) -> str:
    return f"{section_of(known)}.{known['key']}"


def place_of(known: dict[str, Any]) -> Place:
    """Where it is declared."""
    place = place_at(kind_of(known), known["key"])
    assert place is not None, name_of(known)
    return place


def file_with(known: dict[str, Any], literal: str, section: str = "") -> Loaded:
    """A file in which only this key is set, to the TOML value *literal*; it stands in line 4."""
    section, path = section or section_of(known), known["key"]
    table, _, last = path.rpartition("." if "[]" not in path else "[].")
    if "[]" in path:
        row = "Name = 'seed'" if "Categories" in table else "URI = 't.example'"
        header = f"[[{section}.{table}]]\n{'' if last in row else row}\n"
    else:
        header = f"[{section}{'.' if table else ''}{table}]\n\n"
    return load(f"\n{header}{last} = {literal}\n", {})


def about(known: dict[str, Any], loaded: Loaded, *severities: str) -> list[Problem]:
    """The problems of these severities that are about the key."""
    path = known["key"].replace("[]", "[0]")
    return [each for each in loaded.problems if each.key == path and each.severity in severities]
