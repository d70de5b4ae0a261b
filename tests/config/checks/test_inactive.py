"""What is set and silenced by another key is said, with the reason; what has its effect is not mentioned."""

import pytest

from qbitrr.config.checks.silencing import SILENCINGS
from qbitrr.config.load import Loaded, load
from qbitrr.config.problems import Severity
from qbitrr.config.report import exit_status, report
from qbitrr.config.schema.places import CLASSES, places

HEAD = """\
[Settings]
SchemaVersion = 1
CompletedDownloadFolder = "/d"
{settings}
[WebUI]
AuthDisabled = false
{web}
[qBit]
{qbit}
[Sonarr-TV]
URI = "http://s"
APIKey = "k"
Category = "tv"
Managed = true
{arr}
"""
ROW = "[[Sonarr-TV.Torrent.Trackers]]\nURI = 't.example'\n"
QROW = "[[qBit.Trackers]]\nURI = 't.example'\n"
SEARCH, TORRENT, SEEDING = "[Sonarr-TV.EntrySearch]\n", "[Sonarr-TV.Torrent]\n", "[Sonarr-TV.Torrent.SeedingMode]\n"
CATEGORY, NAMED = "[qBit.CategorySeeding]\n", 'ManagedCategories = ["seed"]\n[qBit.CategorySeeding]\n'
OVERRIDE = "[[qBit.CategorySeeding.Categories]]\nName = 'seed'\n"
MAPPED = 'QualityProfileMappings = { "HD" = "SD" }\n'


def loaded(**parts: str) -> Loaded:
    return load(HEAD.format(**{"settings": "", "web": "", "qbit": "", "arr": "", **parts}), {})


def hints(each: Loaded) -> list[tuple[str, str]]:
    """Key and reason of each hint."""
    found = [problem for problem in each.problems if "inactive because" in problem.message]
    assert all(problem.severity is Severity.NOTICE and problem.line for problem in found)
    return [(problem.key, problem.message.partition("because ")[2]) for problem in found]


@pytest.mark.parametrize(
    ("part", "text", "key", "reason"),
    [
        ("arr", SEARCH + "SearchMissing = false\nDoUpgradeSearch = true", "EntrySearch.DoUpgradeSearch", "SearchMissing is off"),
        ("arr", SEARCH + "SearchMissing = false\nAlsoSearchSpecials = true", "EntrySearch.AlsoSearchSpecials", "SearchMissing is off"),
        ("arr", SEARCH + "SearchMissing = false\nSearchBySeries = true", "EntrySearch.SearchBySeries", "SearchMissing is off"),
        ("arr", SEARCH + "SearchMissing = false\nSearchCooldown = '2d'", "EntrySearch.SearchCooldown", "SearchMissing is off"),
        ("arr", SEARCH + "UpgradeCooldown = '2d'", "EntrySearch.UpgradeCooldown", "none of EntrySearch.DoUpgradeSearch"),
        ("arr", SEARCH + "UseTempForMissing = true", "EntrySearch.UseTempForMissing", "QualityProfileMappings is not set"),
        ("arr", SEARCH + MAPPED, "EntrySearch.QualityProfileMappings", "UseTempForMissing is off"),
        ("arr", SEARCH + MAPPED + "KeepTempProfile = true\nUseTempForMissing = true\nTempProfileResetTimeoutMinutes = 5",
         "EntrySearch.TempProfileResetTimeoutMinutes", "KeepTempProfile is on"),
        ("arr", SEARCH + "ProfileSwitchRetryAttempts = 5", "EntrySearch.ProfileSwitchRetryAttempts", "UseTempForMissing is off"),
        ("arr", SEARCH + "SearchRequestsEvery = '10m'", "EntrySearch.SearchRequestsEvery", "none of EntrySearch.Ombi.SearchOmbiRequests"),
        ("arr", SEARCH + "Ombi.OmbiURI = 'http://o'", "EntrySearch.Ombi.OmbiURI", "SearchOmbiRequests is off"),
        ("arr", SEARCH + "Overseerr.OverseerrAPIKey = 'secretsecret'", "EntrySearch.Overseerr.OverseerrAPIKey", "Requests is off"),
        ("arr", TORRENT + "MaximumETA = '1d'", "Torrent.MaximumETA", "DoNotRemoveSlow is on"),
        ("arr", TORRENT + "MaximumDeletablePercentage = 0.5\nStalledDelay = -1", "Torrent.MaximumDeletablePercentage", "slow or stalled"),
        ("arr", TORRENT + "AutoDelete = true\nFileExtensionAllowlist = []", "Torrent.AutoDelete", "FileExtensionAllowlist is not set"),
        ("arr", TORRENT + "CaseSensitiveMatches = true\nFolderExclusionRegex = []\nFileNameExclusionRegex = []",
         "Torrent.CaseSensitiveMatches", "none of Torrent.FolderExclusionRegex"),
        ("arr", SEEDING + "MaxSeedingTime = '5d'", "Torrent.SeedingMode.MaxSeedingTime", "RemoveTorrent is never"),
        ("arr", SEEDING + "RemoveTorrent = 1\nMaxUploadRatio = 1\nMaxSeedingTime = 9", "Torrent.SeedingMode.MaxSeedingTime", "is ratio"),
        ("arr", SEEDING + "RemoveTorrent = 2\nMaxUploadRatio = 1\nMaxSeedingTime = 9", "Torrent.SeedingMode.MaxUploadRatio", "is time"),
        ("arr", SEEDING + "RemoveUnimported = true", "Torrent.SeedingMode.RemoveUnimported", "RemoveTorrent is never"),
        ("arr", SEEDING + "RemoveTrackerWithMessage = ['x']", "Torrent.SeedingMode.RemoveTrackerWithMessage", "RemoveDeadTrackers is off"),
        ("arr", ROW + "MinSeedingTimeDays = 5", "Torrent.Trackers[0].MinSeedingTimeDays", "HitAndRunMode is disabled"),
        ("arr", ROW + "MaximumETA = '5d'", "Torrent.Trackers[0].MaximumETA", "DoNotRemoveSlow is on"),
        ("arr", ROW + "MaxUploadRatio = 2", "Torrent.Trackers[0].MaxUploadRatio", "RemoveTorrent is never"),
        ("qbit", "ApiKey = 'secretsecret'\nUserName = 'me'", "UserName", "ApiKey takes the place"),
        ("qbit", CATEGORY + "RemoveTorrent = 1\nMaxUploadRatio = 2", "CategorySeeding.RemoveTorrent", "ManagedCategories is not set"),
        ("qbit", NAMED + "MaxUploadRatio = 2", "CategorySeeding.MaxUploadRatio", "RemoveTorrent is never"),
        ("qbit", NAMED + "DeleteFiles = true", "CategorySeeding.DeleteFiles", "RemoveTorrent is never"),
        ("qbit", NAMED + "MinSeedRatio = 2", "CategorySeeding.MinSeedRatio", "HitAndRunMode is disabled"),
        ("qbit", NAMED + OVERRIDE + "MaxUploadRatio = 2", "CategorySeeding.Categories[0].MaxUploadRatio", "RemoveTorrent is never"),
        ("settings", "FreeSpaceFolder = '/d'", "FreeSpaceFolder", "FreeSpace is off"),
        ("settings", "FreeSpace = '5G'\nAutoPauseResume = false", "FreeSpace", "AutoPauseResume is off"),
        ("settings", "AutoUpdateCron = '0 4 * * *'", "AutoUpdateCron", "AutoUpdateEnabled is off"),
        ("settings", "AutoRestartProcesses = false\nMaxProcessRestarts = 9", "MaxProcessRestarts", "AutoRestartProcesses is off"),
        ("web", "AllowInsecureExposure = true", "AllowInsecureExposure", "AuthDisabled is off"),
        ("web", "AllowedHosts = ['nas']", "AllowedHosts", "AuthDisabled is off"),
        ("web", "OIDC.ClientId = 'c'", "OIDC.ClientId", "OIDCEnabled is off"),
    ],
)  # fmt: skip
def test_what_another_key_silences(part: str, text: str, key: str, reason: str) -> None:
    """Set, but inactive because: with the key that decides, and nothing else is said to be."""
    found = [(where, why) for where, why in hints(loaded(**{part: text})) if where == key]
    assert len(found) == 1
    assert reason in found[0][1]


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("arr", SEARCH + "DoUpgradeSearch = true\nUpgradeCooldown = '2d'\nSearchCooldown = '2d'"),
        # Downloads are given up by each of them alone, without any search of ours.
        ("arr", SEARCH + "SearchMissing = false\nCustomFormatUnmetSearch = true"),
        ("arr", SEARCH + "SearchMissing = false\nForceMinimumCustomFormat = true"),
        ("arr", SEARCH + MAPPED + "UseTempForMissing = true\nForceResetTempProfiles = true"),
        (
            "arr",
            SEARCH + "SearchMissing = false\nDoUpgradeSearch = false\nSearchBySeries = 'smart'",
        ),  # defaults ask for nothing
        ("arr", SEARCH + "SearchMissing = false\nUnmonitored = true\nSearchesPerHour = 5"),  # replacements obey these
        (
            "arr",
            TORRENT + "DoNotRemoveSlow = false\nMaximumETA = '1d'\nMaximumDeletablePercentage = 0.5\nStalledDelay = -1",
        ),
        ("arr", TORRENT + "MaximumETA = -1\nMaximumDeletablePercentage = 0.5"),
        ("arr", SEEDING + "RemoveTorrent = 3\nMaxUploadRatio = 1\nMaxSeedingTime = '5d'"),
        ("arr", ROW + "HitAndRunMode = 'and'\nMinSeedingTimeDays = 5"),
        ("arr", "Managed2 = true"),
        ("qbit", QROW + "MaximumETA = '1d'"),
        ("qbit", NAMED + "MaxUploadRatio = 2\n" + OVERRIDE + "RemoveTorrent = 1"),
        ("qbit", NAMED + "RemoveTorrent = 1\nMaxUploadRatio = 2\n" + OVERRIDE + "MaxUploadRatio = 3"),
        ("settings", "FreeSpace = '5G'\nFreeSpaceFolder = '/d'"),
        ("settings", "FreeSpaceFolder = '/d'\n[qBit-b]\nFreeSpace = '5G'"),
        ("web", "OIDCEnabled = true\nOIDC.Authority = 'https://i'\nOIDC.ClientId = 'c'"),
    ],
)
def test_what_has_its_effect_is_not_mentioned(part: str, text: str) -> None:
    """Nor what is merely written down with its default."""
    assert hints(loaded(**{part: text})) == []


def test_an_arr_that_is_not_managed_is_not_judged() -> None:
    """Nothing of it is active, which is what it says."""
    text = HEAD.format(settings="", web="", qbit="", arr=SEARCH + "UseTempForMissing = true")
    assert hints(load(text.replace("Managed = true", "Managed = false"), {})) == []


def test_variables_are_judged_like_the_file() -> None:
    """The hint names the variable."""
    result = load(HEAD.format(settings="", web="", qbit="", arr=""), {"QBITRR_SETTINGS_FREE_SPACE_FOLDER": "/d"})
    (hint,) = [each for each in result.problems if "inactive" in each.message]
    assert "QBITRR_SETTINGS_FREE_SPACE_FOLDER" in hint.message


def test_the_check_prints_them_as_hints() -> None:
    """They change no status."""
    result = loaded(settings="FreeSpaceFolder = '/d'")
    assert "notice: [Settings] FreeSpaceFolder: is set, but inactive because FreeSpace is off." in report(result)
    assert exit_status(result) == 0


def test_every_line_is_about_keys_there_are() -> None:
    """A key that is renamed takes its line along."""
    known = {place.path for kind in CLASSES for place in places(kind)}
    assert not [key for each in SILENCINGS for key in each.keys if key not in known]


@pytest.mark.parametrize("kind", CLASSES)
def test_every_condition_is_about_keys_there_are(kind: str) -> None:
    """And its own section can be asked about it."""
    known = {place.path for place in places(kind)}
    assert not [
        key for place in places(kind) for condition in place.needs for key in condition.keys if key not in known
    ]


def test_rows_that_were_left_out_make_no_wrong_hint() -> None:
    """Which of the rows is which is not known then."""
    result = loaded(
        qbit="[[qBit.Trackers]]\nName = 'no host'\n[[qBit.Trackers]]\nURI = 't.x'\nHitAndRunMode = 'and'\nMinSeedRatio = 3"
    )
    assert hints(result) == []
