"""
Keeps the last listing of every client in the file, so that one that is away at a start still counts.
"""

from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.actors.removals.sharing.away_clients import AwayClients
from qbitrr.actors.removals.sharing.shared_data import SharedData
from qbitrr.actors.services import TurningService
from qbitrr.model.removals.sharing import ClientSeen
from qbitrr.store.sqlite.database import Database
from qbitrr.store.supervisor import listings as listing_table

__all__ = ["Listings"]

_WRITE_EVERY_SECONDS = 10.0
_MOST_AT_ONCE = 2000


class Listings(TurningService):
    """Writes what changed since the last time, in pieces; what fails is written next time."""

    log = Logger()

    def __init__(
        self,
        *,
        database: Database,
        shared: SharedData,
        away: AwayClients,
        clock: IReactorTime,
    ) -> None:
        super().__init__(clock)
        self._database = database
        self._shared = shared
        self._away = away
        self._clock = clock
        self._clients_seen: dict[str, ClientSeen] = {}

    async def load(self) -> None:
        """
        Let what earlier runs saw count until it is seen again or proven gone: of all clients, whether they are used in this run or not,
        but those that were taken out of the file long ago.
        """
        placements = await self._database.run(listing_table.placements)
        seen = {each.instance: ClientSeen() for each in placements} | await self._database.run(
            listing_table.clients_seen
        )
        over = self._away.load(seen)
        if over:
            self.log.info("what {names} had is not spared any more: taken out long ago", names=", ".join(sorted(over)))
            await self._database.run(listing_table.forget, sorted(over))
        self._shared.load(each for each in placements if each.instance not in over)

    async def _turn(self) -> float:
        await self._write()
        return _WRITE_EVERY_SECONDS

    def _failed(self, error: Exception) -> float:
        self.log.failure("the listings were not written")
        return _WRITE_EVERY_SECONDS

    async def _finish(self) -> None:
        await self._write()

    async def _write(self) -> None:
        """At most so many at a time: the others are written after that, and hold nobody up."""
        self._clients_seen |= self._away.look()
        while changes := self._shared.placements.unwritten(_MOST_AT_ONCE):
            changed, gone = changes
            await self._database.run(listing_table.save_placements, changed, gone)
            self._shared.placements.written(changed, gone)
        if self._clients_seen:
            seen, self._clients_seen = self._clients_seen, {}
            try:
                await self._database.run(listing_table.save_clients_seen, list(seen.items()))
            except BaseException:
                self._clients_seen = seen | self._clients_seen
                raise
