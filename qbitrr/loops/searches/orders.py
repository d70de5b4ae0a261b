"""
What people order of the search of this Arr: stored before it is answered, told to the journal, and shown.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from twisted.internet.interfaces import IReactorTime

from qbitrr.decide.searches.commands import title_of
from qbitrr.decide.searches.explaining import timetable, why_not
from qbitrr.decide.searches.planner import is_by_year, year_of
from qbitrr.decide.searches.telling import clock_time
from qbitrr.loops.searches.commands import SearchCommands
from qbitrr.loops.searches.lanes.planned import PlannedLane
from qbitrr.loops.searches.memory import SearchMemory
from qbitrr.loops.searches.sender import SearchSender
from qbitrr.model.journal import Entry
from qbitrr.model.reasons import Reason
from qbitrr.model.searches import Candidate, Lane
from qbitrr.store.searches import history
from qbitrr.store.searches.states import ask
from qbitrr.store.sqlite.database import Database
from qbitrr.wire.search_orders import (
    LeaveAlone,
    PauseSearch,
    SearchNow,
    SearchOrder,
    SearchPace,
    SearchStanding,
    SearchView,
    SearchYears,
    ShowSearch,
    UpcomingSearch,
)

__all__ = ["SearchOrders"]

_WHY = Reason(code="by_operator", text="A person wants it.")
_MOST_COUNTED = 200
"""So many of what is due are counted by year: each is looked up."""


class SearchOrders:
    """
    Carries out orders. *note* journals them, *phase* tells what the search is about, *lanes* are those with a plan, the highest first.
    """

    def __init__(
        self, section: str, memory: SearchMemory, database: Database, commands: SearchCommands, sender: SearchSender,
        lanes: Sequence[PlannedLane], clock: IReactorTime, *, phase: Callable[[], str], note: Callable[[Entry], object],
    ) -> None:  # fmt: skip
        self._section = section
        self._memory = memory
        self._database = database
        self._commands = commands
        self._sender = sender
        self._lanes = lanes
        self._clock = clock
        self._phase = phase
        self._note = note

    async def carry_out(self, order: SearchOrder) -> SearchView:
        """Do it, and show how things stand after it. Raises `StoreError`; what the Arr does not answer is left out."""
        now = self._clock.seconds()
        match order:
            case SearchNow():
                await self._database.run(ask, order.item_ids, now)
                self._tell("done", "To be searched now, because a person asked for it", order.item_ids)
            case LeaveAlone():
                await self._memory.leave_alone(order.item_ids, order.until)
                words = (
                    f"Not searched before {clock_time(order.until)}" if order.until > now else "To be searched as ever"
                )
                self._tell("held" if order.until > now else "done", words, order.item_ids)
            case PauseSearch():
                await self._memory.pause(order.until, order.why)
                words = (
                    f"Nothing is searched before {clock_time(order.until)}"
                    if order.until > now
                    else "Searching goes on"
                )
                self._tell(
                    "held" if order.until > now else "done", f"{words}{': ' if order.why else ''}{order.why}", ()
                )
            case ShowSearch():
                return await self._view(order.limit, order.item_ids)
        for lane in self._lanes:
            lane.replan()
        return await self._view(0, () if isinstance(order, PauseSearch) else order.item_ids)

    async def _view(self, limit: int, item_ids: Sequence[int]) -> SearchView:
        now, memory = self._clock.seconds(), self._memory
        queued = await self._commands.queued()
        running = await self._commands.traffic() if item_ids else None
        planned: list[Candidate] = [each for lane in self._lanes for each in lane.candidates]
        spent = await self._database.run(history.spent_since, now - 3600)
        begins = max(now, self._sender.pause_until, self._sender.retry_at, memory.paused_until)
        times = timetable(planned[:limit], spent, memory.rules, begins) if memory.rules.enabled else []
        items = await memory.items_of(item_ids) if item_ids else []
        tries = await memory.tries_of(items)
        standings = []
        for item in items:
            assert running is not None
            skip = why_not(
                item, memory.states.get(item.id), tries[item.id], queued, running, memory.rules, memory.cycle, now,
                paused_until=memory.paused_until,
            )  # fmt: skip
            code, until = (skip.code, skip.until or 0.0) if skip is not None else ("", 0.0)
            title = title_of(item, memory.rules.kind)
            standings.append(SearchStanding(item_id=item.id, title=title, code=code, until=until))
        skipped: dict[str, int] = {}
        for lane in self._lanes:
            for skip in lane.skipped.values():
                skipped[skip.code] = skipped.get(skip.code, 0) + 1
        return SearchView(
            at=now,
            state=self._phase(),
            paused_until=memory.paused_until if memory.paused_until > now else 0.0,
            pause_why=memory.pause_why if memory.paused_until > now else "",
            upcoming=tuple(
                UpcomingSearch(
                    lane=each.lane, title=each.title, item_ids=each.item_ids, command=each.command.name, cost=each.cost, at=at,
                    reason=each.reason, why=each.why.text if each.why is not None else "",
                )
                for each, at in times
            ),
            skipped=skipped,
            items=tuple(standings),
            pace=SearchPace(
                enabled=memory.rules.enabled, per_hour=memory.rules.per_hour, spent=sum(each.cost for each in spent),
                limit=memory.rules.limit, delay_seconds=memory.rules.delay_seconds,
            ),
            years=await self._years(planned) if is_by_year(memory.rules) else None,
        )  # fmt: skip

    async def _years(self, planned: Sequence[Candidate]) -> SearchYears:
        """At which year the missing ones are, that of the first that is planned, and of which years those after it."""
        rules = self._memory.rules
        ids = [number for each in planned if each.lane is Lane.MISSING for number in each.item_ids]
        next_ids = ids[:_MOST_COUNTED]
        items = {item.id: item for item in await self._memory.items_of(next_ids)} if next_ids else {}
        due = Counter(year_of(items[each], rules) for each in next_ids if each in items)
        return SearchYears(
            oldest_first=rules.oldest_first, now=next(iter(due), None), due=tuple(due.items()),
            beyond=len(ids) - len(next_ids),
        )  # fmt: skip

    def _tell(self, result: str, text: str, item_ids: tuple[int, ...]) -> None:
        now = self._clock.seconds()
        self._note(
            Entry(at=now, section=self._section, act="search", result=result, text=text, media=item_ids, why=_WHY)
        )
