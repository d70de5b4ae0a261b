"""Each form of value is understood in every way people write it, and refused with a remedy where it makes no sense."""

import contextlib
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.config.loading.parse import ParseNote, parse
from qbitrr.config.problems import Severity
from qbitrr.config.schema.config import HitAndRunMode, RemoveAt, SearchBySeries, Secret
from qbitrr.config.schema.keys import Key, Kind
from qbitrr.config.schema.places import places
from qbitrr.config.values.bad_value import BadValue
from qbitrr.config.values.durations import is_lone_month
from qbitrr.config.values.sizes import parse_rate, parse_size
from qbitrr.config.values.texts import (
    check_cron,
    check_pattern,
    host_of,
    normal_category,
    normal_extension,
    normal_url,
    normal_url_path,
    shown_address,
)


def key_of(path: str, kind: str = "Arr") -> Key:
    return next(place.key for place in places(kind) if place.path == path)


def test_lone_months_are_noticed() -> None:
    """A capital M alone is probably meant as minutes."""
    assert is_lone_month("5M")
    assert not is_lone_month("5m")
    assert not is_lone_month("1h5m")
    notes = parse(key_of("Torrent.MaximumETA"), "5M").notes
    assert [note.severity for note in notes] == [Severity.WARNING]


@pytest.mark.torrent_vector("T06", "T07", "T08")
@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        # T06, T07
        *[("10G", 10737418240), ("10g", 10737418240), ("1.5T", 1649267441664), ("500", 500), ("-1", -1), (-1, -1)],
        # T08
        *[("10GB", 10737418240), ("10GiB", 10737418240), ("10 gib", 10737418240), ("1P", 1024**5), ("7B", 7)],
        *[(500, 500), (2.0, 2), ("0", 0), (".5K", 512), ("2.0", 2)],
    ],
)
def test_sizes(raw: object, expected: int) -> None:
    """All factors are powers of 1024, the B is optional, bare numbers are bytes."""
    assert parse_size(raw) == expected


@pytest.mark.torrent_vector("T08")
@pytest.mark.parametrize(
    "raw", ["G", "1,5T", "", "5%", "0%", True, None, [], 2.5, "10X", "-5G", "9" * 30, 10**30, "1" * 100]
)
def test_bad_sizes(raw: object) -> None:
    """What is no size is refused (T08)."""
    with pytest.raises(BadValue, match=r"size|large"):
        parse_size(raw)


@pytest.mark.parametrize(
    ("raw", "per_unit", "expected"),
    [
        *[(5, 1, 5), (5, 1024, 5120), (-1, 1024, -1), (0, 1024, 0), ("500K", 1, 512000), ("500K", 1024, 512000)],
        *[("5 MiB/s", 1, 5242880), ("1.5m", 1, 1572864), ("7", 1024, 7168), ("64 kbps", 1, 65536)],
    ],
)
def test_rates(raw: object, per_unit: int, expected: int) -> None:
    """Bare numbers count in the key's unit, suffixed ones per second in powers of 1024."""
    assert parse_rate(raw, per_unit) == expected


@pytest.mark.parametrize("raw", ["fast", True, None, 2.5, "", "-5K", "1T", 10**30])
def test_bad_rates(raw: object) -> None:
    """What is no rate is refused."""
    with pytest.raises(BadValue, match=r"rate|large"):
        parse_rate(raw, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [(" /radarr/ ", "radarr"), ("tv//4k", "tv/4k"), (" a / b ", "a/b"), ("", ""), ("//", ""), ("Radarr", "Radarr")],
)
def test_categories(text: str, expected: str) -> None:
    """Levels are trimmed and empty ones dropped; case stays."""
    assert normal_category(text) == expected


@given(st.text(alphabet="ab /\\", max_size=12))
def test_normal_categories_stay_as_they_are(text: str) -> None:
    """Normalising twice changes nothing."""
    assert normal_category(normal_category(text)) == normal_category(text)


@pytest.mark.torrent_vector("T10")
def test_extensions_are_one_whatever_their_spelling() -> None:
    """T10."""
    parsed = parse(key_of("Torrent.FileExtensionAllowlist"), ["mkv", ".MKV", r"\.mkv", ".!qB", "tar.gz", ""])
    assert parsed.value == (".mkv", ".!qb", ".tar.gz")
    assert not parsed.notes


@pytest.mark.parametrize("text", ["", ".", "m?kv", ".m4[av]", "a b", "*"])
def test_bad_extensions(text: str) -> None:
    """Patterns are not taken for extensions."""
    with pytest.raises(BadValue, match="extension"):
        normal_extension(text)


def test_a_bad_pattern_costs_only_itself() -> None:
    """Patterns are compiled one by one; the bad one is named with its place."""
    parsed = parse(key_of("Torrent.FolderExclusionRegex"), [r"\bgood\b", "(open", 5, r"\bncop\\d+?\b"])
    assert parsed.value == (r"\bgood\b", r"\bncop\d+?\b")
    texts = [note.message for note in parsed.notes]
    assert "(open" in texts[0]
    assert "character 1" in texts[0]
    assert texts[1] == "entry 3 must be a text"
    assert [note.severity for note in parsed.notes] == [Severity.ERROR, Severity.ERROR, Severity.NOTICE]


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("glob:*sample*", "a.Sample.mkv", True),
        ("glob: *.txt ", "read me.txt", True),
        ("glob:*.txt", "a.txt.mkv", False),
        ("glob:sample", "a sample", False),
        ("glob:[ab]?.nfo", "b1.nfo", True),
        ("glob:*", "line\nbreak", True),
        ("globe", "the globe", True),
    ],
)
def test_globs(text: str, name: str, found: bool) -> None:
    """Behind `glob:` stands a pattern for the whole name, as shells have them."""
    assert bool(re.search(check_pattern(text), name, re.DOTALL | re.IGNORECASE)) is found


def test_default_patterns_of_the_other_program_are_repaired() -> None:
    """The doubled backslash that kept creditless openings from being found is taken out, in these patterns only."""
    assert re.search(check_pattern(r"\bnc(ed|op)?(\\d+)?\b"), "show ncop1")
    assert check_pattern(r"mine\\d") == r"mine\\d"
    assert check_pattern("[[a]") == "[[a]"  # a mere warning of the compiler is none of ours


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://localhost:7878/", ("http://localhost:7878", False)),
        ("https://x.example/radarr", ("https://x.example/radarr", False)),
        ("localhost:7878", ("http://localhost:7878", True)),
        ("[::1]:7878", ("http://[::1]:7878", True)),
    ],
)
def test_addresses(text: str, expected: tuple[str, bool]) -> None:
    """The slash at the end goes, a missing scheme is added and told."""
    assert normal_url(text) == expected


@pytest.mark.parametrize(
    "text", ["ftp://x", "http://", "http://x:99999", "http://x:0", "http://a b", "http://[x", "a?b=c"]
)
def test_bad_addresses(text: str) -> None:
    """What cannot be asked over HTTP is refused."""
    with pytest.raises(BadValue, match="address"):
        normal_url(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("qbitrr/", "/qbitrr"), ("/a/b", "/a/b"), ("", ""), ("/", ""), (" /x ", "/x"), ("//", "")],
)
def test_paths_below_the_site(text: str, expected: str) -> None:
    """One slash in front, none behind."""
    assert normal_url_path(text) == expected


@pytest.mark.parametrize("text", ["/a b", "/a?b", "/a#b", "/a//b", "/../x", "/a/..", "http://x/y", "a\\b"])
def test_bad_paths_below_the_site(text: str) -> None:
    """Nothing that leaves the site or is no path."""
    with pytest.raises(BadValue, match="path"):
        normal_url_path(text)


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("tracker.example.org", "tracker.example.org"),
        ("https://User@Tracker.Example.ORG:443/announce?k=1", "tracker.example.org"),
        ("udp://[2001:db8::1]:80/x", "2001:db8::1"),
        ("tracker.example.org/x/", "tracker.example.org"),
        ("", ""),
        ("http://[bad", ""),
    ],
)
def test_hosts_of_trackers(text: str, host: str) -> None:
    """Only the host counts, in small letters."""
    assert host_of(text) == host


@pytest.mark.parametrize("text", ["0 3 * * 0", "*/5 * * * *", "0 0 1,15 * mon-fri", "30 2 * jan * 15", "0  3 * * 7"])
def test_schedules(text: str) -> None:
    """Five or six fields with numbers, names, ranges, lists and steps."""
    assert check_cron(text) == " ".join(text.split())


@pytest.mark.parametrize(
    "text", ["", "0 3 * *", "60 * * * *", "* 24 * * *", "x * * * *", "*/0 * * * *", "1-2-3 * * * *"]
)
def test_bad_schedules(text: str) -> None:
    """A schedule that would never run is refused."""
    with pytest.raises(BadValue, match="field"):
        check_cron(text)


@pytest.mark.parametrize(
    ("path", "raw", "expected"),
    [
        ("Managed", True, True),
        ("EntrySearch.SearchLimit", 5, 5),
        ("EntrySearch.SearchLimit", 5.0, 5),
        ("EntrySearch.SearchLimit", "5", 5),
        ("EntrySearch.SearchBySeries", True, SearchBySeries.SERIES),
        ("EntrySearch.SearchBySeries", "False", SearchBySeries.EPISODES),
        ("EntrySearch.SearchBySeries", "SMART", SearchBySeries.SMART),
        ("Torrent.Trackers[].HitAndRunMode", True, HitAndRunMode.AND),
        ("Torrent.Trackers[].HitAndRunMode", False, HitAndRunMode.DISABLED),
        ("Torrent.Trackers[].HitAndRunMode", "OR", HitAndRunMode.OR),
        ("Torrent.SeedingMode.RemoveTorrent", 3, RemoveAt.EITHER),
        ("Torrent.SeedingMode.RemoveTorrent", "4", RemoveAt.BOTH),
        ("Torrent.SeedingMode.RemoveTorrent", "On ratio OR time (3)", RemoveAt.EITHER),
        ("Torrent.SeedingMode.RemoveTorrent", "ratio", RemoveAt.RATIO),
        ("Torrent.SeedingMode.RemoveTorrent", 0, RemoveAt.NEVER),
        ("Torrent.SeedingMode.MaxUploadRatio", "unlimited", -1),
        ("Torrent.SeedingMode.MaxUploadRatio", 2, 2.0),
        ("Torrent.StalledDelay", "never", -1),
        ("Torrent.StalledDelay", "Immediately", 0),
        ("RssSyncTimer", "off", 0),
        ("importMode", "Hardlink", "Auto"),
        ("importMode", "move", "Move"),
        ("URI", "CHANGE_ME", ""),
        ("URI", "", ""),
        ("APIKey", "change_me", Secret()),
        ("APIKey", "abc", Secret("abc")),
        ("Torrent.MaximumDeletablePercentage", 0.5, 0.5),
        ("Torrent.MaximumDeletablePercentage", "50%", 0.5),
        ("ArrErrorCodesToBlocklist", "one text", ("one text",)),
        ("ArrErrorCodesToBlocklist", [" a ", "", "a", "b"], ("a", "b")),
        ("EntrySearch.QualityProfileMappings", {"HD.x": "SD"}, {"HD.x": "SD"}),
        ("Torrent.Trackers[].URI", " https://t/x ", "https://t/x"),
    ],
)
def test_values(path: str, raw: object, expected: object) -> None:
    """Each kind in its usual and its unusual spelling."""
    assert parse(key_of(path), raw).value == expected


@pytest.mark.parametrize(
    ("path", "raw", "message"),
    [
        ("Managed", "true", "without quotes"),
        ("Managed", 1, "must be true or false"),
        ("EntrySearch.SearchLimit", -1, "at least 0"),
        ("EntrySearch.SearchLimit", 2.5, "whole number"),
        ("EntrySearch.SearchLimit", "five", "number"),
        ("EntrySearch.SearchLimit", True, "number"),
        ("EntrySearch.SearchLimit", 10**400, "too large"),
        ("Torrent.SeedingMode.MaxUploadRatio", float("nan"), "too large"),
        ("Torrent.SeedingMode.MaxUploadRatio", -2, "-1 or greater"),
        ("Torrent.SeedingMode.RemoveTorrent", 7, "must be one of: -1, 1, 2, 3, 4"),
        ("Torrent.MaximumDeletablePercentage", 101, "at most 1"),
        ("Torrent.MaximumDeletablePercentage", -0.1, "at least 0"),
        ("Torrent.StalledDelay", -2, "-1 or greater"),
        ("EntrySearch.QualityProfileMappings", "HD", "table of texts"),
        ("ArrErrorCodesToBlocklist", 5, "list of texts"),
        ("APIKey", 12345, "must be a text"),
        ("Category", ["a"], "must be a text"),
    ],
)
def test_bad_values(path: str, raw: object, message: str) -> None:
    """Each refusal says what is asked for."""
    with pytest.raises(BadValue, match=re.escape(message)):
        parse(key_of(path), raw)


@pytest.mark.torrent_vector("T09")
def test_percentages_above_one_are_read_as_such_with_a_warning() -> None:
    """T09."""
    parsed = parse(key_of("Torrent.MaximumDeletablePercentage"), 99)
    assert parsed.value == pytest.approx(0.99)
    assert [note.severity for note in parsed.notes] == [Severity.WARNING]


@pytest.mark.parametrize("raw", [1, 1.0, "1", "100%"])
def test_one_is_all_of_it(raw: object) -> None:
    """Neither one per cent nor worth a warning: what is never given up begins above it."""
    parsed = parse(key_of("Torrent.MaximumDeletablePercentage"), raw)
    assert (parsed.value, parsed.notes) == (1.0, ())


def test_mappings_lose_only_what_is_no_text() -> None:
    """A profile name with a dot written without quotes became a table; the other pairs stay."""
    parsed = parse(key_of("EntrySearch.QualityProfileMappings"), {"HD": "SD", "HD.x": {"265": "SD"}})
    assert parsed.value == {"HD": "SD"}
    assert "quotes" in parsed.notes[0].remedy


def test_odd_texts_are_used_and_told() -> None:
    """Backslashes in categories, blanks around secrets, missing schemes: used, with a word about it."""
    assert "backslash" in parse(key_of("Category"), "a\\b").notes[0].message
    assert "'a/b'" in parse(key_of("Category"), "/a/b").notes[0].message
    assert "blanks" in parse(key_of("APIKey"), "abc ").notes[0].message
    assert "scheme" in parse(key_of("URI"), "host:7878").notes[0].message


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.binary(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(kind=st.sampled_from([kind for kind in Kind if kind not in (Kind.TABLE, Kind.TABLES)]), raw=ANYTHING)
def test_no_value_of_any_type_makes_a_parser_fail(kind: Kind, raw: Any) -> None:
    """Whatever stands in a file is parsed or refused, for each kind of key."""
    key = Key(toml="X", kind=kind, label="X", summary="X", unit="seconds", minimum=-1, choices=("a", 1))
    notes: tuple[ParseNote, ...] = ()
    with contextlib.suppress(BadValue):
        notes = parse(key, raw).notes
    assert all(note.message for note in notes)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://radarr.example:7878/x", "https://radarr.example:7878/x"),
        ("localhost", "localhost"),
        ("[fd00::1]:7878", "[fd00::1]:7878"),
        ("fd00::1", "fd00::1"),
        ("http://host:99999", "http://host:99999"),
        ("https://me:hunter2@box/x", "https://***@box/x"),
        ("me:hunter2@box", "***@box"),
        ("https://me:hunter2box/x", "https://me:***"),
        ("https://me:hunt/er2box", "https://me:***"),
        ("https://box/x?apikey=hunter2", "https://box/x?***"),
        ("https://me:hunter2#@box", "https://***@box"),
        ("", ""),
    ],
)
def test_what_is_shown_of_addresses(text: str, shown: str) -> None:
    """Scheme, host, port and path; nothing of a login, even if its @ got lost, and no query."""
    assert shown_address(text) == shown
