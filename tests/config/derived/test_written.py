"""What is written for a value is read as that value again."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.config.derived.written import shown_value, toml_value
from qbitrr.config.loading.parse import parse
from qbitrr.config.schema.keys import Key, Kind
from qbitrr.config.schema.places import CLASSES, places
from qbitrr.config.values.bad_value import BadValue
from qbitrr.config.values.durations import LONGEST_SECONDS
from qbitrr.config.values.secret import Secret


def kinds_of_keys() -> dict[str, tuple[str, str, Key]]:
    """Kind of section, path and key of every key; those whose values are declared alike stand for each other."""
    found = {}
    for kind in CLASSES:
        for place in places(kind):
            key = place.key
            if key.table is None:
                alike = (key.kind, key.unit, key.minimum, key.maximum, key.choices, tuple(key.words), key.placeholder)
                found.setdefault(alike, (kind, place.path, key))
    return {f"{kind} {path}": (kind, path, key) for kind, path, key in found.values()}


KEYS = kinds_of_keys()
AMOUNTS = st.decimals(0, 10_000, places=2).map(lambda amount: f"{amount.normalize():f}")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NAMES = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
DURATIONS = st.integers(0, LONGEST_SECONDS // 86400) | st.builds(
    lambda amount, unit: f"{amount} {unit}", AMOUNTS, st.sampled_from(["s", "minutes", "h", "days", "weeks", "mo"])
)
SIZES = st.integers(0, 2**62) | st.builds(str.__add__, AMOUNTS, st.sampled_from(["B", "K", "KiB", "M", "G"]))
RAW: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.BOOL: st.booleans(),
    Kind.INT: st.integers(-1, 2**53),
    Kind.NUMBER: st.floats(-1, 2**53),
    Kind.FRACTION: st.floats(0, 1),
    Kind.PORT: st.integers(1, 65535),
    Kind.DURATION: DURATIONS,
    Kind.SIZE: SIZES,
    Kind.RATE: SIZES,
    Kind.STRING: TEXTS,
    Kind.SECRET: TEXTS,
    Kind.STAMP: TEXTS,
    Kind.PATH: TEXTS,
    Kind.URL: st.builds("http://{}:{}/{}".format, NAMES, st.integers(1, 65535), NAMES),
    Kind.URL_PATH: NAMES,
    Kind.HOSTNAME: NAMES | st.builds("https://{}/{}".format, NAMES, NAMES),
    Kind.TRACKER: st.builds("https://{}.example/{}/announce".format, NAMES, NAMES),
    Kind.CRON: st.sampled_from(["0 3 * * 0", "*/5 * * * * 30"]),
    Kind.CATEGORY: TEXTS,
    Kind.STRINGS: st.lists(TEXTS),
    Kind.CATEGORIES: st.lists(TEXTS),
    Kind.REGEXES: st.lists(st.sampled_from([r"\bsample\b", "it's", r"^a.*\.nfo$", "\x7f", "ü"])),
    Kind.EXTENSIONS: st.lists(NAMES),
    Kind.MAPPING: st.dictionaries(TEXTS, TEXTS),
}


def raw_values(key: Key) -> st.SearchStrategy[Any]:
    if key.kind is Kind.ENUM:
        return st.sampled_from(key.choices)
    return st.sampled_from(list(key.words)) | RAW[key.kind] if key.words else RAW[key.kind]


@pytest.mark.parametrize("key", [key for _, _, key in KEYS.values()], ids=KEYS)
def test_writing_and_reading(key: Key) -> None:
    """For every key, and whatever can be said about it."""

    @given(raw=raw_values(key))
    def law(raw: object) -> None:
        try:
            value = parse(key, raw).value
        except BadValue:
            return
        text = toml_value(key, value)
        again = parse(key, tomllib.loads(f"value = {text}")["value"]).value
        assert again == value

    law()


@pytest.mark.parametrize(
    ("unit", "raw", "text"),
    [
        ("seconds", "1.4 weeks", '"14112m"'),
        ("minutes", "1.4 weeks", '"14112m"'),
        ("minutes", "1.5h", '"90m"'),
        ("seconds", "1M", '"30d"'),
        ("minutes", 90, '"90m"'),
        ("seconds", -1, "-1"),
        ("seconds", 0, "0"),
    ],
)
def test_durations(unit: str, raw: object, text: str) -> None:
    """Durations stand with the largest unit that says them exactly; numbers that are no durations stay numbers."""
    key = Key(toml="K", kind=Kind.DURATION, label="K", summary="", unit=unit)
    assert toml_value(key, parse(key, raw).value) == text


@pytest.mark.parametrize("unit", ["bytes/s", "KiB/s"])
@pytest.mark.parametrize(
    ("raw", "text"), [("1.5M", '"1536K"'), ("1000B", '"1000B"'), ("2G", '"2G"'), (-1, "-1"), (0, "0")]
)
def test_rates(unit: str, raw: object, text: str) -> None:
    """Rates say their unit, so that no number is taken for KiB where bytes are meant."""
    key = Key(toml="K", kind=Kind.RATE, label="K", summary="", unit=unit)
    assert toml_value(key, parse(key, raw).value) == text


def test_what_is_shown() -> None:
    """Secrets and the passkeys of addresses are masked, also in lists no line is broken."""

    def shown(kind: Kind, value: object) -> str:
        return shown_value(Key(toml="K", kind=kind, label="K", summary=""), value)

    assert shown(Kind.SECRET, Secret("hunter2")) == "***"
    assert shown(Kind.SECRET, Secret()) == ""
    assert shown(Kind.TRACKER, "https://t.example/passkey/announce") == '"https://t.example/***"'
    assert shown(Kind.URL, "http://me:hunter2@arr:7878") == '"http://***@arr:7878"'
    assert shown(Kind.STRINGS, ("a" * 60, "b" * 60)) == f'[ "{"a" * 60}", "{"b" * 60}", ]'
    assert shown(Kind.STRINGS, ("a", "https://t.example/passkey/announce")) == '["a", "https://t.example/***"]'
    assert shown(Kind.BOOL, None) == ""
