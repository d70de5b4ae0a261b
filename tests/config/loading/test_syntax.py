"""Text that is no TOML is answered with line, column and remedy, and never shows a secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.config.load import load
from qbitrr.config.problems import ConfigError
from tests.config.secrets import SECRET, WITH_SECRETS


def error_of(text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load(text, {}, "/data/config.toml")
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "column", "shown"),
    [
        ("[Settings]\nLogging = True\n", 2, 11, "Logging = True"),
        ("[Settings]\nLoopSleepTimer = 5 5\n", 2, 20, "LoopSleepTimer = 5 5"),
        ("[Settings]\n  Tagless = true\n  Tagless = false\n", 3, 3, "Tagless = false"),
        ("[Settings]\n[Settings]\n", 2, 1, "[Settings]"),
        ("[Settings\n", 1, 10, "[Settings"),
        ("[Settings]\nConsoleLevel\n", 2, 13, "***"),
        ('[qBit]\nHost = "box\nPort = 8080\n', 2, 12, "Host = ***"),
        ("[qBit]\nPassword = hunter2\n", 2, 12, "Password = ***"),
        ("[qBit]\nPasswort = hunter2\n", 2, 12, "***"),
        ("[qBit]\nTrackers = [{ URI = 'https://t/hunter2/announce' X }]\n", 2, 50, "Trackers = ***"),
        ("[qBit]\nTrackers = [\n  { URI = 'https://t/x?k=hunter2' X }\n]\n", 3, 35, "***"),
        ("[Settings]\nProtectedTags = [\n 'hunter2' 'b' ]\n", 3, 12, "***"),
        ("[hunter2\n", 1, 9, "***"),
    ],
)
def test_line_and_column(text: str, line: int, column: int, shown: str) -> None:
    """They count from 1; the line is shown where that is harmless."""
    error = error_of(text)
    assert (error.line, error.column, error.text) == (line, column, shown)
    assert "hunter2" not in str(error)
    assert error.remedy
    assert f"/data/config.toml, line {line}, column {column}: " in str(error)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\x00\x01\x02PK\x03\x04", "line 1, column 1: holds a control character (0x00)"),
        ("[Settings]\nTagless = \x1btrue\n", "line 2, column 11: holds a control character (0x1b)"),
        ("x" * 500_000, "line 1"),
        ("a = " + "[" * 50_000, "line 1"),
        ("a = {" * 20_000, "line 1"),
        ("a." * 50_000 + "b = 1", ""),
        ('a = "' * 50_000, "line 1"),
        ("%PDF-1.7\n%âãÏÓ\n1 0 obj\n", "line 1"),
        ("<?xml version='1.0'?>\n<config/>\n", "line 1"),
        ('{"settings": {}}', "line 1"),
        ("Settings:\n  Tagless: true\n", "line 1"),
    ],
)
def test_rubbish(text: str, words: str) -> None:
    """Whatever is put there: one short message."""
    try:
        load(text, {}, "c.toml")
    except ConfigError as error:
        assert words in str(error)  # noqa: PT017 - some of it is TOML
        assert len(str(error)) < 600  # noqa: PT017
        assert str(error).isprintable() or "\n" in str(error)  # noqa: PT017


@given(
    st.integers(0, len(WITH_SECRETS)),
    st.integers(0, 3),
    st.sampled_from(["", '"', "'", "[", "]", "=", "\n", "{", "x", "#", "\\", "\x00", ","]),
)
def test_a_broken_file_shows_no_secret(at: int, gone: int, instead: str) -> None:
    """Wherever a slip of the pen lands: neither in the error nor in the problems that remain."""
    text = WITH_SECRETS[:at] + instead + WITH_SECRETS[at + gone :]
    pieces = {SECRET[start : start + 8] for start in range(len(SECRET) - 7)}
    try:
        said = "\n".join(str(problem) for problem in load(text, {}).problems)
    except ConfigError as error:
        said = f"{error}{error.problems}{error!r}"
    assert not [piece for piece in pieces if piece in said]
