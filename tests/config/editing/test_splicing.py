"""An edit of a text changes one key and nothing else."""

import textwrap
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.config.editing.splicing import TomlText
from qbitrr.config.editing.trees import leaves, pruned, with_value, without
from qbitrr.config.statements import Path

TEXT = textwrap.dedent(
    """\
    # Mine.
    [Settings]
      # how often
      LoopSleepTimer = "1.4 weeks"   # slowly
      PingURLS = [
        "one",  # the first
        "two",
      ]

    # [Commented]
    # Key = 1

    [qBit]
    Host = "a"

    # Rows.
    [[qBit.Trackers]]
    # the good one
    Name = "A"
    URI = "a.example"

    [[qBit.Trackers]]
    Name = "B"  # the other one
    URI = "b.example"

    # The radarr.
    [Radarr-4K]
    URI = 'http://x'
    Torrent.StalledDelay = 15
    [Radarr-4K.EntrySearch]
    QualityProfileMappings = { "WEB-DL 5.1" = "SD", B = "C" } # mapped

    [Radarr-4K.EntrySearch.Ombi]
    OmbiURI = "http://o"
    """
)


def edited(text: str, path: Path, value: Any) -> str:
    editing = TomlText(text)
    editing.put(path, value)
    return editing.text


def dropped(text: str, path: Path) -> str:
    editing = TomlText(text)
    editing.drop(path)
    return editing.text


def tree(text: str) -> Any:
    return tomlkit.parse(text).unwrap()


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (("Settings", "LoopSleepTimer"), "2d", '"1.4 weeks"   #', '"2d"   #'),
        (("Settings", "PingURLS"), ["x"], '[\n    "one",  # the first\n    "two",\n  ]', '["x"]'),
        (("qBit", "Host"), "b", 'Host = "a"', 'Host = "b"'),
        (("qBit", "Port"), 8080, 'Host = "a"\n', 'Host = "a"\nPort = 8080\n'),
        (("Settings", "DryRun"), True, "  ]\n", "  ]\n  DryRun = true\n"),
        (("Radarr-4K", "Torrent", "MaximumETA"), "1d", "StalledDelay = 15\n", 'StalledDelay = 15\nTorrent.MaximumETA = "1d"\n'),
        (("Radarr-4K", "EntrySearch", "QualityProfileMappings", "B"), "D", 'B = "C"', 'B = "D"'),
        (("qBit", "Trackers", 1, "URI"), "c", '"b.example"', '"c"'),
        (("qBit", "Trackers", 0, "Priority"), 1, '"a.example"\n', '"a.example"\nPriority = 1\n'),
        (("Radarr-4K", "EntrySearch", "Ombi", "Is4K"), True, '"http://o"\n', '"http://o"\nIs4K = true\n'),
        (
            ("Radarr-4K", "EntrySearch", "Overseerr", "Is4K"), True,
            '"http://o"\n', '"http://o"\n\n[Radarr-4K.EntrySearch.Overseerr]\nIs4K = true\n',
        ),
        (("qBit", "CategorySeeding", "RemoveTorrent"), 3, '"b.example"\n', '"b.example"\n\n[qBit.CategorySeeding]\nRemoveTorrent = 3\n'),
        (("Sonarr-TV", "URI"), "u", '"http://o"\n', '"http://o"\n\n[Sonarr-TV]\nURI = "u"\n'),
        (("WebUI", "Patterns"), [r"\bx\b"], '"http://o"\n', '"http://o"\n\n[WebUI]\nPatterns = [\'\\bx\\b\']\n'),
    ],
)  # fmt: skip
def test_putting(path: Path, value: Any, old: str, new: str) -> None:
    """A value is replaced where it is, or appears at the end of its table; the rest of the text is the same."""
    assert TEXT.count(old) == 1
    result = edited(TEXT, path, value)
    assert result == TEXT.replace(old, new)
    assert tree(result) == with_value(tree(TEXT), path, value)


@pytest.mark.parametrize(
    ("path", "gone"),
    [
        (("Settings", "LoopSleepTimer"), '  LoopSleepTimer = "1.4 weeks"   # slowly\n'),
        (("Radarr-4K", "Torrent", "StalledDelay"), "Torrent.StalledDelay = 15\n"),
        (("Radarr-4K", "Torrent"), "Torrent.StalledDelay = 15\n"),
        (("Radarr-4K", "EntrySearch", "QualityProfileMappings", "WEB-DL 5.1"), '"WEB-DL 5.1" = "SD",'),
        (("qBit", "Trackers", 1), '[[qBit.Trackers]]\nName = "B"  # the other one\nURI = "b.example"\n\n'),
        (("Radarr-4K", "EntrySearch", "Ombi"), '[Radarr-4K.EntrySearch.Ombi]\nOmbiURI = "http://o"\n'),
        (("Radarr-4K",), TEXT[TEXT.index("# The radarr.") :]),
        (("qBit",), TEXT[TEXT.index("[qBit]") : TEXT.index("# The radarr.")]),
        (("Settings",), TEXT[: TEXT.index("# [Commented]")]),
    ],
)
def test_dropping(path: Path, gone: str) -> None:
    """A key goes with its line, a table with the comments that stand at it; other comments stay."""
    assert TEXT.count(gone) == 1
    result = dropped(TEXT, path)
    assert result.replace(" ", "") == TEXT.replace(gone, "").replace(" ", "")
    assert pruned(tree(result)) == pruned(without(tree(TEXT), path))


def test_rows() -> None:
    """Rows that stay keep their comments; new ones follow the last, those too many go."""
    rows = tree(TEXT)["qBit"]["Trackers"]
    more = [*rows, {"Name": "C", "URI": "c"}]
    assert edited(TEXT, ("qBit", "Trackers"), more) == TEXT.replace(
        'URI = "b.example"\n', 'URI = "b.example"\n\n[[qBit.Trackers]]\nName = "C"\nURI = "c"\n'
    )
    assert edited(TEXT, ("qBit", "Trackers"), rows[:1]) == dropped(TEXT, ("qBit", "Trackers", 1))
    assert tree(edited(TEXT, ("qBit", "Trackers"), [])) == without(tree(TEXT), ("qBit", "Trackers")) | {
        "qBit": {"Host": "a", "Trackers": []}
    }
    first = edited(TEXT, ("qBit", "Trackers"), [{"Name": "0", "URI": "0"}, *rows])
    assert first == TEXT.replace("# Rows.\n", '[[qBit.Trackers]]\nName = "0"\nURI = "0"\n\n# Rows.\n')
    assert edited(TEXT, ("qBit", "Trackers"), rows[1:]) == dropped(TEXT, ("qBit", "Trackers", 0))
    assert edited("[qBit]\nTrackers = []\nHost = 1\n", ("qBit", "Trackers"), rows[:1]) == (
        '[qBit]\nHost = 1\n\n[[qBit.Trackers]]\nName = "A"\nURI = "a.example"\n'
    )


def test_renaming() -> None:
    """A section stays where it is, with its tables and comments."""
    editing = TomlText(TEXT)
    editing.rename("Radarr-4K", "Radarr-UHD 2")
    assert editing.text == TEXT.replace("[Radarr-4K", '["Radarr-UHD 2"')
    assert list(tree(editing.text)) == ["Settings", "qBit", "Radarr-UHD 2"]


def test_line_ends() -> None:
    """A text with the line ends of Windows keeps them, in new lines too; one without an end gets one."""
    assert edited("[qBit]\r\nHost = 1", ("qBit", "Port"), 2) == "[qBit]\r\nHost = 1\r\nPort = 2\r\n"
    assert edited("", ("qBit", "Port"), 2) == "[qBit]\nPort = 2\n"
    assert edited("# only this", ("qBit", "Port"), 2) == "# only this\n\n[qBit]\nPort = 2\n"


# Any text of TOML's kinds of tables, with comments in every place.

NAMES = st.sampled_from(["a", "b", "c d", "e.f", "ü", ""])
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.booleans(),
    st.integers(-5, 5),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=6).filter(lambda text: text.isprintable()),
    st.lists(st.text(alphabet="ab'\"\\#[]", max_size=4), max_size=3),
)
COMMENT = st.sampled_from(["", "  # c", "#x = 1"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A document: some tables with keys, inline tables, dotted keys, rows, blank lines, comments."""
    lines: list[str] = []
    for section in draw(st.lists(NAMES.filter(bool), max_size=4, unique=True)):
        name = tomlkit.string(section).as_string()
        if draw(st.booleans()):
            lines += ["", "# above"] if draw(st.booleans()) else ["# above", ""]
        lines.append(f"[{name}]{draw(COMMENT)}")
        for each in draw(st.lists(NAMES, max_size=3, unique=True)):
            value = tomlkit.item(draw(VALUES)).as_string()
            kind = draw(st.sampled_from(["plain", "inline", "dotted", "comment"]))
            if kind == "comment":
                lines += [draw(st.sampled_from(["", "# a comment", "  # one"]))]
            key = tomlkit.string(each).as_string()
            shown = f"{{ x = {value} }}" if kind == "inline" else value
            lines.append(f"{key}{'.y' if kind == 'dotted' else ''} = {shown}{draw(COMMENT)}")
        for inner in draw(st.lists(st.sampled_from(["s", "t"]), max_size=2, unique=True)):
            lines += [f"[{name}.{inner}]", "k = 1", *(["# below"] if draw(st.booleans()) else [])]
        for _ in range(draw(st.integers(0, 2))):
            lines += ["", f"[[{name}.rows]]", "n = 1  # n"]
    return "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n# end\n"]))


def comments(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip().startswith("#")]


@given(texts(), st.data())
def test_only_the_key_changes(text: str, data: st.DataObject) -> None:
    """After any one key was set, only this key differs, and every comment line is there."""
    before = tree(text)
    there = [path for path, _ in leaves(before)]
    new = [(*path[:-1], "new") for path in there] + [("a", "new"), ("neu", "x", "y")]
    path = data.draw(st.sampled_from(there + new))
    if "rows" in path:
        return
    value = data.draw(VALUES)
    result = edited(text, path, value)
    assert tree(result) == with_value(before, path, value)
    if not any("[" in line and "#" in line for line in text.splitlines()):
        assert comments(result) == comments(text)


@given(texts(), st.data())
def test_only_the_key_goes(text: str, data: st.DataObject) -> None:
    """After anything was taken out, only this is gone."""
    before = tree(text)
    there = [path[:length] for path, _ in leaves(before) for length in range(1, len(path) + 1)]
    if there:
        path = data.draw(st.sampled_from(there))
        assert pruned(tree(dropped(text, path))) == pruned(without(before, path))


ROWS = st.lists(
    st.dictionaries(
        st.sampled_from(["Name", "URI", "n", "x y"]), st.sampled_from(["a", "b", 1, True]), min_size=1, max_size=3
    ),
    max_size=4,
)


@given(texts(), ROWS, ROWS)
def test_rows_become_those(text: str, first: list[Any], second: list[Any]) -> None:
    """Whatever rows there were, they are the new ones then; nothing else differs."""
    before = tree(text)
    path: Path = ("neu", "rows") if not before else (next(iter(before)), "rows")
    for rows in (first, second):
        text = edited(text, path, rows)
        assert pruned(tree(text)) == pruned(with_value(before, path, rows))
