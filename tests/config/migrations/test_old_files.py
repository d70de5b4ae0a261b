"""Files of every release since 2.0 load, and mean what they meant."""

import textwrap

import pytest

from qbitrr.config.load import Loaded, load
from qbitrr.config.migrations.draft import stamp_of
from qbitrr.config.problems import Severity
from qbitrr.config.schema.config import HitAndRunMode

OLDEST = """
    [Settings]
    ConsoleLevel = "info"
    CompletedDownloadFolder = "/data"
    NoInternetSleepTimer = 60
    [QBit]
    Host = "box"
    Port = 8105
    UserName = "me"
    Password = "pw"
    [Animarr-Shows]
    Managed = true
    URI = "http://sonarr:8989"
    APIKey = "k"
    Category = "anime"
    importMode = "Hardlink"
    [Animarr-Shows.EntrySearch]
    SearchMissing = true
    StartYear = 1990
    LastYear = 2020
    DatabaseFile = "/sonarr.db"
    [Animarr-Shows.EntrySearch.Ombi]
    SearchOmbiRequests = false
    OmbiURI = "CHANGE_ME"
    OmbiAPIKey = "CHANGE_ME"
    [Animarr-Shows.Torrent]
    CaseSensitiveMatches = false
    FileExtensionAllowlist = [".mp4", "mkv"]
    [Animarr-Shows.Torrent.SeedingMode]
    MaxUploadRatio = -1
    RemoveTrackerWithMessage = "unsupported"
    [[Animarr-Shows.Torrent.Trackers]]
    Name = "Nyaa"
    Priority = 10
    URI = "http://nyaa.tracker.wf:7777/announce"
    MaximumETA = 18000
    DownloadRateLimit = -1
    AddTags = ["qBitrr-anime"]
"""


def loaded(text: str) -> Loaded:
    return load(textwrap.dedent(text), {})


def said(each: Loaded) -> str:
    return "\n".join(str(problem) for problem in each.problems)


def test_a_file_of_the_first_toml_release() -> None:
    """2.x: other section spellings, keys long gone, single texts for lists; nothing is an error."""
    result = loaded(OLDEST)
    assert not [problem for problem in result.problems if problem.severity is Severity.ERROR]
    assert [qbit.section for qbit in result.config.qbits] == ["qBit"]
    (arr,) = result.config.arrs
    assert (arr.section, arr.type, arr.category, arr.import_mode) == ("Sonarr-Shows", "sonarr", "anime", "Auto")
    assert arr.torrent.file_extension_allowlist == (".mp4", ".mkv")
    assert arr.torrent.seeding.dead_tracker_messages == ("unsupported",)
    assert result.config.qbits[0].trackers[0].priority == 10
    assert arr.torrent.trackers == ()
    assert result.config.settings.console_level == "INFO"
    assert "no known key" not in said(result)
    assert "now means the limit" not in said(result)


def test_an_animarr_beside_a_sonarr_of_the_same_name() -> None:
    """The older section gets a name of its own."""
    names = loaded("[Sonarr-X]\nManaged = false\n[Animarr-X]\nManaged = false\n").config.arrs
    assert [arr.section for arr in names] == ["Sonarr-X", "Sonarr-X-Animarr"]


@pytest.mark.parametrize("prefix", ["WebUI", ""])
def test_listener_keys_of_5_0_are_still_obeyed(prefix: str) -> None:
    """A protected, loopback-only interface stays that."""
    text = f'[Settings]\n{prefix}Host = "127.0.0.1"\n{prefix}Port = 7000\n{prefix}Token = "tok"\n'
    result = loaded(text)
    webui = result.config.webui
    assert (webui.host, webui.port, webui.token.reveal(), webui.auth_disabled) == ("127.0.0.1", 7000, "tok", False)
    assert [problem.line for problem in result.problems if "WebUI.Port" in problem.message] == [3]
    assert "tok" not in said(result).replace("Token", "")


def test_newer_keys_win_over_older_ones() -> None:
    """What stands where it belongs is not replaced by a leftover."""
    text = '[Settings]\nWebUIPort = 1\n[WebUI]\nPort = 2\nSecureCookies = true\n[WebUI.OIDC]\nTheme = "Light"\nGroupSonarr = true\n'
    webui = loaded(text).config.webui
    assert (webui.port, webui.behind_https_proxy, webui.theme) == (2, True, "Light")


@pytest.mark.parametrize(
    ("body", "mapping"),
    [
        ('MainQualityProfile = "HD"\nTempQualityProfile = "SD"', {"HD": "SD"}),
        ('MainQualityProfile = ["HD", "UHD", ""]\nTempQualityProfile = ["SD", "HD", "x"]', {"HD": "SD", "UHD": "HD"}),
        ('MainQualityProfile = ["HD", "UHD"]\nTempQualityProfile = ["SD"]', {"HD": "SD"}),
        ('MainQualityProfile = "CHANGE_ME"\nTempQualityProfile = "CHANGE_ME"', {}),
        ('MainQualityProfile = []\nTempQualityProfile = []\nQualityProfileMappings = {a = "b"}', {"a": "b"}),
        ('MainQualityProfile = "HD"\nTempQualityProfile = "SD"\nQualityProfileMappings = {}', {"HD": "SD"}),
        ("MainQualityProfile = 5\nTempQualityProfile = [5]", {}),
    ],
)
def test_parallel_profile_lists_are_a_mapping(body: str, mapping: dict[str, str]) -> None:
    """Whole names are paired, never their letters."""
    result = loaded(f"[Radarr-X]\nManaged = false\n[Radarr-X.EntrySearch]\n{body}\n")
    assert result.config.arrs[0].search.quality_profile_mappings == mapping


def test_hit_and_run_of_5_9() -> None:
    """Booleans mean and/disabled; the short-lived second key wins; Arr-wide duties never worked."""
    result = loaded(
        """
        [qBit.CategorySeeding]
        HitAndRunMode = true
        HitAndRunClearMode = "or"
        [[qBit.Trackers]]
        URI = "a"
        HitAndRunMode = false
        HitAndRunClearMode = "sometimes"
        [Radarr-X]
        Managed = false
        [Radarr-X.Torrent.SeedingMode]
        HitAndRunMode = "x"
        MinSeedRatio = "x"
        [[Radarr-X.Torrent.Trackers]]
        URI = "a"
        HitAndRunMode = true
        """
    )
    qbit, arr = result.config.qbits[0], result.config.arrs[0]
    assert qbit.seeding.hit_and_run_mode is HitAndRunMode.OR
    assert qbit.trackers[0].hit_and_run_mode is HitAndRunMode.DISABLED
    assert arr.torrent.trackers[0].hit_and_run_mode is HitAndRunMode.AND
    assert not [problem for problem in result.problems if problem.severity is Severity.ERROR]


def test_misplaced_tracker_cleaning_is_moved() -> None:
    """A form of the other program wrote these one level too high."""
    text = '[Radarr-X]\nManaged = false\n[Radarr-X.Torrent]\nRemoveDeadTrackers = true\nRemoveTrackerWithMessage = "gone"\n'
    seeding = loaded(text).config.arrs[0].torrent.seeding
    assert (seeding.remove_dead_trackers, seeding.dead_tracker_messages) == (True, ("gone",))
    kept = loaded(text + "[Radarr-X.Torrent.SeedingMode]\nRemoveDeadTrackers = false\n").config.arrs[0].torrent.seeding
    assert not kept.remove_dead_trackers


def test_a_bad_moved_value_is_found_where_it_stands() -> None:
    """The line is that of the old spelling."""
    result = loaded("[radarr-X]\nManaged = false\n[radarr-X.Torrent]\nRemoveDeadTrackers = 5\n")
    (error,) = [problem for problem in result.problems if problem.severity is Severity.ERROR]
    assert (error.section, error.key, error.line) == ("radarr-X", "Torrent.RemoveDeadTrackers", 4)


def test_the_first_readarr_extensions_are_todays() -> None:
    """Exactly the old default list is replaced, any other is the user's own."""
    old = '".epub", ".mobi", ".azw", ".azw3", ".pdf", ".cbz", ".cbr", ".!qB", ".parts"'
    text = "[Readarr-X]\nManaged = false\n[Readarr-X.Torrent]\nFileExtensionAllowlist = [{}]\n"
    assert ".kepub" in loaded(text.format(old)).config.arrs[0].torrent.file_extension_allowlist
    assert loaded(text.format('".epub"')).config.arrs[0].torrent.file_extension_allowlist == (".epub",)
    assert loaded(text.format("5")).config.arrs[0].torrent.file_extension_allowlist == ()


def test_the_meaning_of_minus_one_is_announced_to_files_of_the_other_program() -> None:
    """Said once per place, and not in a file that this program wrote."""
    text = "[qBit.CategorySeeding]\nStalledDelay = -1\n[Radarr-X]\nManaged = false\n[Radarr-X.Torrent]\nStalledDelay = '-1'\n"
    assert said(loaded(text)).count("immediately") == 2
    assert "immediately" not in said(loaded("[Settings]\nSchemaVersion = 1\n" + text))


@pytest.mark.parametrize(
    ("settings", "stamp"),
    [
        ({"ConfigVersion": "5.14.4"}, (5, 14, 4)),
        ({"ConfigVersion": 3}, (0, 0, 3)),
        ({"ConfigVersion": "new"}, (0, 0, 1)),
        ({"ConfigVersion": True}, (0, 0, 1)),
        ({}, (0, 0, 1)),
        (5, (0, 0, 1)),
    ],
)
def test_stamps(settings: object, stamp: tuple[int, ...]) -> None:
    """Texts and old whole numbers are compared alike."""
    assert stamp_of(settings) == stamp


def test_rows_that_lifted_limits_are_mentioned_once() -> None:
    """-1 in a tracker row changed its meaning; files of later releases know."""
    text = "[qBit]\n" + "[[qBit.Trackers]]\nURI = 'a'\nMaxUploadRatio = -1\nMaximumETA = -1\n" * 2
    assert said(loaded(text)).count("now means the limit") == 1
    assert "now means" not in said(loaded('[Settings]\nConfigVersion = "5.14.2"\n' + text))
