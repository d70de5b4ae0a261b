"""A key that is said to have an effect changes what something obeys: its section is told of a change of it."""

from copy import deepcopy
from typing import Any

import pytest
import tomlkit

from qbitrr.config.checks.effects import has_effect
from qbitrr.config.derived.defaults import default_of
from qbitrr.config.derived.renewals import renewal
from qbitrr.config.derived.written import written
from qbitrr.config.load import load
from qbitrr.config.schema.config import Config
from qbitrr.config.schema.keys import Kind
from qbitrr.config.schema.places import Place, places
from qbitrr.resolved.reload.plan import Act
from qbitrr.resolved.reload.planning import plan_reload

# Everything on that other keys need.
BASE: dict[str, Any] = {
    "Settings": {"SchemaVersion": 1, "FreeSpace": "5G", "CompletedDownloadFolder": "/done"},
    "WebUI": {"AuthDisabled": False, "Token": "t"},
    "qBit": {
        "Host": "box",
        "ManagedCategories": ["seed", "plain"],
        "Trackers": [{"URI": "t.example", "HitAndRunMode": "and"}],
        "CategorySeeding": {
            "RemoveTorrent": 3,
            "HitAndRunMode": "and",
            "Categories": [{"Name": "seed", "RemoveTorrent": 4, "HitAndRunMode": "or"}],
        },
    },
    "Sonarr-TV": {
        "URI": "http://a",
        "APIKey": "k",
        "Category": "tv",
        "EntrySearch": {"SearchMissing": True, "CustomFormatUnmetSearch": True, "DoUpgradeSearch": True},
        "Torrent": {
            "DoNotRemoveSlow": False,
            "SeedingMode": {"RemoveTorrent": 3, "RemoveDeadTrackers": True},
            "Trackers": [{"URI": "t.example", "HitAndRunMode": "and"}],
        },
    },
}
OTHERS: dict[Kind, Any] = {
    Kind.PORT: 99,
    Kind.DURATION: "77m",
    Kind.NUMBER: 7.5,
    Kind.FRACTION: 0.5,
    Kind.STRING: "other",
    Kind.SECRET: "other",
    Kind.URL: "http://other",
    Kind.HOSTNAME: "other",
    Kind.TRACKER: "other.example",
    Kind.CATEGORY: "other",
    Kind.CATEGORIES: ["other"],
    Kind.STRINGS: ["other"],
    Kind.REGEXES: ["other"],
    Kind.EXTENSIONS: [".other"],
    Kind.INT: 7,
    Kind.RATE: "3M",
    Kind.PATH: "/other",
    Kind.SIZE: "77G",
    Kind.URL_PATH: "/other",
}
# Asked for by removals whenever data may be shared, not kept by anybody.
NOT_KEPT = {("qBit", "OwnStorage")}
KEYS = [
    (kind, section, place)
    for kind, section in (("qBit", "qBit"), ("Arr", "Sonarr-TV"))
    for place in places(kind)
    if place.key.table is None and has_effect(kind, place.path) and (kind, place.path) not in NOT_KEPT
]


def loaded(tree: dict[str, Any]) -> Config:
    return load(tomlkit.dumps(tree), {}).config


def with_another(kind: str, section: str, place: Place) -> dict[str, Any]:
    """The tree with another value of the key."""
    tree = deepcopy(BASE)
    here: Any = tree[section]
    *tables, last = place.path.replace("[]", ".[]").split(".")
    for name in tables:
        here = here[0] if name == "[]" else here.setdefault(name, {})
    here[last] = another(kind, place, here.get(last))
    return tree


def another(kind: str, place: Place, now: Any) -> Any:
    key = place.key
    default = written(key, default_of(kind, place, "sonarr", "Sonarr-TV"))
    taken = default if now is None else now
    if key.kind is Kind.BOOL:
        return not taken
    if key.kind is Kind.ENUM:
        return [choice for choice in key.choices if choice not in (taken, default)][-1]
    assert OTHERS[key.kind] != taken
    return OTHERS[key.kind]


@pytest.mark.parametrize(("kind", "section", "place"), KEYS, ids=[f"{kind} {place.path}" for kind, _, place in KEYS])
def test_the_section_is_told(kind: str, section: str, place: Place) -> None:
    """Something is done for the section when the key changes, beyond saying so."""
    old, new = loaded(BASE), loaded(with_another(kind, section, place))
    assert old.broken == new.broken == ()
    plan = plan_reload(old, new)
    assert plan.changed
    assert [step for step in plan.steps if step.act is not Act.RENEW_SETTINGS], plan


# What sections inherit changes them; what needs AuthDisabled as well is compared with it.
WIDER = {("Settings", "IgnoreTorrentsYoungerThan"), ("WebUI", "AllowInsecureExposure")}
ALL = [
    (kind, section, place)
    for kind, section in (("Settings", "Settings"), ("WebUI", "WebUI"), ("qBit", "qBit"), ("Arr", "Sonarr-TV"))
    for place in places(kind)
    if place.key.table is None and not place.key.read_only
    if has_effect(kind, place.path) and (kind, place.path) not in WIDER
]


@pytest.mark.parametrize(("kind", "section", "place"), ALL, ids=[f"{kind} {place.path}" for kind, _, place in ALL])
def test_what_a_change_does_is_said_before(kind: str, section: str, place: Place) -> None:
    """The word that forms, explanation and manual have for a change of the key is that of the plan when it is made."""
    plan = plan_reload(loaded(BASE), loaded(with_another(kind, section, place)))
    assert renewal(kind, place.reload).word == plan.reload_type.value
