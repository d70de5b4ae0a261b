"""
Following search commands to their end, and finding out what came of them.
"""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace
from twisted.internet.defer import CancelledError, Deferred, gatherResults
from twisted.internet.task import deferLater
from twisted.logger import Logger

from qbitrr.clients.arr import Arr, CommandStatus
from qbitrr.errors import NotThere, RemoteError, Unauthorized, Unreachable
from qbitrr.loops.search_link import Link
from qbitrr.model.searching import Outcome, Sending
from qbitrr.store import search as store
from qbitrr.store.database import Database

__all__ = ["Follower"]

FIRST_LOOK_SECONDS, LONGEST_LOOK_SECONDS = 2.0, 30.0
# The Arr forgets a command after a day.
GIVEN_UP_SECONDS = 86_400.0
CLOCK_SKEW_SECONDS = 60.0
TROUBLE_SECONDS = 60.0


class Follower:
    """
    Asks the *arr* about commands while they run. *ended* is called with each search that is over and what came of it, after that
    was stored in *database*.
    """

    log = Logger()

    def __init__(
        self, arr: Arr, database: Database, link: Link, clock: Any, ended: Callable[[Sending, Outcome], object]
    ) -> None:
        self._arr = arr
        self._database = database
        self._link = link
        self._clock = clock
        self._ended = ended
        self._followed: dict[int, Deferred[None]] = {}
        self._over: set[int] = set()
        self._stopping = False

    @property
    def active(self) -> int:
        """How many commands are being followed."""
        return len(self._followed)

    def follow(self, sending: Sending) -> None:
        """Follow this search, unless that is done already."""
        if sending.id in self._followed or sending.id in self._over or self._stopping:
            return
        self._followed[sending.id] = Deferred()  # stands in: the real one may end at once
        following = Deferred.fromCoroutine(self._follow(sending))
        if sending.id in self._followed:
            self._followed[sending.id] = following

    def stop(self) -> Deferred[Any]:
        """Fires when nothing is followed any more. What was not over is followed again after the next start."""
        self._stopping = True
        followed = list(self._followed.values())
        for following in followed:
            following.cancel()
        return gatherResults(followed)

    async def _follow(self, sending: Sending) -> None:
        try:
            over = await self._until_over(sending)
            await self._store(over)
        except CancelledError:
            return
        except Exception:
            self.log.failure("{title}: following the search failed", title=sending.title)
        finally:
            self._followed.pop(sending.id, None)

    async def _until_over(self, sending: Sending) -> Sending:
        begun = self._clock.seconds()
        while not self._stopping:
            now = self._clock.seconds()
            if now - sending.sent_at > GIVEN_UP_SECONDS or not sending.command_id:
                return replace(sending, status="lost", finished_at=now)
            await deferLater(self._clock, min(LONGEST_LOOK_SECONDS, max(FIRST_LOOK_SECONDS, (now - begun) / 4)))
            found = await self._look(sending.command_id)
            if found is None:
                return replace(sending, status="lost", finished_at=self._clock.seconds())
            if not found.active:
                error = "" if found.status == "completed" else (found.exception or found.message)[:500]
                return replace(sending, status=found.status, finished_at=self._clock.seconds(), error=error)
        raise CancelledError

    async def _look(self, command_id: int) -> CommandStatus | None:
        """The command as it is now; None when the Arr has forgotten it. Waits while the Arr is down."""
        while not self._stopping:
            await self._link.up()
            try:
                return await self._arr.command(command_id)
            except NotThere:
                return None
            except (Unreachable, Unauthorized) as error:
                self._link.failed(error)
            except RemoteError as error:
                self.log.warn("{error}", error=error)
                await deferLater(self._clock, TROUBLE_SECONDS)
        raise CancelledError

    async def _store(self, over: Sending) -> None:
        grabbed = await self._grabbed(over)
        done = replace(over, grabbed=len(grabbed), release=grabbed[0] if grabbed else "")
        if grabbed:
            outcome = Outcome.GRABBED
        elif over.status in ("completed", "lost"):
            outcome = Outcome.COMPLETED_NOTHING
        else:
            outcome = Outcome.FAILED
        await self._database.run(store.finish, done, outcome)
        self._over.add(over.id)  # who read it as open a moment ago must not have it followed again
        self._ended(done, outcome)

    async def _grabbed(self, over: Sending) -> list[str]:
        """The releases that were grabbed for its items since it was sent. Looked up once; not knowing counts as none."""
        since = over.sent_at - CLOCK_SKEW_SECONDS
        try:
            records = await self._arr.history_since(since)
        except RemoteError as error:
            self.log.warn("{title}: what was grabbed is not known: {error}", title=over.title, error=error)
            return []
        media, items = self._arr.dialect.media, set(over.item_ids)
        found = [r for r in records if r.event_type == "grabbed" and r.by_name(media) in items and (r.at or 0) >= since]
        # One record per episode of a pack: the same download is one grab.
        return list({record.download_id or record.source_title: record.source_title for record in found}.values())
