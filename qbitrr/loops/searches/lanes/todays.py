"""
The lane of today's releases: episodes of the last day, before the rest. Only Sonarr has it.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from twisted.logger import Logger

from qbitrr.clients.arr.client import Arr
from qbitrr.decide.searches.planner import DAY_SECONDS, is_todays
from qbitrr.decide.searches.todays import plan_todays, todays_skip
from qbitrr.errors import RemoteError, Unauthorized, Unreachable
from qbitrr.loops.searches.lanes.planned import LONGEST_REST_SECONDS, PlannedLane
from qbitrr.model.searches import Item, Lane, SearchPlan

__all__ = ["TodaysLane"]

CALENDAR_SECONDS = 300.0


class TodaysLane(PlannedLane):
    """
    What aired within the last day by the catalog. What the calendar of *arr* has otherwise is not searched before it is in the catalog:
    *reread* is called with its series.
    """

    log = Logger()
    lane = Lane.TODAY

    def __init__(self, *parts: Any, arr: Arr, reread: Callable[[Collection[int]], object], **more: Any) -> None:
        super().__init__(*parts, **more)
        self._arr = arr
        self._reread = reread
        self._calendar_at = float("-inf")
        self._asked: set[tuple[int, int | None]] = set()
        """Episodes of the calendar, as they were when their series was last reread for it: once is enough."""

    async def plan(self, queued: frozenset[int], now: float) -> SearchPlan:
        """The ladder of each of them."""
        rules = self._memory.rules
        if not rules.todays:
            return SearchPlan()
        items = await self._memory.aired_between(int(now) - DAY_SECONDS, int(now + LONGEST_REST_SECONDS))
        await self._read_calendar({item.id: item for item in items}, now)
        tries = await self._memory.tries_of(items)
        plan = plan_todays(items, tries, self._memory.states, queued, rules, now)
        return SearchPlan(
            candidates=plan.candidates,
            skipped=plan.skipped,
            next_at=min(self._calendar_at + CALENDAR_SECONDS, plan.next_at or float("inf")),
        )

    async def are_wanted(self, items: Sequence[Item], queued: frozenset[int], now: float) -> bool:
        """Whether the ladder of each still says so."""
        rules, tries = self._memory.rules, await self._memory.tries_of(items)
        return all(
            is_todays(item, rules, now)
            and todays_skip(item, tries[item.id], self._memory.states.get(item.id), queued, rules, now) is None
            for item in items
        )

    async def _read_calendar(self, known: dict[int, Item], now: float) -> None:
        """One request: what was added or moved since the library was read is read anew."""
        if now - self._calendar_at < CALENDAR_SECONDS:
            return
        self._calendar_at = now
        try:
            listed = await self._arr.calendar(now - DAY_SECONDS, now)
        except (Unreachable, Unauthorized):
            raise
        except RemoteError as error:
            self.log.warn("what airs today is known from the library only: {error}", error=error)
            return
        others = {
            (record.id, record.air_at): record.series_id
            for record in listed
            if record.monitored and record.file_id is None
            and (record.id not in known or known[record.id].at != record.air_at)
        }  # fmt: skip
        news = {series for key, series in others.items() if key not in self._asked}
        self._asked = set(others)
        if news:
            self._reread(news)
