"""
The lane of what people want searched now: before everything, whatever limits and cooldowns say. Only what runs already is not sent again.
"""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import replace
from twisted.logger import Logger

from qbitrr.decide.searches.commands import MOST_EPISODES, lists
from qbitrr.loops.searches.lanes.planned import PlannedLane
from qbitrr.model.reasons import Reason
from qbitrr.model.searches import Candidate, Item, Lane, SearchPlan
from qbitrr.store.searches import wishes
from qbitrr.store.sqlite.database import Database

__all__ = ["AskedLane"]

_WHY = Reason(code="asked", text="a person asked for it")


class AskedLane(PlannedLane):
    """The wishes in *database*. *is_filled* tells whether what the catalog does not have does not exist."""

    log = Logger()
    lane = Lane.ASKED

    def __init__(self, *parts: Any, database: Database, is_filled: Callable[[], bool], **more: Any) -> None:
        super().__init__(*parts, **more)
        self._database = database
        self._is_filled = is_filled

    async def plan(self, queued: frozenset[int], now: float) -> SearchPlan:
        """Everything that was asked for and exists."""
        wanted = await self._database.run(wishes.asked)
        items = await self._memory.items_of(wanted) if wanted else []
        gone = set(wanted) - {item.id for item in items}
        if gone and self._is_filled():
            self.log.warn("{count} items that were to be searched are not in the library any more", count=len(gone))
            await self._database.run(wishes.take_back, gone)
        candidates = lists(items, self._memory.rules, Lane.ASKED, most=MOST_EPISODES)
        return SearchPlan(candidates=tuple(map(_asked, candidates)))

    async def are_wanted(self, items: Sequence[Item], queued: frozenset[int], now: float) -> bool:
        """Whether nothing of it was taken back."""
        return {item.id for item in items} <= set(await self._database.run(wishes.asked))

    async def covered(self, candidate: Candidate) -> None:
        """It is being searched: that is what was asked for."""
        await self._database.run(wishes.take_back, candidate.item_ids)
        await super().covered(candidate)


def _asked(candidate: Candidate) -> Candidate:
    title = candidate.title.removesuffix(" · Missing")
    return replace(candidate, title=f"Asked for · {title}", reason="Asked", why=_WHY)
