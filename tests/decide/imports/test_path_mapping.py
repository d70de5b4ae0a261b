"""Paths of a client as an Arr sees them, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.decide.imports.path_mapping import Row, is_within, mapped, unmapped

NAMES = st.sampled_from(["a", "b", "ab"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts))
FOLDERS = st.builds(str.__add__, PATHS, st.sampled_from(["", "/"])) | st.just("/")
ROWS = st.lists(st.tuples(st.sampled_from(["one", "other"]), FOLDERS, FOLDERS), max_size=3)


def test_forth() -> None:
    """The longest prefix counts, whole names only, rows of the client's own host first, with one separator."""
    rows = (
        ("qbit", "/data/", "/mnt/a/"),
        ("qbit", "/data/deep", "/mnt/b"),
        ("other", "/data/deep/er/", "/mnt/c/"),
        ("QBIT", "/shares/", "Z:\\x\\"),
    )
    for path, expected in {
        "/data/x/y": "/mnt/a/x/y",
        "/data": "/mnt/a/",
        "/data/deep/x": "/mnt/b/x",
        "/data/deep/er/x": "/mnt/b/er/x",
        "/database/x": "/database/x",
        "/else": "/else",
        "/shares/a/b": "Z:\\x\\a\\b",
    }.items():
        assert mapped(path, rows, "qbit") == expected
    assert mapped("/data/deep/er/x", rows, "nobody") == "/mnt/c/x"
    assert mapped("/data/x", [("qbit", "/", "/mnt/box/")], "qbit") == "/mnt/box/data/x"


@pytest.mark.correction("B2")
@given(PATHS, ROWS, PATHS)
def test_back(path: str, rows: list[Row], place: str) -> None:
    """Whatever of a client lies at or below a place of the Arr lies at or below one of these."""
    if is_within(mapped(path, rows, "one"), place):
        assert any(is_within(path, each) or each == "/" for each in unmapped(place, rows))
