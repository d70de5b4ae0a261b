"""
For how long the program has run and looked on: what a clock that jumps cannot hurry, and a restart does not wipe.
"""

from typing import Any

from twisted.application.service import Service
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.task import deferLater
from twisted.logger import Logger

from qbitrr.store.sqlite.database import Database
from qbitrr.store.supervisor import tables

__all__ = ["RunningTime"]

_TICK_SECONDS = 10.0
_SAVE_EVERY_SECONDS = 60.0


class RunningTime(Service):
    """
    `seconds` grows while this runs, over all lives together; a kill costs at most the last minute. Whatever the clock does between two
    ticks, at most three of them are counted.
    """

    log = Logger()

    def __init__(self, *, database: Database, clock: Any) -> None:
        self.seconds = 0.0
        self._database = database
        self._clock = clock
        self._saved = 0.0
        self._ended: Deferred[None] | None = None

    async def load(self) -> None:
        """Go on where the last life ended."""
        self.seconds = self._saved = await self._database.run(tables.running_seconds)

    def startService(self) -> None:
        super().startService()
        self._ended = Deferred.fromCoroutine(self._watch())

    def stopService(self) -> Deferred[None]:
        """Fires when the time is written down."""
        super().stopService()
        return Deferred.fromCoroutine(self._stopped())

    async def _stopped(self) -> None:
        if self._ended is not None:
            self._ended.cancel()
            await self._ended
        await self._save()

    async def _watch(self) -> None:
        before = self._clock.seconds()
        while self.running:
            try:
                await deferLater(self._clock, _TICK_SECONDS)
                now = self._clock.seconds()
                self.seconds += min(max(now - before, 0.0), 3 * _TICK_SECONDS)
                before = now
                if self.seconds - self._saved >= _SAVE_EVERY_SECONDS:
                    await self._save()
            except CancelledError:
                return

    async def _save(self) -> None:
        if self.seconds == self._saved:
            return
        try:
            await self._database.run(tables.save_running_seconds, self.seconds)
            self._saved = self.seconds
        except CancelledError:
            raise
        except Exception:
            self.log.failure("the running time was not written")
