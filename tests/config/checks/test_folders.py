"""Folders that are not there are named by the check."""

from qbitrr.config.checks.folders import missing_folders
from qbitrr.config.load import load

TEXT = """\
[Settings]
CompletedDownloadFolder = "/there"
FreeSpaceFolder = "/gone"
[qBit]
FreeSpaceFolder = "/gone/too"
[qBit-b]
Host = "b"
Disabled = true
FreeSpaceFolder = "/gone/as/well"
"""


def test_each_with_its_line() -> None:
    """Those in use; one that a variable sets has no line."""
    found = missing_folders(load(TEXT, {}), lambda path: path == "/there")
    assert [(each.section, each.key, each.line) for each in found] == [
        ("Settings", "FreeSpaceFolder", 3),
        ("qBit", "FreeSpaceFolder", 5),
    ]
    env = {"QBITRR_SETTINGS_FREE_SPACE_FOLDER": "/elsewhere"}
    (first, *_) = missing_folders(load(TEXT, env), lambda path: path == "/there")
    assert (first.line, "/elsewhere" in first.message) == (None, True)


def test_what_is_not_set_is_not_missed() -> None:
    """Nor asked for."""
    assert missing_folders(load("[qBit]\n", {}), lambda path: False) == ()
