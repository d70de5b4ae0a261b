"""
Parts of a log file by line: the last lines, lines around one, everything since a byte.

A line ends with a newline byte and with nothing else, so that numbers of lines always agree. Files are scanned in blocks: memory
does not grow with the file. Everything here blocks for the time the disk needs: call it in a thread, and `end` its scan when
nobody waits for it any more.
"""

import os

from attrs import define, frozen

from qbitrr.errors import QbitrrError

__all__ = [
    "BLOCK_BYTES",
    "MOST_SCANNED_BYTES",
    "Scan",
    "ScanEnded",
    "Window",
    "around",
    "count_lines",
    "last_lines",
    "since",
    "whole_characters",
]

BLOCK_BYTES = 64 * 1024
MOST_SCANNED_BYTES = 256 * 1024 * 1024
"""Of all logs of ours together there are fewer."""


class ScanEnded(QbitrrError):
    """Nobody waits for it any more."""


@define
class Scan:
    """Reading a file in search of lines: at most *left* bytes of it, and none after `end`, which any thread may call."""

    left: int = MOST_SCANNED_BYTES
    _is_ended: bool = False

    def end(self) -> None:
        """Read no more."""
        self._is_ended = True

    def read(self, fd: int, size: int, at: int) -> bytes:
        """The block of *size* bytes at byte *at*; nothing where the file ends, and when enough was read. Raises `ScanEnded`."""
        if self._is_ended:
            raise ScanEnded
        if self.left <= 0:
            return b""
        block = os.pread(fd, size, at)
        self.left -= len(block)
        return block


@frozen(kw_only=True)
class Window:
    """Bytes *start* to *end* of a file. *truncated*: something that was asked for is left out before *start*."""

    start: int
    end: int
    truncated: bool = False


def last_lines(fd: int, size: int, lines: int, offset: int = 0, scan: Scan | None = None) -> Window:
    """
    The last *lines* lines (0: all) of the first *size* bytes, after leaving out the last *offset*. A last line without a
    newline is a line. Of what lies farther back than *scan* reads nothing is given.
    """
    scan = scan or Scan()
    end = _start_of_last(fd, size, offset, scan) if offset > 0 else size
    start = _start_of_last(fd, end, lines, scan) if lines > 0 else 0
    return Window(start=start, end=end, truncated=scan.left <= 0)


def around(fd: int, size: int, line: int, lines: int, scan: Scan | None = None) -> Window:
    """A window of *lines* lines with the 1-based *line* in its middle, as far as the file reaches, and *scan* reads."""
    scan = scan or Scan()
    first = max(1, line - lines // 2)
    start = _start_of_line(fd, size, first, 0, scan)
    return Window(start=start, end=_start_of_line(fd, size, lines + 1, start, scan), truncated=scan.left <= 0)


def since(fd: int, size: int, start: int, most: int, scan: Scan | None = None) -> Window:
    """
    What follows byte *start*: at most *most* bytes, the newest ones, beginning with a whole line when older ones are left out.
    """
    if size - start <= most:
        return Window(start=start, end=size)
    kept = size - most
    return Window(start=_start_of_line(fd, size, 2, kept - 1, scan or Scan()), end=size, truncated=True)


def count_lines(fd: int, end: int, scan: Scan | None = None) -> int | None:
    """
    Number of newlines in the first *end* bytes: the number of the line that begins there, less one. None if *scan* does not read
    that far.
    """
    scan = scan or Scan()
    at = count = 0
    while at < end:
        block = scan.read(fd, min(BLOCK_BYTES, end - at), at)
        if not block:
            return None if scan.left <= 0 else count
        count += block.count(b"\n")
        at += len(block)
    return count


def whole_characters(text: bytes) -> int:
    """How many of the bytes are whole UTF-8 characters: fewer than all when *text* ends within one."""
    for back in range(1, min(4, len(text) + 1)):
        byte = text[-back]
        if byte & 0b1100_0000 == 0b1000_0000:
            continue  # a later byte of a character
        needed = 4 if byte >= 0xF0 else 3 if byte >= 0xE0 else 2 if byte >= 0xC0 else 1
        return len(text) - back if needed > back else len(text)
    return len(text)


def _start_of_last(fd: int, end: int, count: int, scan: Scan) -> int:
    """Where the last *count* lines of the first *end* bytes begin; as far back as *scan* reads, *end* if it reads nothing."""
    upto = end
    if upto and os.pread(fd, 1, upto - 1) == b"\n":
        upto -= 1  # the end of the last line, not the beginning of another
    while upto > 0:
        begin = max(0, upto - BLOCK_BYTES)
        block = scan.read(fd, upto - begin, begin)
        if not block:
            return end
        found = block.count(b"\n")
        if found >= count:
            at = len(block)
            for _ in range(count):
                at = block.rfind(b"\n", 0, at)
            return begin + at + 1
        count -= found
        upto = begin
    return 0


def _start_of_line(fd: int, size: int, line: int, at: int, scan: Scan) -> int:
    """Where the 1-based *line*, counted from byte *at*, begins; *size* if there are fewer, or none within what *scan* reads."""
    missing = line - 1
    while missing and at < size:
        block = scan.read(fd, min(BLOCK_BYTES, size - at), at)
        if not block:
            return size
        found = block.count(b"\n")
        if found < missing:
            missing -= found
            at += len(block)
            continue
        inside = -1
        for _ in range(missing):
            inside = block.find(b"\n", inside + 1)
        return at + inside + 1
    return min(at, size)
