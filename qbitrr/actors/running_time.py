"""
For how long the program has run and looked on: what a clock that jumps cannot hurry, and a restart does not wipe. As nothing else is
written every minute whatever happens, it is also what shows that nothing can be.
"""

from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.actors.services import TurningService
from qbitrr.errors import StoreError
from qbitrr.model.removals.moments import Moment
from qbitrr.store.sqlite.database import Database
from qbitrr.store.supervisor import running as running_table

__all__ = ["RunningTime"]

_TICK_SECONDS = 10.0
_SAVE_EVERY_SECONDS = 60.0


class RunningTime(TurningService):
    """
    `seconds` grows while this runs, over all lives together; a kill costs at most the last minute. Whatever the clock does between two
    ticks, at most three of them are counted.
    """

    log = Logger()

    def __init__(self, *, database: Database, clock: IReactorTime) -> None:
        super().__init__(clock)
        self.seconds = 0.0
        self.trouble = ""
        """Why the file could not be written the last time, and what follows from that; empty if it could."""
        self._database = database
        self._clock = clock
        self._saved = 0.0
        self._before = 0.0

    async def load(self) -> None:
        """Go on where the last life ended."""
        self.seconds = self._saved = await self._database.run(running_table.running_seconds)

    @property
    def moment(self) -> Moment:
        """This moment, by the clock and by what this counts, to the second."""
        now = self._clock.seconds()
        return Moment(now, self.seconds + (self._since_tick(now) if self.running else 0.0))

    def startService(self) -> None:
        self._before = self._clock.seconds()
        super().startService()

    async def _turn(self) -> float:
        now = self._clock.seconds()
        self.seconds += self._since_tick(now)
        self._before = now
        if self.seconds - self._saved >= _SAVE_EVERY_SECONDS:
            await self._save()
        return _TICK_SECONDS

    def _since_tick(self, now: float) -> float:
        return min(max(now - self._before, 0.0), 3 * _TICK_SECONDS)

    def _failed(self, error: Exception) -> float:
        if not isinstance(error, StoreError):
            self.log.failure("the running time was not written")
            return _TICK_SECONDS
        trouble = f"{error}: nothing is removed or changed by hand until it can be written again, and the journal waits"
        if trouble != self.trouble:
            self.log.error("{trouble}", trouble=trouble)
            self.trouble = trouble
        return _SAVE_EVERY_SECONDS / 2  # so that no tick is counted short

    async def _finish(self) -> None:
        await self._save()

    async def _save(self) -> None:
        if self.seconds != self._saved:
            await self._database.run(running_table.save_running_seconds, self.seconds)
            self._saved = self.seconds
            if self.trouble:
                self.trouble = ""
                self.log.info("the database can be written again")
