"""
What a viewer of logs of any size asks beside byte ranges: how a file is spread over time, where a time or a line stands in it, and what
passes a filter.
"""

import re
from pathlib import Path

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.logs.filtering import Filtered, FilteredRecord, FilterOutcome, FilterQuery
from qbitrr.logs.folder import is_log_name
from qbitrr.logs.heads import stamp_of
from qbitrr.logs.levels import LEVELS, number_of
from qbitrr.logs.places import LogOverview, LogPlace, overview, place_of_line, place_of_time
from qbitrr.logs.search import BadPattern, NoLog
from qbitrr.web.http.answers import Refusal, json_response
from qbitrr.web.http.parameters import FLAG, NUMBER, TEXT, TIME, in_path, in_query, word_of
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.logs.searching import ILogSearch
from qbitrr.web.serving.threads import InThread

__all__ = ["MOST_MERGED", "LogFilterAnswer", "LogViewRoutes"]

MOST_MERGED = 12
_LONGEST_PATTERN = 256
_LONGEST_TEXT = 4096
_FARTHEST = 2**62
_PLACE = re.compile(r"([A-Za-z0-9_.-]+)(?:@([A-Za-z0-9_.-]+))?:(\d{1,18})", re.ASCII)
_NAME = in_path("name", "The name of a log file, as listed.")
_OVERVIEW = (_NAME,)
_PLACE_OF = (
    _NAME,
    in_query("at", TIME, "The first line not older than this, in older files too if it is there."),
    in_query("line", NUMBER, "Without `at`: this line, from 1.", default=1, bounds=(1, _FARTHEST)),
)
_FILTER = (
    _NAME,
    in_query("also", TEXT, "Other logs to merge by time: names with commas between.", default=""),
    in_query("q", TEXT, "A text, or nothing.", default=""),
    in_query("case", FLAG, "Whether case matters.", default=False),
    in_query("regex", FLAG, "Whether it is a regular expression, of 256 characters at most.", default=False),
    in_query("level", word_of(*LEVELS), "At least as grave as this.", default=""),
    in_query("logger", TEXT, "A part of the name of who logged it.", default=""),
    in_query("since", TIME, "Not older than this."),
    in_query("until", TIME, "Older than this."),
    in_query("include_rotated", FLAG, "Whether to look in older files of the logs, too.", default=True),
    in_query("before", TEXT, "`before` of the answer to go on from, towards the beginning.", default=""),
    in_query("after", TEXT, "`after` of the answer since which something may be new.", default=""),
    in_query("most", NUMBER, "At most so many.", default=200, bounds=(1, 1000)),
)


class LogFilterAnswer(Struct, frozen=True, kw_only=True):
    """
    Records that passed, in the order of time. `before` and `after` are where to go on, towards the beginning (empty: nothing is left
    there) and with what is new; `searched` is how many bytes were read for it.
    """

    records: list[FilteredRecord]
    before: str
    after: str
    searched: int


class LogViewRoutes:
    """`/logs/<name>/overview`, `/place` and `/filter`, over the files in *folder*."""

    def __init__(self, folder: Path, in_thread: InThread, search: ILogSearch) -> None:
        self._folder = folder
        self._in_thread = in_thread
        self._search = search

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored."""
        group = Group.LOGS
        return (
            *mirrored("logs.overview", "GET", "/logs/<name>/overview", group, self.overview, parameters=_OVERVIEW, answer=LogOverview),
            *mirrored("logs.place", "GET", "/logs/<name>/place", group, self.place, parameters=_PLACE_OF, answer=LogPlace),
            *mirrored("logs.filter", "GET", "/logs/<name>/filter", group, self.filter, parameters=_FILTER, answer=LogFilterAnswer),
        )  # fmt: skip

    def overview(self, request: IRequest, name: str) -> Deferred[bytes]:
        """How a file is spread over time and levels, from samples if it is large."""
        return self._in_thread(overview, self._folder, name).addCallback(lambda found: _answer(request, found))

    def place(self, request: IRequest, name: str, at: int | None, line: int) -> Deferred[bytes]:
        """At which byte a time or a line stands."""
        finding = (
            self._in_thread(place_of_line, self._folder, name, line)
            if at is None
            else self._in_thread(place_of_time, self._folder, name, at)
        )
        return finding.addCallback(lambda found: _answer(request, found))

    def filter(
        self, request: IRequest, name: str, also: str, q: str, case: bool, regex: bool, level: str, logger: str,
        since: int | None, until: int | None, include_rotated: bool, before: str, after: str, most: int,
    ) -> Deferred[bytes]:  # fmt: skip
        """Lines that pass a filter, the newest first, of one log or several."""
        names = list(dict.fromkeys((name, *filter(None, also.split(",")))))
        if len(names) > MOST_MERGED or not all(map(is_log_name, names)):
            raise Refusal(404 if len(names) == 1 else 400, "not found" if len(names) == 1 else "also names no logs")
        if regex and len(q) > _LONGEST_PATTERN:
            raise Refusal(400, "regex pattern too long")
        query = FilterQuery(
            folder=str(self._folder), names=names, text=q.strip()[:_LONGEST_TEXT], is_pattern=regex, is_exact=case,
            level=number_of(level) if level else 0, logger=logger[:200], since="" if since is None else stamp_of(since),
            until="" if until is None else stamp_of(until), with_rotated=include_rotated,
            before={key: (file, byte) for key, file, byte in _places(before)},
            after={file: byte for _, file, byte in _places(after)}, most=most,
        )  # fmt: skip
        return self._search.filter(query).addCallback(lambda outcome: _filtered(request, outcome))


def _answer(request: IRequest, found: LogOverview | LogPlace | None) -> bytes:
    if found is None:
        raise Refusal(404, "not found")
    return json_response(request, found)


def _filtered(request: IRequest, outcome: FilterOutcome) -> bytes:
    match outcome:
        case NoLog():
            raise Refusal(404, "not found")
        case BadPattern(why=why):
            raise Refusal(400, f"invalid regex: {why}")
        case Filtered():
            answer = LogFilterAnswer(
                records=outcome.records, before=_written(outcome.before), searched=outcome.searched,
                after=",".join(f"{name}:{end}" for name, end in outcome.ends.items()),
            )  # fmt: skip
            return json_response(request, answer)


def _written(before: dict[str, tuple[str, int]]) -> str:
    """Places as text, empty if nothing is left anywhere."""
    if not any(file for file, _ in before.values()):
        return ""
    return ",".join(f"{name}@{file or name}:{byte if file else 0}" for name, (file, byte) in before.items())


def _places(text: str) -> list[tuple[str, str, int]]:
    """Log, file and byte of each place in *text*."""
    found = [_PLACE.fullmatch(each) for each in text.split(",") if each]
    if None in found or len(found) > MOST_MERGED:
        raise Refusal(400, f"{text[:40]} is no place in a log")
    return [(each[1], each[2] or each[1], int(each[3])) for each in found if each is not None]
