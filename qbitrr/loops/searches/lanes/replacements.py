"""
The replacement lane: serve stored requests for another release, oldest first.
"""

from collections.abc import Callable, Sequence

from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.http.retries import Busy
from qbitrr.decide.searches.coverage import in_the_way, joined
from qbitrr.decide.searches.replacements import DAY_SECONDS, Drop, replacement, replacement_wait
from qbitrr.errors import BadAnswer, Rejected, RemoteError
from qbitrr.loops.searches.memory import SearchMemory
from qbitrr.loops.searches.notes import of_drop, of_refusal, searched_already
from qbitrr.loops.searches.put_off import PutOff
from qbitrr.loops.searches.sender import INVALID, REFUSALS, TOO_MANY_REQUESTS, Sender
from qbitrr.loops.searches.standing import ItemsNow
from qbitrr.model.journal import Entry
from qbitrr.model.searches import Candidate, Item, Lane, Replacement, ReplacementState, Sending, Traffic
from qbitrr.store.searches import history as store
from qbitrr.store.sqlite.database import Database

__all__ = ["SLOT_SECONDS", "Replacer"]

SLOT_SECONDS = 30.0


class Replacer:
    """Serves the requests in *database*. *sent* is called with each search and the name of what was removed, *note* journals."""

    log = Logger()

    def __init__(
        self,
        section: str,
        arr: Arr,
        database: Database,
        memory: SearchMemory,
        sender: Sender,
        clock: IReactorTime,
        *,
        sent: Callable[[Sending, str], object],
        note: Callable[[Entry], object],
    ) -> None:
        self.waiting = 0
        self._section = section
        self._standing = ItemsNow(arr, memory)
        self._database = database
        self._memory = memory
        self._sender = sender
        self._clock = clock
        self._sent = sent
        self._note = note
        self._put_off: PutOff[str] = PutOff(clock)

    async def turn(self) -> float | None:
        """
        Serve one request. Returns the seconds until the next turn makes sense, None when nothing waits that could be served.

        Raises `RemoteError` that concern the Arr as a whole, and `StoreError`.
        """
        waiting = await self._database.run(store.waiting_replacements)
        self.waiting = len(waiting)
        self._put_off.keep_only(waiting)
        if not waiting:
            return None
        request = await self._database.run(store.next_replacement, self._put_off.waiting())
        return None if request is None else await self._serve(request)

    def hurry(self) -> None:
        """Somebody wants it tried now, whatever failed before."""
        self._put_off.clear()

    def _postpone(self, request: Replacement, error: RemoteError) -> float:
        """The Arr answers, but not this: the other requests go first."""
        self.log.warn("{name}: {error}; tried again later", name=request.name, error=error)
        self._put_off.failed(request.key)
        return 0.0

    async def _serve(self, request: Replacement) -> float:
        rules, now = self._memory.rules, self._clock.seconds()
        times = await self._database.run(store.sent_times, now - 3600)
        replaced = [at for at, lane in times if lane is Lane.REPLACEMENT]
        until = replacement_wait([at for at, _ in times], replaced, rules.per_hour, now)
        if until is not None:
            return until - now
        traffic = await self._sender.traffic()
        if traffic.active >= rules.limit:
            return self._slot_seconds()
        # Asked last of all: what is sent is about the items as they are now.
        try:
            found = await self._standing.of(request)
        except (Rejected, BadAnswer) as error:
            return self._postpone(request, error)
        before = await self._database.run(store.replaced_at, request.media_ids, now - DAY_SECONDS)
        decided = replacement(request, found, before, rules, now)
        if isinstance(decided, Drop):
            return await self._drop(request, decided)
        if request.since and self._memory.searched_since(decided.item_ids, request.since):
            # What is still in the queue is not searched as missing: that search came after the Arr was told.
            return await self._drop(request, Drop(searched_already(request)), ReplacementState.DONE)
        return await self._send(request, decided, [found[number].item for number in decided.item_ids], traffic)

    async def _drop(
        self, request: Replacement, drop: Drop, state: ReplacementState = ReplacementState.DROPPED
    ) -> float:
        """It ends without a search. Told first: a process that dies in between tells it once more."""
        self.log.warn("{text}", text=drop.why.text)
        self._note(of_drop(self._section, request, drop.why, self._clock.seconds()))
        await self._database.run(store.close, request.key, drop.why.text, state)
        return 0.0

    def _slot_seconds(self) -> float:
        return min(SLOT_SECONDS, max(1.0, self._memory.rules.delay_seconds))

    async def _send(self, request: Replacement, candidate: Candidate, items: Sequence[Item], traffic: Traffic) -> float:
        running = joined(traffic, items, request.since or request.asked_at)
        if running is None and in_the_way(traffic, candidate.command):
            return self._slot_seconds()
        try:
            if running is not None:
                self.log.info("{title}: the Arr searches it already", title=candidate.title)
                sending = await self._sender.join(candidate, running)
            else:
                sending = await self._sender.send(candidate)
        except REFUSALS as error:
            return await self._refused(request, candidate, error)
        self._sent(sending, request.name)
        return 0.0

    async def _refused(self, request: Replacement, candidate: Candidate, error: Rejected | Busy) -> float:
        """It waits on, unless the command itself is wrong. Raises *error* when it is not about this request."""
        if error.status == TOO_MANY_REQUESTS:
            raise error
        now, is_news = self._clock.seconds(), not self._put_off.times(request.key)
        entry = of_refusal(self._section, candidate.lane, candidate.title, candidate.item_ids, str(error), now)
        if error.status == INVALID:
            self._note(entry)
            await self._database.run(store.close, request.key, str(error), ReplacementState.DROPPED)
        else:
            self._postpone(request, error)
            if is_news and not self._sender.is_refused:
                self._note(entry)
        if self._sender.is_refused:
            raise error
        return 0.0
