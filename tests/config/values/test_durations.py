"""Durations in every way people write them come to exact seconds, and rubbish is refused."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.config.load import load
from qbitrr.config.loading.parse import parse
from qbitrr.config.schema.keys import Kind
from qbitrr.config.schema.places import CLASSES, places
from qbitrr.config.values.bad_value import BadValue
from qbitrr.config.values.durations import LONGEST_SECONDS, UNITS, Duration, parse_duration, render_duration

UNIT = st.sampled_from(sorted(UNITS))
WRITTEN = {"s": 1, "min": 60, "h": 3600, "days": 86400, "w": 604800, "weeks": 604800, "mo": 2592000}


@pytest.mark.torrent_vector("T01", "T02", "T03", "T05")
@pytest.mark.parametrize(
    ("raw", "unit", "seconds"),
    [
        # T01: a number counts in the unit of the key, a suffix in its own; half a minute stays half a minute
        *[(15, "minutes", 900), ("15", "minutes", 900), ("1h", "minutes", 3600)],
        *[("30s", "minutes", 30), ("90s", "minutes", 90), ("1d", "minutes", 86400)],
        # T02
        *[(180, "seconds", 180), ("3m", "seconds", 180), ("1w", "seconds", 604800)],
        *[("1M", "seconds", 2592000), ("2H", "seconds", 7200)],
        # T03: below 0 are words in numbers
        *[("-1", "seconds", -1), (-1, "minutes", -1), (-1, "days", -1), (-1.0, "days", -1)],
        # T05
        *[("5 m", "seconds", 300), ("1h30m", "seconds", 5400)],
        # decimals, exact to the second whatever a float makes of them
        *[("1.4 weeks", "minutes", 846720), ("1.4 weeks", "days", 846720), (1.4, "minutes", 84), (9.8, "days", 846720)],
        *[
            (0.1, "days", 8640),
            ("0.1d", "seconds", 8640),
            (0.7, "minutes", 42),
            (2.55, "minutes", 153),
            (1.1, "days", 95040),
        ],
        # further forms
        *[("1.5h", "seconds", 5400), (" 1 h 30 min ", "seconds", 5400), ("2 Days", "seconds", 172800)],
        *[("1mo", "seconds", 2592000), ("5m", "minutes", 300), ("1e3", "seconds", 1000), (1e3, "minutes", 60000)],
        *[("0", "minutes", 0), ("0s", "seconds", 0), (".5h", "minutes", 1800), ("-5m", "seconds", -300)],
        *[("1 week 2 days 3 hours 4 minutes", "seconds", 788640), ("1.", "seconds", 1), ("2wks", "days", 1209600)],
    ],
)
def test_durations(raw: object, unit: str, seconds: int) -> None:
    """Numbers count in the key's unit, suffixes and compounds say their own; all of it is exact."""
    assert parse_duration(raw, unit) == Duration(seconds, is_exact=True)


@pytest.mark.torrent_vector("T05")
@pytest.mark.parametrize(
    ("raw", "unit", "seconds"),
    [
        ("1.5", "seconds", 1),
        (2.5, "seconds", 2),
        (0.2, "seconds", 1),
        ("0.001m", "minutes", 1),
        ("1.0001h", "seconds", 3600),
    ],
)
def test_fractions_of_a_second_are_told(raw: object, unit: str, seconds: int) -> None:
    """They are left out, never nothing is left, and the value says so."""
    assert parse_duration(raw, unit) == Duration(seconds, is_exact=False)


def test_a_fraction_of_a_second_is_a_warning() -> None:
    """Whoever writes one is told what is used."""
    (problem,) = [
        each for each in load("[Settings]\nSchemaVersion = 1\nLoopSleepTimer = 2.5\n", {}).problems if each.key
    ]
    assert (problem.severity, problem.line) == ("warning", 3)
    assert "2 s is used" in problem.message


@pytest.mark.torrent_vector("T04")
@pytest.mark.parametrize(
    "raw",
    # T04 and further
    [
        *["", "abc", "1y", "1" * 40, True, False, None, [], {}, float("nan"), float("inf"), "1,5h", "h", "--1", "1e99"],
        *[10**40, "９", "1h -30m", "1..5h", "٣", LONGEST_SECONDS + 1, b"5", "1h30", "1.5.5h", "5 5m"],
    ],
)
def test_bad_durations(raw: object) -> None:
    """Rubbish is refused with a remedy, never taken for another value."""
    with pytest.raises(BadValue) as caught:
        parse_duration(raw, "seconds")
    assert "30s" in caught.value.remedy
    assert caught.value.message


@given(st.integers(min_value=1, max_value=LONGEST_SECONDS), UNIT)
def test_a_written_duration_reads_back(seconds: int, unit: str) -> None:
    """What the program writes it reads as the same amount, in a key of whatever unit."""
    assert parse_duration(render_duration(seconds), unit) == Duration(seconds)


@given(st.decimals(0, 3000, places=3), st.sampled_from(sorted(WRITTEN)), UNIT, st.sampled_from(["", " "]))
def test_decimals_lose_nothing_but_parts_of_a_second(number: Decimal, suffix: str, unit: str, blank: str) -> None:
    """The seconds are those of exact arithmetic."""
    exact = number * WRITTEN[suffix]
    parsed = parse_duration(f"{number}{blank}{suffix}", unit)
    assert parsed.is_exact is (exact == int(exact))
    assert parsed.seconds == (max(1, int(exact)) if exact > 0 else 0)


@given(st.decimals(0, 9999, places=2), UNIT)
def test_numbers_and_texts_are_one(number: Decimal, unit: str) -> None:
    """A number of the file is read like the same number in quotes."""
    assert parse_duration(float(number), unit) == parse_duration(str(number), unit)


@given(st.text(max_size=40), UNIT)
def test_any_text_is_a_duration_or_refused(text: str, unit: str) -> None:
    """No text makes the parser fail in another way."""
    seconds = 0
    with contextlib.suppress(BadValue):
        seconds = parse_duration(text, unit).seconds
    assert abs(seconds) <= LONGEST_SECONDS


def test_written_durations_are_short() -> None:
    """The largest unit that divides evenly is used, but never months."""
    assert [render_duration(each) for each in (604800, 2592000, 90, 3600, 0, -1)] == [
        "1w",
        "30d",
        "90s",
        "1h",
        "0",
        "-1",
    ]


@pytest.mark.parametrize("kind", CLASSES)
def test_every_duration_key_takes_every_form(kind: str) -> None:
    """No key with a time in it reads it in a way of its own, and none loses seconds."""
    for place in places(kind):
        if place.key.kind is not Kind.DURATION:
            continue
        assert place.key.unit in UNITS, place.path
        assert parse(place.key, "1.4 weeks").value == 846720, place.path
        assert parse(place.key, "1h 30.5m").value == 5430, place.path
        assert parse(place.key, 90).value == 90 * UNITS[place.key.unit], place.path
