"""
The replacement lane: serve stored requests for another release, oldest first.
"""

from collections.abc import Callable
from typing import Any

from twisted.logger import Logger

from qbitrr.clients.arr import Arr
from qbitrr.clients.retries import Busy
from qbitrr.decide.search_commands import title_of
from qbitrr.decide.search_coverage import covered
from qbitrr.decide.search_replacements import DAY_SECONDS, Drop, Found, replacement, replacement_wait
from qbitrr.errors import BadAnswer, Rejected, RemoteError
from qbitrr.loops.search_notes import of_drop, of_refusal
from qbitrr.loops.search_planning import Memory
from qbitrr.loops.search_put_off import PutOff
from qbitrr.loops.search_sending import INVALID, REFUSALS, TOO_MANY_REQUESTS, Sender
from qbitrr.model.journal import Entry
from qbitrr.model.searching import Candidate, Lane, Replacement, Sending
from qbitrr.store import search as store
from qbitrr.store.catalog_read import items_of
from qbitrr.store.database import Database

__all__ = ["SLOT_SECONDS", "Replacer"]

SLOT_SECONDS = 30.0


class Replacer:
    """Serves the requests in *database*. *sent* is called with each search and the name of what was removed, *note* journals."""

    log = Logger()

    def __init__(
        self,
        section: str,
        arr: Arr,
        catalogue: Database,
        database: Database,
        memory: Memory,
        sender: Sender,
        clock: Any,
        *,
        sent: Callable[[Sending, str], object],
        note: Callable[[Entry], object],
    ) -> None:
        self.waiting = 0
        self._section = section
        self._arr = arr
        self._catalogue = catalogue
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
        try:
            found = await self._found(request)
        except (Rejected, BadAnswer) as error:
            return self._postpone(request, error)
        before = await self._database.run(store.replaced_at, request.media_ids, now - DAY_SECONDS)
        decided = replacement(request, found, before, rules, now)
        if isinstance(decided, Drop):
            self.log.warn("{text}", text=decided.why.text)
            await self._database.run(store.drop, request.key, decided.why.text)
            self._note(of_drop(self._section, request, decided.why, now))
            return 0.0
        times = await self._database.run(store.sent_times, now - 3600)
        replaced = [at for at, lane in times if lane is Lane.REPLACEMENT]
        until = replacement_wait([at for at, _ in times], replaced, rules.per_hour, now)
        if until is not None:
            return until - now
        return await self._send(request, decided)

    async def _send(self, request: Replacement, candidate: Candidate) -> float:
        traffic = await self._sender.traffic()
        if covered(traffic, await self._memory.items_of(candidate.item_ids)):
            self.log.info("{title}: the Arr searches it already", title=candidate.title)
            await self._database.run(store.adopt, request.key)
            return 0.0
        if traffic.active >= self._memory.rules.limit:
            return min(SLOT_SECONDS, max(1.0, self._memory.rules.delay_seconds))
        try:
            sending = await self._sender.send(candidate)
        except REFUSALS as error:
            return self._refused(request, candidate, error)
        self._sent(sending, request.name)
        return 0.0

    def _refused(self, request: Replacement, candidate: Candidate, error: Rejected | Busy) -> float:
        """It waits on, unless the command itself is wrong. Raises *error* when it is not about this request."""
        if error.status == TOO_MANY_REQUESTS:
            raise error
        is_over = error.status == INVALID
        is_news = not self._put_off.times(request.key)
        self._postpone(request, error)
        if is_over or (is_news and not self._sender.is_refused):
            now = self._clock.seconds()
            self._note(of_refusal(self._section, candidate.lane, candidate.title, candidate.item_ids, str(error), now))
        if self._sender.is_refused:
            raise error
        return 0.0

    async def _found(self, request: Replacement) -> dict[int, Found]:
        """What the Arr, and the catalogue, know of the items of the request."""
        kind = self._memory.rules.kind
        known = {item.id: item for item in await self._catalogue.run(items_of, kind, request.media_ids)}
        found: dict[int, Found] = {}
        for number in request.media_ids:
            there = await self._arr.item(number)
            if there is None:
                continue
            item = known.get(number)
            found[number] = Found(
                id=number,
                title=title_of(item, kind) if item is not None else there.title or request.name,
                monitored=there.monitored,
                parent_monitored=there.parent_monitored and (item is None or item.parent_monitored),
                parent_id=item.parent_id if item is not None else 0,
            )
        return found
