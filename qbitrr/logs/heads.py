"""
The head of a record in a log file: when, how grave, who. See `lines.py` for its shape.

Times are compared as they stand there, as text: local time of the program, `2025-11-27 10:30:15,123`.
"""

import errno
import os
import re
import time

__all__ = ["HEAD", "LONGEST_HEAD_BYTES", "MOST_HEADLESS_BYTES", "before", "first_head", "stamp_of", "when"]

HEAD = re.compile(
    rb"\n\[(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)[.,](\d{3})\d*\] ([A-Z]+) *: (?:([\w.$<>-]+): )?", re.ASCII
)
"""Matches from the newline before the head on: day, time, milliseconds, level, logger."""
MOST_HEADLESS_BYTES = 1024 * 1024
"""What is longer without a head is no log; nobody looks for one further on."""
_BLOCK_BYTES = 64 * 1024
LONGEST_HEAD_BYTES = 256


def stamp_of(seconds: float) -> str:
    """A time since the epoch as heads have it, without milliseconds: it comes before every head of that second."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))


def first_head(fd: int, at: int, end: int) -> tuple[int, str] | None:
    """
    Byte and time of the first record that begins from byte *at* on, before *end*; None if there is none near, which holes do not count
    for. Blocks.
    """
    for _ in range(0, MOST_HEADLESS_BYTES, _BLOCK_BYTES):
        at = _filled(fd, at)
        if at >= end:
            break
        raw = before(fd, at, min(_BLOCK_BYTES, end - at) + LONGEST_HEAD_BYTES)
        found = HEAD.search(raw)
        if found is not None and at + found.start() < end:
            return at + found.start(), when(found)
        at += _BLOCK_BYTES
    return None


def before(fd: int, at: int, size: int) -> bytes:
    """
    *size* bytes from *at* on, and one before them, a newline at the beginning of the file: a head's match begins where its line does.
    """
    if at == 0:
        return b"\n" + os.pread(fd, size, 0)
    return os.pread(fd, size + 1, at - 1)


def _filled(fd: int, at: int) -> int:
    """*at*, or where the hole ends in which it lies; far beyond the end if nothing follows."""
    try:
        return max(at, os.lseek(fd, at, os.SEEK_DATA))
    except OSError as error:
        if error.errno == errno.ENXIO:
            return 2**63 - 1
        return at  # a file system that knows no holes


def when(found: re.Match[bytes]) -> str:
    """The time of a head."""
    return f"{found[1].decode()} {found[2].decode()},{found[3].decode()}"
