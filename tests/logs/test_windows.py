"""Parts of a log file by line, against the obvious way to do it."""

import os
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.logs import windows
from qbitrr.logs.windows import Scan, ScanEnded, around, count_lines, last_lines, since, whole_characters

CONTENT = st.lists(st.binary(max_size=12)).map(b"\n".join)
COUNT = st.integers(0, 12)


class WindowCase(SynchronousTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "Main.log"
        # Small blocks, so that every boundary is met.
        self.patch(windows, "BLOCK_BYTES", 5)

    def opened(self, content):
        self.path.write_bytes(content)
        fd = os.open(self.path, os.O_RDONLY)
        self.addCleanup(os.close, fd)
        return fd, len(content)

    def lines(self, content):
        return [line for line in re.split(rb"(?<=\n)", content) if line]

    def part(self, content, window):
        return content[window.start : window.end]


class WindowTests(WindowCase):
    @given(CONTENT, COUNT, COUNT)
    def test_the_last_lines(self, content, lines, offset):
        """The last so many, after leaving out so many; 0 lines means all."""
        fd, size = self.opened(content)
        all_lines = self.lines(content)
        kept = all_lines[: max(0, len(all_lines) - offset)]
        expected = kept[-lines:] if lines else kept
        self.assertEqual(b"".join(expected), self.part(content, last_lines(fd, size, lines, offset)))

    @given(CONTENT, st.integers(1, 12), st.integers(1, 12))
    def test_around_a_line(self, content, line, lines):
        """A window with the line in its middle, as far as the file reaches."""
        fd, size = self.opened(content)
        first = max(1, line - lines // 2)
        expected = self.lines(content)[first - 1 : first - 1 + lines]
        self.assertEqual(b"".join(expected), self.part(content, around(fd, size, line, lines)))

    @given(CONTENT, COUNT, st.integers(1, 30))
    def test_since_a_byte(self, content, start, most):
        """Everything after it, or the newest whole lines that fit."""
        fd, size = self.opened(content)
        start = min(start, size)
        window = since(fd, size, start, most)
        self.assertEqual(size, window.end)
        self.assertEqual(size - start > most, window.truncated)
        if window.truncated:
            self.assertLessEqual(size - window.start, most)
            self.assertIn(content[window.start - 1 : window.start], (b"\n", content[-1:]))
            self.assertNotIn(b"\n", content[size - most - 1 : window.start - 1])
        else:
            self.assertEqual(start, window.start)

    @given(CONTENT)
    def test_counting(self, content):
        """One for each newline."""
        fd, size = self.opened(content)
        self.assertEqual(content.count(b"\n"), count_lines(fd, size))

    @given(st.text(max_size=8), st.integers(0, 40))
    def test_whole_characters(self, text, cut):
        """A cut within a character goes back to its beginning, and never further."""
        part = text.encode("utf-8")[:cut]
        kept = part[: whole_characters(part)]
        self.assertTrue(text.startswith(kept.decode("utf-8")))
        self.assertLess(len(part) - len(kept), 4)

    def test_stray_bytes_are_no_reason_to_wait(self):
        """What is no UTF-8 anyway counts as whole."""
        for part in (b"\x80\x80\x80\x80", b"a\x80", b"\xff\x80\x80\x80\x80"):
            self.assertEqual(len(part), whole_characters(part))

    def test_a_file_that_shrinks_meanwhile_ends_the_scan(self):
        """Reading beyond the end is the end, not an endless loop."""
        fd, _ = self.opened(b"a\nb\n")
        self.assertEqual(2, count_lines(fd, 1000))
        self.assertEqual(1000, around(fd, 1000, 500, 10).start)

    def test_memory_is_a_block(self):
        """However long the file, no read is longer than a block."""
        fd, size = self.opened(b"x\n" * 500)
        reads = []
        real = os.pread

        def pread(fd, length, at):
            reads.append(length)
            return real(fd, length, at)

        with mock.patch("os.pread", pread):
            last_lines(fd, size, 400, 50)
            around(fd, size, 300, 50)
            count_lines(fd, size)
        self.assertLessEqual(max(reads), windows.BLOCK_BYTES)


class ScanTests(WindowCase):
    def test_a_bound(self):
        """Whatever is asked of however long a file: not much more than the bound is read, and what was left out is said."""
        fd, size = self.opened(b"x\n" * 5000)
        for walk in (
            lambda scan: last_lines(fd, size, 4000, 0, scan),
            lambda scan: last_lines(fd, size, 10, 4000, scan),
            lambda scan: around(fd, size, 4000, 10, scan),
        ):
            scan = Scan(left=100)
            found = walk(scan)
            self.assertTrue(found.truncated)
            self.assertGreaterEqual(scan.left, -windows.BLOCK_BYTES)
            self.assertLessEqual(0, found.start)
            self.assertLessEqual(found.start, found.end)
            self.assertLessEqual(found.end, size)
        self.assertIsNone(count_lines(fd, size, Scan(left=100)))
        self.assertEqual(20, count_lines(fd, 40, Scan(left=100)))

    def test_an_end(self):
        """Whoever leaves ends it, from another thread."""
        fd, size = self.opened(b"x\n" * 500)
        scan = Scan()
        scan.end()
        for walk in (last_lines, around, since):
            self.assertRaises(ScanEnded, walk, fd, size, 10, 10, scan)
        self.assertRaises(ScanEnded, count_lines, fd, size, scan)
