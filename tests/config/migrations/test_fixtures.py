"""
Files as each release wrote them, and what they become. `RELEASE.after.toml` is what confirming `RELEASE.before.toml` writes; both were
read by a person when they were made.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qbitrr.config.load import load
from qbitrr.config.migrations.confirming import confirmed_text
from qbitrr.config.problems import Severity
from qbitrr.config.schema.config import Config
from qbitrr.config.values.texts import doubtful_pattern
from tests.config.schema.facts import KNOWN

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.before.toml"))
RELEASES = [path.name.removesuffix(".before.toml") for path in FIXTURES]


def before(release: str) -> str:
    return (Path(__file__).parent / "fixtures" / f"{release}.before.toml").read_text()


def after(release: str) -> str:
    return (Path(__file__).parent / "fixtures" / f"{release}.after.toml").read_text()


def comments(text: str) -> set[str]:
    return set(re.findall(r"#[^\n]*", text))


def changed(config: Config) -> tuple[object, ...]:
    """What counts of a configuration, whatever its origin."""
    return (config.webui, config.qbits, config.arrs, config.broken, config.settings.failed_category)


@pytest.mark.parametrize("release", RELEASES)
def test_file_of_a_release(release: str) -> None:
    """It loads, becomes what is recorded, keeps every comment (once, where identical rows become one), and twice is once."""
    text = before(release)
    loaded = load(text, {})
    assert not [str(each) for each in loaded.problems if each.severity is Severity.ERROR]
    assert not [str(each) for each in loaded.problems if "no known" in each.message]
    assert not loaded.config.is_confirmed
    assert loaded.config.settings.dry_run
    confirmed = confirmed_text(text)
    assert confirmed == after(release)
    assert comments(confirmed) == comments(text)
    assert confirmed_text(confirmed) == confirmed
    again = load(confirmed, {})
    assert changed(again.config) == changed(loaded.config)
    assert (again.config.is_confirmed, again.config.settings.dry_run) == (True, False)


@pytest.mark.parametrize("release", RELEASES)
def test_what_every_release_meant(release: str) -> None:
    """Clients, Arrs, login and listener are those of the release that wrote the file."""
    config = load(before(release), {}).config
    version = tuple(int(part) for part in release.split("."))
    assert [qbit.section for qbit in config.qbits] == ["qBit", "qBit-Seedbox"][: 1 + (version >= (5, 7, 0))]
    assert not any(qbit.disabled for qbit in config.qbits)
    shows = "Sonarr-Shows" if version < (5, 13, 0) else "Sonarr-Anime"
    assert [arr.section for arr in config.arrs][:2] == ["Radarr-Movies", shows]
    assert {arr.import_mode for arr in config.arrs} == {"Move" if version < (3, 2, 2) else "Auto"}
    assert config.webui.auth_disabled == ((5, 10, 0) <= version < (5, 13, 0))  # only where the file says so
    listens = ("127.0.0.1", "fixture-token") if version[:2] == (5, 0) else ("0.0.0.0", None)
    assert config.webui.host == listens[0]
    assert listens[1] is None or config.webui.token.reveal() == listens[1]
    if (4, 7, 0) <= version < (4, 10, 0):
        assert config.arrs[0].search.quality_profile_mappings == {"HD": "SD"}
    if (4, 10, 0) <= version < (5, 5, 0):
        assert config.arrs[0].search.quality_profile_mappings == {"HD": "SD", "UHD": "HD"}
    assert [arr.uri for arr in config.arrs][:2] == ["http://my_radarr:7878", "http://sonarr.example/sonarr"]
    assert config.qbits[0].host == "qbit_torrent"


@pytest.mark.parametrize("release", RELEASES)
def test_patterns_of_every_release_are_as_meant(release: str) -> None:
    """None of those that were generated, for any type of Arr, is left as it never matched."""
    text = confirmed_text(before(release))
    for arr in load(text, {}).config.arrs:
        used = (*arr.torrent.folder_exclusion_regexes, *arr.torrent.file_name_exclusion_regexes)
        assert used
        assert not [each for each in used if doubtful_pattern(each)]
        assert any(re.search(each, "www.rarbg.com.txt") for each in used)
        if arr.type in ("radarr", "sonarr"):
            assert any(re.search(each, "ncop1") for each in arr.torrent.folder_exclusion_regexes)
    assert not [each for each in load(text, {}).problems if "Regex" in each.key]


@pytest.mark.parametrize("release", RELEASES)
def test_secrets_stay_out_of_the_steps(release: str) -> None:
    """Tokens, keys, passwords and passkeys are in no step."""
    said = " ".join(str(step) + step.remedy for step in load(before(release), {}).steps)
    for secret in ("fixture-token", "fixture-password", "fixture-key", "0123456789abcdef"):
        assert secret not in said


@pytest.mark.parametrize(
    "release", [each for each in RELEASES if each.startswith(("4.8", "4.9", "4.10", "5.0", "5.8"))]
)
def test_the_crash_of_the_direct_way(release: str) -> None:
    """Rows that end the other program's own upgrade become shared rows, each address once."""
    config = load(before(release), {}).config
    assert [row.uri for row in config.qbits[0].trackers] == [
        "https://tracker.one.example/announce",
        "https://tracker.two.example/0123456789abcdef/announce",
    ]
    assert all(arr.torrent.trackers == () for arr in config.arrs)


# Releases before the one that wrote it first had another, or the key was then in the wrong table.
NOT_YET = {"EntrySearch.Overseerr.Is4K": (3, 2, 2)}
SLID_AWAY = ("LiveArr", "Theme", "ViewDensity")


def numbers(release: str) -> tuple[int, ...]:
    return tuple(int(each) for each in re.findall(r"\d+", release))


def keys_in(table: Any, above: str = "") -> Iterator[str]:
    """The dotted path of everything in a table, `[]` behind arrays of tables."""
    for name, value in table.items():
        yield f"{above}{name}"
        if isinstance(value, dict):
            yield from keys_in(value, f"{above}{name}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield from keys_in(value[0], f"{above}{name}[].")


def is_written_by(known: dict[str, Any], release: str, section: str) -> bool:
    """Whether files that this release generated have the key in such a section."""
    types = known.get("arr_types") or [section.partition("-")[0].lower()]
    since = NOT_YET.get(known["key"]) or numbers(known.get("since") or "99")
    return (
        bool(known["generated"])
        and re.match(known["section"], section) is not None
        and section.partition("-")[0].lower() in [each.lower() for each in types]
        and since <= numbers(release)
    )


def is_of_rows_without_any(key: str, there: set[str]) -> bool:
    """Whether the key belongs to an array of tables that has no row."""
    array, opened, _ = key.partition("[]")
    return bool(opened) and not any(each.startswith(f"{array}[].") for each in there)


@pytest.mark.parametrize("release", RELEASES)
def test_a_file_has_what_its_release_generated(release: str) -> None:
    """Every key there was by then, in every section that had it."""
    for section, table in tomllib.loads(before(release)).items():
        there = {*keys_in(table)}
        slid = SLID_AWAY if section == "WebUI" and "OIDC" in table else ()
        expected = {each["key"] for each in KNOWN if is_written_by(each, release, section)} - {*slid}
        assert [key for key in expected - there if not is_of_rows_without_any(key, there)] == []


@pytest.mark.parametrize(("since", "until"), [("2.0.0", "3.1.0"), ("4.0.0", "5.8.8"), ("5.9.0", "5.14.3")])
def test_rows_are_in_the_releases_that_wrote_some(since: str, until: str) -> None:
    """Sample rows of the Arrs, and of the client since these are shared."""
    found = [each for each in RELEASES if numbers(since) <= numbers(each) <= numbers(until)]
    assert [
        each for each in found if ".Trackers]]" not in before(each) and "[[qBit.Trackers]]" not in before(each)
    ] == []


def test_every_type_is_there() -> None:
    """Each kind of Arr in a release that had it."""
    found = {arr.type for release in RELEASES for arr in load(before(release), {}).config.arrs}
    assert found == {"radarr", "sonarr", "lidarr", "readarr"}


STEPS = """
2.0.0 2.1.17 2.3.4 2.4.0 3.1.0 3.2.2 3.3.0 3.6.5 3.7.4 3.9.0 4.0.0 4.0.14 4.1.0 4.2.0 4.3.0 4.4.0 4.7.0 4.8.0 4.9.0 4.9.20 4.10.0 4.10.6
4.10.11 4.10.19 4.10.27 5.0.0 5.1.0 5.2.0 5.3.0 5.5.0 5.7.0 5.8.8 5.9.0 5.9.2 5.9.3 5.10.0 5.11.0 5.12.0 5.12.3 5.13.0 5.14.0 5.14.2 5.14.3
"""
"""The releases that changed what files look like, and the last ones to write what went."""
AWKWARD = {
    "the client in its first spelling": (r"^\[QBit\]", "2.0.0 2.1.17 2.4.0"),
    "an import mode that is no longer there": (r'^importMode = "Hardlink"', "3.2.2 3.3.0 4.0.0"),
    "profiles as texts": (r'^MainQualityProfile = "', "4.7.0 4.8.0 4.9.20"),
    "profiles as lists": (r"^MainQualityProfile = \[", "4.10.0 5.3.0"),
    "the listener among the settings": (r"^WebUIPort = ", "5.0.0 5.1.0"),
    "a token that was the login": (r'(?s)^Token = "[^"]+"(?!.*^AuthDisabled)', "5.2.0 5.5.0 5.8.8 5.9.0"),
    "a hit-and-run mode that is true or false": (r"^HitAndRunMode = (true|false)", "5.9.0"),
    "keys that slid below another section": (r"(?s)^\[WebUI\.OIDC\][^\[]*^LiveArr = ", "5.10.0 5.12.3 5.14.0"),
    "backslashes that were doubled twice": (r"ncop" + 4 * r"\\" + "d", "2.0.0 4.0.0 5.14.0"),
    "names of hosts with underscores": (r'^Host = "\w*_\w*"', "3.3.0 4.0.0 5.14.0"),
    "addresses with a scheme and a port": (r'^URI = "http://my_radarr:7878"', "2.0.0 4.0.0 5.14.0"),
    "addresses with a path and without a scheme": (r'^URI = "sonarr\.example/sonarr"', "2.0.0 4.0.0 5.14.0"),
    "a host with scheme, port and path": (r'^Host = "http://[^/]+:8080/\w+"', "5.7.0 5.14.0"),
}


def test_every_step_has_a_file() -> None:
    """None is left out."""
    assert sorted(RELEASES) == sorted(STEPS.split())


@pytest.mark.parametrize("what", AWKWARD)
def test_what_is_awkward_is_in_files(what: str) -> None:
    """Of the releases that wrote it, or whose users did."""
    pattern, releases = AWKWARD[what]
    assert [each for each in releases.split() if not re.search(pattern, before(each), re.MULTILINE)] == []
