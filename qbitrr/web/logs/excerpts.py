"""
A part of a log as one JSON value, for a viewer that follows the file. Blocks: call `excerpt` in a thread.
"""

import os
from pathlib import Path

from attrs import frozen
from msgspec import Struct
from msgspec.structs import replace

from qbitrr.logs.folder import OpenLog, open_log
from qbitrr.logs.windows import Scan, Window, around, count_lines, last_lines, since, whole_characters

__all__ = ["MOST_LINES", "USUAL_LINES", "Excerpt", "ExcerptQuery", "ReconnectEvent", "excerpt", "gone"]

MOST_LINES = 50_000
USUAL_LINES = 2000
_MOST_DELTA_BYTES = 2 * 1024 * 1024


@frozen(kw_only=True)
class ExcerptQuery:
    """
    What is wanted: the last *lines* after leaving out *offset*, or what follows byte *since_bytes* of the file *inode* (0:
    whichever), or a window around the 1-based line *around_line*. Of more than *most_bytes* the newest are kept.
    """

    lines: int = USUAL_LINES
    offset: int = 0
    since_bytes: int | None = None
    inode: int = 0
    around_line: int = 0
    most_bytes: int = 8 * 1024 * 1024


class Excerpt(Struct, frozen=True, kw_only=True):
    """
    A part of a file. *next_bytes* is where to go on reading; *rotated* says that this is a fresh tail of another file than
    the caller knew; *truncated* that older text was left out; the line numbers are 1-based, 0 where they are not counted.
    """

    content: str
    next_bytes: int
    size: int
    inode: int
    rotated: bool = False
    truncated: bool = False
    first_line: int = 0
    last_line: int = 0


class ReconnectEvent(Struct, frozen=True, kw_only=True):
    """The stream ends; where to go on."""

    next_bytes: int
    inode: int


def gone() -> Excerpt:
    """What is said when the file is no more."""
    return Excerpt(content="", next_bytes=0, size=0, inode=0, rotated=True)


def excerpt(
    folder: Path, name: str, query: ExcerptQuery, upto: int | None = None, scan: Scan | None = None
) -> Excerpt | None:
    """
    The part of the log *name* that *query* asks for, of its first *upto* bytes if that is given; None if there is no such log. No more is
    read than *scan* does. Raises `ScanEnded`.
    """
    opened = open_log(folder, name)
    if opened is None:
        return None
    try:
        return _excerpt(opened, query, opened.size if upto is None else min(upto, opened.size), scan or Scan())
    finally:
        opened.close()


def _excerpt(opened: OpenLog, query: ExcerptQuery, upto: int, scan: Scan) -> Excerpt:
    start = query.since_bytes
    if query.around_line > 0:
        return _numbered(opened, around(opened.fd, upto, query.around_line, query.lines, scan), query, scan)
    if start is None:
        return _numbered(opened, last_lines(opened.fd, upto, query.lines, query.offset, scan), query, scan)
    if (query.inode and query.inode != opened.inode) or start > opened.size:
        tail = _numbered(opened, last_lines(opened.fd, upto, query.lines, 0, scan), query, scan, is_raw=True)
        return replace(tail, rotated=True)
    return _delta(opened, start, max(start, upto), scan)


def _delta(opened: OpenLog, start: int, end: int, scan: Scan) -> Excerpt:
    """The text from byte *start* to *end*, up to the last whole character, the newest 2 MiB of it at most."""
    window = since(opened.fd, end, start, _MOST_DELTA_BYTES, scan)
    raw = os.pread(opened.fd, window.end - window.start, window.start)
    raw = raw[: whole_characters(raw)]
    return Excerpt(
        content=raw.decode("utf-8", "ignore"),
        next_bytes=window.start + len(raw),
        size=opened.size,
        inode=opened.inode,
        truncated=window.truncated,
    )


def _numbered(opened: OpenLog, window: Window, query: ExcerptQuery, scan: Scan, *, is_raw: bool = False) -> Excerpt:
    """
    A window of whole lines, joined by newlines, without the last one's end; *is_raw*: with it, because what is appended later follows.
    """
    kept = since(opened.fd, window.end, window.start, query.most_bytes, scan)
    raw = os.pread(opened.fd, kept.end - kept.start, kept.start)
    text = raw.decode("utf-8", "ignore")
    above = count_lines(opened.fd, kept.start, scan)
    first = 0 if above is None else above + 1
    lines = raw.count(b"\n") + (0 if raw.endswith(b"\n") or not raw else 1)
    return Excerpt(
        content=text if is_raw else text.removesuffix("\n"),
        next_bytes=kept.start + len(raw),
        size=opened.size,
        inode=opened.inode,
        truncated=kept.truncated or window.truncated,
        first_line=first,
        last_line=first + lines - 1 if first else 0,
    )
