"""What is read of each key of the other program: its own value, the values at the edges, what is wrong."""

from typing import Any

import pytest

from qbitrr.config.derived.defaults import default_of
from qbitrr.config.derived.leaves import leaves
from qbitrr.config.derived.written import toml_value
from qbitrr.config.load import Loaded
from qbitrr.config.schema.keys import Kind
from tests.config.schema.facts import ARR, LIVING, about, file_with, kind_of, name_of, place_of, section_of

VALUES = [known for known in LIVING if place_of(known).key.table is None]
NUMBERS = [known for known in VALUES if place_of(known).key.minimum is not None]
AMOUNTS = (Kind.INT, Kind.PORT, Kind.DURATION, Kind.RATE, Kind.SIZE)


def value_in(known: dict[str, Any], loaded: Loaded) -> Any:
    """The value in force, of the section whether or not it can be run."""
    path = known["key"].replace("[]", "[0]")
    config = loaded.config
    sections: dict[str, Any] = {"Settings": config.settings, "WebUI": config.webui, "qBit": config.qbit("qBit")}
    found = sections.get(section_of(known))
    return next((leaf.value for leaf in leaves(found, "sonarr") if leaf.path == path), None) if found else None


@pytest.mark.parametrize("known", VALUES, ids=name_of)
def test_defaults_can_be_written(known: dict[str, Any]) -> None:
    """A file that spells out the default means the same as one that does not, and there is nothing wrong with it."""
    place = place_of(known)
    default = default_of(kind_of(known), place, "sonarr", ARR)
    if default in (None, ""):
        return
    loaded = file_with(known, toml_value(place.key, default))
    assert about(known, loaded, "error", "warning") == []
    if section_of(known) != ARR:
        assert value_in(known, loaded) == default


@pytest.mark.parametrize("known", VALUES, ids=name_of)
def test_values_of_another_kind(known: dict[str, Any]) -> None:
    """Are an error that names key and line, wherever the key stands; nothing else is the worse for it."""
    literal = "[[1]]" if place_of(known).key.kind is Kind.MAPPING else "{ x = 1 }"
    loaded = file_with(known, literal)
    assert {each.line for each in about(known, loaded, "error")} == {4}
    assert loaded.config.settings.loop_sleep_seconds == 5


@pytest.mark.parametrize("known", NUMBERS, ids=name_of)
def test_bounds(known: dict[str, Any]) -> None:
    """The numbers at the bounds are good, those beyond are errors with key and line."""
    key = place_of(known).key
    step = 1 if key.kind in AMOUNTS else 0.5
    for bound, beyond in ((key.minimum, -step), (key.maximum, step)):
        if bound is None or (key.kind is Kind.FRACTION and beyond > 0):  # above 1 it is per cent
            continue
        good, bad = (str(int(each) if key.kind in AMOUNTS else each) for each in (bound, bound + beyond))
        assert about(known, file_with(known, good), "error") == [], good
        assert [each.line for each in about(known, file_with(known, bad), "error")] == [4], bad


@pytest.mark.parametrize("known", [known for known in VALUES if place_of(known).key.words], ids=name_of)
def test_words(known: dict[str, Any]) -> None:
    """Every word that a number may be written as is taken, in any case."""
    for word in place_of(known).key.words:
        assert about(known, file_with(known, f'"{word.upper()}"'), "error") == [], word


@pytest.mark.parametrize("known", [known for known in VALUES if place_of(known).key.choices], ids=name_of)
def test_choices(known: dict[str, Any]) -> None:
    """Every choice is taken, in any case; anything else is an error that names all of them."""
    key = place_of(known).key
    for choice in key.choices:
        literal = str(choice) if isinstance(choice, int) else f'"{choice.upper()}"'
        assert about(known, file_with(known, literal), "error") == [], choice
    (problem,) = about(known, file_with(known, '"rubbish"'), "error")
    assert all(str(choice) in problem.message + problem.remedy for choice in key.choices)


@pytest.mark.parametrize("known", [known for known in LIVING if known.get("tolerated_for")], ids=name_of)
def test_tolerated_keys(known: dict[str, Any]) -> None:
    """Keys that generated files have of types that do not know them are passed over without a word."""
    for arr_type in known["tolerated_for"]:
        loaded = file_with(known, str(known["default"]), f"{arr_type.capitalize()}-X")
        assert about(known, loaded, "error", "warning") == []
