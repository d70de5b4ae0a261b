"""The example file shows every key, and with every # taken off it is a file of defaults."""

import re
import tomllib
from itertools import count
from typing import Any

import pytest
from attrs import evolve

from qbitrr.config.derived.defaults import fresh_section
from qbitrr.config.derived.example import example_text
from qbitrr.config.first_boot import first_text
from qbitrr.config.load import load
from qbitrr.config.schema.config import Config
from qbitrr.config.schema.keys import Kind
from qbitrr.config.schema.places import CLASSES, places

EXAMPLE = example_text()
UNCOMMENTED = re.sub(r"(?m)^#(?! \S|$)", "", EXAMPLE)
TREE = tomllib.loads(UNCOMMENTED)


def without_rows(config: Config) -> Config:
    """*config* without the example rows, whose hosts and categories are no defaults, and with what must be filled in."""
    qbits = [evolve(qbit, trackers=(), seeding=evolve(qbit.seeding, categories=())) for qbit in config.qbits]
    arrs = [evolve(arr, torrent=evolve(arr.torrent, trackers=())) for arr in config.arrs]
    return evolve(config, qbits=tuple(qbits), arrs=tuple(arrs), broken=())


def paths(tree: dict[str, Any], prefix: str = "") -> set[str]:
    found = set()
    for name, value in tree.items():
        found.add(prefix + name)
        if isinstance(value, dict):
            found |= paths(value, f"{prefix}{name}.")
        if isinstance(value, list) and value and isinstance(value[0], dict):
            found |= paths(value[0], f"{prefix}{name}[].")
    return found


def test_as_it_is_it_says_nothing() -> None:
    """Nothing is switched on, and it carries our stamp, so that it is not taken for a file of the other program."""
    loaded = load(EXAMPLE, {})
    assert (loaded.config.qbits, loaded.config.arrs) == ((), ())
    assert tomllib.loads(EXAMPLE) == {"Settings": {"SchemaVersion": 1}}
    assert loaded.problems == ()


def test_uncommented_it_is_all_defaults() -> None:
    """Every key has the value it has without the line."""
    numbers = count(1)
    filled = re.sub(r'(?m)^URI = ""', lambda _: f'URI = "http://arr{next(numbers)}"', UNCOMMENTED)
    filled = re.sub(r'(?m)^APIKey = ""', 'APIKey = "k"', filled)
    loaded = load(filled, {})
    # An override of a category that is not managed is an example, and said to be one.
    expected = {"CompletedDownloadFolder", "CategorySeeding.Categories[0].Name"}
    assert {each.key for each in loaded.problems} <= expected
    config = without_rows(loaded.config)
    fresh = load("[Settings]\nSchemaVersion = 1\n[WebUI]\nAuthDisabled = false\n[qBit]\n", {}).config
    assert config.settings == fresh.settings
    assert config.webui == fresh.webui
    assert config.qbits == fresh.qbits
    arrs = tuple(fresh_section("Arr", arr.section, arr.type) for arr in config.arrs)
    assert [arr.type for arr in config.arrs] == ["radarr", "sonarr", "lidarr", "readarr"]
    for arr, expected in zip(config.arrs, arrs, strict=True):
        assert evolve(arr, uri="", api_key=expected.api_key) == expected


@pytest.mark.parametrize("kind", CLASSES)
def test_every_key_is_in_it(kind: str) -> None:
    """Those with a default as a line of their own, the others as an example in a comment."""
    sections = {"Arr": [name for name in TREE if "-" in name]}.get(kind, [kind])
    shown = set().union(*(paths(TREE[name]) for name in sections))
    for place in places(kind):
        replaced = place.key.fallback and "Categories[]" in place.path  # described by the table above
        if place.path not in shown and not place.key.read_only and not replaced:
            assert f"\n# E.g. {place.key.toml} = " in EXAMPLE, place.path


def test_amounts_have_their_unit() -> None:
    """No line of the example has a bare number for a time, size or rate."""
    amounts = {
        place.key.toml for kind in CLASSES for place in places(kind) if place.key.kind in (Kind.DURATION, Kind.RATE)
    }
    lines = [line for line in UNCOMMENTED.splitlines() if line.split(" = ")[0] in amounts]
    assert len(lines) > 40
    assert not [line for line in lines if re.search(r"= [1-9]", line)]


def test_examples_are_good_values() -> None:
    """What is shown as an example is taken without complaint."""
    for header, key, value in re.findall(r"(?ms)^#?(\[+[^\n]*\]+)$|^# E\.g\. (\w+) = ([^\n]*)$", EXAMPLE):
        section = header.strip("[]") if header else section  # noqa: F821 - the file begins with a header
        if key:
            brackets = (
                f"[[{section}]]\nURI = 't.example'" if section.endswith("Trackers") and key != "URI" else f"[{section}]"
            )
            name = "Category" if key == "Name" else key
            loaded = load(f"{brackets}\n{name} = {value}\n", {})
            assert not [each for each in loaded.problems if each.severity == "error" and each.key.endswith(name)], key


def test_comments_are_comments() -> None:
    """A line is a key or header behind its #, a comment behind # and a blank, or empty; nothing ends in a blank."""
    for text in (EXAMPLE, first_text("t")):
        for line in text.splitlines():
            assert re.match(r"#?[\[A-Za-z]|#?  |#?\]|# \S|#$|$", line), line
            assert line == line.rstrip()
        assert text.endswith("\n")


def test_the_first_file_is_the_short_one() -> None:
    """It shows one Arr and leaves out what is rarely wanted."""
    first = first_text("t")
    assert len(first) < len(EXAMPLE) / 2
    assert "#[Radarr-1080]\n" in first
    assert "Sonarr-TV]\n" not in first
    assert "ProcessSpawnTimeoutSeconds" not in first
    assert 'Token = "t"' in first
