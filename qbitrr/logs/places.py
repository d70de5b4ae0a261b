"""
Where in a log of any size something stands, and how it is spread over time: a few small reads, never the whole file.

Everything here blocks for the time the disk needs: call it in a thread.
"""

from collections import Counter
from pathlib import Path

from msgspec import Struct

from qbitrr.logs.folder import OpenLog, older_files, open_log
from qbitrr.logs.heads import HEAD, LONGEST_HEAD_BYTES, before, first_head, stamp_of, when
from qbitrr.logs.windows import around

__all__ = [
    "MOST_SAMPLES",
    "SAMPLE_BYTES",
    "LogOverview",
    "LogPlace",
    "LogSample",
    "overview",
    "place_of_line",
    "place_of_time",
]

MOST_SAMPLES = 128
SAMPLE_BYTES = 32 * 1024
_LEAST_SAMPLE_BYTES = 256
_NEAR_BYTES = 64 * 1024


class LogPlace(Struct, frozen=True, kw_only=True):
    """
    Byte *byte* of the log *file*, the beginning of a line; its *size* and *inode* at that moment. *at*: time of that line, "" if unknown.
    """

    file: str
    byte: int
    size: int
    inode: int
    at: str = ""


class LogSample(Struct, frozen=True, kw_only=True):
    """
    Records per level that begin in the bytes *start* to *end*, and the times of the first and the last of them (as in the file).
    """

    start: int
    end: int
    first_at: str
    last_at: str
    levels: dict[str, int]


class LogOverview(Struct, frozen=True, kw_only=True):
    """A log as samples, oldest first; *is_whole*: they leave nothing out."""

    size: int
    inode: int
    is_whole: bool
    samples: list[LogSample]


def overview(folder: Path, name: str) -> LogOverview | None:
    """The log *name* in at most 128 samples of 32 KiB, evenly spaced; None if there is no such log."""
    opened = open_log(folder, name)
    if opened is None:
        return None
    try:
        step = max(_LEAST_SAMPLE_BYTES, -(-opened.size // MOST_SAMPLES))
        width = min(step, SAMPLE_BYTES)
        places = range(0, opened.size, step)
        found = [_sample(opened, at, min(opened.size, at + width)) for at in places]
        samples = [each for each in found if each is not None]
        return LogOverview(size=opened.size, inode=opened.inode, is_whole=width == step, samples=samples)
    finally:
        opened.close()


def _sample(opened: OpenLog, start: int, end: int) -> LogSample | None:
    raw = before(opened.fd, start, end - start + LONGEST_HEAD_BYTES)
    heads = [each for each in HEAD.finditer(raw) if each.start() < end - start]
    if not heads:
        return None
    levels = Counter(each[4].decode() for each in heads)
    return LogSample(start=start, end=end, first_at=when(heads[0]), last_at=when(heads[-1]), levels=dict(levels))


def place_of_line(folder: Path, name: str, line: int) -> LogPlace | None:
    """Where the 1-based *line* begins; reads everything before it. None if there is no such log."""
    opened = open_log(folder, name)
    if opened is None:
        return None
    try:
        byte = around(opened.fd, opened.size, line, 1).start
        return LogPlace(file=name, byte=byte, size=opened.size, inode=opened.inode)
    finally:
        opened.close()


def place_of_time(folder: Path, name: str, seconds: float) -> LogPlace | None:
    """
    The first record not older than *seconds* since the epoch, in the log *name* or in the older file of it that reaches that far;
    the end of the file if all are older. None if there is no such log.
    """
    wanted = stamp_of(seconds)
    best = _in_file(folder, name, wanted)
    if best is None or best.byte > 0:
        return best
    for file in older_files(folder, name):
        found = _in_file(folder, file, wanted)
        if found is not None and found.at >= wanted:
            best = found
        if found is None or found.byte > 0:
            break
    return best


def _in_file(folder: Path, name: str, wanted: str) -> LogPlace | None:
    opened = open_log(folder, name)
    if opened is None:
        return None
    try:
        byte, at = byte_of(opened, wanted)
        return LogPlace(file=name, byte=byte, size=opened.size, inode=opened.inode, at=at)
    finally:
        opened.close()


def byte_of(opened: OpenLog, wanted: str) -> tuple[int, str]:
    """Byte and time of the first record that is not older than *wanted*; the end of the file and "" if there is none."""
    # Everything before `low` is older; what is at or after `high` is not, or there is nothing.
    low, high = 0, opened.size
    while high - low > _NEAR_BYTES:
        middle = (low + high) // 2
        found = first_head(opened.fd, middle, high)
        if found is None or found[1] >= wanted:
            high = middle
        else:
            low = found[0] + 1
    at = low
    while (found := first_head(opened.fd, at, opened.size)) is not None:
        if found[1] >= wanted:
            return found
        at = found[0] + 1
    return opened.size, ""
