"""
All torrents the quarantine knows of, in memory and in the file; each change is written with the journal entries that tell of it.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from msgspec.structs import replace
from twisted.internet.interfaces import IReactorTime

from qbitrr.actors.journal import Journal
from qbitrr.actors.removals.quarantine.machine import (
    Entering,
    Inside,
    Key,
    Pardon,
    PersonProtection,
    TorrentMachine,
    Work,
)
from qbitrr.model.journal import Entry
from qbitrr.model.removals.quarantine import Quarantined
from qbitrr.store.sqlite.database import Database
from qbitrr.store.supervisor import protection as protection_table
from qbitrr.store.supervisor import removals as removal_table

__all__ = ["Key", "Register"]

T = TypeVar("T")


class Register:
    """
    One machine for each torrent of which there is anything to know; it goes with the last of that. `rows`, `pardoned` and `protected`
    (since when) show some of them.
    """

    def __init__(self, *, database: Database, journal: Journal, clock: IReactorTime) -> None:
        self._machines: dict[Key, TorrentMachine] = {}
        self.rows: Mapping[Key, Quarantined] = _View(self._machines, lambda machine: machine.row)
        self.pardoned: Mapping[Key, float] = _View(
            self._machines, lambda machine: machine.pardon.at if machine.pardon is not None else None
        )
        self.protected: Mapping[Key, float] = _View(
            self._machines, lambda machine: machine.protection.at if machine.protection is not None else None
        )
        self._database = database
        self._journal = journal
        self._clock = clock

    async def load(self) -> set[Key]:
        """
        Read what earlier runs left, and know nothing else. Returns the torrents it is about, also those whose removal is under way. A
        row without one has entered, and was seen.
        """
        pardons = await self._database.run(removal_table.pardoned)
        added_on = await self._database.run(removal_table.pardoned_lives)
        protected = await self._database.run(protection_table.protected)
        leaving = {(case.instance, case.hash) for case in await self._database.run(removal_table.open_cases)}
        rows = await self._database.run(removal_table.quarantined)
        self._machines.clear()
        for row in rows:
            self.of(row.key).state = Entering(row) if row.key in leaving else Inside(row, is_seen=True)
        for key, at in pardons.items():
            self.of(key).pardon = Pardon(at, added_on.get(key, 0))
        for key, (at, life) in protected.items():
            self.of(key).protection = PersonProtection(at, life)
        return leaving | self._machines.keys()

    def find(self, key: Key) -> TorrentMachine | None:
        """What is known of a torrent, if anything."""
        return self._machines.get(key)

    def of(self, key: Key) -> TorrentMachine:
        """What is known of a torrent, which may be nothing yet."""
        return self._machines.setdefault(key, TorrentMachine(key))

    def all(self) -> tuple[TorrentMachine, ...]:
        """Everything known at this moment, in no order."""
        return tuple(self._machines.values())

    def tidy(self, key: Key) -> None:
        """Forget a torrent of which nothing is known any more."""
        machine = self._machines.get(key)
        if machine is not None and machine.is_over:
            del self._machines[key]

    @contextmanager
    def doing(self, key: Key, work: Work) -> Iterator[TorrentMachine]:
        """While something is done to a torrent."""
        machine = self.of(key)
        try:
            with machine.doing(work):
                yield machine
        finally:
            self.tidy(key)

    def is_busy(self, key: Key) -> bool:
        """Whether something is done to a torrent at this moment."""
        return key in self._machines and self._machines[key].work is not None

    def is_pardoned_since(self, key: Key, at: float) -> bool:
        """Whether a person took the torrent back at *at* or later."""
        return key in self._machines and self._machines[key].is_pardoned_since(at)

    def settle(self, key: Key) -> None:
        """The removal of a torrent is over."""
        if key in self._machines:
            self._machines[key].settle()
            self.tidy(key)

    # What is written

    async def add(self, row: Quarantined, *new: Entry) -> None:
        """Keep a new row; one that is there already stays as it is."""
        await self._journal.act(new, removal_table.set_aside, row)
        self.of(row.key).keep(row)

    async def amend(self, row: Quarantined, *new: Entry) -> None:
        """Write down what became of a row; its section is the one that it has by now."""
        there = self.rows.get(row.key)
        if there is not None:
            row = replace(row, section=there.section)
        await self._journal.act(new, removal_table.amend, row)
        if row.key in self._machines:
            self._machines[row.key].amend(row)

    def rename(self, names: Mapping[str, str]) -> None:
        """Sections got other names (old to new), in the file, too: what they had set aside is theirs."""
        for machine in self._machines.values():
            if machine.row is not None and machine.row.section in names:
                machine.amend(replace(machine.row, section=names[machine.row.section]))

    async def pardon(self, key: Key, added_on: int, *new: Entry) -> None:
        """A person takes a torrent back: from here on it must not be removed again, whatever breaks."""
        at = self._clock.seconds()
        await self._journal.act(new, removal_table.pardon, *key, at, added_on)
        self.of(key).pardon = Pardon(at, added_on)

    async def take_back(self, row: Quarantined, *new: Entry) -> None:
        """A person took a torrent back: it is pardoned, and the row goes."""
        at = self._clock.seconds()
        await self._journal.act(new, removal_table.take_back, row, at)
        machine = self.of(row.key)
        machine.pardon = Pardon(at, row.added_on)
        machine.release()

    async def release(self, row: Quarantined, *new: Entry) -> None:
        """The row goes."""
        await self._journal.act(new, removal_table.release, row.instance, row.hash)
        if row.key in self._machines:
            self._machines[row.key].release()
            self.tidy(row.key)

    async def end_pardon(self, key: Key) -> None:
        """The torrent that was pardoned is gone."""
        self.forget_pardon(key)
        await self._database.run(removal_table.withdraw_pardon, *key)

    async def protect(self, key: Key, added_on: int, *new: Entry) -> None:
        """A person protects a torrent: from here on nothing removes it by itself, whatever breaks."""
        at = self._clock.seconds()
        await self._journal.act(new, protection_table.protect, *key, at, added_on)
        self.of(key).protection = PersonProtection(at, added_on)

    async def end_protection(self, key: Key, *new: Entry) -> None:
        """A person ends that, or the torrent that was protected is gone."""
        await self._journal.act(new, protection_table.unprotect, *key)
        self.forget_protection(key)

    def forget_protection(self, key: Key) -> None:
        """The same, in memory alone."""
        if key in self._machines:
            self._machines[key].protection = None
            self.tidy(key)

    def forget_pardon(self, key: Key) -> None:
        """The same, in memory alone."""
        if key in self._machines:
            self._machines[key].pardon = None
            self.tidy(key)


class _View(Mapping[Key, T]):
    """Some torrents with what is read of them; those of which it is None are not in it."""

    def __init__(self, machines: Mapping[Key, TorrentMachine], read: Callable[[TorrentMachine], T | None]) -> None:
        self._machines = machines
        self._read = read

    def __getitem__(self, key: Key) -> T:
        found = self._read(self._machines[key])
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[Key]:
        return (key for key, machine in self._machines.items() if self._read(machine) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)
