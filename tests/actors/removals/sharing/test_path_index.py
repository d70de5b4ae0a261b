"""Torrents by path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors.removals.sharing.placements import PathIndex
from qbitrr.decide.removals.sharing import contains

_paths = st.sampled_from(["/", "/a", "/a/b", "/a/bb", "/a/b/c", "/x", "C:", "C:/a", "name"])
_keys = st.integers(0, 4).map(lambda number: ("qBit", str(number)))
_acts = st.lists(st.tuples(_keys, st.lists(_paths, max_size=3)), max_size=12)


class _Counted(dict):
    """Folders that count how often somebody looks into them."""

    looks = 0

    def get(self, *args):
        _Counted.looks += 1
        return super().get(*args)


@pytest.mark.correction("B1")
class PathIndexTests(SynchronousTestCase):
    @given(_acts, _paths)
    def test_everything_around(self, acts, path):
        """Whatever came and went: found is who claims a path at, above or below, and nothing is kept of who left."""
        index, claims = PathIndex(), {}
        for key, paths in acts:
            index.put(key, paths)
            claims[key] = paths
        around = {
            key
            for key, paths in claims.items()
            if any(each == path or contains(each, path) or contains(path, each) for each in paths)
        }
        self.assertEqual(around, index.around(path))
        for key in claims:
            index.drop(key)
        self.assertEqual({}, index._root.inside)

    def test_cost(self):
        """Among 30,000 torrents a look takes as many steps as the path has parts."""
        index = PathIndex()
        for number in range(30_000):
            index.put(("qBit", str(number)), [f"/dl/radarr/Movie {number}"])
        folder = index._root
        while folder.inside:
            folder.inside = _Counted(folder.inside)
            folder = folder.inside[next(iter(folder.inside))]
        _Counted.looks = 0
        self.assertEqual({("qBit", "7")}, index.around("/dl/radarr/Movie 7"))
        self.assertLessEqual(_Counted.looks, 4)
