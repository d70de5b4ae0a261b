"""Rules made ready for deciding."""

import pytest

from qbitrr.model.torrents.rules import (
    FileRules,
    OwnerRules,
    compile_error_codes,
    compile_patterns,
    extension_set,
)
from qbitrr.model.torrents.trackers import TrackerRows, TrackerRule


def test_one_bad_pattern_spoils_nothing() -> None:
    """It is named, the rest is used."""
    good, bad = compile_patterns(["a", "(", "b"])
    assert ([each.pattern for each in good], bad) == (["a", "b"], ("(",))
    assert len(FileRules.compiled(names=["(", "x"]).names) == 1


def test_error_codes_are_texts_or_patterns() -> None:
    """Texts stand for themselves, also with brackets, with "(s)" or without; slashes mark patterns; blanks are nothing."""
    codes = compile_error_codes([" File(s) ", "/^no\\b/", "/", "", "/(/"])
    assert [bool(code.search("1 file(S)")) for code in codes] == [True, False, False]
    assert [bool(code.search("No / files")) for code in codes] == [True, True, True]
    assert [bool(code.search("No / fil")) for code in codes] == [False, True, True]


@pytest.mark.torrent_vector("T10")
def test_extensions_in_every_spelling() -> None:
    """T10."""
    assert extension_set(["mkv", ".MKV", "\\.mkv", " ", ".!qB"]) == {".mkv", ".!qb"}


def test_owner_rules_are_made_ready() -> None:
    """Categories in one spelling, messages in lower case, rows merged, whichever form they come in."""
    row = TrackerRule(uri="a.org")
    rules = OwnerRules(
        section="x",
        failed_category=" /failed/ ",
        dead_messages=("Gone!", ""),
        trackers={"qBit": [row], "qBit-box": TrackerRows((row,))},
    )
    assert (rules.failed_category, rules.dead_messages) == ("failed", ("gone!",))
    assert rules.rows_on("qBit") == rules.rows_on("qBit-box")
    assert not rules.rows_on("elsewhere")
