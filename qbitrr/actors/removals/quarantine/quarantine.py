"""
Where removed torrents wait: stopped, tagged, in a category of their own, until they are purged or taken back.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from twisted.application.service import Service
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger
from twisted.python.failure import Failure

from qbitrr.actors.journal import Journal
from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.actors.removals.quarantine.back import Back
from qbitrr.actors.removals.quarantine.entrance import Entrance
from qbitrr.actors.removals.quarantine.purge import MayPurge, Purge, anything_goes
from qbitrr.actors.removals.quarantine.rows import Key, Rows
from qbitrr.actors.removals.quarantine.strays import Strays, adopted
from qbitrr.actors.removals.sharing.shared_data import SharedData
from qbitrr.actors.running_time import RunningTime
from qbitrr.decide.backoff import doubling
from qbitrr.decide.removals.purge_order import is_due
from qbitrr.errors import QbitrrError
from qbitrr.loops.child.cycle import Cycle
from qbitrr.loops.child.tasks import Tasks
from qbitrr.model.journal import Entry
from qbitrr.model.removals.cases import Case
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY, Quarantined
from qbitrr.model.steps import Data, Outcome, Result
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.store.sqlite.database import Database

__all__ = ["Quarantine"]

_LOOK_EVERY_SECONDS = 30.0
_LONGEST_HOLD_SECONDS = 1800.0


class Quarantine(Service):
    """
    Keeps `rows` (what is in quarantine) in memory and in the database, purges what is due, and gives back on request.

    A torrent that somebody moved out of the quarantine category by hand in the client is taken back, too: nothing is ever purged
    that is not in that category at that moment. One that is in it without a row is adopted. A row goes when its torrent was taken
    back or is proven gone, and never before.

    *owner(key)* is the section and category that had a torrent last, *special* the categories a person moves torrents to,
    *case_of(key)* the removal that is at work on it, *may_purge* the question before a purge.
    """

    log = Logger()

    def __init__(
        self,
        *,
        database: Database,
        journal: Journal,
        clients: Mapping[str, QbitActor],
        shared: SharedData,
        running_time: RunningTime,
        grace_seconds: Callable[[], float],
        clock: IReactorTime,
        dry_run: bool = False,
        owner: Callable[[Key], tuple[str, str]] = lambda key: ("", ""),
        special: Collection[str] = (),
        case_of: Callable[[Key], Case | None] = lambda key: None,
        may_purge: MayPurge = anything_goes,
    ) -> None:
        self._dry_run = dry_run
        self._rows = Rows(database=database, journal=journal, clock=clock)
        self.rows = self._rows.by_key
        self.pardoned = self._rows.pardoned
        self._clients = clients
        self._running = running_time
        self._grace_seconds = grace_seconds
        self._clock = clock
        self._owner = owner
        self._case_of = case_of
        self._strays = Strays(self._rows, lambda key: case_of(key) is not None)
        self._back = Back(rows=self._rows, clients=clients, owner=owner, special=special)
        self._purge = Purge(
            rows=self._rows, back=self._back, clients=clients, shared=shared, may_purge=may_purge, clock=clock
        )
        self._entrance = Entrance(
            rows=self._rows,
            clients=clients,
            gone=self._purge.gone,
            grace_seconds=grace_seconds,
            running_time=running_time,
            clock=clock,
        )
        self._seen_there: set[Key] = set()
        self._noticing = Tasks(self._not_noticed)
        # What could not be purged: until when it rests, and how often that was so.
        self._held: dict[Key, tuple[float, int]] = {}
        self._cycle = Cycle(clock, self._turn, self._failed)

    async def load(self) -> None:
        """Read what earlier runs left."""
        concerned = await self._rows.load()
        self._seen_there = self.rows.keys() - self._rows.entering
        for instance, hash_ in concerned:
            if instance in self._clients:
                self._clients[instance].mirror.expect({hash_: 0})
        self._purge.resume()

    def startService(self) -> None:
        super().startService()
        self._cycle.start()

    def stopService(self) -> Deferred[None]:
        """Fires when nothing is being purged any more."""
        super().stopService()
        return Deferred.fromCoroutine(self._stopped())

    async def _stopped(self) -> None:
        await self._noticing.stop()
        await self._cycle.stop()

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
        return await self._entrance.take_out(case)

    async def confirm(self, case: Case) -> tuple[Result, str]:
        """See in a listing that the torrent is where `take_out` or `delete` put it. Raises `RemoteError`."""
        return await self._entrance.confirm(case)

    def settled(self, case: Case) -> None:
        """A removal is over: from now on its torrent is in quarantine, or not ours any more."""
        self._rows.entering.discard((case.instance, case.hash))

    def was_taken_back(self, case: Case) -> bool:
        """Whether a person took the torrent back since this removal began."""
        return self._rows.is_pardoned_since((case.instance, case.hash), case.opened_at)

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
        return await self._back.undo(row)

    async def purge(self, row: Quarantined, *, by_person: bool = False) -> Outcome:
        """Delete a quarantined torrent for good, now. Raises `QbitrrError`."""
        return await self._purge.purge(row, by_person=by_person)

    async def let_be(self, case: Case) -> None:
        """A removal was withdrawn: undo what `take_out` began, unless a person has moved the torrent elsewhere meanwhile."""
        row = self.rows.get((case.instance, case.hash))
        if row is None:
            return
        self._rows.entering.discard(row.key)
        torrent, actor = self.find(*row.key), self._clients.get(row.instance)
        if actor is not None and torrent is not None and torrent.category not in (QUARANTINE_CATEGORY, row.category):
            await self._back.moved(row, actor)
        else:
            await self._back.undo(row)

    async def pardon(self, key: Key, entries: Sequence[Entry]) -> None:
        """A person takes a torrent back, wherever its removal stands: it is not removed again by itself."""
        torrent = self.find(*key)
        await self._rows.pardon(key, torrent.added_on if torrent is not None else 0, *entries)

    # What the clients show

    def seen(self, actor: QbitActor, change: Change) -> None:
        """Look at a change of a client for torrents of ours that somebody moved or deleted there, and for strays."""
        if change.turned:
            self._held.clear()  # what waited for a client may go now
        for hash_ in change.gone:
            self._strays.gone((actor.section, hash_))
        for hash_ in change.lost:
            self._lost((actor.section, hash_))
        for hash_, torrent in change.changed.items():
            if self._rows.is_pardon_of_another(torrent):
                self._noticing.begin(self._rows.end_pardon(torrent.key))
            row = self.rows.get(torrent.key)
            is_another = hash_ in change.lost or self._rows.is_row_of_another(torrent)
            self._strays.seen(torrent, self._running.seconds, is_another=is_another)
            if row is not None and hash_ not in change.lost:
                self._shown(row, torrent, actor)

    def _lost(self, key: Key) -> None:
        row = self.rows.get(key)
        self._rows.forget_pardon(key)  # the router has it forgotten in the file, with its owner
        if row is not None and self._is_free(key):
            self._seen_there.discard(key)
            self._noticing.begin(self._purge.gone(row))

    def _shown(self, row: Quarantined, torrent: Torrent, actor: QbitActor) -> None:
        if self._rows.is_row_of_another(torrent):
            if self._is_free(row.key):
                self._noticing.begin(self._back.replaced(row))
        elif torrent.category == QUARANTINE_CATEGORY:
            self._seen_there.add(row.key)
        elif self._is_free(row.key) and row.key in self._seen_there:
            self._seen_there.discard(row.key)
            self._noticing.begin(self._back.moved(row, actor))

    def _is_free(self, key: Key) -> bool:
        """Whether nothing of ours is done to it: what its client shows is somebody else's doing."""
        return not self._rows.is_busy(key) and key not in self._rows.entering

    def _not_noticed(self, failure: Failure) -> None:
        self.log.failure("what a client showed of the quarantine was not seen to", failure=failure)

    # What time brings

    async def _turn(self) -> float:
        await self._look_around()
        return _LOOK_EVERY_SECONDS

    def _failed(self, _: Exception) -> float:
        self.log.failure("looking after the quarantine failed")
        return _LOOK_EVERY_SECONDS

    async def _look_around(self) -> None:
        for key in self._strays.due(self._running.seconds):
            await self._adopt(key)
        self._held = {key: held for key, held in self._held.items() if key in self.rows}
        for row in sorted(self.rows.values(), key=lambda row: (row.at, row.key)):
            actor = self._clients.get(row.instance)
            if actor is None or not actor.is_listed or self.rows.get(row.key) is not row or not self._is_free(row.key):
                continue
            try:
                await self._look_at(row, actor)
            except QbitrrError as error:
                self.log.warn("{name}: not purged: {why}", name=row.name, why=str(error))

    async def _look_at(self, row: Quarantined, actor: QbitActor) -> None:
        if actor.has_lost(row.hash):
            await self._purge.gone(row)
        elif self._dry_run or (row.is_told and actor.get(row.hash) is None):
            return
        elif self._rows.is_pardoned_since(row.key, row.at):  # taking it back broke off halfway
            await self._back.undo(row)
        elif row.deletion is not None or (self._is_due(row) and not self._is_held(row.key)):
            outcome = await self._purge.purge(row)
            if outcome.result in (Result.RETRY, Result.HELD):
                self._hold(row.key)
                self.log.debug("{name}: not purged: {why}", name=row.name, why=outcome.why)

    def _is_held(self, key: Key) -> bool:
        """Whether something stood in its way again and again: each look costs its client a request."""
        return key in self._held and self._clock.seconds() < self._held[key][0]

    def _hold(self, key: Key) -> None:
        times = self._held[key][1] + 1 if key in self._held else 1
        seconds = doubling(_LOOK_EVERY_SECONDS, times - 3, _LONGEST_HOLD_SECONDS) if times > 2 else 0.0
        self._held[key] = (self._clock.seconds() + seconds, times)

    def _is_due(self, row: Quarantined) -> bool:
        return is_due(row, self._grace_seconds(), self._clock.seconds(), self._running.seconds)

    async def _adopt(self, key: Key) -> None:
        torrent = self.find(*key)
        if torrent is None or torrent.category != QUARANTINE_CATEGORY or key in self.rows:
            return
        now, running = self._clock.seconds(), self._running.seconds
        row = adopted(torrent, self._owner(key), self._grace_seconds(), now, running)
        until = "until a person decides" if row.by_person_only else "for a whole time of grace"
        text = f"{row.name} was found in the category {QUARANTINE_CATEGORY} and stays there {until}"
        await self._rows.add(row, self._rows.entry(row, "quarantine", "done", text))
        self._seen_there.add(key)
