"""
Where removed torrents wait: stopped, tagged, in a category of their own, until they are purged or taken back.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger
from twisted.python.failure import Failure

from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.actors.removals import entries
from qbitrr.actors.removals.quarantine.machine import TorrentMachine
from qbitrr.actors.removals.quarantine.moves import TagsInClient, TagWriter
from qbitrr.actors.removals.quarantine.purge import MayPurge, Purge, anything_goes
from qbitrr.actors.removals.quarantine.register import Key, Register
from qbitrr.actors.removals.quarantine.strays import Strays, adopted
from qbitrr.actors.removals.quarantine.taking_out import TakingOut
from qbitrr.actors.removals.quarantine.undo import Undo
from qbitrr.actors.removals.sharing.shared_data import SharedData
from qbitrr.actors.running_time import RunningTime
from qbitrr.actors.services import TurningService
from qbitrr.decide.removals.purge_order import is_due, purge_order
from qbitrr.decide.removals.stuck import hindered
from qbitrr.decide.space.purging import room_wanted
from qbitrr.errors import QbitrrError
from qbitrr.loops.child.tasks import Tasks
from qbitrr.model.journal import Entry
from qbitrr.model.removals.cases import Case, Hindrance
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY, Quarantined
from qbitrr.model.space.rooms import PoolStatus
from qbitrr.model.steps import Data, Outcome, Result
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["Quarantine"]

_LOOK_EVERY_SECONDS = 30.0


class Quarantine(TurningService):
    """
    Keeps `rows` (what is in quarantine) in memory and in the database, purges what is due, and gives back on request.

    A torrent that somebody moved out of the quarantine category by hand in the client is taken back, too: nothing is ever purged
    that is not in that category at that moment. One that is in it without a row is adopted. A row goes when its torrent was taken
    back or is proven gone, and never before.

    *register* is what is known of each torrent, *owner(key)* the section and category that had it last, *special* the categories a
    person moves torrents to, *case_of(key)* the removal that is at work on it, *may_purge* the question before a purge,
    *on_hold(*sections)* why nothing may be changed for or in one of these now, *pools* how the disks stand that must have room.
    *tags* writes our tag, *shown* gives a torrent with all its tags, wherever they stand.
    """

    log = Logger()

    def __init__(
        self,
        *,
        register: Register,
        clients: Mapping[str, QbitActor],
        shared: SharedData,
        running_time: RunningTime,
        grace_seconds: Callable[[], float],
        clock: IReactorTime,
        dry_run: Callable[[], bool] = lambda: False,
        owner: Callable[[Key], tuple[str, str]] = lambda key: ("", ""),
        special: Callable[[], Collection[str]] = tuple,
        case_of: Callable[[Key], Case | None] = lambda key: None,
        may_purge: MayPurge = anything_goes,
        on_hold: Callable[..., str] = lambda *sections: "",
        pools: Callable[[], Iterable[PoolStatus]] = tuple,
        tags: TagWriter | None = None,
        shown: Callable[[Torrent], Torrent] = lambda torrent: torrent,
    ) -> None:
        super().__init__(clock)
        tags = tags or TagsInClient()
        self._dry_run = dry_run
        self.on_hold = on_hold
        self._pools = pools
        self._all_tags = shown
        self._register = register
        self.rows = self._register.rows
        self.pardoned = self._register.pardoned
        self.protected = self._register.protected
        self._clients = clients
        self._hindered: dict[Key, Hindrance] = {}
        self._running = running_time
        self._grace_seconds = grace_seconds
        self._clock = clock
        self._owner = owner
        self._case_of = case_of
        self._strays = Strays(self._register, lambda key: case_of(key) is not None)
        self._undo = Undo(
            register=self._register,
            clients=clients,
            owner=owner,
            special=special,
            tags=tags,
            clock=clock,
        )
        self._purge = Purge(
            register=self._register, undo=self._undo, clients=clients, shared=shared, may_purge=may_purge, clock=clock
        )
        self._taking_out = TakingOut(
            register=self._register,
            clients=clients,
            gone=self._purge.gone,
            grace_seconds=grace_seconds,
            running_time=running_time,
            tags=tags,
            clock=clock,
        )
        self._noticing = Tasks(self._not_noticed)

    async def load(self) -> None:
        """Read what earlier runs left."""
        for instance, hash_ in await self._register.load():
            if instance in self._clients:
                self._clients[instance].mirror.expect({hash_: 0})
        self._purge.resume()

    async def reread(self) -> None:
        """What the file says by now is what is known: while this stood still, names in it were changed."""
        await self._register.load()
        self._purge.resume()

    @property
    def known(self) -> set[Key]:
        """The torrents of which something is kept: rows, pardons, protection."""
        return {*self.rows, *self.pardoned, *self.protected}

    async def _finish(self) -> None:
        await self._noticing.stop()

    def find(self, instance: str, hash_: str) -> Torrent | None:
        """The torrent as last listed, or None."""
        actor = self._clients.get(instance)
        return actor.get(hash_) if actor else None

    # In

    @property
    def is_on(self) -> bool:
        """Whether torrents are set aside first; without a time of grace they are deleted at once."""
        return self._grace_seconds() > 0

    async def take_out(self, case: Case) -> tuple[Result, str]:
        """Move the torrent of a removal into quarantine. Repeatable: a crash in between changes nothing. Raises `RemoteError`."""
        return await self._taking_out.take_out(case)

    async def confirm(self, case: Case) -> tuple[Result, str]:
        """See in a listing that the torrent is where `take_out` or `delete` put it. Raises `RemoteError`."""
        return await self._taking_out.confirm(case)

    def settled(self, case: Case) -> None:
        """A removal is over: from now on its torrent is in quarantine, or not ours any more."""
        self._register.settle((case.instance, case.hash))

    def was_taken_back(self, case: Case) -> bool:
        """Whether a person took the torrent back since this removal began."""
        return self._register.is_pardoned_since((case.instance, case.hash), case.opened_at)

    async def delete(self, instance: str, hash_: str, *, delete_files: bool) -> tuple[Result, str]:
        """
        Without a time of grace: have the client delete a torrent where it is, as was decided; `RETRY` when that does not hold any more:
        decide again. Raises `QbitrrError`.
        """
        case = self._case_of((instance, hash_))
        wants_files = delete_files or (case is not None and case.removal.data is Data.DELETE)
        return await self._purge.directly((instance, hash_), delete_files=delete_files, wants_files=wants_files)

    # Back and out

    async def undo(self, instance: str, hash_: str) -> Outcome:
        """Give a torrent back as it was; it is not removed automatically again."""
        row = self.rows.get((instance, hash_))
        if row is None:
            return Outcome(instance=instance, hash=hash_, step="removal", result=Result.FAILED, why="not in quarantine")
        return await self._undo.undo(row)

    async def purge(self, row: Quarantined, *, by_person: bool = False) -> Outcome:
        """Delete a quarantined torrent for good, now. Raises `QbitrrError`."""
        return await self._purge.purge(row, by_person=by_person)

    async def let_be(self, case: Case) -> None:
        """A removal was withdrawn: undo what `take_out` began, unless a person has moved the torrent elsewhere meanwhile."""
        row = self.rows.get((case.instance, case.hash))
        if row is None:
            return
        self._register.settle(row.key)
        torrent, actor = self.find(*row.key), self._clients.get(row.instance)
        if actor is not None and torrent is not None and torrent.category not in (QUARANTINE_CATEGORY, row.category):
            await self._undo.moved(row, actor)
        else:
            await self._undo.undo(row)

    async def pardon(self, key: Key, entries: Sequence[Entry]) -> None:
        """A person takes a torrent back, wherever its removal stands: it is not removed again by itself."""
        torrent = self.find(*key)
        await self._register.pardon(key, torrent.added_on if torrent is not None else 0, *entries)

    async def protect(self, key: Key, entry: Entry) -> None:
        """A person protects a torrent."""
        torrent = self.find(*key)
        await self._register.protect(key, torrent.added_on if torrent is not None else 0, entry)

    async def unprotect(self, key: Key, entry: Entry) -> None:
        """A person ends that."""
        await self._register.end_protection(key, entry)

    def rename(self, names: Mapping[str, str]) -> None:
        """Sections got other names (old to new): what they had set aside is theirs."""
        self._register.rename(names)

    # What the clients show

    def seen(self, actor: QbitActor, change: Change) -> None:
        """Look at a change of a client for torrents of ours that somebody moved or deleted there, and for strays."""
        if change.turned:
            for each in self._register.all():  # what waited for a client may go now
                each.hurry()
        for hash_ in change.gone:
            self._strays.gone((actor.section, hash_))
        for hash_ in change.lost:
            self._lost((actor.section, hash_))
        for hash_, torrent in change.changed.items():
            machine = self._register.find(torrent.key)
            if machine is not None and machine.is_pardon_of_another(torrent):
                self._noticing.begin(self._register.end_pardon(torrent.key))
            if machine is not None and machine.is_protection_of_another(torrent):
                self._noticing.begin(self._register.end_protection(torrent.key))
            is_another = hash_ in change.lost or (machine is not None and machine.is_row_of_another(torrent))
            self._strays.seen(torrent, self._running.seconds, is_another=is_another)
            if machine is not None and machine.row is not None and hash_ not in change.lost:
                self._shown(machine, machine.row, torrent, actor)

    def hold_turned(self) -> None:
        """A hold has begun or ended: see what was left as it was meanwhile."""
        for machine in self._register.all():
            actor, row = self._clients.get(machine.key[0]), machine.row
            torrent = self.find(*machine.key)
            machine.hurry()
            if actor is not None and actor.is_listed and row is not None and torrent is not None:
                self._shown(machine, row, torrent, actor)

    def _lost(self, key: Key) -> None:
        self._register.forget_pardon(key)  # the router has it forgotten in the file, with its owner
        self._register.forget_protection(key)  # and this
        machine = self._register.find(key)
        if machine is not None and machine.row is not None and machine.is_free:
            machine.seen_there(False)
            self._noticing.begin(self._purge.gone(machine.row))

    def _shown(self, machine: TorrentMachine, row: Quarantined, torrent: Torrent, actor: QbitActor) -> None:
        if machine.is_row_of_another(torrent):
            if machine.is_free:
                self._noticing.begin(self._undo.replaced(row))
        elif torrent.category == QUARANTINE_CATEGORY:
            machine.seen_there()
        elif machine.is_free and machine.is_seen and not self.on_hold(row.section, row.instance):
            machine.seen_there(False)
            self._noticing.begin(self._undo.moved(row, actor))

    def _not_noticed(self, failure: Failure) -> None:
        self.log.failure("what a client showed of the quarantine was not seen to", failure=failure)

    # What time brings

    async def _turn(self) -> float:
        await self._look_around()
        return _LOOK_EVERY_SECONDS

    def _failed(self, error: Exception) -> float:
        self.log.failure("looking after the quarantine failed")
        return _LOOK_EVERY_SECONDS

    async def _look_around(self) -> None:
        for key in self._strays.due(self._running.seconds):
            await self._adopt(key)
        early = self._wanted_early()
        for machine in sorted(self._register.all(), key=_oldest_first):
            row = machine.row
            actor = self._clients.get(machine.key[0])
            if row is None or not machine.is_free or actor is None or not actor.is_listed:
                continue
            try:
                await self._look_at(machine, row, actor, for_room=row.key in early)
            except QbitrrError as error:
                self.log.warn("{name}: not purged: {why}", name=row.name, why=str(error))
                self._hinder(row.key, str(error))
        self._hindered = {row.key: each for row, each in self.overdue()}

    def _wanted_early(self) -> frozenset[Key]:
        """What has to go before its time, as a disk needs the room: of each as much as it takes, oldest first."""
        now, running = self._clock.seconds(), self._running.seconds
        found: set[Key] = set()
        for needed, rows in room_wanted(self._pools(), self.rows):
            order = purge_order(rows, self._grace_seconds(), now, running, needed)
            found |= {row.key for row in order if not self._is_due(row)}
        return frozenset(found)

    async def _look_at(self, machine: TorrentMachine, row: Quarantined, actor: QbitActor, *, for_room: bool) -> None:
        if actor.has_lost(row.hash):
            await self._purge.gone(row)
        elif (
            self._dry_run() or self.on_hold(row.section, row.instance) or (row.is_told and actor.get(row.hash) is None)
        ):
            return
        elif machine.is_pardoned_since(row.at):  # taking it back broke off halfway
            await self._undo.undo(row)
        elif row.deletion is not None or (
            (for_room or self._is_due(row)) and not machine.is_held(self._clock.seconds())
        ):
            outcome = await self._purge.purge(row, for_room=for_room)
            if outcome.result in (Result.RETRY, Result.HELD):
                machine.postpone(self._clock.seconds())
                self._hinder(row.key, outcome.why)
                self.log.debug("{name}: not purged: {why}", name=row.name, why=outcome.why)
            else:
                self._hindered.pop(row.key, None)

    def overdue(self) -> Iterator[tuple[Quarantined, Hindrance]]:
        """What is not deleted although its time is over, and what stands in the way."""
        for key, hindrance in self._hindered.items():
            row = self.rows.get(key)
            if row is not None and (row.deletion is not None or self._is_due(row)):
                yield row, hindrance

    def _hinder(self, key: Key, why: str) -> None:
        self._hindered[key] = hindered(self._hindered.get(key), "purge", why, self._clock.seconds())

    def _is_due(self, row: Quarantined) -> bool:
        return is_due(row, self._grace_seconds(), self._clock.seconds(), self._running.seconds)

    async def _adopt(self, key: Key) -> None:
        torrent = self.find(*key)
        if torrent is None or torrent.category != QUARANTINE_CATEGORY or key in self.rows:
            return
        now, running = self._clock.seconds(), self._running.seconds
        row = adopted(self._all_tags(torrent), self._owner(key), self._grace_seconds(), now, running)
        await self._register.add(row, entries.of_adoption(row, now))
        self._register.of(key).seen_there()


def _oldest_first(machine: TorrentMachine) -> tuple[float, Key]:
    return (machine.row.at if machine.row is not None else 0.0, machine.key)
