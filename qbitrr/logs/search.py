"""
Searching log files, in a process of its own: a pattern may take for ever, and a disk may hang, and neither can be ended from within.

`python -m qbitrr.logs.search` reads a `LogQuery` from its input, writes a `SearchOutcome`, and ends.
"""

import os
import re
import resource
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from qbitrr.logs.folder import OpenLog, older_files, open_log

__all__ = [
    "MOST_SECONDS",
    "BadPattern",
    "LogHits",
    "LogMatch",
    "LogQuery",
    "NoLog",
    "SearchOutcome",
    "answer_once",
    "compiled",
    "plain",
    "search",
]

Q = TypeVar("Q", bound=Struct)
MOST_SECONDS = 8.0
MOST_BYTES = 80 * 1024 * 1024
_MOST_ANSWER_BYTES = 8 * 1024 * 1024
_LONGEST_LINE_BYTES = 64 * 1024
_LONGEST_SHOWN = 4096
_LOOK_LINES = 256
"""So often the clock is looked at."""
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class LogQuery(Struct, frozen=True, kw_only=True):
    """
    What is looked for: *text*, or what the pattern *text* matches, in the log *name* of *folder* and, *with_rotated*, in its older files.
    At most *most* matches, each with *context* lines before and after.
    """

    folder: str
    name: str
    text: str
    is_pattern: bool = False
    is_exact: bool = False
    with_rotated: bool = True
    most: int = 200
    context: int = 2


class LogMatch(Struct, frozen=True, kw_only=True):
    """A line (1-based) with those around it; long ones are cut."""

    file: str
    line: int
    text: str
    context_before: list[str]
    context_after: list[str]


class LogHits(Struct, frozen=True, kw_only=True, tag="hits"):
    """What was found; *truncated*: there may be more."""

    query: str
    truncated: bool
    matches: list[LogMatch]
    files_searched: list[str]


class NoLog(Struct, frozen=True, tag="no_log"):
    """There is no log of that name."""


class BadPattern(Struct, frozen=True, kw_only=True, tag="bad_pattern"):
    """The pattern is none: why."""

    why: str


SearchOutcome = LogHits | NoLog | BadPattern


class _Limits:
    """What a search may still read, show and take."""

    def __init__(self, query: LogQuery, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._until = seconds() + MOST_SECONDS
        self._bytes = MOST_BYTES
        self._answer = _MOST_ANSWER_BYTES
        self._matches = query.most
        self._lines = 0
        self.is_over = False

    def read(self, size: int) -> None:
        self._bytes -= size
        self._lines += 1
        late = self._lines % _LOOK_LINES == 0 and self._seconds() >= self._until
        self.is_over = self.is_over or late or self._bytes < 0

    def may_show(self, match: LogMatch) -> bool:
        size = len(match.text) + sum(map(len, (*match.context_before, *match.context_after)))
        if not self._matches or size > self._answer:
            self.is_over = True
            return False
        self._matches -= 1
        self._answer -= size
        return True


def search(query: LogQuery, seconds: Callable[[], float] = time.monotonic) -> SearchOutcome:
    """The named file first, then its older ones, the newest first; within one from its beginning. Blocks."""
    pattern = compiled(query.text, is_pattern=query.is_pattern, is_exact=query.is_exact)
    if isinstance(pattern, BadPattern):
        return pattern
    folder, limits = Path(query.folder), _Limits(query, seconds)
    matches: list[LogMatch] = []
    searched: list[str] = []
    for name in _names(folder, query):
        opened = open_log(folder, name)
        if opened is None:
            if name == query.name:
                return NoLog()
            continue
        try:
            searched.append(name)
            for match in _matches(name, opened, pattern, query.context, limits):
                if not limits.may_show(match):
                    break
                matches.append(match)
        finally:
            opened.close()
        if limits.is_over:
            break
    return LogHits(query=query.text, truncated=limits.is_over, matches=matches, files_searched=searched)


def _names(folder: Path, query: LogQuery) -> Iterator[str]:
    yield query.name
    if query.with_rotated:
        yield from older_files(folder, query.name)


def _matches(name: str, opened: OpenLog, pattern: re.Pattern[str], context: int, limits: _Limits) -> Iterator[LogMatch]:
    """Every match of a file, once the lines after it are known."""
    before: deque[str] = deque(maxlen=context)
    open_matches: deque[LogMatch] = deque()
    for number, text in _lines(opened, limits):
        for match in open_matches:
            match.context_after.append(text[:_LONGEST_SHOWN])
        while open_matches and len(open_matches[0].context_after) >= context:
            yield open_matches.popleft()
        if pattern.search(text) is not None:
            match = LogMatch(
                file=name, line=number, text=text[:_LONGEST_SHOWN], context_before=list(before), context_after=[]
            )
            if context:
                open_matches.append(match)
            else:
                yield match
        before.append(text[:_LONGEST_SHOWN])
        if limits.is_over:
            break
    yield from open_matches


def _lines(opened: OpenLog, limits: _Limits) -> Iterator[tuple[int, str]]:
    """Number and text of each line that was there when the file was opened; what of a line is beyond 64 KiB is left out."""
    number, at, is_begun = 0, 0, False
    with os.fdopen(os.dup(opened.fd), "rb") as file:
        while at < opened.size and not limits.is_over:
            raw = file.readline(min(_LONGEST_LINE_BYTES, opened.size - at))
            if not raw:
                return
            at += len(raw)
            limits.read(len(raw))
            if not is_begun:
                number += 1
                yield number, plain(raw)
            is_begun = not raw.endswith(b"\n")


def compiled(text: str, *, is_pattern: bool, is_exact: bool) -> re.Pattern[str] | BadPattern:
    """*text* as what is looked for, be it a pattern itself."""
    try:
        return re.compile(text if is_pattern else re.escape(text), 0 if is_exact else re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        return BadPattern(why=str(error))


def plain(raw: bytes) -> str:
    """Lines of a log as text, without colours and the end of the last."""
    return _COLOURS.sub("", raw.decode("utf-8", "ignore")).rstrip("\r\n")


def answer_once(kind: type[Q], answer: Callable[[Q], Struct], most_seconds: int) -> None:
    """The process: answer what is asked on its input, with at most so many seconds of processor time."""
    resource.setrlimit(resource.RLIMIT_CPU, (most_seconds, most_seconds))  # whoever started us may be gone
    query = msgspec.json.decode(sys.stdin.buffer.read(), type=kind)
    sys.stdout.buffer.write(msgspec.json.encode(answer(query)))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    answer_once(LogQuery, search, int(MOST_SECONDS) + 2)
