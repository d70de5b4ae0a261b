"""Every key of a TOML text is found on its line."""

import textwrap

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.config.lines import Lines

TEXT = textwrap.dedent(
    '''\
    # [Not.A.Section]
    top = 1
    [Settings]
      PingURLS = [
        "one",  # ] not the end
        "two",
      ]
    After = 'a # b'   # comment

    ["Radarr-4K"]
    URI = "http://x"
    "Quoted \\u0041" = 1
    [Radarr-4K.Torrent]
    Long = """
    StalledDelay = 5
    """
    StalledDelay = 15
    SeedingMode.MaxUploadRatio = 2
    [[Radarr-4K.Torrent.Trackers]]
    URI = "a"
    [[Radarr-4K.Torrent.Trackers]]

    URI = "b"
    Priority = 2
    [Radarr-4K.Torrent.Trackers.Sub]
    X = 1
    [qBit]
    Trackers = [{ URI = "x" },
      { URI = "y" }]
    Last = 1
    '''
)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("Settings",), 3),
        (("Settings", "PingURLS"), 4),
        (("Settings", "PingURLS", 1), 4),
        (("Settings", "After"), 8),
        (("Radarr-4K", "URI"), 11),
        (("Radarr-4K", "Quoted A"), 12),
        (("Radarr-4K", "Torrent", "StalledDelay"), 17),
        (("Radarr-4K", "Torrent", "SeedingMode", "MaxUploadRatio"), 18),
        (("Radarr-4K", "Torrent", "Trackers"), 19),
        (("Radarr-4K", "Torrent", "Trackers", 0, "URI"), 20),
        (("Radarr-4K", "Torrent", "Trackers", 1), 21),
        (("Radarr-4K", "Torrent", "Trackers", 1, "URI"), 23),
        (("Radarr-4K", "Torrent", "Trackers", 1, "Sub", "X"), 26),
        (("qBit", "Trackers", 1, "URI"), 28),
        (("qBit", "Last"), 30),
        (("qBit", "Absent"), 27),
        (("Nowhere", "Absent"), None),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_lines(path: tuple[str | int, ...], line: int | None, ending: str) -> None:
    """Headers, keys, rows, multi-line values and quoted names are told apart; what is absent takes its table's line."""
    text = TEXT.replace("\n", ending)
    assert tomlkit.parse(text).unwrap()["top"] == 1
    assert Lines(text).of(path) == line


def test_repeated_keys_are_known() -> None:
    """The second place of a key or table is remembered, for the message about it."""
    assert Lines("[a]\nx = 1\nx = 2\n[a]\n").repeated == [(("a", "x"), 3), (("a",), 4)]


@given(st.text(alphabet="[]{}\"'#=.\\\n\r abu1"))
def test_any_text_is_survived(text: str) -> None:
    """Text that is no TOML never makes the scanner fail or hang."""
    assert Lines(text).of(("a",)) in (None, *range(1, text.count("\n") + 2))
