"""
The search of an Arr: what comes next and when, why an item is not searched, search now, leave alone, pause.
"""

from collections.abc import Callable
from typing import Annotated

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.web.iweb import IRequest

from qbitrr.errors import Unknown
from qbitrr.web.http.answers import Refusal, iso, json_response
from qbitrr.web.http.bodies import otherwise
from qbitrr.web.http.parameters import NUMBER, TEXT, in_query
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.http.section_keys import find_section
from qbitrr.web.program import SearchControl
from qbitrr.wire.search_orders import (
    LeaveAlone,
    PauseSearch,
    SearchNow,
    SearchOrder,
    SearchView,
    SearchYears,
    ShowSearch,
)

__all__ = ["SearchRoutes"]

_INSTANCE = otherwise("instance must be the section or the category of an Arr")
_IDS = otherwise("ids must be a list of ids of the Arr, at most 1000")
MOST_IDS = 1000
LONGEST_DAYS, LONGEST_MINUTES = 3650, 60 * 24 * 365


class SearchBody(Struct, frozen=True, kw_only=True):
    """Which items of which Arr: films, episodes, albums or books by their ids there."""

    instance: Annotated[str, _INSTANCE]
    ids: Annotated[tuple[int, ...], _IDS]


class LeaveAloneBody(Struct, frozen=True, kw_only=True):
    """Which items, and for how many days; 0 takes it back."""

    instance: Annotated[str, _INSTANCE]
    ids: Annotated[tuple[int, ...], _IDS]
    days: Annotated[float, otherwise("days must be a number from 0 to 3650")]


class PauseBody(Struct, frozen=True, kw_only=True):
    """Which Arr, for how many minutes, and why (for the journal); 0 minutes go on."""

    instance: Annotated[str, _INSTANCE]
    minutes: Annotated[float, otherwise("minutes must be a number from 0 to 525600")]
    reason: Annotated[str, otherwise("reason must be a text")] = ""


class UpcomingAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    A planned search: its lane, what it costs in queries to indexers, and when it goes if nothing comes between; why it is searched in a
    word (`reason`), and where more is known in a sentence (`why`).
    """

    lane: str
    title: str
    ids: tuple[int, ...]
    command: str
    cost: int
    at: str
    reason: str
    why: str


class PaceAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    How fast it is searched, in queries to indexers: how many an hour may have (null: no end) and the last one had, how many may be
    unfinished at the same time, and the pause between two. `enabled` is false if nothing missing is searched by itself.
    """

    enabled: bool
    per_hour: int | None
    spent_last_hour: int
    at_once: int
    delay_seconds: float


class DueYearAnswer(Struct, frozen=True, kw_only=True):
    """How many of the items that are due next are of a year; null: they have none."""

    year: int | None
    count: int


class YearsAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    A library that is worked through year by year: from which end, and at which year it is (null: what has none, or nothing is due). `due`
    counts the next 200 items that are due by year, in the order they come, `beyond` the others.
    """

    oldest_first: bool
    now: int | None
    due: tuple[DueYearAnswer, ...]
    beyond: int


class StandingAnswer(Struct, frozen=True, kw_only=True):
    """
    Why an item is not searched now: `skip` is a word that stays the same, null if nothing is in the way; `until` when that ends, null if
    that is not known.
    """

    id: int
    title: str
    skip: str | None
    until: str | None


class SearchQueueAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    What comes next. `skipped` counts the missing items that wait, by the word why; `paused_until` is null if searching is not paused,
    `years` if it does not go by year.
    """

    instance: str
    at: str
    state: str
    paused_until: str | None
    pause_reason: str
    pace: PaceAnswer
    upcoming: tuple[UpcomingAnswer, ...]
    skipped: dict[str, int]
    items: tuple[StandingAnswer, ...]
    years: YearsAnswer | None


def _ids(text: str) -> str:
    """Comma-separated ids. Raises `Refusal` for anything else."""
    if text and not all(part.strip().isdigit() and len(part) < 12 for part in text.split(",")):
        raise Refusal(400, "ids must be numbers with commas in between")
    return text


_QUERY = (
    in_query("instance", TEXT, "The section or the category of an Arr.", default=""),
    in_query("limit", NUMBER, "How many searches at most.", default=50, bounds=(0, 500)),
    in_query("ids", TEXT, "Items to explain, by their ids in the Arr, with commas in between.", default=""),
)


class SearchRoutes:
    """`/search…` for one Arr at a time. *clock* tells what days and minutes are counted from."""

    def __init__(self, program: SearchControl, clock: IReactorTime) -> None:
        self._program = program
        self._clock = clock

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored."""
        group, answer = Group.ARR, SearchQueueAnswer
        return (
            *mirrored("search.queue", "GET", "/search/queue", group, self.queue, parameters=_QUERY, answer=answer),
            *mirrored("search.now", "POST", "/search", group, self.search, body=SearchBody, answer=answer),
            *mirrored(
                "search.leave_alone", "POST", "/search/not-before", group, self.leave_alone, body=LeaveAloneBody, answer=answer
            ),
            *mirrored("search.pause", "POST", "/search/pause", group, self.pause, body=PauseBody, answer=answer),
        )  # fmt: skip

    def queue(self, request: IRequest, instance: str, limit: int, ids: str) -> Deferred[bytes]:
        """The next searches and when they go, and why the items asked about are not searched."""
        asked = tuple(int(each) for each in _ids(ids).split(",") if each)
        return self._answer(request, instance, ShowSearch(limit=limit, item_ids=_few(asked)))

    def search(self, request: IRequest, body: SearchBody) -> Deferred[bytes]:
        """Have items searched now, whenever they were searched and whatever limits say. It is stored, and done within seconds."""
        return self._answer(request, body.instance, SearchNow(item_ids=_few(body.ids)))

    def leave_alone(self, request: IRequest, body: LeaveAloneBody) -> Deferred[bytes]:
        """Have items not searched for some days."""
        until = self._until(body.days, LONGEST_DAYS, 86_400, "days must be a number from 0 to 3650")
        return self._answer(request, body.instance, LeaveAlone(item_ids=_few(body.ids), until=until))

    def pause(self, request: IRequest, body: PauseBody) -> Deferred[bytes]:
        """Have nothing of an Arr searched for some minutes, but what a person asks for."""
        until = self._until(body.minutes, LONGEST_MINUTES, 60, "minutes must be a number from 0 to 525600")
        return self._answer(request, body.instance, PauseSearch(until=until, why=body.reason[:200]))

    def _until(self, number: float, most: int, seconds: int, text: str) -> float:
        if not 0 <= number <= most:
            raise Refusal(400, text)
        return self._clock.seconds() + number * seconds if number else 0.0

    def _answer(self, request: IRequest, instance: str, order: SearchOrder) -> Deferred[bytes]:
        section = find_section(self._program.overview(), instance)
        if section is None:
            raise Unknown(f"Unknown instance {instance}")

        def answer(view: SearchView) -> bytes:
            return json_response(request, _shown(section, view))

        return self._program.search(section, order).addCallback(answer)


def _few(ids: tuple[int, ...]) -> tuple[int, ...]:
    if len(ids) > MOST_IDS or any(not 0 < each < 2**31 for each in ids):
        raise Refusal(400, "ids must be a list of ids of the Arr, at most 1000")
    return tuple(dict.fromkeys(ids))


def _shown(section: str, view: SearchView) -> SearchQueueAnswer:
    maybe: Callable[[float], str | None] = lambda at: iso(at) if at else None  # noqa: E731
    return SearchQueueAnswer(
        instance=section,
        at=iso(view.at),
        state=view.state,
        paused_until=maybe(view.paused_until),
        pause_reason=view.pause_why,
        pace=PaceAnswer(
            enabled=view.pace.enabled,
            per_hour=view.pace.per_hour or None,
            spent_last_hour=view.pace.spent,
            at_once=view.pace.limit,
            delay_seconds=view.pace.delay_seconds,
        ),
        upcoming=tuple(
            UpcomingAnswer(
                lane=each.lane, title=each.title, ids=each.item_ids, command=each.command, cost=each.cost, at=iso(each.at),
                reason=each.reason, why=each.why,
            )
            for each in view.upcoming
        ),
        skipped=view.skipped,
        items=tuple(
            StandingAnswer(id=each.item_id, title=each.title, skip=each.code or None, until=maybe(each.until))
            for each in view.items
        ),
        years=_years_answer(view.years) if view.years is not None else None,
    )  # fmt: skip


def _years_answer(years: SearchYears) -> YearsAnswer:
    due = tuple(DueYearAnswer(year=year, count=count) for year, count in years.due)
    return YearsAnswer(oldest_first=years.oldest_first, now=years.now, due=due, beyond=years.beyond)
