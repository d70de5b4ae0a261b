"""Merge patches."""

import copy

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.web.events.patches import merge_patch, without_nulls

SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
)
OBJECTS = st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3).map(without_nulls)


def merged(target, patch):
    """RFC 7386, to the letter."""
    if not isinstance(patch, dict):
        return patch
    target = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            target.pop(name, None)
        else:
            target[name] = merged(target.get(name), value)
    return target


class PatchTests(SynchronousTestCase):
    @given(old=OBJECTS, new=OBJECTS)
    def test_law(self, old, new):
        """Applied to what was, it gives what is; neither is touched."""
        before = copy.deepcopy((old, new))
        patch = merge_patch(old, new)
        self.assertEqual(repr(sorted(new)), repr(sorted(merged(old, patch))))
        self.assertEqual(new, merged(old, patch))
        self.assertEqual(before, (old, new))

    @given(value=OBJECTS)
    def test_nothing(self, value):
        """Of what stayed there is nothing to say."""
        self.assertEqual({}, merge_patch(value, copy.deepcopy(value)))

    def test_small(self):
        """A change of one member of many is a patch of one member."""
        old = {"processes": {str(n): {"state": "running", "pid": n} for n in range(100)}}
        new = copy.deepcopy(old)
        new["processes"]["7"]["state"] = "backoff"
        self.assertEqual({"processes": {"7": {"state": "backoff"}}}, merge_patch(old, new))
        self.assertEqual({"x": True}, merge_patch({"x": 1}, {"x": True}))
