from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.errors import WireError
from qbitrr.wire.forks import (
    MAX_PACKET_BYTES,
    Exited,
    Fork,
    Forked,
    NotForked,
    Preloaded,
    read_fork,
    read_said,
    to_packet,
)
from tests.wire.strategies import struct


class Packets(SynchronousTestCase):
    """What the supervisor and the fork server say arrives."""

    @given(struct(Fork))
    def test_requests(self, request):
        """Any request survives the way."""
        self.assertEqual(request, read_fork(to_packet(request)))

    @given(st.one_of(map(struct, (Preloaded, Forked, NotForked, Exited))))
    def test_answers(self, said):
        """Any answer survives the way."""
        self.assertEqual(said, read_said(to_packet(said)))

    @given(st.binary(max_size=100))
    def test_no_bytes_crash_the_readers(self, packet):
        """Whatever arrives is a packet or a `WireError`."""
        for read in (read_fork, read_said):
            try:
                read(packet)
            except WireError:
                pass

    def test_a_huge_environment_is_refused(self):
        """A packet must fit into the socket."""
        request = Fork(id=1, name="a", env={"X": "x" * MAX_PACKET_BYTES})
        self.assertRaises(WireError, to_packet, request)

    def test_what_is_no_packet_is_refused(self):
        """By both sides."""
        self.assertRaises(WireError, read_fork, b"{}")
        self.assertRaises(WireError, read_said, b"{}")
