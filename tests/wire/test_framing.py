from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.errors import WireError
from qbitrr.wire.framing import MAX_LINE_BYTES, LineSplitter, UnknownMessage, from_child, from_supervisor, to_line
from qbitrr.wire.messages import Beat, Ended, Hello, Log, Stop
from tests.wire.strategies import anything_from_child, anything_from_supervisor


class Lines(SynchronousTestCase):
    """A message becomes one line, and the same message again."""

    def test_a_line_is_a_json_object_with_its_kind(self):
        """The format is the documented one."""
        self.assertEqual(
            b'{"m":"Hello","protocol":1,"name":"torrent A","pid":7}\n',
            to_line(Hello(protocol=1, name="torrent A", pid=7)),
        )

    @given(anything_from_child)
    def test_what_a_child_says_arrives_unchanged(self, message):
        """Any message survives the way, in one line."""
        line = to_line(message)
        self.assertEqual(1, line.count(b"\n"))
        self.assertEqual(message, from_child(line[:-1]))

    @given(anything_from_supervisor)
    def test_what_the_supervisor_says_arrives_unchanged(self, message):
        """Any message survives the other way."""
        self.assertEqual(message, from_supervisor(to_line(message)[:-1]))

    def test_newlines_in_text_stay_inside_the_line(self):
        """A newline in a field cannot end a line."""
        self.assertEqual(1, to_line(Ended(why="one\ntwo")).count(b"\n"))

    def test_an_unknown_kind_is_handed_over_as_such(self):
        """A newer peer is not a broken one."""
        self.assertEqual(UnknownMessage("Novelty"), from_child(b'{"m":"Novelty","x":[1]}'))

    def test_a_kind_of_the_other_direction_is_not_unknown(self):
        """A child that says what only the supervisor may say is broken."""
        with self.assertRaises(WireError):
            from_child(b'{"m":"Stop"}')

    def test_unknown_members_are_ignored(self):
        """A newer peer may say more about what we know."""
        self.assertEqual(Beat(), from_child(b'{"m":"Beat","load":3}'))

    def test_what_is_no_message_is_refused_and_shown(self):
        """The error shows the beginning of what came."""
        for line in (
            b"",
            b"hello",
            b"[1]",
            b'{"m":7}',
            b'{"x":1}',
            b'{"m":"Ended"}',
            b"\xff\xfe",
            b'{"m":"Ended","why":3}',
        ):
            error = self.assertRaises(WireError, from_child, line)
            self.assertIn(repr(line.decode("utf-8", "backslashreplace"))[:20], str(error))

    def test_deep_nesting_is_refused(self):
        """Nesting cannot exhaust the stack."""
        self.assertRaises(WireError, from_child, b"[" * 100_000)
        self.assertRaises(WireError, from_child, b'{"m":"Novelty","x":' + b"[" * 100_000)

    @given(st.binary(max_size=200))
    def test_no_bytes_crash_the_decoder(self, line):
        """Whatever arrives is a message, unknown, or a `WireError`."""
        for read in (from_child, from_supervisor):
            try:
                read(line)
            except WireError:
                pass

    def test_what_cannot_be_written_is_refused(self):
        """Text that UTF-8 cannot carry, objects JSON cannot, lines that are too long."""
        for message in (
            Ended(why="\ud800"),
            Log(at=0.0, level="INFO", text="", fields={"n": object()}),  # type: ignore[dict-item]
            Ended(why="x" * MAX_LINE_BYTES),
        ):
            self.assertRaises(WireError, to_line, message)


class Splitting(SynchronousTestCase):
    """Bytes in pieces of any size become the lines that were sent."""

    @given(st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"")), max_size=8), st.data())
    def test_pieces_do_not_matter(self, lines, data):
        """However the stream is cut, the lines are the same."""
        stream = b"".join(line + b"\n" for line in lines)
        splitter, seen = LineSplitter(limit=100), []
        while stream:
            cut = data.draw(st.integers(1, len(stream)))
            piece, stream = stream[:cut], stream[cut:]
            seen += splitter.feed(piece)
        self.assertEqual(lines, seen)

    def test_a_line_at_the_limit_passes(self):
        """The limit does not count the newline."""
        self.assertEqual([b"12345"], list(LineSplitter(limit=5).feed(b"12345\n")))

    def test_a_longer_line_is_refused_as_soon_as_it_is_too_long(self):
        """Nothing is kept of a line that will never be accepted."""
        splitter = LineSplitter(limit=5)
        lines = splitter.feed(b"ok\n123456")
        self.assertEqual(b"ok", next(lines))
        self.assertRaises(WireError, next, lines)

    def test_an_unfinished_line_in_pieces_is_refused_too(self):
        """The limit holds over pieces."""
        splitter = LineSplitter(limit=5)
        self.assertEqual([], list(splitter.feed(b"123")))
        self.assertRaises(WireError, list, splitter.feed(b"456"))


class Messages(SynchronousTestCase):
    """Facts about the messages that others build upon."""

    def test_the_shortest_message(self):
        """`Stop` has no fields."""
        self.assertEqual(b'{"m":"Stop"}\n', to_line(Stop()))
