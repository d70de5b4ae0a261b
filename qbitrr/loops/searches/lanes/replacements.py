"""
The replacement lane: serve stored requests for another release, oldest first.
"""

from collections.abc import Callable, Sequence

from attrs import define
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.clients.arr.client import Arr
from qbitrr.decide.searches.replacements import DAY_SECONDS, Drop, replacement
from qbitrr.decide.searches.telling import of_drop, searched_already
from qbitrr.errors import BadAnswer, Busy, Rejected, RemoteError
from qbitrr.loops.searches.commands import INVALID
from qbitrr.loops.searches.items_now import ItemsNow
from qbitrr.loops.searches.lanes.planned import PostponedByKey
from qbitrr.loops.searches.memory import SearchMemory
from qbitrr.model.journal import Entry
from qbitrr.model.searches import Candidate, Item, Lane, Replacement, ReplacementState
from qbitrr.store.searches import history as store
from qbitrr.store.sqlite.database import Database

__all__ = ["ReplacementLane"]


class ReplacementLane:
    """The requests in *database*. *note* journals what ends without a search."""

    log = Logger()
    lane = Lane.REPLACEMENT
    look_at = float("inf")

    def __init__(
        self, section: str, arr: Arr, database: Database, memory: SearchMemory, clock: IReactorTime,
        *, note: Callable[[Entry], object],
    ) -> None:  # fmt: skip
        self.waiting = 0
        self._section = section
        self._items_now = ItemsNow(arr, memory)
        self._database = database
        self._memory = memory
        self._clock = clock
        self._note = note
        self._postponed: PostponedByKey[str] = PostponedByKey(clock)

    def hurry(self) -> None:
        """Somebody wants it tried now, whatever failed before."""
        self._postponed.clear()

    def replan(self) -> None:
        """Requests are looked at each time anew."""

    async def propose(self, now: float) -> "_ReplacementSearch | None":
        """The oldest request whose time has come."""
        waiting = await self._database.run(store.waiting_replacements)
        self.waiting = len(waiting)
        self._postponed.keep_only(waiting)
        if not waiting:
            return None
        request = await self._database.run(store.next_replacement, self._postponed.waiting())
        return (
            None
            if request is None
            else _ReplacementSearch(
                self, request, request.name, request.since or request.asked_at, len(request.media_ids)
            )
        )

    async def check(self, request: Replacement) -> tuple[Candidate, Sequence[Item]] | None:
        """What to search for it, if its items still want that; if not, it ends or waits on."""
        now = self._clock.seconds()
        try:
            found = await self._items_now.of(request)
        except (Rejected, BadAnswer) as error:
            self._postpone(request, error)
            return None
        before = await self._database.run(store.replaced_at, request.media_ids, now - DAY_SECONDS)
        decided = replacement(request, found, before, self._memory.rules, now)
        if isinstance(decided, Drop):
            await self._drop(request, decided)
            return None
        if request.since and self._memory.searched_since(decided.item_ids, request.since):
            # What is still in the queue is not searched as missing: that search came after the Arr was told.
            await self._drop(request, Drop(searched_already(request)), ReplacementState.DONE)
            return None
        return decided, [found[number].item for number in decided.item_ids]

    def held_back(self, request: Replacement, until: float) -> None:
        """The hour is used up until then."""
        self._postponed.wait(until - self._clock.seconds(), request.key)

    async def refused(self, request: Replacement, error: Rejected | Busy) -> bool:
        """It waits on, unless the command itself is wrong. Returns whether that is news."""
        if error.status == INVALID:
            await self._database.run(store.close, request.key, str(error), ReplacementState.DROPPED)
            return True
        is_news = not self._postponed.times(request.key)
        self._postpone(request, error)
        return is_news

    def _postpone(self, request: Replacement, error: RemoteError) -> None:
        """The Arr answers, but not this: the other requests go first."""
        self.log.warn("{name}: {error}; tried again later", name=request.name, error=error)
        self._postponed.failed(request.key)

    async def _drop(self, request: Replacement, drop: Drop, state: ReplacementState = ReplacementState.DROPPED) -> None:
        """It ends without a search. Told first: a process that dies in between tells it once more."""
        self.log.warn("{text}", text=drop.why.text)
        self._note(of_drop(self._section, request, drop.why, self._clock.seconds()))
        await self._database.run(store.close, request.key, drop.why.text, state)


@define(eq=False)
class _ReplacementSearch:
    """A request whose turn it is."""

    _proposer: ReplacementLane
    _request: Replacement
    name: str
    joins_since: float | None
    cost: int
    lane: Lane = Lane.REPLACEMENT
    candidate: None = None

    def held_back(self, until: float) -> None:
        self._proposer.held_back(self._request, until)

    async def check(self) -> tuple[Candidate, Sequence[Item]] | None:
        return await self._proposer.check(self._request)

    def gone(self) -> None:
        """Never said: `check` asks itself."""

    async def covered(self) -> None:
        """Never said: it joins the search of somebody else."""

    async def refused(self, candidate: Candidate, error: Rejected | Busy) -> bool:
        return await self._proposer.refused(self._request, error)

    def sent(self) -> None:
        """The request is moved along with its search."""
