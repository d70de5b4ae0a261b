"""
What all lanes have in common that work through a plan made of the catalog: candidates one after the other, what was refused
later, each in its own time.
"""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Hashable, Iterable, Sequence
from typing import Generic, TypeVar

from attrs import define
from twisted.internet.interfaces import IReactorTime

from qbitrr.decide.backoff import doubling
from qbitrr.errors import Busy, Rejected
from qbitrr.loops.searches.lanes.proposal import AT_ONCE, Wait
from qbitrr.loops.searches.memory import SearchMemory
from qbitrr.model.searches import Candidate, Item, Lane, SearchPlan, Skip

__all__ = ["LONGEST_REST_SECONDS", "PlannedLane", "PostponedByKey"]

K = TypeVar("K", bound=Hashable)
FIRST_SECONDS, LONGEST_SECONDS = 300.0, 1800.0


class PostponedByKey(Generic[K]):
    """
    Things by key that are not tried again before some time: 5 min after the first failure, doubling to 30 min.

    Kept in memory only: a new process tries everything at once. `keep_only` what there still is.
    """

    def __init__(self, clock: IReactorTime) -> None:
        self._clock = clock
        self._failed: dict[K, tuple[int, float]] = {}
        """How often in a row, and until when."""

    def __len__(self) -> int:
        return len(self._failed)

    def failed(self, *keys: K) -> None:
        """These failed just now."""
        for key in keys:
            times = self.times(key)
            pause = doubling(FIRST_SECONDS, times, LONGEST_SECONDS)
            self._failed[key] = (times + 1, self._clock.seconds() + pause)

    def wait(self, seconds: float, *keys: K) -> None:
        """These have not failed, but there is no use in trying them for so long."""
        for key in keys:
            self._failed[key] = (self.times(key), self._clock.seconds() + seconds)

    def done(self, *keys: K) -> None:
        """These are dealt with."""
        for key in keys:
            self._failed.pop(key, None)

    def keep_only(self, keys: Collection[K]) -> None:
        """All others are gone."""
        self._failed = {key: kept for key, kept in self._failed.items() if key in keys}

    def clear(self) -> None:
        """Somebody wants everything tried now. How often it failed still counts."""
        self._failed = {key: (times, 0.0) for key, (times, _) in self._failed.items()}

    def times(self, key: K) -> int:
        """How often in a row it failed."""
        return self._failed.get(key, (0, 0.0))[0]

    def until(self, keys: Iterable[K]) -> float:
        """When all of these may be tried; a time in the past (0, if none of them failed) means now."""
        return max((self._failed.get(key, (0, 0.0))[1] for key in keys), default=0.0)

    def waiting(self) -> list[K]:
        """Those whose time has not come."""
        now = self._clock.seconds()
        return [key for key, (_, until) in self._failed.items() if until > now]


LONGEST_REST_SECONDS = 900.0
# What somebody else's search reaches is looked at again after this.
RUNNING_SECONDS = 900.0


class PlannedLane(ABC):
    """
    A lane with a plan. *queued* tells the items in the Arr's download queue. `next_at` is when the first of those that wait may be
    searched, None if not known.

    A lane of its own says which `lane` it is, how its plan is made (`plan`), and what may still be searched when its turn has come
    (`are_wanted`).
    """

    lane: Lane

    def __init__(
        self, memory: SearchMemory, clock: IReactorTime, *, queued: Callable[[], Awaitable[frozenset[int]]]
    ) -> None:
        self.next_at: float | None = None
        self.skipped: dict[int, Skip] = {}
        """Why the others wait, by item."""
        self._memory = memory
        self._clock = clock
        self._queued = queued
        self._candidates: deque[Candidate] = deque()
        self._postponed: PostponedByKey[int] = PostponedByKey(clock)
        """Items whose command was refused."""
        self._plan_until = 0.0
        """Until when the plan is good."""

    @abstractmethod
    async def plan(self, queued: frozenset[int], now: float) -> SearchPlan:
        """What to search now."""

    @abstractmethod
    async def are_wanted(self, items: Sequence[Item], queued: frozenset[int], now: float) -> bool:
        """Whether every one of these *items*, as the catalog has them now, may be searched."""

    @property
    def waiting(self) -> int:
        """How many searches the plan still holds."""
        return len(self._candidates)

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """What the plan still holds, in order."""
        return tuple(self._candidates)

    @property
    def look_at(self) -> float:
        """When there may be something to propose again."""
        return self._plan_until if self.next_at is None else min(self._plan_until, self.next_at)

    def replan(self) -> None:
        """The library or the configuration is another one."""
        self._plan_until = 0.0

    def broken_off(self, item_ids: Collection[int]) -> None:
        """A search for these came to nothing in the Arr: they are tried again later."""
        self._postponed.failed(*item_ids)
        self.replan()

    def hurry(self) -> None:
        """Somebody wants it tried now, whatever was refused before."""
        self._postponed.clear()
        self.replan()

    async def propose(self, now: float) -> "_PlannedSearch | Wait | None":
        """The next of the plan that may still be searched; None when there is nothing to send."""
        is_stale = now >= self._plan_until or (self.next_at is not None and now >= self.next_at)
        if not self._candidates and not is_stale:
            return None
        queued = await self._queued()
        if is_stale:
            plan = await self.plan(queued, now)
            self.next_at, self.skipped = plan.next_at, plan.skipped
            self._candidates = deque(self._ready(plan.candidates))
            self._plan_until = now + LONGEST_REST_SECONDS
        if not self._candidates:
            return None
        first = self._candidates[0]
        return AT_ONCE if await self.wanted(first) is None else _PlannedSearch(self, first, self.lane, first.cost)

    async def wanted(self, candidate: Candidate) -> Sequence[Item] | None:
        """The items of the first candidate, if they may all be searched still; if not, it is dealt with."""
        items, queued = await self._memory.items_of(candidate.item_ids), await self._queued()
        if len(items) < len(candidate.item_ids) or not await self.are_wanted(items, queued, self._clock.seconds()):
            self._next(candidate)
            return None
        return items

    async def covered(self, candidate: Candidate) -> None:
        """Somebody else's search reaches it. When that is over the catalog tells what was searched; what was not has lost nothing."""
        await self._memory.note_running(candidate.item_ids)
        self._postponed.wait(RUNNING_SECONDS, *candidate.item_ids)
        self._next(candidate)

    def refused(self, candidate: Candidate) -> bool:
        """Nothing is used up: these items are tried again later, the others go on. Returns whether that is the first time."""
        is_news = not any(self._postponed.times(number) for number in candidate.item_ids)
        self._postponed.failed(*candidate.item_ids)
        self._next(candidate)
        return is_news

    def sent(self, candidate: Candidate) -> None:
        """It was sent."""
        self._next(candidate)
        self._postponed.done(*candidate.item_ids)

    def held_back(self, until: float) -> None:
        """The hour is used up until then."""
        self.next_at = until

    def _next(self, candidate: Candidate) -> None:
        """*candidate* is dealt with; after the last one the plan must be made anew. No delay for what was not sent."""
        if candidate in self._candidates:
            self._candidates.remove(candidate)
        if not self._candidates:
            self._plan_until = 0.0

    def _ready(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """What was refused least often goes first, else a few refused items would keep all others from their turn."""
        postponed, now = self._postponed, self._clock.seconds()
        postponed.keep_only({number for candidate in candidates for number in candidate.item_ids})
        if not postponed:
            return list(candidates)
        until = [(candidate, postponed.until(candidate.item_ids)) for candidate in candidates]
        later = [at for _, at in until if at > now]
        self.next_at = min([*later, *([self.next_at] if self.next_at is not None else [])], default=None)
        ready = [candidate for candidate, at in until if at <= now]
        return sorted(ready, key=lambda candidate: max(postponed.times(number) for number in candidate.item_ids))


@define(eq=False)
class _PlannedSearch:
    """The first candidate of a plan."""

    _proposer: PlannedLane
    candidate: Candidate
    lane: Lane
    cost: int
    name: str = ""
    joins_since: float | None = None

    def held_back(self, until: float) -> None:
        self._proposer.held_back(until)

    async def check(self) -> tuple[Candidate, Sequence[Item]] | None:
        items = await self._proposer.wanted(self.candidate)
        return None if items is None else (self.candidate, items)

    def gone(self) -> None:
        self._proposer.refused(self.candidate)

    async def covered(self) -> None:
        await self._proposer.covered(self.candidate)

    async def refused(self, candidate: Candidate, error: Rejected | Busy) -> bool:
        return self._proposer.refused(candidate)

    def sent(self) -> None:
        self._proposer.sent(self.candidate)
