"""
Looking for something in the log files.
"""

from typing import Protocol

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.logs.filtering import FilterOutcome, FilterQuery
from qbitrr.logs.search import BadPattern, LogHits, LogMatch, LogQuery, NoLog, SearchOutcome
from qbitrr.web.http.answers import Refusal, json_response
from qbitrr.web.http.parameters import FLAG, NUMBER, TEXT, in_path, in_query
from qbitrr.web.http.routes import Group, Route, mirrored

__all__ = ["ILogSearch", "LogSearchAnswer", "LogSearchRoutes"]

_LONGEST_PATTERN = 256
_LONGEST_TEXT = 4096


class ILogSearch(Protocol):
    """Asked to search."""

    def search(self, query: LogQuery, /) -> Deferred[SearchOutcome]:
        """Fires with what came of it; cancelling ends it."""

    def filter(self, query: FilterQuery, /) -> Deferred[FilterOutcome]:
        """Fires with what passes a filter; cancelling ends it."""


class LogSearchAnswer(Struct, frozen=True, kw_only=True):
    """What was found, in which files; `truncated`: there may be more."""

    query: str
    truncated: bool
    matches: list[LogMatch]
    files_searched: list[str]


class LogSearchRoutes:
    """`/logs/<name>/search`, over the files in *folder*."""

    def __init__(self, folder: str, search: ILogSearch) -> None:
        self._folder = folder
        self._search = search

    def routes(self) -> tuple[Route, ...]:
        """It is mirrored."""
        return mirrored(
            "logs.search", "GET", "/logs/<name>/search", Group.LOGS, self.search,
            parameters=(
                in_path("name", "The name of a log file, as listed."),
                in_query("q", TEXT, "What to look for.", default=""),
                in_query("case", FLAG, "Whether case matters.", default=False),
                in_query("regex", FLAG, "Whether it is a regular expression, of 256 characters at most.", default=False),
                in_query("include_rotated", FLAG, "Whether to look in older files of that log, too.", default=True),
                in_query("max_matches", NUMBER, "At most so many.", default=200, bounds=(1, 1000)),
                in_query("context", NUMBER, "Lines before and after each.", default=2, bounds=(0, 10)),
            ),
            answer=LogSearchAnswer,
        )  # fmt: skip

    def search(
        self, request: IRequest, name: str, q: str, case: bool, regex: bool, include_rotated: bool, max_matches: int,
        context: int,
    ) -> Deferred[bytes]:  # fmt: skip
        """Lines that hold a text or match a pattern."""
        text = q.strip()
        if not text:
            raise Refusal(400, "query is required")
        if regex and len(text) > _LONGEST_PATTERN:
            raise Refusal(400, "regex pattern too long")
        query = LogQuery(
            folder=self._folder, name=name, text=text[:_LONGEST_TEXT], is_pattern=regex, is_exact=case,
            with_rotated=include_rotated, most=max_matches, context=context,
        )  # fmt: skip
        return self._search.search(query).addCallback(lambda outcome: _answer(request, outcome))


def _answer(request: IRequest, outcome: SearchOutcome) -> bytes:
    match outcome:
        case NoLog():
            raise Refusal(404, "not found")
        case BadPattern(why=why):
            raise Refusal(400, f"invalid regex: {why}")
        case LogHits():
            answer = LogSearchAnswer(
                query=outcome.query, truncated=outcome.truncated, matches=outcome.matches,
                files_searched=outcome.files_searched,
            )  # fmt: skip
            return json_response(request, answer)
