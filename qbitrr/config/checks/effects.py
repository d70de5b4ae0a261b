"""
Keys that are read and checked, and do nothing yet, or never will. `qbitrr config check` names those a file has, so that nobody waits for
them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import tomlkit

from qbitrr.config.lines import Lines, Path
from qbitrr.config.loading.findings import dotted
from qbitrr.config.schema.keys import Kind
from qbitrr.config.schema.places import places
from qbitrr.config.schema.sections import classify

__all__ = ["ACCEPTED_ONLY", "NO_EFFECT_YET", "effect_note", "has_effect", "keys_without_effect"]

NO_EFFECT_YET: dict[str, frozenset[str]] = {
    "Settings": frozenset(
        {
            *("AutoUpdateEnabled", "AutoUpdateCron", "LogFormat"),
        }
    ),
    "WebUI": frozenset(),
    "qBit": frozenset(),
    "Arr": frozenset(
        {
            *("EntrySearch.DoUpgradeSearch", "EntrySearch.QualityUnmetSearch", "EntrySearch.UpgradeCooldown"),
            *("EntrySearch.UpgradeBeyondCutoff", "EntrySearch.TempProfileFirst"),
            *("EntrySearch.UseTempForMissing", "EntrySearch.KeepTempProfile", "EntrySearch.QualityProfileMappings"),
            *("EntrySearch.ForceResetTempProfiles", "EntrySearch.TempProfileResetTimeoutMinutes"),
            "EntrySearch.ProfileSwitchRetryAttempts",
            *("EntrySearch.SearchRequestsEvery", "EntrySearch.Ombi", "EntrySearch.Overseerr"),
        }
    ),
}
"""By kind of section, the dotted paths of keys whose effect is still to come; a table stands for everything in it."""

ACCEPTED_ONLY = {("Settings", "FFprobeAutoUpdate"): "an ffprobe found on the machine is used, none is ever downloaded"}
"""Keys of older files that have no effect here, by intention: why not."""


def has_effect(kind: str, path: str) -> bool:
    """Whether the key *path* (`Torrent.Trackers[].AddTags`) of a section of that kind does anything."""
    return not effect_note(kind, path)


def effect_note(kind: str, path: str) -> str:
    """What to say of a key that does nothing; empty for one that does something."""
    if (kind, path) in ACCEPTED_ONLY:
        return "has no effect"
    parts = path.split(".")
    is_awaited = any(".".join(parts[:length]) in NO_EFFECT_YET[kind] for length in range(1, len(parts) + 1))
    return "has no effect yet" if is_awaited else ""


def keys_without_effect(document: tomlkit.TOMLDocument) -> tuple[str, ...]:
    """A line for each key of *document* that does nothing, in the order of the file."""
    lines = Lines(document.as_string())
    found: list[tuple[int, str]] = []
    for section, table in document.unwrap().items():
        name = classify(section)
        if name is None or not isinstance(table, Mapping):
            continue
        maps = {each.path for each in places(name.kind) if each.key.kind is Kind.MAPPING}
        for place, path in _keys(table, (section,), "", maps):
            if note := effect_note(name.kind, path):
                line, why = lines.of(place) or 0, ACCEPTED_ONLY.get((name.kind, path), "")
                said = f"{note}: {why}" if why else note
                found.append((line, f"line {line}: [{section}] {dotted(place[1:])}: {said}."))
    return tuple(text for _, text in sorted(found))


def _keys(table: Mapping[str, Any], place: Path, prefix: str, maps: set[str]) -> Iterator[tuple[Path, str]]:
    """Every key with a value of its own: where it stands, and its dotted path; *maps* are those whose value is a table."""
    for name, value in table.items():
        here, path = (*place, name), f"{prefix}{name}"
        if isinstance(value, Mapping) and path not in maps:
            yield from _keys(value, here, f"{path}.", maps)
        elif isinstance(value, list) and value and all(isinstance(row, Mapping) for row in value):
            for index, row in enumerate(value):
                yield from _keys(row, (*here, index), f"{path}[].", maps)
        else:
            yield here, path
