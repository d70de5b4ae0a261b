"""
How fast the clients load and how much room there was, over the last hours and days; and when a disk will be full.
"""

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct
from twisted.web.iweb import IRequest

from qbitrr.decide.space.forecast import Forecast, foresee
from qbitrr.decide.space.known import guard_reports
from qbitrr.model.shown.trends import ClientSpeeds, Trend
from qbitrr.model.status import Overview
from qbitrr.web.http.answers import iso, iso_or_none, json_response
from qbitrr.web.http.parameters import in_query, word_of
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.program import OverviewReader

__all__ = ["ITrends", "TrendRoutes"]

_RANGE = in_query(
    "range", word_of("5m", "1h", "24h", "7d", "30d"), "How far back: the longer, the longer the spans.", default="1h"
)
_LONG_ENOUGH_SECONDS = 3600.0


class ITrends(Protocol):
    """Asked for what was measured."""

    def trend(self, range: str, /) -> Trend:
        """The last hour, day, week or month, from memory."""

    def speeds(self) -> Mapping[str, ClientSpeeds]:
        """How fast each client is now, by its section."""


class ForecastAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    What follows if a disk goes on falling by so many bytes per second, as it did over the last `seenSeconds`: `fullAt`, and `guardAt` for
    the room that is to stay free (null: there is none to, or it is reached).
    """

    bytes_per_second: float
    seen_seconds: float
    full_at: str | None
    guard_at: str | None


class DiskTrendAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """Bytes free on a disk; `forecast` is null while it does not fall steadily, or not enough of it was seen."""

    name: str
    guard_bytes: int | None
    free: tuple[int | None, ...]
    forecast: ForecastAnswer | None


class TrendsAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    Means of spans of equal length from `since` on, the last one not over yet; null where nothing was measured. They begin with the first
    measurement since the program was started. `down` and `up` are bytes per second of all clients together.
    """

    range: str
    step_seconds: int
    since: str
    down: tuple[int | None, ...]
    up: tuple[int | None, ...]
    disks: tuple[DiskTrendAnswer, ...]


class ClientSpeedAnswer(Struct, frozen=True, kw_only=True):
    """One client, by its section: bytes per second."""

    name: str
    down: int
    up: int


class SpeedsAnswer(Struct, frozen=True, kw_only=True):
    """Each client that tells, and all of them together."""

    down: int
    up: int
    clients: tuple[ClientSpeedAnswer, ...]


class TrendRoutes:
    """`/trends` and `/speeds`, of what *trends* measured; *program* tells what is to stay free."""

    def __init__(self, trends: ITrends, program: OverviewReader) -> None:
        self._trends = trends
        self._program = program

    def routes(self) -> tuple[Route, ...]:
        """Mirrored."""
        return (
            *mirrored("trends", "GET", "/trends", Group.STATUS, self.trends, parameters=(_RANGE,), answer=TrendsAnswer),
            *mirrored("speeds", "GET", "/speeds", Group.STATUS, self.speeds, answer=SpeedsAnswer),
        )

    def speeds(self, request: IRequest) -> bytes:
        """How fast the clients are at this moment, from what they tell anyway."""
        clients = tuple(
            ClientSpeedAnswer(name=name, down=each.down, up=each.up)
            for name, each in sorted(self._trends.speeds().items())
        )
        down, up = sum(each.down for each in clients), sum(each.up for each in clients)
        return json_response(request, SpeedsAnswer(down=down, up=up, clients=clients))

    def trends(self, request: IRequest, range: str) -> bytes:
        """Speeds and free space over time, and what is foreseen of the disks. It is kept in memory: a restart begins anew."""
        trend = self._trends.trend(range or "1h")
        day, hour = self._trends.trend("24h"), self._trends.trend("1h")
        guards = _guards(self._program.overview())
        disks = tuple(
            DiskTrendAnswer(
                name=name, guard_bytes=guards.get(name), free=values, forecast=_foreseen(day, hour, name, guards.get(name))
            )
            for name, values in trend.free.items()
        )  # fmt: skip
        return json_response(request, TrendsAnswer(
            range=range or "1h", step_seconds=trend.step_seconds, since=iso(trend.since), down=trend.down, up=trend.up, disks=disks,
        ))  # fmt: skip


def _guards(overview: Overview) -> dict[str, int]:
    return {pool.name: pool.guard_bytes for report in guard_reports(overview) for pool in report.pools}


def _foreseen(day: Trend, hour: Trend, disk: str, guard_bytes: int | None) -> ForecastAnswer | None:
    """By the last day; by the last hour as long as there is not more."""
    points = day.points_of(disk)
    is_long = bool(points) and points[-1][0] - points[0][0] >= _LONG_ENOUGH_SECONDS
    found = foresee(points if is_long else hour.points_of(disk), guard_bytes)
    return None if found is None else _answer(found)


def _answer(found: Forecast) -> ForecastAnswer:
    return ForecastAnswer(
        bytes_per_second=found.bytes_per_second, seen_seconds=found.seen_seconds,
        full_at=iso_or_none(found.full_at), guard_at=iso_or_none(found.guard_at),
    )  # fmt: skip
