"""
The lanes over the whole catalog: what a person asked for, and everything that lacks a file, cycle by cycle.
"""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import replace
from twisted.logger import Logger

from qbitrr.decide.searches.commands import MOST_EPISODES, lists
from qbitrr.decide.searches.planner import may_begin_cycle
from qbitrr.loops.catalog.refresher import CatalogRefresher
from qbitrr.loops.searches.lanes.planned import PlannedLane
from qbitrr.model.reasons import Reason
from qbitrr.model.searches import Candidate, Item, Lane, SearchPlan
from qbitrr.store.searches.states import asked, asked_before, take_back
from qbitrr.store.sqlite.database import Database

__all__ = ["AskedLane", "MissingLane"]

_WHY = Reason(code="asked", text="a person asked for it")


class MissingLane(PlannedLane):
    """What is missing, in order. `missing` items are missing at all. *is_whole* tells whether the catalog is."""

    lane = Lane.MISSING

    def __init__(self, *parts: Any, is_whole: Callable[[], bool], **more: Any) -> None:
        super().__init__(*parts, **more)
        self.missing = 0
        self._is_whole = is_whole

    async def plan(self, queued: frozenset[int], now: float) -> SearchPlan:
        """The plan for this cycle; when nothing is left in it, for the next, if that may begin and has something to do."""
        memory = self._memory
        plan = await memory.plan(queued)
        if not plan.candidates and self._is_whole():
            await memory.end_cycle()
            if may_begin_cycle(memory.cycle, memory.rules, now):
                following = replace(memory.cycle, number=memory.cycle.number + 1, began=now)
                plan = await memory.plan(queued, following)
                if plan.candidates:
                    await memory.begin_cycle()
        self.missing = plan.missing
        return plan

    async def are_wanted(self, items: Sequence[Item], queued: frozenset[int], now: float) -> bool:
        """Whether they lack a file, and none of them was searched meanwhile."""
        return self._memory.are_wanted(items, queued)


class AskedLane(PlannedLane):
    """The wishes in *database*. What the catalog of *refresher* does not have is looked for before it is given up."""

    log = Logger()
    lane = Lane.ASKED

    def __init__(self, *parts: Any, database: Database, refresher: CatalogRefresher, **more: Any) -> None:
        super().__init__(*parts, **more)
        self._database = database
        self._refresher = refresher

    async def plan(self, queued: frozenset[int], now: float) -> SearchPlan:
        """Everything that was asked for and exists."""
        wanted = await self._database.run(asked)
        items = await self._memory.items_of(wanted) if wanted else []
        gone = set(wanted) - {item.id for item in items}
        if lost := gone & await self._database.run(asked_before, self._refresher.read_from):
            self.log.warn("{count} items that were to be searched are not in the library", count=len(lost))
            await self._database.run(take_back, lost)
        if gone - lost:
            self._refresher.refresh_now()
        candidates = lists(items, self._memory.rules, Lane.ASKED, most=MOST_EPISODES)
        return SearchPlan(candidates=tuple(map(_asked, candidates)))

    async def are_wanted(self, items: Sequence[Item], queued: frozenset[int], now: float) -> bool:
        """Whether nothing of it was taken back."""
        return {item.id for item in items} <= set(await self._database.run(asked))

    async def covered(self, candidate: Candidate) -> None:
        """It is being searched: that is what was asked for."""
        await self._database.run(take_back, candidate.item_ids)
        await super().covered(candidate)


def _asked(candidate: Candidate) -> Candidate:
    title = candidate.title.removesuffix(" · Missing")
    return replace(candidate, title=f"Asked for · {title}", reason="Asked", why=_WHY)
