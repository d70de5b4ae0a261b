"""Numbers that are no amounts: -1, 0 and the words for them mean in every key what its row of the table says."""

import math

import pytest

from qbitrr.config.load import load
from qbitrr.config.schema.config import RemoveAt
from qbitrr.config.schema.keys import Kind
from qbitrr.config.schema.places import CLASSES, places
from qbitrr.resolved.searches import search_rules
from qbitrr.resolved.torrents import rules_finder

TEXT = """\
[Settings]
SchemaVersion = 1
{settings}
[qBit]
ManagedCategories = ["seed"]
{qbit}
[Radarr-X]
Managed = true
URI = "http://r"
APIKey = "k"
Category = "r"
{arr}
"""
SEARCH, TORRENT, SEEDING = "[Radarr-X.EntrySearch]", "[Radarr-X.Torrent]", "[Radarr-X.Torrent.SeedingMode]"
CATEGORY, ROW = "[qBit.CategorySeeding]", "[[Radarr-X.Torrent.Trackers]]\nURI = 't'"
# Where 0 is a value like others, or has no word.
WITHOUT_WORD_FOR_NOTHING = {"LoopSleepTimer", "FreeSpace", "StalledDelay"}


def attribute(where: str, line: str, name: str) -> object:
    part = {"[q": "qbit", "[R": "arr", "[[": "arr"}.get(where[:2], where)
    body = f"{where}\n{line}" if where.startswith("[") else line
    result = load(TEXT.format(**{"settings": "", "qbit": "", "arr": "", part: body}), {})
    assert not [each for each in result.problems if each.severity == "error"]
    config = result.config
    arr, qbit = config.arrs[0], config.qbits[0]
    holders = {
        "settings": config.settings, "arr": arr, SEARCH: arr.search, TORRENT: arr.torrent, SEEDING: arr.torrent.seeding,
        CATEGORY: qbit.seeding, ROW: arr.torrent.trackers[0] if arr.torrent.trackers else None,
    }  # fmt: skip
    return getattr(holders[where], name)


@pytest.mark.parametrize(
    ("where", "key", "name", "written", "expected"),
    [
        ("settings", "FreeSpace", "free_space_bytes", ["-1", '"-1"', '"off"', '"Never"'], -1),
        ("settings", "FreeSpace", "free_space_bytes", ["0", '"0"'], 0),
        ("settings", "FreeSpace", "free_space_bytes", ['"1K"', "1024"], 1024),
        ("settings", "FreeSpace", "free_space_percent", ['"5%"', '" 5.0 % "'], 5.0),
        ("settings", "FreeSpace", "free_space_percent", ['"5G"', '"off"'], 0.0),
        ("settings", "SearchLoopDelay", "search_loop_delay_seconds", ["-1", '"auto"'], -1),
        ("settings", "SearchLoopDelay", "search_loop_delay_seconds", ["0", '"none"', '"off"'], 0),
        ("arr", "RssSyncTimer", "rss_sync_seconds", ["0", '"never"', '"off"'], 0),
        ("arr", "RefreshDownloadsTimer", "refresh_downloads_seconds", ["0", '"never"'], 0),
        (TORRENT, "MaximumETA", "maximum_eta_seconds", ["-1", '"unlimited"', '"off"'], -1),
        (TORRENT, "MaximumETA", "maximum_eta_seconds", ["0"], 0),
        (TORRENT, "StalledDelay", "stalled_delay_seconds", ["-1", '"never"', '"off"'], -1),
        (TORRENT, "StalledDelay", "stalled_immediately", ['"immediately"'], True),
        (TORRENT, "StalledDelay", "stalled_immediately", ["0", "-1", "15"], False),
        (CATEGORY, "StalledDelay", "stalled_delay_seconds", ["-1", '"never"'], -1),
        (SEEDING, "MaxUploadRatio", "max_upload_ratio", ["-1", '"unlimited"', "-1.0"], -1),
        (SEEDING, "MaxSeedingTime", "max_seeding_time_seconds", ["-1", '"unlimited"'], -1),
        (SEEDING, "RemoveTorrent", "remove_torrent", ["-1", "0", '"never"', '"off"'], RemoveAt.NEVER),
        (SEEDING, "RemoveTorrent", "remove_torrent", ["4", '"both"'], RemoveAt.BOTH),
        (SEEDING, "DownloadRateLimitPerTorrent", "download_limit_bytes_per_second", ["-1", '"unlimited"'], -1),
        (SEEDING, "DownloadRateLimitPerTorrent", "download_limit_bytes_per_second", ["0"], 0),
        (SEEDING, "DownloadRateLimitPerTorrent", "download_limit_bytes_per_second", ["5120", '"5K"'], 5120),
        (CATEGORY, "DownloadRateLimitPerTorrent", "download_limit_bytes_per_second", ["5", '"5K"'], 5120),
        (CATEGORY, "DownloadRateLimitPerTorrent", "download_limit_bytes_per_second", ["-1", '"off"'], -1),
        (SEARCH, "TempProfileResetTimeoutMinutes", "temp_profile_reset_seconds", ["0", '"never"'], 0),
        (SEARCH, "SearchesPerHour", "searches_per_hour", ["0", '"unlimited"'], 0),
        (CATEGORY, "MinSeedRatio", "min_seed_ratio", ["0", '"none"', '"off"'], 0),
        (CATEGORY, "MinSeedingTimeDays", "min_seeding_seconds", ["0", '"none"', '"off"'], 0),
        (ROW, "MaximumETA", "maximum_eta_seconds", ["-1", '"inherit"', '"default"'], -1),
        (ROW, "MaxUploadRatio", "max_upload_ratio", ["-1", '"inherit"'], -1),
        (ROW, "MaxSeedingTime", "max_seeding_time_seconds", ["-1", '"inherit"'], -1),
        ("settings", "RemovalGraceMinutes", "removal_grace_seconds", ["0", '"immediately"'], 0),
        ("settings", "MaxRemovalsPerHour", "max_removals_per_hour", ["0", '"unlimited"'], 0),
    ],
)  # fmt: skip
def test_words_and_numbers(where: str, key: str, name: str, written: list[str], expected: object) -> None:
    """However it is written, it is the same value."""
    for value in written:
        assert attribute(where, f"{key} = {value}", name) == expected, value


@pytest.mark.parametrize(
    ("value", "after"),
    [
        ("-1", None),
        ('"never"', None),
        ("0", math.inf),
        ('"immediately"', 0.0),
        ('"90s"', 90.0),
        ("15", 900.0),
        ('"1.4 weeks"', 846720.0),
    ],
)
def test_what_a_stalled_download_is_given(value: str, after: float | None) -> None:
    """-1 never removes it, 0 only marks it, and a time is that time to the second, for Arrs and managed categories."""
    text = TEXT.format(
        settings="", qbit=f"{CATEGORY}\nStalledDelay = {value}", arr=f"{TORRENT}\nStalledDelay = {value}"
    )
    config = load(text, {}).config
    torrent: object = type("T", (), {"category": "seed"})
    for section in ("qBit", "Radarr-X"):
        assert rules_finder(config, section)(torrent).stalled_after_seconds == after  # type: ignore[arg-type]


def test_a_search_limit_of_nothing_blocks_nothing() -> None:
    """It is warned about, and one search goes on."""
    result = load(TEXT.format(settings="", qbit="", arr=f"{SEARCH}\nSearchLimit = 0"), {})
    assert "EntrySearch.SearchLimit" in [each.key for each in result.problems]
    assert search_rules(result.config, result.config.arrs[0]).limit == 1


@pytest.mark.parametrize(
    "key", ["MaximumETA = -2", "StalledDelay = '-5m'", "SeedingMode.MaxUploadRatio = -1.5", "ImportDelay = -1"]
)
def test_other_numbers_below_nothing_are_refused(key: str) -> None:
    """From the file as from anywhere."""
    result = load(TEXT.format(settings="", qbit="", arr=f"{TORRENT}\n{key}"), {})
    (error,) = [each for each in result.problems if each.severity == "error"]
    assert error.line == 13


@pytest.mark.parametrize("kind", CLASSES)
def test_every_number_with_a_meaning_has_a_word(kind: str) -> None:
    """Nobody needs magic numbers."""
    for place in places(kind):
        meanings = place.key.meanings
        for number in (-1, 0):
            same = number == 0 and meanings.get(0) == meanings.get(-1)
            if number in meanings and not same and place.key.toml not in WITHOUT_WORD_FOR_NOTHING | {"Priority"}:
                assert number in place.key.words.values(), (place.path, number)
        assert place.key.kind is Kind.ENUM or all(word == word.lower() for word in place.key.words), place.path
