"""
What of logs of any size passes a filter, the newest first, of one log or of several merged by time.

`python -m qbitrr.logs.filtering` reads a `FilterQuery` from its input, writes a `FilterOutcome`, and ends: a pattern may take for ever
and a disk may hang, as with `search.py`.
"""

import heapq
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from qbitrr.logs.backwards import LogRecord, records_back
from qbitrr.logs.folder import OpenLog, older_files, open_log
from qbitrr.logs.levels import number_of
from qbitrr.logs.places import byte_of
from qbitrr.logs.search import BadPattern, NoLog, answer_once, compiled, plain

__all__ = ["MOST_BYTES", "MOST_SECONDS", "FilterOutcome", "FilterQuery", "Filtered", "FilteredRecord", "filtered"]

MOST_SECONDS = 4.0
MOST_BYTES = 64 * 1024 * 1024
_MOST_ANSWER_BYTES = 2 * 1024 * 1024
_LONGEST_SHOWN = 16_384


class FilterQuery(Struct, frozen=True, kw_only=True):
    """
    Which records of the logs *names* (and, *with_rotated*, of their older files): those that hold *text* or match the pattern *text*, at
    least as grave as the level number *level*, of a logger whose name holds *logger*, not older than *since* and older than *until* (times
    as in the file). Per log, *before* says up to which file and byte was searched already, "" that nothing is left of it, and *after* from
    which byte on something may be new. At most *most*.
    """

    folder: str
    names: list[str]
    text: str = ""
    is_pattern: bool = False
    is_exact: bool = False
    level: int = 0
    logger: str = ""
    since: str = ""
    until: str = ""
    with_rotated: bool = True
    before: dict[str, tuple[str, int]] = {}
    after: dict[str, int] = {}
    most: int = 200


class FilteredRecord(Struct, frozen=True, kw_only=True):
    """A record with the lines below its head; long ones are cut. *byte* is where it begins in *file*."""

    file: str
    byte: int
    text: str


class Filtered(Struct, frozen=True, kw_only=True, tag="filtered"):
    """
    What passed, in the order of time; *before*: where to go on towards the beginning (file "": nothing left), per log; *ends*: the size of
    each; *searched*: bytes read.
    """

    records: list[FilteredRecord]
    before: dict[str, tuple[str, int]]
    ends: dict[str, int]
    searched: int


FilterOutcome = Filtered | NoLog | BadPattern


class _Budget:
    """What may still be read and shown."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._until = seconds() + MOST_SECONDS
        self.read_bytes = 0
        self._answer = _MOST_ANSWER_BYTES
        self.is_over = False

    def may_read(self, size: int) -> bool:
        # The first block always: whoever asks again gets further.
        if self.read_bytes and (self.read_bytes + size > MOST_BYTES or self._seconds() >= self._until):
            self.is_over = True
            return False
        self.read_bytes += size
        return True

    def may_show(self, text: str) -> bool:
        self._answer -= len(text)
        return self._answer >= 0


class _Log:
    """One log with its older files, read from its end. `place` is up to where everything was looked at."""

    def __init__(self, query: FilterQuery, name: str, budget: _Budget) -> None:
        self._folder = Path(query.folder)
        self._query = query
        self.name = name
        self._budget = budget
        self.place: tuple[str, int] = ("", 0)
        self.end = 0

    def begin(self) -> bool:
        """Whether there is such a log."""
        opened = open_log(self._folder, self.name)
        if opened is None:
            return False
        opened.close()
        self.end = opened.size
        self.place = self._query.before.get(self.name, (self.name, opened.size))
        return True

    def records(self) -> Iterator[tuple[str, "_Log", LogRecord, str]]:
        """Time, log, record and file of each, newest first. Whoever takes one sets `place`."""
        newest = "9"
        for file in self._files():
            opened = open_log(self._folder, file)
            if opened is None:
                continue
            try:
                for record in self._of(opened, file):
                    newest = record.at or newest
                    if self._query.since and newest < self._query.since:
                        self.place = ("", 0)
                        return
                    yield newest, self, record, file
            finally:
                opened.close()
            if self._budget.is_over:
                return
        self.place = ("", 0)

    def _of(self, opened: OpenLog, file: str) -> Iterator[LogRecord]:
        upto = min(self.place[1], opened.size) if self.place[0] == file else opened.size
        if self._query.until:
            upto = min(upto, byte_of(opened, self._query.until)[0])
        after = self._query.after.get(file, 0)
        return records_back(opened, upto, after if after <= opened.size else 0, self._budget.may_read)

    def _files(self) -> list[str]:
        first = self.place[0]
        if not first:
            return []
        if self.name in self._query.after or not self._query.with_rotated:
            return [first]
        names = [self.name, *older_files(self._folder, self.name)]
        return names[names.index(first) :] if first in names else []


def filtered(query: FilterQuery, seconds: Callable[[], float] = time.monotonic) -> FilterOutcome:
    """What passes the filter, as far as the bounds reach. Blocks."""
    pattern = compiled(query.text, is_pattern=query.is_pattern, is_exact=query.is_exact)
    if isinstance(pattern, BadPattern):
        return pattern
    budget = _Budget(seconds)
    logs = [_Log(query, name, budget) for name in query.names]
    if not all(log.begin() for log in logs):
        return NoLog()
    found: list[FilteredRecord] = []
    for _, log, record, file in heapq.merge(*(log.records() for log in logs), key=lambda each: each[0], reverse=True):
        if record.is_cut:
            log.place = (file, record.byte)
        if budget.is_over:  # what one log could not read any more may be newer than this
            break
        if (shown := _passed(record, query, pattern)) is not None:
            if not budget.may_show(shown):
                break
            found.append(FilteredRecord(file=file, byte=record.byte, text=shown))
        log.place = (file, record.byte)
        if len(found) >= query.most:
            break
    return Filtered(
        records=found[::-1],
        before={log.name: log.place for log in logs},
        ends={log.name: log.end for log in logs},
        searched=budget.read_bytes,
    )


def _passed(record: LogRecord, query: FilterQuery, pattern: re.Pattern[str]) -> str | None:
    """The text of *record* if it passes."""
    if query.level and (not record.level or number_of(record.level) < query.level):
        return None
    if query.logger and query.logger.lower() not in record.logger.lower():
        return None
    text = plain(record.raw)
    return text[:_LONGEST_SHOWN] if not query.text or pattern.search(text) else None


if __name__ == "__main__":
    answer_once(FilterQuery, filtered, int(MOST_SECONDS) + 6)
