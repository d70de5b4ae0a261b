"""
Hit-and-Run duties that a person has set aside: kept here, shown with each torrent to whoever decides, and asked by the rails.
"""

from collections.abc import Callable, Iterable
from typing import Any

from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.actors.journal import Journal
from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.actors.removals.entries import of_waiver
from qbitrr.model.removals.protection import Waiver, waiver_of, with_waiver
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.store.sqlite.database import Database
from qbitrr.store.supervisor import waivers as waiver_table

__all__ = ["DutyWaivers"]

Key = tuple[str, str]


class DutyWaivers:
    """
    A waiver holds for the torrent it was given for, not for a later one under its hash, and goes with it. It is in force once it is
    written; who is subscribed is told of each torrent whose waiver began or ended.
    """

    log = Logger()

    def __init__(self, *, database: Database, journal: Journal, clock: IReactorTime) -> None:
        self._database = database
        self._journal = journal
        self._clock = clock
        self.rows: dict[Key, Waiver] = {}
        """What was set aside: mostly nothing, so that nobody need ask further."""
        self._hearers: list[Callable[[Torrent], None]] = []

    async def load(self) -> None:
        """Read what earlier runs left. Raises `StoreError`."""
        self.rows = await self._database.run(waiver_table.waivers)

    def subscribe(self, hear: Callable[[Torrent], None]) -> None:
        """Have `hear(torrent)` called when a waiver began or ended."""
        self._hearers.append(hear)

    def of(self, torrent: Torrent) -> Waiver | None:
        """The waiver of a torrent, if a person gave it one."""
        return waiver_of(torrent, self.rows)

    def shown(self, torrent: Torrent) -> Torrent:
        """A torrent with its waiver."""
        return with_waiver(torrent, self.rows)

    def all_shown(self, torrents: Iterable[Torrent]) -> tuple[Torrent, ...]:
        """Torrents with their waivers."""
        return tuple(map(self.shown, torrents))

    async def waive(self, torrent: Torrent, reason: str) -> None:
        """A person sets the duty of a torrent aside. Raises `StoreError`, and nothing was done then."""
        waiver = Waiver(at=self._clock.seconds(), added_on=torrent.added_on, reason=reason)
        entry = of_waiver(torrent, waiver.at, reason, is_on=True)
        await self._journal.act([entry], waiver_table.save_waiver, *torrent.key, waiver)
        self.rows[torrent.key] = waiver
        self._tell(torrent)

    async def restore(self, torrent: Torrent) -> None:
        """Its duty counts again; one that was not set aside is as wanted. Raises `StoreError`, and nothing was done then."""
        if self.of(torrent) is None:
            return
        entry = of_waiver(torrent, self._clock.seconds(), "", is_on=False)
        await self._journal.act([entry], waiver_table.drop_waivers, [torrent.key])
        self.rows.pop(torrent.key, None)
        self._tell(torrent)

    def seen(self, actor: QbitActor, change: Change) -> None:
        """What was given to a torrent that is gone, or to another one under its hash, is dropped."""
        keys = [(actor.section, hash_) for hash_ in change.lost]
        keys += [torrent.key for torrent in change.changed.values() if self.of(torrent) is None]
        gone = [key for key in keys if self.rows.pop(key, None) is not None]
        if gone:
            self._database.run(waiver_table.drop_waivers, gone).addErrback(self._not_dropped)

    def _tell(self, torrent: Torrent) -> None:
        for hear in self._hearers:
            hear(torrent)

    def _not_dropped(self, failure: Any) -> None:
        self.log.failure("what was said of the duty of a torrent that is gone was not dropped", failure=failure)
