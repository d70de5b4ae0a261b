"""Loading: everything that can be isolated is, everything found names its key, value, line and remedy."""

import textwrap
from typing import Any

import pytest
import tomlkit
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from qbitrr.config.load import Loaded, load
from qbitrr.config.plain import build, to_plain
from qbitrr.config.problems import ConfigError, Problem, Severity
from qbitrr.config.schema.config import Config, HitAndRunMode, RemoveAt, fresh_arr

GOOD = textwrap.dedent(
    """\
    [Settings]
    SchemaVersion = 1
    CompletedDownloadFolder = "/data"
    [WebUI]
    Token = "t"
    AuthDisabled = false
    [qBit]
    Host = "localhost"
    Port = 8080
    [Radarr-4K]
    Managed = true
    URI = "http://localhost:7878"
    APIKey = "secretkey"
    Category = "radarr"
    [Sonarr-TV]
    Managed = true
    URI = "http://localhost:8989"
    APIKey = "secretkey"
    Category = "tv"
    """
)


def loaded(text: str, **env: str) -> Loaded:
    return load(textwrap.dedent(text), env)


def with_good(text: str) -> Loaded:
    """The good file with *text* behind it."""
    return load(GOOD + textwrap.dedent(text), {})


def errors(each: Loaded) -> list[Problem]:
    return [problem for problem in each.problems if problem.severity is Severity.ERROR]


def texts(each: Loaded) -> str:
    return "\n".join(str(problem) for problem in each.problems)


def test_a_good_file_has_no_problems() -> None:
    """Nothing is said about a file in which nothing is wrong."""
    result = load(GOOD, {})
    assert result.problems == ()
    assert [arr.section for arr in result.config.arrs] == ["Radarr-4K", "Sonarr-TV"]
    assert result.config.qbit("qBit") is not None
    assert result.config.broken == ()
    assert not result.config.search_only


def test_an_empty_file_is_all_defaults() -> None:
    """No file content means every default, nothing is open to others, and nothing is done before somebody confirms it."""
    config = load("", {}).config
    assert config.settings == evolve(Config().settings, dry_run=True)
    assert config.arrs == config.qbits == ()
    assert config.search_only


def test_the_document_keeps_its_comments_and_is_not_touched() -> None:
    """Loading old spellings changes nothing in what will be saved."""
    text = '# mine\n[QBit]  # old\nHost = "x"\nv5 = true\n[Settings]\nWebUIPort = 7000\n'
    result = load(text, {"QBITRR_SETTINGS_LOOP_SLEEP_TIMER": "9"})
    assert tomlkit.dumps(result.document) == text
    assert result.config.webui.port == 7000
    assert result.config.settings.loop_sleep_seconds == 9


def test_a_bad_value_is_named_with_key_value_line_and_remedy() -> None:
    """What a person needs to correct it, in one line; the default is used meanwhile."""
    result = loaded('[Settings]\nSchemaVersion = 1\nLoopSleepTimer = "soon"\n')
    (problem,) = result.problems
    assert (problem.section, problem.key, problem.line, problem.value) == ("Settings", "LoopSleepTimer", 3, '"soon"')
    assert result.config.settings.loop_sleep_seconds == 5
    assert str(problem).startswith(
        'line 3: error: [Settings] LoopSleepTimer = "soon": is not a duration; 5s is used. Write'
    )


@pytest.mark.parametrize(
    ("key", "value", "attribute", "expected"),
    [
        ("StalledDelay", '"soon"', "stalled_delay_seconds", -1),
        ("MaximumDeletablePercentage", '"most"', "maximum_deletable_fraction", 0.0),
        ("FileExtensionAllowlist", "5", "file_extension_allowlist", ()),
        ("FolderExclusionRegex", "5", "folder_exclusion_regexes", ()),
        ("DoNotRemoveSlow", '"yes"', "do_not_remove_slow", True),
    ],
)
def test_an_unreadable_value_never_removes_more(key: str, value: str, attribute: str, expected: object) -> None:
    """Where the default could remove something, a value that cannot be read means the careful choice."""
    result = with_good(f"[Radarr-4K.Torrent]\n{key} = {value}\n")
    arr = result.config.arr("Radarr-4K")
    assert arr is not None
    assert getattr(arr.torrent, attribute) == expected
    assert len(errors(result)) == 1


def test_unreadable_duties_are_kept_for_ever() -> None:
    """A tracker row whose Hit-and-Run keys cannot be read protects its torrents."""
    row = (
        with_good(
            """
        [[Radarr-4K.Torrent.Trackers]]
        URI = "t.example"
        HitAndRunMode = "both"
        MinSeedRatio = "one"
        MinSeedingTimeDays = "soon"
        """
        )
        .config.arrs[0]
        .torrent.trackers[0]
    )
    assert row.hit_and_run_mode is HitAndRunMode.AND
    assert row.min_seed_ratio > 1000
    assert row.min_seeding_seconds > 1000 * 86400


def test_protection_that_cannot_be_read_means_dry_run() -> None:
    """If it is not known what is protected, nothing is removed."""
    result = loaded("[Settings]\nSchemaVersion = 1\nProtectedTags = [5]\n")
    assert result.config.settings.dry_run
    assert "DryRun" in texts(result)
    assert loaded('[Settings]\nDryRun = "false"\n').config.settings.dry_run
    assert load("Settings = 5\n", {}).config.settings.dry_run


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('Managed = "true"', "without quotes"),
        ('URI = "ftp://x"', "address of a web service"),
        ('URI = "CHANGE_ME"', "must be set"),
        ('APIKey = "change_me"', "must be set"),
        ("APIKey = 5", "must be a text"),
        ('Category = "CHANGE_ME"', "must be set"),
        ('Category = "/"', "must be set"),
        ("Torrent = 5", "must be a table"),
        ("qBitInstances = 5", "list of texts"),
    ],
)
def test_a_section_that_cannot_run_is_left_out_alone(line: str, message: str) -> None:
    """The broken Arr is listed with its errors; the others are exactly as without it."""
    key = line.partition(" ")[0]
    lines = ['URI = "http://localhost:1"', 'APIKey = "k"', 'Category = "c"', "Managed = true"]
    body = "\n".join([line, *(each for each in lines if not each.startswith(f"{key} "))])
    result = with_good(f"[Lidarr-X]\n{body}\n")
    assert [arr.section for arr in result.config.arrs] == ["Radarr-4K", "Sonarr-TV"]
    (broken,) = result.config.broken
    assert broken.section == "Lidarr-X"
    assert message in broken.problems[0].message
    assert broken.problems[0].line is not None
    assert to_plain(load(GOOD, {}).config)["arrs"] == to_plain(result.config)["arrs"]
    assert len(errors(result)) == 1


def test_an_arr_that_is_not_managed_may_be_unfinished() -> None:
    """Placeholders do no harm in a section nobody works on."""
    result = with_good('[Lidarr-X]\nManaged = false\nURI = "CHANGE_ME"\nAPIKey = "CHANGE_ME"\nCategory = "tv"\n')
    assert not errors(result)
    assert [arr.section for arr in result.config.managed_arrs] == ["Radarr-4K", "Sonarr-TV"]
    assert len(result.config.arrs) == 3


def test_managed_is_assumed_only_with_an_address() -> None:
    """Short sections of published examples work; an empty section is not taken for an Arr to work on."""
    result = with_good('[Lidarr-X]\nURI = "http://l"\nAPIKey = "k"\n[Lidarr-Y]\nReSearch = false\n')
    x, y = result.config.arrs[2:]
    assert (x.managed, x.category, y.managed) == (True, "lidarr-x", False)
    assert not errors(result)
    assert "'lidarr-x' is used" in texts(result)


def test_a_client_that_cannot_run_is_left_out_alone() -> None:
    """A broken qBittorrent section costs that client only; a disabled one may be unfinished."""
    result = with_good(
        '[qBit-a]\nHost = "CHANGE_ME"\n[qBit-b]\nDisabled = true\nHost = "CHANGE_ME"\n[qBit-c]\nPort = 0\n'
    )
    assert [qbit.section for qbit in result.config.qbits] == ["qBit", "qBit-b"]
    assert [broken.section for broken in result.config.broken] == ["qBit-a", "qBit-c"]
    assert [qbit.section for qbit in result.config.enabled_qbits] == ["qBit"]


def test_placeholders_are_no_credentials() -> None:
    """A login with CHANGE_ME would only get the address banned."""
    result = with_good('[qBit-a]\nHost = "box"\nUserName = "CHANGE_ME"\nPassword = "CHANGE_ME"\n')
    qbit = result.config.qbit("qBit-a")
    assert qbit is not None
    assert (qbit.user_name, qbit.password.reveal()) == ("", "")
    assert texts(result).count("placeholder") == 2


@pytest.mark.torrent_vector("K17")
def test_a_second_owner_of_a_category_is_refused() -> None:
    """K17: equal after normalising; the first owner goes on."""
    result = with_good('[Radarr-B]\nURI = "http://b"\nAPIKey = "k"\nCategory = "radarr/"\nManaged = true\n')
    assert [arr.section for arr in result.config.arrs] == ["Radarr-4K", "Sonarr-TV"]
    assert "[Radarr-4K]" in errors(result)[0].message
    assert [broken.section for broken in result.config.broken] == ["Radarr-B"]


@pytest.mark.torrent_vector("K18")
def test_special_categories_belong_to_no_arr() -> None:
    """K18."""
    result = load(GOOD.replace("[WebUI]", 'RecheckCategory = "tv"\n[WebUI]'), {})
    assert [broken.section for broken in result.config.broken] == ["Sonarr-TV"]
    assert "RecheckCategory" in errors(result)[0].message


def test_a_category_in_dispute_belongs_to_nobody() -> None:
    """An Arr and a client claiming one category both leave it alone; everything else goes on."""
    result = load(GOOD.replace("Port = 8080", 'ManagedCategories = ["tv", "seed", "failed"]'), {})
    qbit = result.config.qbit("qBit")
    assert qbit is not None
    assert qbit.managed_categories == ("seed",)
    assert [arr.section for arr in result.config.arrs] == ["Radarr-4K"]
    assert len(errors(result)) == 3


def test_one_arr_is_not_worked_on_twice() -> None:
    """The same address in other spelling is refused for the second section."""
    text = '[Radarr-B]\nURI = "http://LOCALHOST:7878/"\nAPIKey = "k"\nCategory = "b"\nManaged = true\n'
    assert "[Radarr-4K]" in errors(with_good(text))[0].message


def test_equal_special_categories_fall_back() -> None:
    """Failed and recheck cannot be one."""
    result = loaded('[Settings]\nFailedCategory = "x"\nRecheckCategory = "x/"\n')
    assert (result.config.settings.failed_category, result.config.settings.recheck_category) == ("failed", "recheck")
    assert len(errors(result)) == 1


def test_a_category_below_anothers_is_mentioned() -> None:
    """With prefix matching the longer name decides, which may surprise."""
    text = GOOD.replace('Category = "radarr"', 'Category = "tv/films"')
    assert "lies below" not in texts(load(text, {}))
    assert "lies below" in texts(load(text.replace("Port = 8080", "MatchSubcategories = true"), {}))
    assert "lies below" in texts(load(text + "MatchSubcategories = true\n", {}))


def test_instances_that_do_not_exist_are_mentioned() -> None:
    """A misspelled client name would silently leave the Arr without torrents."""
    result = with_good('[Lidarr-X]\nURI = "http://l"\nAPIKey = "k"\nCategory = "l"\nqBitInstances = "qBit-box"\n')
    assert "qBit-box" in texts(result)
    assert result.config.qbits_of(result.config.arrs[2]) == ()
    assert len(result.config.qbits_of(result.config.arrs[0])) == 1


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("[qBit]\nUserNam = 'x'", "Did you mean UserName?"),
        ("[Radarr-X]\nurl = 'x'", "Did you mean URI?"),
        ("[Radarr-X]\nmanaged = false", "Did you mean Managed?"),
        ("[Radarr-X]\nStalledDelay = 5", "Did you mean Torrent.StalledDelay?"),
        ("[Radarr-X.Torrent]\nMaxETA = 5", "Write MaximumETA"),
        ("[Radarr-X.Torrent]\nqqqqqqq = 5", "Remove it"),
        ("[Settings.Torrent]\nMaximumEta = 5", "Did you mean MaximumETA?"),
        ("[Settings.Experimental]\nX = 5", "Remove it"),
        ("[[qBit.Trackers]]\nURI = 't'\nPrority = 5", "Did you mean Priority?"),
        ("[Setings]\nX = 1", "Did you mean [Settings]?"),
        ("[Movies]\nX = 1", "Sections are"),
        ("LoopSleepTimer = 1", "Move it below"),
    ],
)
def test_unknown_names_get_the_nearest(text: str, suggestion: str) -> None:
    """A misspelled key or section is a warning with the name that was probably meant, its value never shown."""
    found = [problem for problem in load(text, {}).problems if suggestion in problem.remedy]
    assert [(problem.severity, problem.value) for problem in found] == [(Severity.WARNING, "")]
    assert found[0].line is not None


def test_keys_of_another_type_are_ignored() -> None:
    """Sonarr's keys in a Lidarr section do nothing and are no mistake, whatever their value."""
    result = with_good(
        """
        [Lidarr-X]
        URI = "http://l"
        APIKey = "k"
        Category = "l"
        Managed = true
        [Lidarr-X.EntrySearch]
        SearchBySeries = 17
        SearchByYear = true
        [Lidarr-X.EntrySearch.Overseerr]
        SearchOverseerrRequests = true
        """
    )
    assert result.problems == ()
    assert not result.config.arrs[2].search.overseerr.enabled
    assert not result.config.arrs[2].search.search_by_year


@pytest.mark.parametrize(
    ("name", "section"),
    [
        ("radarr-x", "Radarr-x"),
        ("SONARR-X", "Sonarr-X"),
        ("Readarr", "Readarr"),
        ("Radarr1", "Radarr1"),
        ("lidarr_x", "Lidarr_x"),
    ],
)
def test_section_names_in_any_case(name: str, section: str) -> None:
    """The type is read in any case, what follows is kept; the file's spelling is used in problems."""
    result = load(f'[{name}]\nURI = "http://x"\nAPIKey = "k"\nManaged = 1\n', {})
    assert [broken.section for broken in result.config.broken] == [section]
    assert errors(result)[0].section == name


@pytest.mark.parametrize("name", ["Radarr-4.5", "Radarr-a/b", "qBit-..", "Sonarr-\\\\x", "Radarr- "])
def test_names_that_cannot_be_folders_are_refused(name: str) -> None:
    """The name of a section names a folder and an address; what could leave them is not used."""
    result = load(f'["{name}"]\nURI = "http://x"\n', {})
    assert len(result.config.broken) == 1
    assert result.config.arrs == result.config.qbits == ()


def test_doubles_are_reported() -> None:
    """Of two spellings of one section the exact one is used, wherever it stands."""
    result = load('[QBit]\nHost = "old"\n[qBit]\nHost = "new"\n', {})
    assert [qbit.host for qbit in result.config.qbits] == ["new"]
    assert [problem.section for problem in errors(result)] == ["QBit"]
    result = load('[Radarr-a]\nURI = "http://a"\n[radarr-A]\nURI = "http://b"\n[settings]\n[Settings]\n', {})
    assert [(problem.section, problem.key) for problem in errors(result)] == [
        *(("Radarr-a", "APIKey"), ("radarr-A", ""), ("settings", "")),
    ]


def test_trackers_must_be_rows() -> None:
    """Rows without host are left out; anything but rows may hide duties, so the section is not run."""
    rows = 'Trackers = [{URI = "a"}, 5, {Name = "no host"}]\n'
    result = load(GOOD.replace("Port = 8080", rows), {})
    assert [row.uri for row in result.config.qbits[0].trackers] == ["a"]
    assert [problem.key for problem in errors(result)] == ["Trackers[1]", "Trackers[2].URI"]
    result = load(GOOD.replace("Port = 8080", "Trackers = 5"), {})
    assert [broken.section for broken in result.config.broken] == ["qBit"]
    result = with_good("[[Radarr-4K.Torrent.Trackers.Name]]\nURI = 'x'\n")
    assert "[[Radarr-4K.Torrent.Trackers]]" in texts(result)
    assert result.config.arrs[0].torrent.trackers == ()


def test_rows_and_overrides() -> None:
    """Tables in tables are read whole, units converted, and found by category."""
    result = load(
        GOOD.replace("Port = 8080", 'MatchSubcategories = true\nManagedCategories = "seed"')
        + textwrap.dedent(
            """
            [qBit.CategorySeeding]
            DownloadRateLimitPerTorrent = 100
            RemoveTorrent = 3
            MaxSeedingTime = "1w"
            StalledDelay = "immediately"
            [[qBit.CategorySeeding.Categories]]
            Name = "seed/films/"
            RemoveTorrent = "never"
            StalledDelay = 30
            DeleteFiles = true
            [[qBit.CategorySeeding.Categories]]
            RemoveTorrent = 1
            [[qBit.Trackers]]
            URI = "https://t.example/passkey/announce"
            AddTags = "one"
            DownloadRateLimit = "1M"
            """
        ),
        {},
    )
    qbit = result.config.qbits[0]
    assert qbit.seeding.download_limit_bytes_per_second == 102400
    assert (qbit.seeding.stalled_immediately, qbit.seeding.stalled_delay_seconds) == (True, 0)
    films = qbit.seeding_for("seed/films/old")
    assert (films.remove_torrent, films.max_seeding_time_seconds, films.delete_files) == (RemoveAt.NEVER, 604800, True)
    assert (films.stalled_immediately, films.stalled_delay_seconds) == (False, 1800)
    assert qbit.seeding_for("seed/other") == qbit.seeding
    assert qbit.trackers[0].add_tags == ("one",)
    assert qbit.trackers[0].download_limit_bytes_per_second == 1048576
    assert "passkey" not in repr(result.config)
    assert [problem.key for problem in errors(result)] == ["CategorySeeding.Categories[1].Name"]


@pytest.mark.parametrize(
    ("matches", "category", "ratio", "remove"),
    [
        (True, "seed", 2, RemoveAt.RATIO),
        (True, "seed/films", 5, RemoveAt.NEVER),
        (True, "seed/films/old", 5, RemoveAt.NEVER),
        (True, "seed/music", 2, RemoveAt.RATIO),
        (True, "seeds", 1, RemoveAt.NEVER),
        (True, "other/seed", 1, RemoveAt.NEVER),
        (False, "seed/films", 5, RemoveAt.NEVER),
        (False, "seed/music", 1, RemoveAt.NEVER),
    ],
)
def test_sub_categories(matches: bool, category: str, ratio: float, remove: RemoveAt) -> None:
    """One goes by the row of the nearest category above it, and what that leaves out is as for all, not as in a row further up."""
    text = f"""
        [qBit]
        ManagedCategories = ["seed", "seeds", "other"]
        MatchSubcategories = {str(matches).lower()}
        [qBit.CategorySeeding]
        MaxUploadRatio = 1
        [[qBit.CategorySeeding.Categories]]
        Name = "seed"
        MaxUploadRatio = 2
        RemoveTorrent = 1
        [[qBit.CategorySeeding.Categories]]
        Name = "seed/films"
        MaxUploadRatio = 5
        """
    found = load(textwrap.dedent(text), {}).config.qbits[0].seeding_for(category)
    assert (found.max_upload_ratio, found.remove_torrent) == (ratio, remove)


def test_the_grace_period_of_settings_is_inherited() -> None:
    """Sections without their own grace period have the global one."""
    result = load(GOOD.replace("SchemaVersion = 1", "SchemaVersion = 1\nIgnoreTorrentsYoungerThan = 600"), {})
    assert result.config.arrs[0].torrent.ignore_younger_than_seconds == 600
    assert result.config.qbits[0].seeding.ignore_younger_than_seconds == 600


def test_defaults_by_type_and_name() -> None:
    """Lists follow the type, anime and 4K the name."""
    assert r"\bova\b" in fresh_arr("Sonarr-Anime", "sonarr").torrent.folder_exclusion_regexes
    assert r"\bova\b" not in fresh_arr("Sonarr-TV", "sonarr").torrent.folder_exclusion_regexes
    assert fresh_arr("Radarr-4K", "radarr").search.overseerr.is_4k
    assert not fresh_arr("Radarr-1080", "radarr").search.overseerr.is_4k
    assert ".epub" in fresh_arr("Readarr", "readarr").torrent.file_extension_allowlist
    assert "Not an upgrade for existing album file(s)" in fresh_arr("Lidarr", "lidarr").error_codes
    assert fresh_arr("Lidarr", "lidarr").category == "lidarr"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("[Radarr-4K.Torrent.SeedingMode]\nRemoveTorrent = 4\nMaxUploadRatio = 1", "both MaxUploadRatio"),
        ("[Radarr-4K.Torrent.SeedingMode]\nRemoveTorrent = 3", "has no effect without"),
        ("[Radarr-4K.Torrent.SeedingMode]\nUploadRateLimitPerTorrent = 5120", '"5120K"'),
        ("[Radarr-4K.Torrent]\nStalledDelay = 1", "shorter than"),
        ("[Radarr-4K.EntrySearch]\nSearchMissing = false\nDoUpgradeSearch = true", "SearchMissing is off"),
        ("[Radarr-4K.EntrySearch]\nUseTempForMissing = true", "QualityProfileMappings is not set"),
        ("[Radarr-4K.EntrySearch]\nSearchLimit = 0", "would block every search"),
        ("[Radarr-4K.EntrySearch]\nSearchRequestsEvery = 3", "once a minute"),
        ("[Radarr-4K.EntrySearch.Overseerr]\nSearchOverseerrRequests = true", "are not searched"),
        ("[[qBit.Trackers]]\nURI = 'a.b'\n[[qBit.Trackers]]\nURI = 'http://A.B/x'", "same tracker as row 1"),
        ("[[qBit.Trackers]]\nURI = 'a.b'\nAddTrackerIfMissing = true", "whole announce URL"),
        ("[[qBit.Trackers]]\nURI = 'http://'", "has no host"),
        ("[[qBit.Trackers]]\nURI = 'a.b'\nHitAndRunMode = 'and'\nMinSeedRatio = 0", "asks for nothing"),
    ],
)
def test_what_cannot_take_effect_is_said(body: str, words: str) -> None:
    """Settings without the ones they need, and numbers in what is probably the wrong unit."""
    assert words in texts(with_good(body + "\n"))


def test_both_request_systems_at_once() -> None:
    """Overseerr wins."""
    systems = 'Search{0}Requests = true\n{0}URI = "http://{0}"\n{0}APIKey = "k"\n'
    text = "".join(f"[Radarr-4K.EntrySearch.{name}]\n" + systems.format(name) for name in ("Ombi", "Overseerr"))
    search = with_good(text).config.arrs[0].search
    assert (search.ombi.enabled, search.overseerr.enabled) == (False, True)


def test_a_short_rss_timer_is_warned_about() -> None:
    """One feed sync a minute gets people banned."""
    assert "ban you" in texts(load(GOOD + "RssSyncTimer = 1\n", {}))


def test_torrent_work_needs_a_folder() -> None:
    """A missing or placeholder folder is a warning when there is a client."""
    text = GOOD.replace('"/data"', '"CHANGE_ME"')
    assert "CompletedDownloadFolder" in texts(load(text, {}))
    assert load(text, {}).config.settings.completed_download_folder == ""


def test_a_newer_layout_is_loaded_with_a_warning() -> None:
    """Going back to an older release is possible."""
    assert "newer release" in texts(load(GOOD.replace("SchemaVersion = 1", "SchemaVersion = 99"), {}))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[Settings]\nLogging = True\n", 2, "small letters"),
        ('[Radarr-X.Torrent]\nFolderExclusionRegex = ["\\bsample\\d"]\n', 2, "single quotes"),
        ("[Radarr-X]\nURI = http://localhost\n", 2, "in quotes"),
        ("[Settings]\nTagless = true\n[WebUI]\n[Settings]\n", 4, "Remove one"),
        ("[Settings]\nTagless = true\nTagless = false\n", 3, "Remove one"),
        ("[Settings\n", 1, "Correct the line"),
    ],
)
def test_what_is_no_toml_names_line_and_remedy(text: str, line: int, words: str) -> None:
    """A syntax error shows file, line, the line itself and what to do."""
    with pytest.raises(ConfigError) as caught:
        load(text, {}, "/data/config.toml")
    error = caught.value
    assert (error.path, error.line) == ("/data/config.toml", line)
    assert words in error.remedy
    assert text.splitlines()[line - 1].partition(" http")[0].partition(" =")[0] in str(error)
    assert error.problems[0].line == line


def test_a_syntax_error_shows_no_secret() -> None:
    """The line at fault ends up in logs."""
    with pytest.raises(ConfigError) as caught:
        load("[WebUI]\nToken = hunter2\n", {})
    assert "hunter2" not in str(caught.value)
    assert "***" in str(caught.value)


def test_secrets_are_masked_everywhere() -> None:
    """No secret and no passkey is in any problem or in the configuration's own text."""
    result = load(
        textwrap.dedent(
            """
            [WebUI]
            Token = 4711
            [qBit]
            Host = "https://me:hunter2@box/x y"
            Password = ["hunter2"]
            [Radarr-X]
            URI = "https://me:hunter2@radarr/?x"
            APIKey = "hunter2 "
            Apikey = "hunter2"
            [[Radarr-X.Torrent.Trackers]]
            URI = "https://t/hunter2/announce"
            AddTrackerIfMissing = "x"
            [[Radarr-X.Torrent.Trackers]]
            URI = "https://t/hunter2/announce"
            """
        ),
        {},
    )
    assert "hunter2" not in texts(result) + repr(result.config)
    assert "4711" not in texts(result)


def test_byte_order_mark_and_windows_line_ends() -> None:
    """Files saved by editors on Windows load, with their lines counted right."""
    result = load("\ufeff[Settings]\r\nLoopSleepTimer = 'x'\r\n", {})
    assert [(problem.key, problem.line) for problem in errors(result)] == [("LoopSleepTimer", 2)]


def test_the_loaded_configuration_reaches_children_unchanged() -> None:
    """What load gives survives the way through the pipe."""
    config = with_good("[[qBit.Trackers]]\nURI = 'x'\nHitAndRunMode = true\n").config
    assert build(to_plain(config)) == config


VALUES = st.one_of(
    st.booleans(),
    st.integers(-(2**40), 2**40),
    st.floats(allow_nan=False),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12),
    st.lists(st.integers(0, 9) | st.text("ab(\\", max_size=4), max_size=3),
    st.dictionaries(st.sampled_from(["URI", "Name", "X"]), st.text("ab", max_size=3), max_size=2),
)
KEYS = st.sampled_from(
    [
        *("Managed", "URI", "APIKey", "Category", "ReSearch", "importMode", "RssSyncTimer", "ArrErrorCodesToBlocklist"),
        *("EntrySearch", "Torrent", "MatchSubcategories", "qBitInstances", "Unknown", "Host", "Port", "Trackers"),
        *("ManagedCategories", "CategorySeeding", "Disabled", "LoopSleepTimer", "FreeSpace", "ProtectedTags", "Token"),
    ]
)
TABLES = st.dictionaries(KEYS, VALUES | st.dictionaries(KEYS, VALUES, max_size=3), max_size=6)
NAMES = st.sampled_from(
    ["Settings", "WebUI", "qBit", "qBit-b", "Radarr-X", "radarr-x", "Lidarr", "Animarr-Q", "Readarr-a.b", "Movies"]
)


@settings(max_examples=150)
@given(st.dictionaries(NAMES, TABLES | VALUES, max_size=5))
def test_no_file_makes_loading_fail(tree: dict[str, Any]) -> None:
    """Values of any type anywhere give problems, never an exception, and a configuration that reaches the children."""
    result = load(tomlkit.dumps(tree), {})
    assert build(to_plain(result.config)) == result.config
    for problem in result.problems:
        assert problem.message, problem
        assert str(problem), problem


@settings(max_examples=100)
@given(TABLES)
def test_one_section_never_changes_the_others(table: dict[str, Any]) -> None:
    """Whatever stands in one Arr section, the others are the same as without it."""
    table = {name: value for name, value in table.items() if name not in ("URI", "Category")}
    table |= {"URI": "http://elsewhere", "Category": "elsewhere"}
    result = load(GOOD + tomlkit.dumps({"Readarr-Any": table}), {})
    before = load(GOOD, {}).config
    assert result.config.arrs[:2] == before.arrs
    assert result.config.qbits == before.qbits
    assert result.config.settings == before.settings
    assert result.config.webui == before.webui


@given(st.text(alphabet="[]{}=\"'#.\\\n abR1,-", max_size=60))
def test_text_that_is_no_toml_is_said_to_be_none(text: str) -> None:
    """Any text loads or raises the one error for it."""
    try:
        load(text, {})
    except ConfigError as error:
        assert str(error)  # noqa: PT017 - both ways out are fine


@pytest.mark.correction("B8", "B1", "A1")
def test_keys_that_bound_a_loss_are_safe_unless_said_otherwise() -> None:
    """The cap stands, disks may be shared, the never imported is kept: as long as the file does not say other things."""
    plain = load(GOOD, {}).config
    assert (plain.settings.max_removals_per_hour, plain.qbits[0].own_storage) == (50, False)
    assert not plain.arrs[0].torrent.seeding.remove_unimported
    text = GOOD.replace("[qBit]", "[qBit]\nOwnStorage = true").replace(
        "[Settings]", "[Settings]\nMaxRemovalsPerHour = 0"
    )
    asked = load(
        text + "[Sonarr-TV.Torrent.SeedingMode]\nRemoveTorrent = 1\nMaxUploadRatio = 2\nRemoveUnimported = true\n", {}
    )
    assert asked.problems == ()
    config = build(to_plain(asked.config))
    assert (config.settings.max_removals_per_hour, config.qbits[0].own_storage) == (0, True)
    assert [arr.torrent.seeding.remove_unimported for arr in config.arrs] == [False, True]


@pytest.mark.correction("B8", "B1", "A1")
def test_unusable_values_of_keys_that_bound_a_loss_keep_the_bound() -> None:
    """A value that cannot be read never widens what may be removed."""
    text = GOOD.replace("[qBit]", '[qBit]\nOwnStorage = "yes"').replace(
        "[Settings]", "[Settings]\nMaxRemovalsPerHour = -1"
    )
    result = load(text + '[Sonarr-TV.Torrent.SeedingMode]\nRemoveUnimported = "always"\n', {})
    assert {each.key for each in errors(result)} == {
        "OwnStorage",
        "MaxRemovalsPerHour",
        "Torrent.SeedingMode.RemoveUnimported",
    }
    assert (result.config.settings.max_removals_per_hour, result.config.qbits[0].own_storage) == (50, False)
    assert not result.config.arrs[1].torrent.seeding.remove_unimported
