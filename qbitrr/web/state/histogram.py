"""
How much was done when: the journal, counted.
"""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.web.iweb import IRequest

from qbitrr.model.journal_filter import EntryCount, kind_of
from qbitrr.web.http.answers import iso, json_response
from qbitrr.web.http.parameters import NUMBER, in_query, word_of
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.program import JournalReader
from qbitrr.web.state.activity import ENTRY_FILTERS, entry_filter

__all__ = ["HistogramAnswer", "HistogramRoutes"]

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_RANGES = {
    "5m": (5 * _MINUTE, 10), "1h": (_HOUR, 2 * _MINUTE), "24h": (_DAY, _HOUR), "7d": (7 * _DAY, 6 * _HOUR), "30d": (30 * _DAY, _DAY),
}  # fmt: skip
"""How far back, and how long each bucket is, in seconds."""
_PARAMETERS = (
    in_query(
        "range", word_of(*_RANGES), "`5m` in buckets of ten seconds, `1h` of two minutes, `24h` of an hour, `7d` of six, `30d` of a day.",
        default="24h",
    ),
    in_query(
        "utc_offset", NUMBER, "Minutes by which the caller's clock is ahead of UTC, for where days begin.",
        default=0, bounds=(-900, 900),
    ),
    *ENTRY_FILTERS,
)  # fmt: skip


class CountAnswer(Struct, frozen=True, kw_only=True):
    """How many entries there are of one sort; the words are those of an entry."""

    kind: str
    act: str
    result: str
    rule: str
    count: int


class BucketAnswer(Struct, frozen=True, kw_only=True):
    """What was done from *at* on, until the next bucket begins."""

    at: str
    counts: tuple[CountAnswer, ...]


class HistogramAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    Buckets of equal length, the oldest first and the last one not over yet; those in which nothing was done are there, too. Downloads that
    were given up or removed are the entries with `act` `removal` and `result` `done`, those handed over for import `import` and `done`.
    """

    range: str
    bucket_seconds: int
    since: str
    until: str
    total: int
    buckets: tuple[BucketAnswer, ...]


class HistogramRoutes:
    """`/activity/histogram`, counted back from *clock*."""

    def __init__(self, journal: JournalReader, clock: IReactorTime) -> None:
        self._journal = journal
        self._clock = clock

    def routes(self) -> tuple[Route, ...]:
        """Mirrored."""
        return mirrored(
            "activity.histogram", "GET", "/activity/histogram", Group.ACTIVITY, self.histogram,
            parameters=_PARAMETERS, answer=HistogramAnswer,
        )  # fmt: skip

    def histogram(self, request: IRequest, range: str, utc_offset: int, **asked: Any) -> Deferred[bytes]:
        """How many entries that match every filter there are in each bucket, by act, result and rule."""
        name = range or "24h"
        starts = _starts(name, self._clock.seconds(), utc_offset * 60)
        step = _RANGES[name][1]

        def answer(counted: tuple[EntryCount, ...]) -> bytes:
            return json_response(request, _shown(name, starts, step, counted))

        return self._journal.activity_counts(
            entry_filter(**asked), since=float(starts[0]), step_seconds=step
        ).addCallback(answer)


def _starts(name: str, now: float, ahead_seconds: int) -> tuple[int, ...]:
    """When each bucket begins: on the hour, or where a day does by a clock so far ahead of UTC."""
    length, step = _RANGES[name]
    newest = int(now + ahead_seconds) // step * step - ahead_seconds
    return tuple(range(newest - length + step, newest + step, step))


def _shown(name: str, starts: tuple[int, ...], step: int, counted: Iterable[EntryCount]) -> HistogramAnswer:
    by_span: dict[int, list[CountAnswer]] = {}
    for each in counted:
        # What is of a time to come (the clock was set back) is of now.
        by_span.setdefault(min(each.span, len(starts) - 1), []).append(
            CountAnswer(
                kind=kind_of(each.act), act=each.act, result=each.result, rule=each.rule, count=each.count
            )
        )  # fmt: skip
    buckets = tuple(BucketAnswer(at=iso(at), counts=tuple(by_span.get(span, ()))) for span, at in enumerate(starts))
    return HistogramAnswer(
        range=name, bucket_seconds=step, since=iso(starts[0]), until=iso(starts[-1] + step),
        total=sum(each.count for bucket in buckets for each in bucket.counts), buckets=buckets,
    )  # fmt: skip
