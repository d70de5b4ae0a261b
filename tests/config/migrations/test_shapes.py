"""Files as people have them: what they meant is read, or named with its place; nothing is dropped without a word."""

import pytest

from qbitrr.config.load import load
from qbitrr.config.problems import ConfigError, Severity

pytestmark = pytest.mark.correction("D3")

ARR = '[Radarr-X]\nManaged = true\nURI = "http://r:7878"\nAPIKey = "1"\nCategory = "radarr"\n'
CLIENT = 'Host = "http://box:8080"\nUsername = "me"\nPassword = "secret-one"\nVersion5 = true\n'


@pytest.mark.parametrize(
    "header", ["[Settings.Qbittorrent]", "[Settings.qBittorrent]", "[settings.QBit]", "[Qbittorrent]"]
)
def test_client_in_an_old_place(header: str) -> None:
    """It is read where it belongs today, with its user; that and the line are said, and only as notices."""
    result = load(f"{header}\n{CLIENT}{ARR}", {})
    (qbit,) = result.config.qbits
    assert (qbit.section, qbit.host, qbit.user_name, qbit.password.reveal()) == (
        "qBit",
        "http://box:8080",
        "me",
        "secret-one",
    )
    remark = next(each for each in result.problems if "[qBit]" in each.message)
    assert (remark.severity, remark.line) == (Severity.NOTICE, 1)
    assert not [each for each in result.problems if each.severity is Severity.ERROR]
    assert not [each for each in result.problems if "no known" in each.message]


def test_client_in_an_old_place_beside_a_new_one() -> None:
    """The new one counts, and the old one is not passed over in silence."""
    result = load(f'[qBit]\nHost = "new"\n[Settings.Qbittorrent]\n{CLIENT}', {})
    assert [each.host for each in result.config.qbits] == ["new"]
    (remark,) = [each for each in result.problems if each.key == "Qbittorrent"]
    assert (remark.severity, remark.line) == (Severity.WARNING, 3)
    assert "[qBit]" in remark.remedy


def test_errors_in_an_old_place_name_it() -> None:
    """A bad value is reported where it stands."""
    result = load("[Settings.Qbittorrent]\nHost = 'box'\nPort = 0\n", {})
    (problem,) = [each for each in result.problems if each.severity is Severity.ERROR]
    assert (problem.section, problem.key, problem.line) == ("Settings", "Qbittorrent.Port", 3)


def test_arrays_of_sections() -> None:
    """`[[Radarr]]` is answered with the header to write."""
    result = load('[[Radarr]]\nName = "Main"\nURI = "http://r"\n', {})
    (problem,) = [each for each in result.problems if each.section == "Radarr"]
    assert "[Radarr-NAME]" in problem.remedy


@pytest.mark.parametrize(
    ("text", "seconds", "severity"),
    [
        ("AllowStalled = true", -1, Severity.NOTICE),
        ("AllowStalled = false", 900, Severity.NOTICE),
        ("AllowStalled = true\nStalledDelay = 30", 1800, Severity.WARNING),
    ],
)
def test_allow_stalled(text: str, seconds: int, severity: Severity) -> None:
    """Who wanted stalled downloads kept has them kept; the key is named with its successor, once."""
    result = load(f"{ARR}[Radarr-X.Torrent]\n{text}\n", {})
    assert result.config.arrs[0].torrent.stalled_delay_seconds == seconds
    (remark,) = [each for each in result.problems if "Stalled" in each.key]
    assert (remark.key, remark.severity, remark.line) == ("Torrent.AllowStalled", severity, 7)
    assert "StalledDelay" in str(remark)


def test_pattern_that_lost_its_backslashes() -> None:
    """A backspace is named, with what to write; the patterns beside it are used."""
    text = ARR + '[Radarr-X.Torrent]\nFileNameExclusionRegex = ["\\bsample\\b", "good"]\n'
    result = load(text, {})
    assert result.config.arrs[0].torrent.file_name_exclusion_regexes == ("good",)
    (problem,) = [each for each in result.problems if each.severity is Severity.ERROR]
    assert problem.line == 7
    assert "backspace" in problem.message
    assert r"Write '\bsample\b' in single quotes" in problem.remedy


@pytest.mark.parametrize("value", ["“/downloads”", "‘x’", "„x“", '"a", “b”', "«x»"])
def test_curly_quotes(value: str) -> None:
    """Somebody who did put it in quotes is told which ones."""
    with pytest.raises(ConfigError) as refused:
        load(f"[Settings]\nCompletedDownloadFolder = {value}\n", {})
    assert "curly quotes" in refused.value.remedy
    assert refused.value.line == 2


@pytest.mark.parametrize("value", ["604800.0", "6.048e5", '"604800.0"', '"7d"', "604800"])
def test_seconds_however_they_are_written(value: str) -> None:
    """A whole number of seconds as a float is that number."""
    result = load(f"{ARR}[Radarr-X.Torrent]\nDoNotRemoveSlow = false\nMaximumETA = {value}\n", {})
    assert result.config.arrs[0].torrent.maximum_eta_seconds == 604800
    assert not [each for each in result.problems if "MaximumETA" in each.key]


def patterns(listed: str, head: str = "") -> tuple[tuple[str, ...], list[str]]:
    """The patterns in force of a section with these, and what is said of them with its remedy."""
    result = load(f"{head}{ARR}[Radarr-X.Torrent]\nFileNameExclusionRegex = [{listed}]\n", {})
    said = [f"{each.severity}: {each.message} {each.remedy}" for each in result.problems if "Regex" in each.key]
    return result.config.arrs[0].torrent.file_name_exclusion_regexes, said


@pytest.mark.parametrize("other", [r"'\bsample\b'", r"'music video', '\bncop\d+?\b'", r"'\bncop\\d+?\b'"])
def test_pattern_that_lost_its_beginning_in_a_default_list(other: str) -> None:
    """What was meant is read, whichever type of Arr the list was once generated for, and that is said."""
    used, said = patterns(rf"{other}, 'brarbg.com\b'")
    assert r"\brarbg\.com\b" in used
    assert len(said) == 1
    assert "read as meant" in said[0]


@pytest.mark.parametrize("head", ["", "[Settings]\nSchemaVersion = 1\n"])
def test_pattern_that_lost_its_beginning_in_a_list_of_ones_own(head: str) -> None:
    """It is left as it is, and named with what to write."""
    used, (said,) = patterns(r"'my own', 'brarbg.com\b'", head)
    assert used == ("my own", r"brarbg.com\b")
    assert said.startswith("warning")
    assert r"'\brarbg\.com\b'" in said


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"'\\bsample\\b'", r"'\bsample\b'"),
        (r'"\\\\bsample\\\\b"', r"'\bsample\b'"),
        (r"'x\\.com'", r"'x\.com'"),
        (r"'\\\\d+'", r"'\d+'"),
        (r"'\\(x)'", "single quotes"),
    ],
)
def test_pattern_with_doubled_backslashes(written: str, meant: str) -> None:
    """No file has a backslash in its name: it is told that the pattern matches nothing, and what was probably meant."""
    _, said = patterns(written)
    (about,) = [each for each in said if "backslash" in each]
    assert about.startswith("warning")
    assert meant in about


@pytest.mark.parametrize(
    "written", [r"'[\\/]sample[\\/]'", r"'\bsample\b'", r'"\\bsample\\b"', r"'a|b\\'", r"'\.\d'", r"'x[\\.]com'"]
)
def test_pattern_with_good_backslashes(written: str) -> None:
    """Nothing is said of others."""
    assert patterns(written)[1] == []
