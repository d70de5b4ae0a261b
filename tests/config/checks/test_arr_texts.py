"""Texts of the Arrs: today's are found by what people have configured, and what can match nothing is remarked."""

import pytest

from qbitrr.config.checks.arr_texts import dead_error_codes
from qbitrr.config.load import load
from qbitrr.config.problems import Severity
from qbitrr.config.schema.defaults import error_codes
from qbitrr.model.torrents.rules import compile_error_codes

pytestmark = pytest.mark.correction("C8")

TODAY = {
    "radarr": "Not an upgrade for existing movie file. Existing quality: Bluray-1080p v1. New Quality WEBDL-720p v1.",
    "sonarr": "Not an upgrade for existing episode file(s). Existing quality: HDTV-720p v1. New Quality SDTV v1.",
    "lidarr": "Not an upgrade for existing track file(s). New Quality is MP3-320",
    "readarr": "Not an upgrade for existing book file(s)",
}
ITEMS = {"radarr": "movie", "sonarr": "episode", "lidarr": "track", "readarr": "book"}


@pytest.mark.parametrize("kind", TODAY)
def test_what_every_file_brings_along_matches_todays_texts(kind: str) -> None:
    """The three texts that are generated everywhere find what the Arrs say now, with and without "(s)"."""
    generated = [f"Not an upgrade for existing {ITEMS[kind]} file(s)"]
    for text in (TODAY[kind], generated[0], generated[0].replace("(s)", "").upper()):
        assert any(pattern.search(text) for pattern in compile_error_codes(generated)), text
    assert not any(pattern.search("Sample") for pattern in compile_error_codes(generated))


@pytest.mark.parametrize("kind", ["radarr", "sonarr"])
def test_executables_are_in_the_shipped_list(kind: str) -> None:
    """With and without the extension; archives are not."""
    patterns = compile_error_codes(error_codes(kind))
    for text in ("Caution: Found executable file", "Caution: Found executable file with extension: '.exe'"):
        assert any(pattern.search(text) for pattern in patterns)
    assert not any(pattern.search("Found archive file, might need to be extracted") for pattern in patterns)


@pytest.mark.parametrize("kind", TODAY)
def test_nothing_shipped_is_dead(kind: str) -> None:
    """Nor what the Arr says today, whole, with its values."""
    assert dead_error_codes([*error_codes(kind), TODAY[kind]], kind) == ()


def test_what_can_match_nothing_is_remarked() -> None:
    """A text with a slip is named with the one it looks like; a regular expression is not judged."""
    (dead,) = dead_error_codes(["Not an upgade for existing movie file", "/quality: Blu.*/", " ", "sample"], "radarr")
    assert (dead.text, dead.meant) == (
        "Not an upgade for existing movie file",
        "Not an upgrade for existing movie file",
    )
    assert dead_error_codes(["No such words"], "sonarr")[0].meant == ""


def test_config_check_says_so() -> None:
    """As a notice, with the key."""
    text = """
[qBit]
Host = "q"
Port = 8080
[Radarr]
Managed = true
URI = "http://arr:7878"
APIKey = "0123456789abcdef0123456789abcdef"
Category = "radarr"
ArrErrorCodesToBlocklist = ["Not an upgade for existing movie file", "Sample"]
"""
    loaded = load(text, {})
    (found,) = [each for each in loaded.problems if each.key == "ArrErrorCodesToBlocklist"]
    assert (found.severity, found.section) == (Severity.NOTICE, "Radarr")
    assert "Not an upgrade for existing movie file" in found.remedy
    assert loaded.config.arr("Radarr").torrent.on_archives_only.value == "allow"  # type: ignore[union-attr]
