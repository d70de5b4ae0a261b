"""
Following search commands to their end, and finding out what came of them.
"""

from collections.abc import Callable

from msgspec.structs import replace
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater
from twisted.logger import Logger

from qbitrr.clients.arr.client import Arr, CommandStatus
from qbitrr.decide.searches.grabs import grabbed_by
from qbitrr.errors import NotThere, RemoteError, StoreError, Unauthorized, Unreachable
from qbitrr.loops.arr.link import Link
from qbitrr.loops.child.tasks import Tasks
from qbitrr.model.searches import Happening, SearchOutcome, Sending
from qbitrr.store.searches import history as store
from qbitrr.store.sqlite.database import Database

__all__ = ["CommandFollower"]

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
