"""Categories a client lacks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.decide.categories import missing_categories

pytestmark = pytest.mark.correction("B3")

SEGMENTS = st.sampled_from(["tv", "hd", "4k", "movies"])
NAMES = st.lists(SEGMENTS, min_size=1, max_size=4).map("/".join)
PATHS = st.sampled_from(["", "/data", "/data/", "relative", "C:\\media", "D:\\", "//nas/share"])


@given(st.lists(NAMES, max_size=5), st.dictionaries(NAMES, PATHS, max_size=5))
def test_laws(wanted: list[str], there: dict[str, str]) -> None:
    """Everything wanted is there afterwards, ancestors first, nothing twice; a path is one of the client's own and a name."""
    known = dict(there)
    for name, path in missing_categories(wanted, there):
        parent, _, last = name.rpartition("/")
        assert name not in known
        assert not parent or parent in known
        above = known.get(parent, "")
        assert bool(path) is bool(above)
        assert not path or (path.startswith(above.rstrip("/\\")) and path.endswith(last))
        known[name] = path
    assert set(wanted) <= set(known)
    assert missing_categories(wanted, known) == ()


def test_paths() -> None:
    """Below the parent's folder, as the client's system spells it; else the client decides."""
    there = {"tv": "/tv", "win": "D:\\media", "plain": ""}
    assert missing_categories(["tv/hd/x", "win/a", "plain/b", "new/c", "tv"], there) == (
        ("tv/hd", "/tv/hd"),
        ("tv/hd/x", "/tv/hd/x"),
        ("win/a", "D:\\media\\a"),
        ("plain/b", ""),
        ("new", ""),
        ("new/c", ""),
    )
