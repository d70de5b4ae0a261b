"""
What is in quarantine and who was pardoned, in memory and in the file; each change is written with the journal entries that tell of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from twisted.internet.interfaces import IReactorTime

from qbitrr.actors.journal import Journal
from qbitrr.model.journal import Entry
from qbitrr.model.removals.quarantine import Quarantined
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.store.sqlite.database import Database
from qbitrr.store.supervisor import quarantine as quarantine_table
from qbitrr.store.supervisor import removals as removal_table

__all__ = ["Rows"]

Key = tuple[str, str]


class Rows:
    """
    `by_key` are the rows, `pardoned` the times when a person took a torrent back, `entering` rows whose removal is under way.

    # Note [On the way in]
    Between the row and the sight of the torrent in the category it is *entering*: found elsewhere, it has not been taken back. A row
    from an earlier run without a removal under way has entered. While one act of ours is at work on a torrent (*busy*), no other
    begins, and what the listing shows of it is our own doing.
    """

    def __init__(self, *, database: Database, journal: Journal, clock: IReactorTime) -> None:
        self.by_key: dict[Key, Quarantined] = {}
        self.pardoned: dict[Key, float] = {}
        self.entering: set[Key] = set()
        self._added_on: dict[Key, int] = {}
        self._busy: set[Key] = set()
        self._database = database
        self._journal = journal
        self._clock = clock

    async def load(self) -> set[Key]:
        """Read what earlier runs left. Returns the torrents it is about, also those whose removal is under way."""
        self.by_key.update({row.key: row for row in await self._database.run(quarantine_table.quarantined)})
        self.pardoned.update(await self._database.run(quarantine_table.pardoned))
        self._added_on = await self._database.run(quarantine_table.pardoned_lives)
        cases = await self._database.run(removal_table.open_cases)
        leaving = {(case.instance, case.hash) for case in cases}
        self.entering.update(leaving & self.by_key.keys())
        return leaving | self.by_key.keys() | self.pardoned.keys()

    def is_busy(self, key: Key) -> bool:
        """Whether something is done to a torrent at this moment."""
        return key in self._busy

    @contextmanager
    def busy(self, key: Key) -> Iterator[None]:
        """While something is done to a torrent."""
        self._busy.add(key)
        try:
            yield
        finally:
            self._busy.discard(key)

    def is_pardoned_since(self, key: Key, at: float) -> bool:
        """Whether a person took the torrent back at *at* or later."""
        return self.pardoned.get(key, float("-inf")) >= at

    async def add(self, row: Quarantined, *new: Entry) -> Quarantined:
        """Keep a new row; one that is there already stays as it is. Returns the one that is kept."""
        await self._journal.act(new, quarantine_table.set_aside, row)
        return self.by_key.setdefault(row.key, row)

    async def amend(self, row: Quarantined, *new: Entry) -> Quarantined:
        """Write down what became of a row."""
        await self._journal.act(new, quarantine_table.amend, row)
        self.by_key[row.key] = row
        return row

    async def pardon(self, key: Key, added_on: int, *new: Entry) -> None:
        """A person takes a torrent back: from here on it must not be removed again, whatever breaks."""
        at = self._clock.seconds()
        await self._journal.act(new, quarantine_table.pardon, *key, at, added_on)
        self._pardoned(key, added_on, at)

    async def take_back(self, row: Quarantined, *new: Entry) -> None:
        """A person took a torrent back: it is pardoned, and the row goes."""
        at = self._clock.seconds()
        await self._journal.act(new, quarantine_table.take_back, row, at)
        self._pardoned(row.key, row.added_on, at)
        self._forgotten(row)

    async def release(self, row: Quarantined, *new: Entry) -> None:
        """The row goes."""
        await self._journal.act(new, quarantine_table.release, row.instance, row.hash)
        self._forgotten(row)

    async def end_pardon(self, key: Key) -> None:
        """The torrent that was pardoned is gone."""
        self.forget_pardon(key)
        await self._database.run(quarantine_table.withdraw_pardon, *key)

    def forget_pardon(self, key: Key) -> None:
        """The same, in memory alone."""
        self.pardoned.pop(key, None)
        self._added_on.pop(key, None)

    def is_pardon_of_another(self, torrent: Torrent) -> bool:
        """Whether the pardon under this hash was given to an earlier torrent."""
        return torrent.key in self.pardoned and _differ(self._added_on.get(torrent.key, 0), torrent.added_on)

    def is_row_of_another(self, torrent: Torrent) -> bool:
        """Whether the row under this hash is that of an earlier torrent."""
        row = self.by_key.get(torrent.key)
        return row is not None and _differ(row.added_on, torrent.added_on)

    def entry(self, row: Quarantined, act: str, result: str, text: str) -> Entry:
        """A journal entry about a row."""
        return Entry(
            at=self._clock.seconds(),
            section=row.section,
            act=act,
            result=result,
            text=text,
            instance=row.instance,
            hash=row.hash,
            name=row.name,
            why=row.why,
        )

    def _pardoned(self, key: Key, added_on: int, at: float) -> None:
        self.pardoned[key] = at
        self._added_on[key] = added_on

    def _forgotten(self, row: Quarantined) -> None:
        self.by_key.pop(row.key, None)
        self.entering.discard(row.key)


def _differ(one: int, other: int) -> bool:
    return one > 0 and other > 0 and one != other
