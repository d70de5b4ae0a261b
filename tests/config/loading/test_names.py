"""Names that nothing reads are answered with the one to write; two spellings of one key are a mistake."""

import pytest

from qbitrr.config.load import load
from qbitrr.config.problems import Severity

ARR = "[Radarr-X]\nManaged = true\nURI = 'http://r'\nAPIKey = 'k'\nCategory = 'r'\n"
NOTHING = ("Remove it", "nothing like it")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        *[(f"[Settings]\n{name} = 5\n", ("ConsoleLevel",)) for name in ("LogLevel",)],
        (ARR + "LogLevel = 'DEBUG'\n", ("ConsoleLevel",)),
        *[
            (f"[Settings]\n{name} = 5\n", NOTHING)
            for name in (
                *("LogRotation", "MaxLogSize", "LogMaxSize", "LogBackupCount", "LogRetentionDays", "MaximumRollingLogFiles"),
                *("MaximumRollingLogSize", "DatabasePath", "DatabaseBackupEnabled", "AutoVacuum", "RetentionDays"),
                *("TorrentHistoryDays", "MaxConcurrentChecks", "ConnectionTimeout", "ReadTimeout", "MaxConnections", "MaxRetries"),
                *("RetryDelay", "BackoffMultiplier", "RateLimit", "RateLimitPerMinute", "CORSOrigins", "EnableProfiling"),
                *("ProfilingOutput", "PreImportScript", "PostImportScript"),
            )
        ],
        *[(f"[Settings]\n{name} = 'x'\n", ("Category in the section",)) for name in ("CategoryRadarr", "CategorySonarr", "CategoryLidarr")],
        ("[Settings]\nCheckInterval = 5\n", ("LoopSleepTimer",)),
        (ARR + "AutoStart = true\n", ("Managed",)),
        *[(ARR + f"{name} = true\n", ("always on",)) for name in ("HealthCheck", "InstantImport")],
        *[
            (ARR + f"{name} = 5\n", ("Arr's own",))
            for name in ("SearchPeriodDays", "Monitored", "MinimumCustomFormatScore", "QualityProfile")
        ],
        *[(ARR + f"{name} = 5\n", NOTHING) for name in ("DelayAfterImport", "DelayAfterSearch", "AnimeMode")],
        (ARR + "[Radarr-X.EntrySearch.Overseerr]\nOverseerrURL = 'http://o'\n", ("OverseerrURI",)),
        (ARR + "[Radarr-X.Overseerr]\nX = 1\n", ("EntrySearch.Overseerr",)),
        (ARR + "[Radarr-X.Search]\nX = 1\n", ("EntrySearch",)),
        *[(f"[Settings.{name}]\nMinX = 1\n", NOTHING) for name in ("Experimental", "TrackerRules", "Files", "FFprobe")],
        (ARR + "[Radarr-X.FFprobe]\nTimeout = 1\n", NOTHING),
        (ARR + "[Radarr-X.Torrent]\nMaxETA = 5\n", ("MaximumETA",)),
        (ARR + "[Radarr-X.Torrent]\nFileNameExclusionRegEx = []\n", ("FileNameExclusionRegex",)),
        (ARR + "[[Radarr-X.Torrent.Trackers]]\nURI = 't'\nMinRatio = 1\n", ("MinSeedRatio",)),
        (ARR + "[[Radarr-X.Torrent.Trackers]]\nURI = 't'\nMinSeedTime = 1\n", ("MinSeedingTimeDays",)),
        (ARR + "[[Radarr-X.Torrent.Trackers]]\nURI = 't'\nUseTracker = true\n", ("matched by URI",)),
        (ARR + "[[Radarr-X.Torrent.Trackers]]\nURI = 't'\nRemoveTorrent = 1\n", ("SeedingMode",)),
        (ARR + "[[Radarr-X.Torrent.Trackers.NAME]]\nUseTracker = true\n", ("[[Radarr-X.Torrent.Trackers]]",)),
        ("[Radarr1]\nURI = 'http://r'\nAPIKey = 'k'\n", ("[Radarr-NAME]",)),
        ("[Movies]\nURI = 'x'\n", ("[Radarr-NAME]",)),
    ],
)  # fmt: skip
def test_what_circulates_in_documents(text: str, words: tuple[str, ...]) -> None:
    """A warning with what to write instead, or that it can go."""
    found = [
        each
        for each in load(text, {}).problems
        if each.severity is Severity.WARNING and any(word in each.remedy for word in words)
    ]
    assert found
    assert all(each.line for each in found)


def test_the_name_of_a_login() -> None:
    """`Username`, as documents have it, is read, and said."""
    result = load("[qBit]\nUsername = 'me'\n", {})
    assert result.config.qbits[0].user_name == "me"
    assert [each.severity for each in result.problems if each.key == "Username"] == [Severity.NOTICE]


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        ("[qBit]\nHost = 'a'\nhost = 'b'\n", "host", "Host"),
        (ARR + "uri = 'http://other'\n", "uri", "URI"),
        (ARR + "[Radarr-X.Torrent]\nStalledDelay = 5\nstalleddelay = 6\n", "Torrent.stalleddelay", "StalledDelay"),
        (ARR + "[[Radarr-X.Torrent.Trackers]]\nUri = 'b'\nURI = 'a'\n", "Torrent.Trackers[0].Uri", "URI"),
        ("[Settings]\n[Settings.Torrent]\nMaximumETA = 5\nMaximumEta = 6\n", "Torrent.MaximumEta", "MaximumETA"),
    ],
)
def test_two_spellings_of_a_key_are_an_error(text: str, wrong: str, right: str) -> None:
    """The right one is used, and which of the two was meant has to be said."""
    result = load(text, {})
    (error,) = [each for each in result.problems if each.severity is Severity.ERROR]
    assert error.key == wrong
    assert f"is {right} in another spelling" in error.message
    assert not result.config.broken


@pytest.mark.parametrize("line", ["URI = '${RADARR_URI}'", "APIKey = '${KEY}'", "EntrySearch.SearchLimit = '${LIMIT}'"])
def test_variables_inside_the_file_are_not_replaced(line: str) -> None:
    """Which is said, with what does it."""
    key = line.partition(" ")[0].split(".")[0]
    text = "".join(f"{each}\n" for each in ARR.splitlines() if not each.startswith(key)) + line + "\n"
    (problem,) = [each for each in load(text, {}).problems if "names a variable" in each.message]
    assert "QBITRR__Section__Key" in problem.remedy
