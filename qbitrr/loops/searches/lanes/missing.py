"""
The missing lane: work through the plan, one search at a time, with the configured delay in between.
"""

from collections import deque
from collections.abc import Callable, Sequence

from msgspec.structs import replace
from twisted.internet.interfaces import IReactorTime

from qbitrr.clients.http.retries import Busy
from qbitrr.decide.searches.coverage import covered
from qbitrr.decide.searches.planner import hourly_wait, may_begin_cycle
from qbitrr.decide.searches.summary import SearchPhase
from qbitrr.errors import Rejected
from qbitrr.loops.searches.lanes.replacements import SLOT_SECONDS
from qbitrr.loops.searches.memory import SearchMemory
from qbitrr.loops.searches.notes import of_refusal
from qbitrr.loops.searches.put_off import PutOff
from qbitrr.loops.searches.sender import REFUSALS, TOO_MANY_REQUESTS, Sender
from qbitrr.model.journal import Entry
from qbitrr.model.searches import Candidate, Item, Sending
from qbitrr.store.searches import history as store
from qbitrr.store.sqlite.database import Database

__all__ = ["LONGEST_REST_SECONDS", "MissingLane"]

LONGEST_REST_SECONDS = 900.0
# What somebody else's search reaches is looked at again after this.
RUNNING_SECONDS = 900.0


class MissingLane:
    """
    What is missing, in order. *sent* is called with each search (and the name of what was removed: none here), *note* journals.

    `missing` items are missing at all, `next_at` is when the first of those that wait may be searched, None if not known.
    """

    def __init__(
        self,
        section: str,
        database: Database,
        memory: SearchMemory,
        sender: Sender,
        clock: IReactorTime,
        *,
        sent: Callable[[Sending, str], object],
        note: Callable[[Entry], object],
    ) -> None:
        self.missing = 0
        self.next_at: float | None = None
        self._section = section
        self._database = database
        self._memory = memory
        self._sender = sender
        self._clock = clock
        self._sent = sent
        self._note = note
        self._candidates: deque[Candidate] = deque()
        self._put_off: PutOff[int] = PutOff(clock)
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
        self._put_off.failed(*item_ids)
        self.replan()

    def hurry(self) -> None:
        """Somebody wants it tried now, whatever was refused before."""
        self._put_off.clear()
        self.replan()

    async def turn(self) -> tuple[SearchPhase, float]:
        """
        Send the next search, or find that there is nothing to send. Returns what that means and the seconds to wait.

        Raises `RemoteError` that concern the Arr as a whole, and `StoreError`.
        """
        now = self._clock.seconds()
        if now < self._not_before:
            return "sending", self._not_before - now
        is_stale = now >= self._plan_until
        if not self._candidates and not is_stale:
            return self._rest()
        queued = await self._sender.queued()
        if is_stale:
            await self._make_plan(queued)
        if not self._candidates:
            return self._rest()
        candidate = self._candidates[0]
        items = await self._memory.items_of(candidate.item_ids)
        if len(items) < len(candidate.item_ids) or not self._memory.are_wanted(items, queued):
            return self._next()
        times = await self._database.run(store.sent_times, now - 3600)
        until = hourly_wait([at for at, _ in times], self._memory.rules.per_hour, now)
        if until is not None:
            self.next_at = until
            return "resting", until - now
        return await self._send(candidate, items)

    async def _send(self, candidate: Candidate, items: Sequence[Item]) -> tuple[SearchPhase, float]:
        rules = self._memory.rules
        traffic = await self._sender.traffic()
        if covered(traffic, items):
            # When that is over the catalogue tells what was searched; what was not has lost nothing.
            await self._memory.note_running(candidate.item_ids)
            self._put_off.wait(RUNNING_SECONDS, *candidate.item_ids)
            return self._next()
        if traffic.active >= rules.limit:
            return "waiting_slot", min(SLOT_SECONDS, max(1.0, rules.delay_seconds))
        try:
            sending = await self._sender.send(candidate)
        except REFUSALS as error:
            return self._refused(candidate, error)
        self._next()
        self._put_off.done(*candidate.item_ids)
        self._sent(sending, "")
        self._not_before = self._clock.seconds() + rules.delay_seconds
        return "sending", rules.delay_seconds

    def _refused(self, candidate: Candidate, error: Rejected | Busy) -> tuple[SearchPhase, float]:
        """
        Nothing is used up: these items are tried again later, the others go on. Raises *error* when it is not about these items.
        """
        if error.status == TOO_MANY_REQUESTS:
            raise error
        is_news = not any(self._put_off.times(number) for number in candidate.item_ids)
        self._put_off.failed(*candidate.item_ids)
        self._next()
        if self._sender.is_refused:
            raise error
        if is_news:
            now = self._clock.seconds()
            entry = of_refusal(self._section, candidate.lane, candidate.title, candidate.item_ids, str(error), now)
            self._note(entry)
        return "sending", 0.0

    def _next(self) -> tuple[SearchPhase, float]:
        """The first candidate is dealt with; after the last one the plan must be made anew. No delay for what was not sent."""
        self._candidates.popleft()
        if not self._candidates:
            self._plan_until = 0.0
        return "sending", 0.0

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
        self._candidates = deque(self._not_put_off(plan.candidates))
        self._plan_until = now + LONGEST_REST_SECONDS

    def _not_put_off(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """What was refused least often goes first, else a few refused items would keep all others from their turn."""
        put_off, now = self._put_off, self._clock.seconds()
        put_off.keep_only({number for candidate in candidates for number in candidate.item_ids})
        if not put_off:
            return list(candidates)
        until = {candidate: put_off.until(candidate.item_ids) for candidate in candidates}
        later = [at for at in until.values() if at > now]
        self.next_at = min([*later, *([self.next_at] if self.next_at is not None else [])], default=None)
        ready = [candidate for candidate in candidates if until[candidate] <= now]
        return sorted(ready, key=lambda candidate: max(put_off.times(number) for number in candidate.item_ids))

    def _rest(self) -> tuple[SearchPhase, float]:
        now = self._clock.seconds()
        self._plan_until = min(self._plan_until, self.next_at or float("inf"))
        return "resting", max(1.0, self._plan_until - now)
