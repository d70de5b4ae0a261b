"""
Following search commands to their end: what came of them is found out, told, counted or given back.
"""

from collections.abc import Callable, Collection

from msgspec.structs import replace
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater
from twisted.logger import Logger

from qbitrr.clients.arr.client import Arr, CommandStatus
from qbitrr.decide.searches.commands import grabbed_by
from qbitrr.decide.searches.telling import of_end
from qbitrr.errors import NotThere, RemoteError, StoreError, Unauthorized, Unreachable
from qbitrr.loops.arr.link import Link
from qbitrr.loops.child.channel import ChildContext
from qbitrr.loops.child.tasks import Tasks
from qbitrr.loops.searches.memory import SearchMemory
from qbitrr.model.searches import Happening, SearchOutcome, Sending
from qbitrr.store.searches import history as store
from qbitrr.store.sqlite.database import Database

__all__ = ["CommandFollower", "SearchEndings"]

# How commands end that an Arr was stopped, or died, in the middle of.
BROKEN_OFF = frozenset({"aborted", "orphaned"})
# A search that fails in the Arr so often in a row counts as one: there it fails for a reason of its own, and would for ever.
MOST_FAILED = 3
FIRST_LOOK_SECONDS, LONGEST_LOOK_SECONDS = 2.0, 30.0
# The Arr forgets a command after a day.
GIVEN_UP_SECONDS = 86_400.0
TROUBLE_SECONDS = 60.0
# A history that cannot be read is asked for so often before its knowledge is done without.
HISTORY_TRIES = 5


class CommandFollower:
    """
    Asks the *arr* about commands while they run. *ended* is called with each search that is over and what came of it. Only then that
    is stored in *database*: a process that dies in between tells it once more, but never not at all. *trouble* is called with
    what keeps it from being stored.
    """

    log = Logger()

    def __init__(
        self,
        arr: Arr,
        database: Database,
        link: Link,
        clock: IReactorTime,
        ended: Callable[[Sending, SearchOutcome], object],
        trouble: Callable[[StoreError], object],
    ) -> None:
        self._arr = arr
        self._database = database
        self._link = link
        self._clock = clock
        self._ended = ended
        self._trouble = trouble
        self._followed: set[int] = set()
        self._tasks = Tasks(lambda failure: self.log.failure("following a search failed", failure=failure))

    @property
    def active(self) -> int:
        """How many commands are being followed."""
        return len(self._followed)

    def follow(self, sending: Sending) -> None:
        """Follow this search, unless that is done already. It must have been read as open just now."""
        if sending.id not in self._followed:
            self._followed.add(sending.id)
            self._tasks.begin(self._follow(sending))

    async def stop(self) -> None:
        """Returns when nothing is followed any more. What was not over is followed again after the next start."""
        await self._tasks.stop()

    async def _follow(self, sending: Sending) -> None:
        try:
            over, outcome = await self._until_over(sending)
            self._ended(over, outcome)
            await self._store(over, outcome)
        finally:
            self._followed.discard(sending.id)

    async def _until_over(self, sending: Sending) -> tuple[Sending, SearchOutcome]:
        begun = self._clock.seconds()
        while True:
            now = self._clock.seconds()
            if now - sending.sent_at > GIVEN_UP_SECONDS or not sending.command_id:
                return self._lost(sending)
            await deferLater(self._clock, min(LONGEST_LOOK_SECONDS, max(FIRST_LOOK_SECONDS, (now - begun) / 4)))
            found = await self._look(sending.command_id)
            if found is None:
                return self._lost(sending)
            if not found.active:
                return await self._result(sending, found)

    def _lost(self, sending: Sending) -> tuple[Sending, SearchOutcome]:
        error = "the Arr does not know the command any more"
        return replace(sending, status="lost", finished_at=self._clock.seconds(), error=error), SearchOutcome.UNKNOWN

    async def _look(self, command_id: int) -> CommandStatus | None:
        """The command as it is now; None when the Arr has forgotten it. Waits while the Arr is down."""
        while True:
            await self._link.up()
            try:
                found = await self._arr.command(command_id)
            except NotThere:
                return None
            except (Unreachable, Unauthorized) as error:
                self._link.failed(error)
            except RemoteError as error:
                self.log.warn("{error}", error=error)
                await deferLater(self._clock, TROUBLE_SECONDS)
            else:
                self._link.answered()
                return found

    async def _result(self, sending: Sending, found: CommandStatus) -> tuple[Sending, SearchOutcome]:
        over = replace(sending, status=found.status, finished_at=self._clock.seconds())
        grabbed = await self._grabbed(over, found)
        if grabbed:
            return replace(over, grabbed=len(grabbed), release=grabbed[0]), SearchOutcome.GRABBED
        if found.status != "completed":
            return replace(over, error=(found.exception or found.message)[:500]), SearchOutcome.FAILED
        if grabbed is None:
            return replace(over, error="the Arr's history could not be read"), SearchOutcome.UNKNOWN
        return over, SearchOutcome.COMPLETED_NOTHING

    async def _grabbed(self, over: Sending, found: CommandStatus) -> tuple[str, ...] | None:
        """The releases it grabbed, by what the Arr wrote down; None when that cannot be read."""
        if not found.started_at:
            return ()
        for _ in range(HISTORY_TRIES):
            await self._link.up()
            try:
                # From a second earlier on: what was blocklisted in the very second it started counts, too.
                records = await self._arr.history_since(found.started_at - 1)
            except (Unreachable, Unauthorized) as error:
                if await self._link.check():
                    self.log.warn("{title}: what was grabbed is not known yet: {error}", title=over.title, error=error)
                    await deferLater(self._clock, TROUBLE_SECONDS)
            except RemoteError as error:
                self.log.warn("{title}: what was grabbed is not known yet: {error}", title=over.title, error=error)
                await deferLater(self._clock, TROUBLE_SECONDS)
            else:
                media = self._arr.dialect.media
                events = [
                    Happening(
                        kind=r.event_type, item_id=r.by_name(media), download_id=r.download_id, title=r.source_title,
                        at=r.at, source=r.data.release_source,
                    )
                    for r in records
                ]  # fmt: skip
                ended_at = found.ended_at or int(self._clock.seconds())
                return grabbed_by(events, set(over.item_ids), found.started_at, ended_at)
        return None

    async def _store(self, over: Sending, outcome: SearchOutcome) -> None:
        while True:
            try:
                await self._database.run(store.finish, over, outcome)
            except StoreError as error:
                self._trouble(error)
                await deferLater(self._clock, TROUBLE_SECONDS)
            else:
                return


class SearchEndings:
    """
    Takes what has ended. *broken_off* is called with the items of a search that counts for nothing, *grabbed* is called with the
    parents (films) of which something was grabbed, *trouble* with what keeps it from being stored; *tasks* own what takes a
    moment.
    """

    log = Logger()

    def __init__(
        self, child: ChildContext, memory: SearchMemory, tasks: Tasks,
        *, broken_off: Callable[[Collection[int]], object], grabbed: Callable[[Collection[int]], object],
        trouble: Callable[[StoreError], object],
    ) -> None:  # fmt: skip
        self._child = child
        self._memory = memory
        self._broken_off = broken_off
        self._tasks = tasks
        self._grabbed = grabbed
        self._trouble = trouble
        self._failed: dict[int, int] = {}
        """By item: how many of its searches in a row have failed in the Arr."""

    def keep_only(self, item_ids: Collection[int]) -> None:
        """All other items are gone."""
        self._failed = {number: times for number, times in self._failed.items() if number in item_ids}

    def take(self, sending: Sending, outcome: SearchOutcome) -> None:
        """This search has ended like that."""
        entry = of_end(self._child.configure.section, sending, outcome, self._memory.rules)
        if entry is not None:
            self._child.note(entry)
        words = f"found {sending.release}" if sending.grabbed else outcome.value.replace("_", ", ")
        (self.log.debug if entry is not None else self.log.info)("{title}: {words}", title=sending.title, words=words)
        if self._counts_for_nothing(sending):
            self._tasks.begin(self._give_back(sending))
        if outcome is SearchOutcome.GRABBED:
            self._grabbed({sending.parent_id} if sending.parent_id else set(sending.item_ids))

    def _counts_for_nothing(self, sending: Sending) -> bool:
        """Whether its items are to be searched again as if this search had not been."""
        times = 1 + max((self._failed.get(number, 0) for number in sending.item_ids), default=0)
        if sending.grabbed or sending.status != "failed" or times >= MOST_FAILED:
            for number in sending.item_ids:
                self._failed.pop(number, None)
        else:
            self._failed |= dict.fromkeys(sending.item_ids, times)
            return True
        return sending.status in BROKEN_OFF and not sending.grabbed

    async def _give_back(self, sending: Sending) -> None:
        """The Arr ended in the middle of it, by a restart mostly, or failed at it: its items have not been searched."""
        self._broken_off(sending.item_ids)
        try:
            await self._memory.give_back(sending)
        except StoreError as error:
            self._trouble(error)
