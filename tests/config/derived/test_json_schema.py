"""The JSON schema of the file: it takes what is good, and what it takes is read without an error."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from qbitrr.config.derived.example import example_text
from qbitrr.config.derived.json_schema import json_schema
from qbitrr.config.derived.written import written
from qbitrr.config.first_boot import first_text
from qbitrr.config.load import load
from qbitrr.config.loading.parse import parse
from qbitrr.config.schema.keys import Key, Kind
from qbitrr.config.values.bad_value import BadValue
from tests.config.derived.test_written import KEYS, raw_values

SCHEMA = json_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
# What these may be is more than a schema can say.
DEEPER = (
    Kind.URL,
    Kind.CRON,
    Kind.REGEXES,
    Kind.EXTENSIONS,
    Kind.HOSTNAME,
    Kind.TRACKER,
    Kind.URL_PATH,
    Kind.PATH,
    Kind.STAMP,
)
# To JSON 1.0 is a whole number.
FRACTIONS = st.floats(-3, 3).filter(lambda number: not number.is_integer())
RUBBISH = (
    st.none() | st.booleans() | st.integers(-3, 70_000) | FRACTIONS | st.text(max_size=5) | st.lists(st.text())
    | st.sampled_from(["5 parsecs", "1h30m", "-1", "-5m", "10 GB", "5%", "1.5MiB/s", "INFO", "Newest", "1e3", "١"])
)  # fmt: skip


def part(kind: str, path: str) -> Draft202012Validator:
    """The validator of one key."""
    here: Any = SCHEMA["$defs"][kind]
    for name in path.replace("[]", ".[]").split("."):
        here = here["items"] if name == "[]" else here["properties"][name]
    return Draft202012Validator(here)


def complaints(text: str) -> list[str]:
    return [f"{each.json_path}: {each.message}" for each in VALIDATOR.iter_errors(tomllib.loads(text))]


def test_it_is_a_schema() -> None:
    """By its own standard."""
    Draft202012Validator.check_schema(SCHEMA)


def test_the_example_is_good() -> None:
    """As it is and uncommented; the first file, too."""
    uncommented = re.sub(r"(?m)^#(?! \S|$)", "", example_text())
    for text in (example_text(), uncommented, first_text()):
        assert complaints(text) == []


@pytest.mark.parametrize("name", ["short", "long", "inline"])
def test_files_are_good(name: str) -> None:
    """Files as people write them, which load without a problem."""
    text = (Path(__file__).parent / "files" / f"{name}.toml").read_text("utf-8")
    assert [problem for problem in load(text, {}).problems if problem.severity != "notice"] == []
    assert complaints(text) == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("[Settings]\nConsoleLevel = 'loud'\n", "$.Settings.ConsoleLevel"),
        ("[Settings]\nLoopSleepTimer = '5 parsecs'\n", "$.Settings.LoopSleepTimer"),
        ("[Settings]\nLoopSleepTime = 5\n", "$.Settings"),
        ("[Settings.Torrent]\nMaximumETA = true\n", "$.Settings.Torrent.MaximumETA"),
        ("[WebUI]\nPort = 70000\n", "$.WebUI.Port"),
        ("[qBit-a]\nManagedCategories = [1]\n", "$['qBit-a'].ManagedCategories"),
        ("[[qBit.Trackers]]\nPriority = 1\n", "$.qBit.Trackers[0]"),
        ("[Radarr-x.Torrent]\nStalledDelay = 'soon'\n", "$['Radarr-x'].Torrent.StalledDelay"),
        ("[Setings]\nLogging = true\n", "$"),
    ],
)
def test_mistakes_are_found(text: str, where: str) -> None:
    """At their place."""
    assert [each.json_path for each in VALIDATOR.iter_errors(tomllib.loads(text))] == [where]


@pytest.mark.parametrize(("kind", "path", "key"), KEYS.values(), ids=KEYS)
def test_what_is_written_is_good(kind: str, path: str, key: Key) -> None:
    """For every key and every value it can have."""
    validator = part(kind, path)

    @given(raw=raw_values(key))
    def law(raw: object) -> None:
        try:
            value = parse(key, raw).value
        except BadValue:
            return
        assert validator.is_valid(written(key, value)), written(key, value)

    law()


@pytest.mark.parametrize(("kind", "path", "key"), KEYS.values(), ids=KEYS)
def test_what_it_takes_is_read(kind: str, path: str, key: Key) -> None:
    """A value that an editor does not complain about is no error when it is loaded."""
    if key.kind in DEEPER:
        return
    validator = part(kind, path)

    @given(raw=RUBBISH)
    def law(raw: object) -> None:
        if validator.is_valid(raw):
            parse(key, raw)

    law()
