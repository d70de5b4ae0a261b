"""
The missing lane: work through the plan, one search at a time, with the configured delay in between.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from attrs import define
from msgspec.structs import replace
from twisted.internet.interfaces import IReactorTime

from qbitrr.clients.http.retries import Busy
from qbitrr.decide.searches.planner import may_begin_cycle
from qbitrr.errors import Rejected
from qbitrr.loops.searches.lanes.proposal import AT_ONCE, Wait
from qbitrr.loops.searches.memory import SearchMemory
from qbitrr.loops.searches.postponed import PostponedByKey
from qbitrr.model.searches import Candidate, Item, Lane

__all__ = ["LONGEST_REST_SECONDS", "MissingLane"]

LONGEST_REST_SECONDS = 900.0
# What somebody else's search reaches is looked at again after this.
RUNNING_SECONDS = 900.0


class MissingLane:
    """
    What is missing, in order. *queued* tells the items in the Arr's download queue, *is_filled* whether the catalog can be relied on.

    `missing` items are missing at all, `next_at` is when the first of those that wait may be searched, None if not known.
    """

    def __init__(
        self, memory: SearchMemory, clock: IReactorTime, *, queued: Callable[[], Awaitable[frozenset[int]]],
        is_filled: Callable[[], bool],
    ) -> None:  # fmt: skip
        self.missing = 0
        self.next_at: float | None = None
        self._memory = memory
        self._clock = clock
        self._queued = queued
        self._is_filled = is_filled
        self._candidates: deque[Candidate] = deque()
        self._postponed: PostponedByKey[int] = PostponedByKey(clock)
        """Items whose command was refused."""
        self._plan_until = 0.0
        """Until when the plan is good."""
        self._not_before = 0.0
        """When the delay after the last search ends."""

    @property
    def waiting(self) -> int:
        """How many searches the plan still holds."""
        return len(self._candidates)

    def replan(self) -> None:
        """The library or the configuration is another one."""
        self._plan_until = 0.0

    def broken_off(self, item_ids: Sequence[int]) -> None:
        """A search for these came to nothing in the Arr: they are tried again later."""
        self._postponed.failed(*item_ids)
        self.replan()

    def hurry(self) -> None:
        """Somebody wants it tried now, whatever was refused before."""
        self._postponed.clear()
        self.replan()

    async def propose(self, now: float) -> "_MissingSearch | Wait":
        """The next of the plan that may still be searched, or that there is nothing to send."""
        if not self._memory.rules.enabled:
            return Wait("disabled", LONGEST_REST_SECONDS)
        if not self._is_filled():
            return Wait("updating", LONGEST_REST_SECONDS)
        if now < self._not_before:
            return Wait("sending", self._not_before - now)
        is_stale = now >= self._plan_until
        if not self._candidates and not is_stale:
            return self._rest()
        queued = await self._queued()
        if is_stale:
            await self._make_plan(queued)
        if not self._candidates:
            return self._rest()
        proposal = _MissingSearch(self, self._candidates[0])
        return AT_ONCE if await proposal.check() is None else proposal

    async def wanted(self, candidate: Candidate) -> Sequence[Item] | None:
        """The items of the first candidate, if they may all be searched still; if not, it is dealt with."""
        items = await self._memory.items_of(candidate.item_ids)
        if len(items) < len(candidate.item_ids) or not self._memory.are_wanted(items, await self._queued()):
            self._next()
            return None
        return items

    async def covered(self, candidate: Candidate) -> None:
        """Somebody else's search reaches it. When that is over the catalog tells what was searched; what was not has lost nothing."""
        await self._memory.note_running(candidate.item_ids)
        self._postponed.wait(RUNNING_SECONDS, *candidate.item_ids)
        self._next()

    def refused(self, candidate: Candidate) -> bool:
        """Nothing is used up: these items are tried again later, the others go on. Returns whether that is the first time."""
        is_news = not any(self._postponed.times(number) for number in candidate.item_ids)
        self._postponed.failed(*candidate.item_ids)
        self._next()
        return is_news

    def sent(self, candidate: Candidate) -> float:
        """It was sent. Returns the delay."""
        self._next()
        self._postponed.done(*candidate.item_ids)
        delay = self._memory.rules.delay_seconds
        self._not_before = self._clock.seconds() + delay
        return delay

    def budget_used_up(self, until: float) -> Wait:
        """The hour is."""
        self.next_at = until
        return Wait("resting", until - self._clock.seconds())

    def _next(self) -> None:
        """The first candidate is dealt with; after the last one the plan must be made anew. No delay for what was not sent."""
        self._candidates.popleft()
        if not self._candidates:
            self._plan_until = 0.0

    async def _make_plan(self, queued: frozenset[int]) -> None:
        """The plan for this cycle; when nothing is left in it, for the next, if that may begin and has something to do."""
        now = self._clock.seconds()
        plan = await self._memory.plan(queued)
        if not plan.candidates:
            await self._memory.end_cycle()
            if may_begin_cycle(self._memory.cycle, self._memory.rules, now):
                following = replace(self._memory.cycle, number=self._memory.cycle.number + 1, began=now)
                plan = await self._memory.plan(queued, following)
                if plan.candidates:
                    await self._memory.begin_cycle()
        self.missing, self.next_at = plan.missing, plan.next_at
        self._candidates = deque(self._ready(plan.candidates))
        self._plan_until = now + LONGEST_REST_SECONDS

    def _ready(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """What was refused least often goes first, else a few refused items would keep all others from their turn."""
        postponed, now = self._postponed, self._clock.seconds()
        postponed.keep_only({number for candidate in candidates for number in candidate.item_ids})
        if not postponed:
            return list(candidates)
        until = {candidate: postponed.until(candidate.item_ids) for candidate in candidates}
        later = [at for at in until.values() if at > now]
        self.next_at = min([*later, *([self.next_at] if self.next_at is not None else [])], default=None)
        ready = [candidate for candidate in candidates if until[candidate] <= now]
        return sorted(ready, key=lambda candidate: max(postponed.times(number) for number in candidate.item_ids))

    def _rest(self) -> Wait:
        now = self._clock.seconds()
        self._plan_until = min(self._plan_until, self.next_at or float("inf"))
        return Wait("resting", max(1.0, self._plan_until - now))


@define(eq=False)
class _MissingSearch:
    """The first candidate of the plan."""

    _proposer: MissingLane
    _candidate: Candidate
    lane: Lane = Lane.MISSING
    name: str = ""
    joins_since: float | None = None

    def budget_used_up(self, until: float) -> Wait:
        return self._proposer.budget_used_up(until)

    async def check(self) -> tuple[Candidate, Sequence[Item]] | None:
        items = await self._proposer.wanted(self._candidate)
        return None if items is None else (self._candidate, items)

    async def covered(self) -> None:
        await self._proposer.covered(self._candidate)

    async def refused(self, candidate: Candidate, error: Rejected | Busy) -> bool:
        return self._proposer.refused(candidate)

    def sent(self) -> Wait:
        return Wait("sending", self._proposer.sent(self._candidate))
