"""The report of a check says what runs, what is wrong where, and how much of it."""

from qbitrr.config.load import load
from qbitrr.config.problems import ConfigError, Problem, Severity
from qbitrr.config.report import exit_status, report
from qbitrr.config.schema.config import Secret


def test_a_report() -> None:
    """Sections, fixed keys, problems with line and remedy, what is left out, counts."""
    text = (
        "[Settings]\nSchemaVersion = 1\nLoopSleepTimer = 'x'\nCompletedDownloadFolder = '/d'\nTagles = true\n"
        "[qBit]\nDisabled = true\n[Radarr-X]\nManaged = true\n[Sonarr-X]\nManaged = false\n"
    )
    loaded = load(text, {"QBITRR_SETTINGS_TAGLESS": "1"}, "/data/config.toml")
    lines = report(loaded).splitlines()
    assert lines[:5] == [
        "/data/config.toml",
        "  qBittorrent: qBit (disabled)",
        "  Arrs: Sonarr-X (not managed)",
        "  Torrents are not worked on: no qBittorrent is configured and enabled",
        "  Settings.Tagless is set by QBITRR_SETTINGS_TAGLESS",
    ]
    assert lines[5].startswith('line 3: error: [Settings] LoopSleepTimer = "x": is not a duration; 5s is used.')
    assert "Did you mean Tagless?" in lines[6]
    assert lines[-2] == "[Radarr-X] is left out until its errors are corrected"
    assert lines[-1] == "3 errors, 1 warning, 1 notice"
    assert exit_status(loaded) == 1


def test_a_good_report() -> None:
    """Nothing wrong, status 0."""
    loaded = load("[Settings]\nSchemaVersion = 1\n", {})
    assert exit_status(loaded) == 0
    assert report(loaded).endswith("0 errors, 0 warnings, 0 notices\n")


def test_problems_and_errors_read_well() -> None:
    """Parts that are not known leave no gaps."""
    assert str(Problem(severity=Severity.NOTICE, message="Something")) == "notice: Something."
    assert (
        str(Problem(severity=Severity.ERROR, message="m", section="S", line=3, remedy="r"))
        == "line 3: error: [S]: m. r"
    )
    assert str(ConfigError(path="p", message="is odd")) == "p: is odd."
    assert str(ConfigError(path="p", message="m", line=2, column=3, text="x", remedy="r")) == (
        "p, line 2, column 3: m.\n    x\nr."
    )


def test_secrets_show_nothing() -> None:
    """Only reveal gives the text; equality and truth work as for texts."""
    secret = Secret("hunter2")
    assert f"{secret} {secret!r}" == "*** Secret('***')"
    assert secret.reveal() == "hunter2"
    assert (secret == Secret("hunter2"), secret == "hunter2", bool(Secret())) == (True, False, False)
    assert len({secret, Secret("hunter2"), Secret()}) == 2
