"""
The missing lane: everything that lacks a file, cycle by cycle.
"""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from qbitrr.decide.searches.planner import may_begin_cycle
from qbitrr.loops.searches.lanes.planned import PlannedLane
from qbitrr.model.searches import Item, Lane, SearchPlan

__all__ = ["MissingLane"]


class MissingLane(PlannedLane):
    """What is missing, in order. `missing` items are missing at all."""

    lane = Lane.MISSING

    def __init__(self, *parts: Any, **more: Any) -> None:
        super().__init__(*parts, **more)
        self.missing = 0

    async def plan(self, queued: frozenset[int], now: float) -> SearchPlan:
        """The plan for this cycle; when nothing is left in it, for the next, if that may begin and has something to do."""
        memory = self._memory
        plan = await memory.plan(queued)
        if not plan.candidates:
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
