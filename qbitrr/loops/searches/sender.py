"""
The only gate to a search command. Lanes propose; here it is checked again whether that is to be searched, whether it is being
searched already, the hour's budget and the Arr's slots; then it is sent, and an Arr that refuses is left alone for a while.
"""

from collections.abc import Awaitable, Callable

from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.decide.backoff import doubling
from qbitrr.decide.searches.admission import covered, hour_until, in_the_way, joined, slots_for
from qbitrr.decide.searches.telling import of_refusal, of_refusing, of_search
from qbitrr.errors import Busy, RemoteError, TimedOut, Unauthorized, Unreachable
from qbitrr.loops.arr.link import Link
from qbitrr.loops.searches.commands import INVALID, REFUSALS, TOO_MANY_REQUESTS, SearchCommands
from qbitrr.loops.searches.lanes.proposal import AT_ONCE, Proposal, Wait
from qbitrr.loops.searches.memory import SearchMemory
from qbitrr.model.journal import Entry
from qbitrr.model.searches import Candidate, RunningCommand, Sending
from qbitrr.store.searches import history as store
from qbitrr.store.sqlite.database import Database

__all__ = ["SearchSender"]

SLOT_SECONDS = 30.0
BACK_OFF_SECONDS, LONGEST_BACK_OFF_SECONDS = 300.0, 1800.0
PATIENCE = 3


class SearchSender:
    """
    Sends what lanes propose. *reread* reads what a search is about anew, if the catalog is not of today, and tells whether it is
    all there; *follow* is called with each search that is open, *note* journals. `last` is the text of the last search and when
    it was sent, `pause_until` the end of the delay after it, `retry_at` until when the Arr is left alone, `refusal` with which
    words it refuses every search (empty while it does not).
    """

    log = Logger()

    def __init__(
        self, section: str, commands: SearchCommands, memory: SearchMemory, database: Database, link: Link, clock: IReactorTime,
        *, reread: Callable[[Candidate], Awaitable[bool]], follow: Callable[[Sending], object], note: Callable[[Entry], object],
    ) -> None:  # fmt: skip
        self.last = ("", 0.0)
        self.pause_until = 0.0
        self.retry_at = 0.0
        self.refusal = ""
        self._section = section
        self._commands = commands
        self._memory = memory
        self._database = database
        self._link = link
        self._clock = clock
        self._reread = reread
        self._follow = follow
        self._note = note
        self._is_unsettled = True
        self._troubles = self._backed_off = 0

    async def load(self) -> None:
        """Read what was sent last."""
        self.last = await self._database.run(store.last_search)

    def hurry(self) -> None:
        """Somebody wants it tried now."""
        self.retry_at = 0.0

    async def ready(self) -> float:
        """
        Wait for the Arr; returns for how many seconds it is to be left alone. When that is none, what may or may not have been sent
        before is settled.
        """
        await self._link.up()
        now = self._clock.seconds()
        if self.retry_at > now:
            return self.retry_at - now
        if self._is_unsettled:
            for sending in await self._commands.settle():
                self._follow(sending)
            self._is_unsettled = False
        return 0.0

    async def offer(self, proposal: Proposal) -> Wait | None:
        """
        Send a search, if it may be; None when the hour of its lane is used up, and a lower lane may have its turn. Raises `RemoteError`
        that concern the Arr as a whole, and `StoreError`.
        """
        until = await self._hour_until(proposal)
        if until is not None:
            proposal.held_back(until)
            return None
        traffic = await self._commands.traffic()
        self._link.answered()
        is_full = not slots_for(traffic.active, proposal.lane, proposal.cost, self._memory.rules.limit)
        if is_full and proposal.joins_since is not None:
            return self._wait_for_slot()  # to check it would cost requests
        if proposal.candidate is not None and not await self._reread(proposal.candidate):
            proposal.gone()
            return AT_ONCE
        # Checked last of all: what is sent is about the items as they are now.
        checked = await proposal.check()
        if checked is None:
            return AT_ONCE
        candidate, items = checked
        if proposal.joins_since is None:
            if covered(traffic, items):
                await proposal.covered()
                return AT_ONCE
            return self._wait_for_slot() if is_full else await self._send(proposal, candidate)
        running = joined(traffic, items, proposal.joins_since)
        if running is None and in_the_way(traffic, candidate.command):
            return self._wait_for_slot()
        return await self._send(proposal, candidate, running)

    def failed(self, error: RemoteError) -> float:
        """A turn came to nothing because of *error*. Returns the seconds to wait."""
        if isinstance(error, Unreachable | Unauthorized):
            return self._unanswered(error)
        return self._back_off(error)

    async def _hour_until(self, proposal: Proposal) -> float | None:
        now = self._clock.seconds()
        spent = await self._database.run(store.spent_since, now - 3600)
        return hour_until(spent, proposal.lane, proposal.cost, self._memory.rules, now)

    def _wait_for_slot(self) -> Wait:
        return Wait("waiting_slot", min(SLOT_SECONDS, max(1.0, self._memory.rules.delay_seconds)))

    async def _send(self, proposal: Proposal, candidate: Candidate, running: RunningCommand | None = None) -> Wait:
        try:
            if running is not None:
                self.log.info("{title}: the Arr searches it already", title=candidate.title)
                sending = await self._commands.join(candidate, running)
            else:
                sending = await self._commands.send(candidate)
        except REFUSALS as error:
            if error.status == TOO_MANY_REQUESTS:
                raise
            is_news = await proposal.refused(candidate, error)
            if is_news and (not self._commands.is_refused or error.status == INVALID):
                now = self._clock.seconds()
                self._note(
                    of_refusal(self._section, candidate.lane, candidate.title, candidate.item_ids, str(error), now)
                )
            if self._commands.is_refused:
                raise
            return AT_ONCE
        self.last = (sending.title, sending.sent_at)
        self._troubles = self._backed_off = 0
        self.refusal = ""
        self._follow(sending)
        self._note(of_search(self._section, sending, self._memory.rules, proposal.name))
        proposal.sent()
        if not proposal.lane.is_planned:
            return AT_ONCE
        delay = self._memory.rules.delay_seconds
        self.pause_until = self._clock.seconds() + delay
        return Wait("sending", delay)

    def _unanswered(self, error: Unreachable | Unauthorized) -> float:
        """
        No answer: wait until there is one again. An Arr that keeps saying "not now" to us, or hangs, while it says who it is, wants to
        be left alone.
        """
        if isinstance(error, Busy | TimedOut):
            self._troubles += 1
            status, pause = (error.status, error.retry_after) if isinstance(error, Busy) else (0, None)
            if status == TOO_MANY_REQUESTS or self._troubles >= PATIENCE or self._commands.is_refused:
                return self._back_off(error, pause or 0.0)
        self._is_unsettled = True
        self._link.failed(error)
        return 0.0

    def _back_off(self, error: RemoteError, at_least: float = 0.0) -> float:
        """The Arr answers, but not as it should: leave it alone for a while. It may have got what was sent."""
        self._is_unsettled = True
        pause = max(at_least, doubling(BACK_OFF_SECONDS, self._backed_off, LONGEST_BACK_OFF_SECONDS))
        self._backed_off += 1
        now = self._clock.seconds()
        self.retry_at = now + pause
        if self._commands.is_refused:
            if not self.refusal:
                self._note(of_refusing(self._section, str(error), now))
            self.refusal = str(error)
        self.log.warn("{error}; searching again in {pause:.0f} s", error=error, pause=pause)
        return pause
