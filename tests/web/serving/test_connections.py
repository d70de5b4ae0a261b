"""Connections: never more than may be, and strangers make room."""

import resource
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.web.serving.connections import ConnectionLimits, OpenConnections


class Line:
    def __init__(self, address="", is_known=False, is_idle=True):
        self.address, self.is_known, self.is_idle = address, is_known, is_idle
        self.is_cut = False

    def cut(self):
        self.is_cut = True


LINES = st.builds(Line, st.sampled_from(["a", "b", ""]), st.booleans(), st.booleans())


class ConnectionsTests(SynchronousTestCase):
    @given(st.lists(LINES, max_size=40), st.booleans())
    def test_bounds(self, lines, is_proxied):
        """Whoever comes: the bounds hold, and nobody who is known or asks something is cut to make room."""
        connections = OpenConnections(ConnectionLimits(6, 3), lambda: is_proxied)
        for line in lines:
            before = [each for each in lines if each in connections._all]
            connections.came(line)
            self.assertLessEqual(len(connections), 6)
            if not is_proxied:
                for address in "ab":
                    self.assertLessEqual(sum(each.address == address for each in connections._all), 3)
            for each in before:
                self.assertTrue(not each.is_cut or (each.is_idle and not each.is_known))
        self.assertEqual([each for each in lines if not each.is_cut], list(connections._all))

    def test_room(self):
        """The oldest idle stranger goes for a new one; what left makes room, too."""
        connections = OpenConnections(ConnectionLimits(2, 2), lambda: True)
        first, second, third = Line(is_known=True), Line(), Line()
        for each in (first, second, third):
            connections.came(each)
        self.assertEqual([False, True, False], [each.is_cut for each in (first, second, third)])
        connections.left(first)
        self.assertEqual(1, len(connections))

    def test_by_descriptors(self):
        """Whatever the limit of the process is, descriptors stay for the rest of the program."""
        for soft, most in ((1024, 640), (500, 116), (400, 32), (100_000, 1000), (resource.RLIM_INFINITY, 1000)):
            with mock.patch.object(resource, "getrlimit", return_value=(soft, resource.RLIM_INFINITY)):
                self.assertEqual(ConnectionLimits(most, most // 2), ConnectionLimits.by_descriptors())
