"""
The search commands of an Arr: sent each once, and those it has from others.

# Note [Sent once]
Before the request goes out, the search is noted as `sending`; with the Arr's answer it becomes `sent`, in one stroke with
what is remembered of its items. A process that dies in between leaves a `sending` row, and so does a request whose answer was
lost. Such rows are settled before anything else is sent: the Arr keeps finished commands for minutes and knows when it
last searched an item, so it can be asked whether it got the command; one that an earlier search of ours became is not it. Only if it
did not, the search may go again.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.clients.arr.client import Arr, CommandStatus, SearchCommand
from qbitrr.decide.searches.admission import same
from qbitrr.errors import Busy, Rejected
from qbitrr.loops.searches.memory import SearchMemory
from qbitrr.model.searches import Candidate, Command, RunningCommand, SearchOutcome, Sending, Traffic
from qbitrr.store.searches import history as store
from qbitrr.store.sqlite.database import Database

__all__ = ["INVALID", "REFUSALS", "TOO_MANY_REQUESTS", "SearchCommands", "as_search"]

QUEUE_FRESH_SECONDS = 10.0
# A command that waits longer than this is stuck; it holds up nothing of ours.
STUCK_SECONDS = 1800
# The Arr's clock and ours may differ.
CLOCK_SKEW_SECONDS = 60.0
# So many different commands refused in a row: it is not about the items.
PATIENCE = 3
REFUSALS = (Rejected, Busy)
"""Answers that are none: the command was not taken. Both have a `status`."""
TOO_MANY_REQUESTS = 429
INVALID = 400
"""The only status with which an Arr says that the command itself is wrong, whenever it is sent."""
_KINDS = {"SeasonSearch": "season", "SeriesSearch": "parent", "MissingEpisodeSearch": "missing"}


def as_search(command: Command) -> SearchCommand:
    """*command* as the client takes it."""
    kind: Any = _KINDS.get(command.name, "items")
    return SearchCommand(kind=kind, ids=command.ids, parent=command.parent_id, season=max(command.season, 0))


class SearchCommands:
    """
    Sends searches to *arr*, noting each in *database* (`search.db`), and knows what the Arr is busy with. Only `SearchSender` sends.

    Methods raise `RemoteError` and `StoreError`.
    """

    log = Logger()

    def __init__(self, arr: Arr, database: Database, memory: SearchMemory, clock: IReactorTime) -> None:
        self._arr = arr
        self._database = database
        self._memory = memory
        self._clock = clock
        self._queued: frozenset[int] = frozenset()
        self._queued_at = float("-inf")
        self._refused: set[tuple[int, ...]] = set()

    @property
    def is_refused(self) -> bool:
        """Whether the Arr has refused everything it was sent lately: then it is left alone for a while."""
        return len(self._refused) >= PATIENCE

    async def queued(self) -> frozenset[int]:
        """The items in the Arr's download queue, read at most every 10 s."""
        if self._clock.seconds() - self._queued_at >= QUEUE_FRESH_SECONDS:
            self._queued = await self._arr.queued_items()
            self._queued_at = self._clock.seconds()
        return self._queued

    async def traffic(self) -> Traffic:
        """The searches of the Arr, whoever asked for them."""
        now = self._clock.seconds()
        searches = [found for found in await self._arr.commands() if found.searches]
        unfinished = [
            found
            for found in searches
            if found.active and not (found.status == "queued" and now - found.queued_at > STUCK_SECONDS)
        ]
        ended = [found for found in searches if found.status == "completed"]
        seasons = await self._memory.seasons_in({found.parent_id for found in unfinished if not found.media_ids} - {0})
        return Traffic(
            commands=tuple(_running(found, seasons) for found in unfinished), ended=tuple(map(_running, ended))
        )

    async def send(self, candidate: Candidate) -> Sending:
        """
        Send the search. Raises one of `REFUSALS` when the Arr did not take it (noted as refused; nothing else has changed), any
        other `RemoteError` when it may or may not have arrived (to be settled).
        """
        sending = await self._database.run(store.begin, candidate, self._clock.seconds())
        try:
            answer = await self._arr.search(as_search(candidate.command))
        except REFUSALS as error:
            arrived = await self._arrived_all_the_same(sending, error)
            if arrived is None:
                await self._refuse(sending, error)
                raise
            done = await self._sent(sending, arrived, sending.sending_at)
        else:
            done = await self._sent(sending, answer.id, self._clock.seconds())
        self._refused.clear()
        return done

    async def join(self, candidate: Candidate, running: RunningCommand) -> Sending:
        """Take a command the Arr has already for the search of *candidate*. Nothing is sent."""
        joined = replace(candidate, command=running.command)
        sending = await self._database.run(store.begin, joined, self._clock.seconds())
        return await self._sent(sending, running.id, self._clock.seconds())

    async def _arrived_all_the_same(self, sending: Sending, error: Rejected | Busy) -> int | None:
        """An Arr that fails while it answers, and a proxy that loses the answer, may have the command."""
        if error.status < 500:
            return None
        return await self._arrived(sending, await self._arr.commands())

    async def _refuse(self, sending: Sending, error: Rejected | Busy) -> None:
        if not self.is_refused:
            self._refused.add(sending.item_ids)
        await self._database.run(store.refuse, sending, str(error), self._clock.seconds(), status="refused")

    async def settle(self) -> list[Sending]:
        """
        Find out what became of searches that may or may not have been sent. Returns all that are open now: to be followed.
        """
        unsure = [one for one in await self._database.run(store.open_sendings) if one.status == "sending"]
        known = await self._arr.commands() if unsure else ()
        for sending in unsure:
            arrived = await self._arrived(sending, known)
            if arrived is None:
                self.log.info("{title}: the search did not arrive before the interruption", title=sending.title)
                why, now = "interrupted before it was sent", self._clock.seconds()
                await self._database.run(store.refuse, sending, why, now, status="lost")
            else:
                self.log.info("{title}: the search had arrived before the interruption", title=sending.title)
                await self._sent(sending, arrived, sending.sending_at)
        # Read last: what has ended meanwhile must not be followed again.
        return await self._database.run(store.open_sendings)

    async def _arrived(self, sending: Sending, known: Sequence[CommandStatus]) -> int | None:
        """The id of the command that *sending* became in the Arr (0: forgotten there); None when it did not arrive."""
        alike = [
            found
            for found in known
            if (found.active or found.queued_at >= sending.sending_at - CLOCK_SKEW_SECONDS)
            and same(_command(found), sending.command)
        ]
        ours = await self._database.run(store.commands_of, sending)
        for found in alike:
            if found.id not in ours:
                return found.id
        if alike:
            return None  # the Arr still knows the search before this one: it would know this one, too
        item = await self._arr.item(sending.item_ids[0]) if sending.item_ids else None
        searched = item.last_search_at if item is not None else None
        return 0 if searched is not None and searched >= sending.sending_at - CLOCK_SKEW_SECONDS else None

    async def _sent(self, sending: Sending, command_id: int, at: float) -> Sending:
        states = await self._memory.searched(sending, command_id, SearchOutcome.SENT, at)
        cycle = self._memory.cycle
        if sending.lane.is_planned:
            cycle = replace(cycle, searched=cycle.searched + len(sending.item_ids), ended=0.0)
        done = await self._database.run(store.sent, sending, command_id, at, states, cycle)
        self._memory.keep(states, cycle)
        return done


def _running(found: CommandStatus, seasons: Mapping[int, int] = {}) -> RunningCommand:
    """*seasons* are those of a series, by its id: so often a search for it asks."""
    is_of_season = found.name.lower() == "seasonsearch"
    cost = 1 if is_of_season else len(found.media_ids) or seasons.get(found.parent_id, 1)
    return RunningCommand(
        command=_command(found), cost=cost, id=found.id, queued_at=found.queued_at, is_started=found.status != "queued"
    )


def _command(found: CommandStatus) -> Command:
    return Command(name=found.name, ids=found.media_ids, parent_id=found.parent_id, season=found.season)
