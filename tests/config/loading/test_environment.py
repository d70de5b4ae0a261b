"""Variables win over the file, say so, and are never misread in silence."""

from pathlib import Path
from typing import Any

import pytest
import tomlkit
from attrs import evolve

from qbitrr.config.files import read_file
from qbitrr.config.load import Loaded, load
from qbitrr.config.problems import Severity
from qbitrr.config.schema.config import Fixed
from qbitrr.config.schema.keys import Kind
from qbitrr.config.schema.places import places

FILE = """\
[Settings]
SchemaVersion = 1
CompletedDownloadFolder = "/data"
LoopSleepTimer = 5
Tagless = true
[qBit]
Host = "filehost"
Password = "filepw"
[Radarr-4K]
Managed = true
URI = "http://r"
APIKey = "k"
Category = "r"
"""


def with_env(env: dict[str, str], files: dict[str, str] | None = None) -> Loaded:
    def read(path: str) -> str:
        if files is None or path not in files:
            raise FileNotFoundError(path)
        return files[path]

    return load(FILE, env, read_file=read)


def said(each: Loaded) -> str:
    return "\n".join(str(problem) for problem in each.problems)


@pytest.mark.parametrize(
    ("variable", "value", "attribute", "expected"),
    [
        ("CONSOLE_LEVEL", "debug", "console_level", "DEBUG"),
        ("LOGGING", "off", "logging", False),
        ("COMPLETED_DOWNLOAD_FOLDER", "/other", "completed_download_folder", "/other"),
        ("FREE_SPACE", "50G", "free_space_bytes", 50 * 1024**3),
        ("FREE_SPACE_FOLDER", "/disk", "free_space_folder", "/disk"),
        ("NO_INTERNET_SLEEP_TIMER", "0", "no_internet_sleep_seconds", 0),
        ("LOOP_SLEEP_TIMER", "0", "loop_sleep_seconds", 0),
        ("LOOP_SLEEP_TIMER", "1m", "loop_sleep_seconds", 60),
        ("SEARCH_LOOP_DELAY", "0", "search_loop_delay_seconds", 0),
        ("AUTO_PAUSE_RESUME", " No ", "auto_pause_resume", False),
        ("FAILED_CATEGORY", "bad/", "failed_category", "bad"),
        ("RECHECK_CATEGORY", "again", "recheck_category", "again"),
        ("TAGLESS", "false", "tagless", False),
        ("IGNORE_TORRENTS_YOUNGER_THAN", "10m", "ignore_younger_than_seconds", 600),
        ("PING_URLS", "a.example, b.example", "ping_hosts", ("a.example", "b.example")),
        ("PING_URLS", '["a.example"]', "ping_hosts", ("a.example",)),
        ("FFPROBE_AUTO_UPDATE", "T", "ffprobe_auto_update", True),
        ("AUTO_UPDATE_ENABLED", "1", "auto_update_enabled", True),
        ("AUTO_UPDATE_CRON", "0 4 * * *", "auto_update_cron", "0 4 * * *"),
        ("AUTO_UPDATE_CHANNEL", "Stable", "auto_update_channel", "stable"),
        ("DRY_RUN", "yes", "dry_run", True),
    ],
)
def test_settings_variables(variable: str, value: str, attribute: str, expected: object) -> None:
    """Each variable of [Settings] wins whatever its value, zero and false included, in the syntax of the file."""
    result = with_env({f"QBITRR_SETTINGS_{variable}": value})
    assert getattr(result.config.settings, attribute) == expected
    assert f"QBITRR_SETTINGS_{variable}" in [fixed.variable for fixed in result.config.fixed]
    assert not [problem for problem in result.problems if problem.severity != Severity.NOTICE]


def test_client_variables_override_the_bare_section() -> None:
    """They win over the file, and make the section where there is none."""
    env = {
        "QBITRR_QBIT_HOST": "envhost",
        "QBITRR_QBIT_PORT": "9090",
        "QBITRR_QBIT_USERNAME": "u",
        "QBITRR_QBIT_PASSWORD": "p",
        "QBITRR_QBIT_API_KEY": "key",
    }
    for config in (with_env(env).config, load("", env).config):
        (qbit,) = config.qbits
        assert (qbit.section, qbit.host, qbit.port, qbit.user_name) == ("qBit", "envhost", 9090, "u")
        assert (qbit.password.reveal(), qbit.api_key.reveal()) == ("p", "key")
        assert Fixed(key="qBit.Password", variable="QBITRR_QBIT_PASSWORD") in config.fixed


def test_empty_variables_count_as_not_set() -> None:
    """Container set-ups pass empty ones for what nobody filled in."""
    result = with_env({"QBITRR_QBIT_HOST": "", "QBITRR_SETTINGS_LOOP_SLEEP_TIMER": "", "QBITRR__qBit__Port": ""})
    assert result.config.qbits[0].host == "filehost"
    assert result.config.fixed == ()


def test_a_bad_value_names_its_variable() -> None:
    """No line of the file is to blame; the default, or the careful choice, is used."""
    result = with_env({"QBITRR_SETTINGS_LOOP_SLEEP_TIMER": "soon", "QBITRR_SETTINGS_DRY_RUN": "maybe"})
    loop, dry = [problem for problem in result.problems if problem.severity is Severity.ERROR]
    assert "QBITRR_SETTINGS_LOOP_SLEEP_TIMER" in loop.message
    assert loop.line is None
    assert "QBITRR_SETTINGS_DRY_RUN" in dry.message
    assert result.config.settings.loop_sleep_seconds == 5
    assert result.config.settings.dry_run


def test_modes() -> None:
    """Search-only switches every client off, processing-only every search."""
    for variable in ("QBITRR_OVERRIDES_SEARCH_ONLY", "QBITRR_QBIT_DISABLED"):
        config = with_env({variable: "true"}).config
        assert config.search_only
        assert config.enabled_qbits == ()
    config = with_env({"QBITRR_OVERRIDES_PROCESSING_ONLY": "true"}).config
    assert config.environment.processing_only
    assert not config.arrs[0].search.search_missing
    assert not with_env({"QBITRR_QBIT_DISABLED": "false"}).config.search_only
    result = with_env({"QBITRR_OVERRIDES_SEARCH_ONLY": "perhaps"})
    assert not result.config.environment.search_only
    assert "QBITRR_OVERRIDES_SEARCH_ONLY must be true or false" in said(result)


def test_other_facts() -> None:
    """Container, source build and the tokens that no key holds."""
    env = {"QBITRR_DOCKER_RUNNING": "69420", "QBITRR_SOURCE_BUILD": "1", "QBITRR_SETUP_TOKEN": "s", "GH_TOKEN": "g"}
    environment = with_env(env | {"QBITRR_OVERRIDES_DATA_PATH": "/x"}).config.environment
    assert environment.in_container
    assert environment.source_build
    assert environment.setup_token.reveal() == "s"
    assert environment.github_token.reveal() == "g"
    preferred = with_env({"GH_TOKEN": "g", "QBITRR_SETTINGS_GITHUB_TOKEN": "q"}).config.environment
    assert preferred.github_token.reveal() == "q"


def test_secrets_from_files() -> None:
    """`…_FILE` names a file that holds the secret, its last line end aside."""
    files = {"/run/pw": "pw \n", "/run/key": "key\r\n", "/run/setup": "s"}
    env = {
        "QBITRR_QBIT_PASSWORD_FILE": "/run/pw",
        "QBITRR__Radarr_4K__APIKey_FILE": "/run/key",
        "QBITRR_SETUP_TOKEN_FILE": "/run/setup",
    }
    config = with_env(env, files).config
    assert config.qbits[0].password.reveal() == "pw "
    assert config.arrs[0].api_key.reveal() == "key"
    assert config.environment.setup_token.reveal() == "s"
    assert Fixed(key="Radarr-4K.APIKey", variable="QBITRR__Radarr_4K__APIKey_FILE") in config.fixed


def test_secret_files_that_cannot_be_read() -> None:
    """The file's value stays, and the reason is said; both at once is one too many."""
    result = with_env({"QBITRR_QBIT_PASSWORD_FILE": "/gone"})
    assert result.config.qbits[0].password.reveal() == "filepw"
    assert "QBITRR_QBIT_PASSWORD_FILE names a file that cannot be read" in said(result)
    assert "not read here" in said(load(FILE, {"QBITRR_QBIT_PASSWORD_FILE": "/gone"}))
    both = with_env({"QBITRR_QBIT_PASSWORD_FILE": "/gone", "QBITRR_QBIT_PASSWORD": "env"})
    assert both.config.qbits[0].password.reveal() == "env"
    assert "both set" in said(both)


@pytest.mark.parametrize(
    ("variable", "value", "look", "expected"),
    [
        ("QBITRR__Radarr_4K__URI", "http://env", lambda c: c.arrs[0].uri, "http://env"),
        ("QBITRR__radarr_4k__torrent__stalleddelay", "1h", lambda c: c.arrs[0].torrent.stalled_delay_seconds, 3600),
        ("QBITRR__Radarr_4K__EntrySearch__SearchMissing", "off", lambda c: c.arrs[0].search.search_missing, False),
        (
            "QBITRR__Radarr_4K__EntrySearch__QualityProfileMappings",
            '{"HD.x" = "SD"}',
            lambda c: c.arrs[0].search.quality_profile_mappings,
            {"HD.x": "SD"},
        ),
        ("QBITRR__Radarr_4K__ArrErrorCodesToBlocklist", "a,b ,", lambda c: c.arrs[0].error_codes, ("a", "b")),
        ("QBITRR__WebUI__Port", "7000", lambda c: c.webui.port, 7000),
        ("QBITRR__WebUI__OIDC__ClientId", "c", lambda c: c.webui.oidc.client_id, "c"),
        ("QBITRR__SETTINGS__TORRENT__MAXIMUMETA", "1h", lambda c: c.settings.special_maximum_eta_seconds, 3600),
        ("QBITRR__qBit_box__Host", "box", lambda c: [qbit.host for qbit in c.qbits], ["filehost", "box"]),
        ("QBITRR__qBit__Trackers", '[{URI = "t"}]', lambda c: c.qbits[0].trackers[0].uri, "t"),
        ("QBITRR__Sonarr_TV__Managed", "false", lambda c: [arr.section for arr in c.arrs], ["Radarr-4K", "Sonarr-TV"]),
    ],
)
def test_generic_variables(variable: str, value: str, look: object, expected: object) -> None:
    """Any key of any section can be held by a variable, in any case; a section may consist of variables alone."""
    result = with_env({variable: value})
    assert callable(look)
    assert look(result.config) == expected
    assert [fixed.variable for fixed in result.config.fixed] == [variable]


@pytest.mark.parametrize(
    ("variable", "words"),
    [
        ("QBITRR_QBITTORRENT_HOST", "Did you mean QBITRR_QBIT_HOST?"),
        ("QBITRR_SETTINGS_LOOP_SLEEP", "Did you mean QBITRR_SETTINGS_LOOP_SLEEP_TIMER?"),
        ("QBITRR_WHATEVER_IT_IS", "Remove it"),
        # forms shown in documents of the other program
        ("QBITRR_RADARR_4K_APIKEY", "Did you mean QBITRR__Radarr_4K__APIKey?"),
        ("QBITRR_RADARR_4K__ENTRYSEARCH__SEARCHMISSING", "Did you mean QBITRR__Radarr_4K__EntrySearch__SearchMissing?"),
        ("QBITRR_SETTINGS__CONSOLELEVEL", "Did you mean QBITRR__Settings__ConsoleLevel?"),
        ("QBITRR__Radarr_4K__URI_FILE", "Set QBITRR__Radarr_4K__URI"),
        ("QBITRR__Radarr_4K__ApiKy", "Did you mean QBITRR__Radarr_4K__APIKey?"),
        ("QBITRR__Radarr_4K__Zzzzz", "Remove it"),
        ("QBITRR__Radarr_4K__Torrent", "names no key"),
        ("QBITRR__Radarr_4K", "Write QBITRR__Section__Key"),
        ("QBITRR__Movies__URI", "Write QBITRR__Section__Key"),
    ],
)
def test_unknown_variables_get_the_nearest(variable: str, words: str) -> None:
    """A misspelled variable is a warning with the name that was probably meant; its value is never shown."""
    result = with_env({variable: "hunter2"})
    assert [problem.severity for problem in result.problems] == [Severity.WARNING]
    assert words in said(result)
    assert "hunter2" not in said(result)


@pytest.mark.parametrize(
    "variable", ["QBITRR_USE_DEV_SERVER", "QBITRR_QBIT_V5", "PUID", "PGID", "TZ", "QBITRR_OVERRIDES_DATA_PATH"]
)
def test_variables_for_others_are_no_mistake(variable: str) -> None:
    """They are read elsewhere, or were once."""
    assert with_env({variable: "1"}).problems == with_env({}).problems


@pytest.mark.parametrize("variable", ["GITHUB_TOKEN", "GH_TOKEN", "QBITRR_SETTINGS_GITHUB_TOKEN"])
def test_each_github_token(variable: str) -> None:
    """In its own variable, or in a file."""
    assert with_env({variable: "tok"}).config.environment.github_token.reveal() == "tok"
    assert with_env({f"{variable}_FILE": "/t"}, {"/t": "tok"}).config.environment.github_token.reveal() == "tok"


def test_secret_files_of_an_odd_kind(tmp_path: Path) -> None:
    """Empty, binary, and a folder: said by the variable, and the start goes on."""
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00hunter2")
    for name, words in (("empty", "is empty"), ("binary", "UTF-8"), ("", "directory")):
        result = load(FILE, {"QBITRR_QBIT_PASSWORD_FILE": str(tmp_path / name)}, read_file=read_file)
        (problem,) = [each for each in result.problems if each.severity is Severity.ERROR]
        assert words in problem.message
        assert "QBITRR_QBIT_PASSWORD_FILE" in problem.message
        assert "hunter2" not in str(problem)
        assert result.config.qbits[0].password.reveal() == "filepw"


@pytest.mark.parametrize("kind", ["Settings", "qBit", "Arr"])
def test_a_value_is_one_wherever_it_stands(kind: str) -> None:
    """File and environment are read by one parser: for every key of a text form the same value comes of both."""
    section = {"Settings": "Settings", "qBit": "qBit", "Arr": "Radarr-4K"}[kind]
    written = {
        Kind.DURATION: "1.4 weeks", Kind.SIZE: "1.5 GiB", Kind.RATE: "1.5M", Kind.FRACTION: "50%", Kind.NUMBER: "1.5", Kind.INT: "7",
        Kind.STRINGS: "one", Kind.CATEGORIES: "/a//b", Kind.EXTENSIONS: "MKV", Kind.REGEXES: "glob:x", Kind.STRING: " x ",
        Kind.URL: "box:1", Kind.HOSTNAME: "box", Kind.PATH: "/p", Kind.SECRET: "abcdef", Kind.CATEGORY: "x/y/",
    }  # fmt: skip
    judged = 0
    for place in places(kind):
        text = written.get(place.key.kind)
        types = place.key.arr_types
        if text is None or "[]" in place.path or place.key.read_only or (types and "radarr" not in types):
            continue
        variable = f"QBITRR__{section.replace('-', '_')}__{place.path.replace('.', '__')}"
        document = tomlkit.parse(FILE)
        here: Any = document[section]
        *tables, name = place.path.split(".")
        for table in tables:
            here = here.setdefault(table, tomlkit.table())
        here[name] = text
        from_file, from_variable = load(tomlkit.dumps(document), {}).config, with_env({variable: text}).config
        assert evolve(from_variable, fixed=()) == from_file, place.path
        judged += 1
    assert judged > 10


def test_a_variable_inside_what_is_no_table() -> None:
    """The mistake in the file is what gets reported."""
    result = load("Settings = 5\n", {"QBITRR_SETTINGS_TAGLESS": "1"})
    assert "must be a table" in said(result)


def test_rubbish_in_list_syntax_is_refused() -> None:
    """What begins like TOML must be TOML."""
    result = with_env(
        {"QBITRR_SETTINGS_PING_URLS": "[a", "QBITRR__Radarr_4K__EntrySearch__QualityProfileMappings": "{a"}
    )
    assert "must be a table of texts" in said(result)
