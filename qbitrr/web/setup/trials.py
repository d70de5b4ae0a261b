"""
Trying out a path and patterns before they are written into the configuration.
"""

import os.path
from typing import Annotated, Literal, Protocol

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.errors import Unknown
from qbitrr.model.torrents.listed import TorrentFilter, TorrentOrder
from qbitrr.web.http.answers import Refusal, json_response
from qbitrr.web.http.bodies import otherwise
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.http.section_keys import find_section
from qbitrr.web.program import TorrentLists
from qbitrr.wire.trials import PathFound, PathTrial, PatternKind, PatternTrial, PatternTried

__all__ = ["ITrials", "TrialRoutes"]

_LONGEST_PATH = 4096
_MOST_PATTERNS, _LONGEST_PATTERN = 200, 2000
_MOST_SAMPLES, _LONGEST_SAMPLE = 500, 1000
_TEXTS = "must be a list of texts"
_TOO_LONG = "it takes too long: simplify it"


class ITrials(Protocol):
    """Asked to try something out; what hangs is left to itself after some seconds."""

    def path(self, trial: PathTrial, /) -> Deferred[PathFound | None]:
        """Fires with what is there, None if that cannot be known."""

    def patterns(self, trial: PatternTrial, /) -> Deferred[tuple[PatternTried, ...]]:
        """Fires with how each pattern fares, up to one that takes too long."""


class PathBody(Struct, frozen=True, kw_only=True):
    """A path of this machine, or of the container we run in."""

    path: Annotated[str, otherwise("path must be a text")]


class PathAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    What is there: `kind` is null for nothing. Bytes are those of the file system it is on, or would be. `message` says all of it for
    people.
    """

    path: str
    exists: bool
    kind: Literal["folder", "file", "other"] | None
    readable: bool
    writable: bool
    free_bytes: int | None
    total_bytes: int | None
    message: str


class PatternsBody(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    Patterns, and the texts to try them on: `samples`, or without these the names of the torrents of `section` that were added last. `kind`
    says as which they are read: `names` (of folders and files) or `messages` (of an Arr; a text stands for itself, `/…/` is a pattern).
    """

    patterns: Annotated[tuple[str, ...], otherwise(f"patterns {_TEXTS}")]
    samples: Annotated[tuple[str, ...], otherwise(f"samples {_TEXTS}")] = ()
    section: Annotated[str, otherwise("section must be the name of a section")] = ""
    kind: Annotated[PatternKind, otherwise("kind must be names or messages")] = "names"
    case_sensitive: Annotated[bool, otherwise("caseSensitive must be true or false")] = False


class HitAnswer(Struct, frozen=True, kw_only=True):
    """A sample that matches, and from which letter to which."""

    sample: str
    start: int
    end: int


class PatternAnswer(Struct, frozen=True, kw_only=True):
    """How a pattern fares: `error` says why it is none or was not tried to the end, and is null if all is well."""

    pattern: str
    error: str | None
    matched: int
    hits: tuple[HitAnswer, ...]


class PatternsAnswer(Struct, frozen=True, kw_only=True):
    """How all of them fare, on so many samples."""

    samples: int
    patterns: tuple[PatternAnswer, ...]


class TrialRoutes:
    """`POST /path/check` and `POST /regex/check`."""

    def __init__(self, trials: ITrials, torrents: TorrentLists) -> None:
        self._trials = trials
        self._torrents = torrents

    def routes(self) -> tuple[Route, ...]:
        """Both are mirrored."""
        group = Group.SETUP
        return (
            *mirrored("path.check", "POST", "/path/check", group, self.path, body=PathBody, answer=PathAnswer),
            *mirrored(
                "regex.check", "POST", "/regex/check", group, self.patterns, body=PatternsBody, answer=PatternsAnswer
            ),
        )

    def path(self, request: IRequest, body: PathBody) -> Deferred[bytes]:
        """What is at a path, as this program sees it."""
        path = body.path.strip()
        if not os.path.isabs(path) or "\0" in path or len(path) > _LONGEST_PATH:
            raise Refusal(400, f"path must be a whole path from / on, of {_LONGEST_PATH} characters at most")

        def answer(found: PathFound | None) -> bytes:
            return json_response(request, _path_answer(path, found))

        return self._trials.path(PathTrial(path=path)).addCallback(answer)

    def patterns(self, request: IRequest, body: PatternsBody) -> Deferred[bytes]:
        """Which samples match which patterns."""
        if len(body.patterns) > _MOST_PATTERNS or any(len(each) > _LONGEST_PATTERN for each in body.patterns):
            raise Refusal(400, f"patterns: at most {_MOST_PATTERNS} of {_LONGEST_PATTERN} characters each")
        if len(body.samples) > _MOST_SAMPLES or any(len(each) > _LONGEST_SAMPLE for each in body.samples):
            raise Refusal(400, f"samples: at most {_MOST_SAMPLES} of {_LONGEST_SAMPLE} characters each")
        samples = body.samples or (self._names(body.section) if body.section else ())
        trial = PatternTrial(
            patterns=body.patterns, samples=samples, kind=body.kind, case_sensitive=body.case_sensitive
        )

        def answer(tried: tuple[PatternTried, ...]) -> bytes:
            return json_response(request, _patterns_answer(trial, tried))

        return self._trials.patterns(trial).addCallback(answer)

    def _names(self, section: str) -> tuple[str, ...]:
        """Names of torrents of a section. Raises `Unknown`."""
        overview = self._torrents.overview()
        arrs = {each.section: each.category for each in overview.arrs}
        found = find_section(overview, section)
        if found in arrs:
            wanted = TorrentFilter(category=arrs[found])
        elif any(each.section == section for each in overview.qbits):
            wanted = TorrentFilter(instance=section)
        else:
            raise Unknown(f"There is no section {section}")
        page = self._torrents.torrents(wanted, ((TorrentOrder.ADDED, True),), after=None, limit=_MOST_SAMPLES)
        return tuple(each.torrent.name[:_LONGEST_SAMPLE] for each in page.torrents)


def _path_answer(path: str, found: PathFound | None) -> PathAnswer:
    if found is None:
        found = PathFound(kind=None, readable=False, writable=False, free_bytes=None, total_bytes=None)
        return _filled(path, found, "Nothing is heard of it within seconds: its disk or network share hangs.")
    return _filled(path, found, _said(found))


def _filled(path: str, found: PathFound, message: str) -> PathAnswer:
    return PathAnswer(
        path=path, exists=found.kind is not None, kind=found.kind, readable=found.readable, writable=found.writable,
        free_bytes=found.free_bytes, total_bytes=found.total_bytes, message=message,
    )  # fmt: skip


def _said(found: PathFound) -> str:
    if found.trouble:
        return f"It cannot be looked at: {found.trouble}."
    if found.kind is None:
        return "There is nothing at this path. In a container, see that the volume is mounted under the same path."
    name = "A folder" if found.kind == "folder" else "A file" if found.kind == "file" else "No folder and no file"
    if found.readable and found.writable:
        return f"{name} that can be read and written."
    if found.readable:
        return f"{name} that can be read, but not written."
    return f"{name} that can be written, but not read." if found.writable else f"{name} that is closed to this program."


def _patterns_answer(trial: PatternTrial, tried: tuple[PatternTried, ...]) -> PatternsAnswer:
    shown = []
    for number, pattern in enumerate(trial.patterns):
        if number < len(tried):
            each = tried[number]
            hits = tuple(HitAnswer(sample=trial.samples[hit.sample], start=hit.start, end=hit.end) for hit in each.hits)
            shown.append(PatternAnswer(pattern=pattern, error=each.error or None, matched=each.matched, hits=hits))
        else:
            error = _TOO_LONG if number == len(tried) else "it was not tried: one before it takes too long"
            shown.append(PatternAnswer(pattern=pattern, error=error, matched=0, hits=()))
    return PatternsAnswer(samples=len(trial.samples), patterns=tuple(shown))
