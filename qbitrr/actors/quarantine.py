"""
Where removed torrents wait: stopped, tagged, in a category of their own, until they are purged or taken back.
"""

from collections.abc import Callable, Mapping
from typing import Any

from twisted.application.service import Service
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.task import deferLater
from twisted.logger import Logger
from twisted.python.failure import Failure

from qbitrr.actors.journal import Journal
from qbitrr.actors.mirror import Change
from qbitrr.actors.qbittorrent import QbitActor
from qbitrr.actors.quarantine_moves import CONFIRM_PAUSE_SECONDS, CONFIRM_TRIES, delete, give_back, put_away
from qbitrr.decide.removals import purge_order, sharing
from qbitrr.errors import QbitrrError, RemoteError
from qbitrr.model.journal import Entry
from qbitrr.model.quarantine import QUARANTINE_CATEGORY, QUARANTINE_TAG, Quarantined
from qbitrr.model.removing import Case
from qbitrr.model.steps import Data, Outcome, Result
from qbitrr.model.torrents import Torrent
from qbitrr.store import supervisor as tables
from qbitrr.store.database import Database

__all__ = ["Quarantine"]

_LOOK_EVERY_SECONDS = 30.0
_NOT_SHOWN = "its client does not show it, which does not prove yet that it is gone"


class Quarantine(Service):
    """
    Keeps `rows` (what is in quarantine) in memory and in the database, purges what is due, and gives back on request.

    A torrent that somebody moved out of the quarantine category by hand in the client is taken back, too: nothing is ever purged
    that is not in that category at that moment.

    # Note [On the way in]
    Between the row and the sight of the torrent in the category it is *entering*: found elsewhere, it has not been taken back. A row
    from an earlier run without a removal under way has entered. While one act of ours is at work on a torrent (*busy*), no other
    begins, and what the listing shows of it is our own doing.
    """

    log = Logger()

    def __init__(
        self,
        *,
        database: Database,
        journal: Journal,
        clients: Mapping[str, QbitActor],
        grace_seconds: Callable[[], float],
        clock: Any,
        dry_run: bool = False,
    ) -> None:
        self._dry_run = dry_run
        self.rows: dict[tuple[str, str], Quarantined] = {}
        self.pardoned: dict[tuple[str, str], float] = {}
        self._database = database
        self._journal = journal
        self._clients = clients
        self._grace_seconds = grace_seconds
        self._clock = clock
        self._entering: set[tuple[str, str]] = set()
        self._busy: set[tuple[str, str]] = set()
        self._seen_there: set[tuple[str, str]] = set()
        self._noticing: set[Deferred[None]] = set()
        self._ended: Deferred[None] | None = None

    async def load(self) -> None:
        """Read what earlier runs left."""
        rows = await self._database.run(tables.quarantined)
        self.rows = {(row.instance, row.hash): row for row in rows}
        self.pardoned = await self._database.run(tables.pardoned)
        for instance, hash_ in {*self.rows, *self.pardoned}:
            if instance in self._clients:
                self._clients[instance].mirror.expect({hash_: 0})
        cases = await self._database.run(tables.open_cases)
        self._entering = {(case.instance, case.hash) for case in cases} & self.rows.keys()
        self._seen_there = self.rows.keys() - self._entering

    def startService(self) -> None:
        super().startService()
        self._ended = Deferred.fromCoroutine(self._watch())

    def stopService(self) -> Deferred[None]:
        """Fires when nothing is being purged any more."""
        super().stopService()
        return Deferred.fromCoroutine(self._stopped())

    async def _stopped(self) -> None:
        for running in [*self._noticing, *filter(None, [self._ended])]:
            running.cancel()
            await running

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
        actor = self._clients.get(case.instance)
        if actor is None:
            return Result.DONE, "its client is not configured any more"
        key = (case.instance, case.hash)
        if self._was_taken_back(case):
            return Result.DONE, "a person took it back"
        if key in self._busy:
            return Result.RETRY, "something else is done to it at this moment"
        self._busy.add(key)
        try:
            row = self._row(case)
            self._entering.add(key)
            await self._database.run(tables.set_aside, row)
            self.rows.setdefault(key, row)
            await put_away(actor, case)
        finally:
            self._busy.discard(key)
        return Result.DONE, ""

    async def confirm(self, case: Case) -> tuple[Result, str]:
        """See in a listing that the torrent is where `take_out` or `delete` put it. Raises `RemoteError`."""
        actor = self._clients.get(case.instance)
        if actor is None:
            return Result.DONE, "its client is not configured any more"
        row = self.rows.get((case.instance, case.hash))
        for _ in range(CONFIRM_TRIES):
            if self._was_taken_back(case):
                return Result.DONE, "a person took it back"
            found = await actor.client.torrents([case.hash])
            if not found and (row is None or actor.has_lost(case.hash)):
                if row is not None:
                    await self._forget(row)
                return Result.DONE, "it is gone"
            if row is not None and found and found[0].category == QUARANTINE_CATEGORY:
                actor.poll_soon()
                self._entering.discard((case.instance, case.hash))
                self._note(row, "quarantine", "done", f"{row.name} is in quarantine: {case.removal.why.text}")
                return Result.DONE, ""
            await deferLater(self._clock, CONFIRM_PAUSE_SECONDS)
        return Result.RETRY, "the client still lists it where it was" if found else _NOT_SHOWN

    async def delete(self, instance: str, hash_: str, *, delete_files: bool) -> tuple[Result, str]:
        """Have the client delete a torrent at once. Raises `RemoteError`."""
        actor = self._clients.get(instance)
        if actor is None:
            return Result.DONE, "its client is not configured any more"
        return await delete(actor, hash_, delete_files=delete_files, clock=self._clock)

    def settled(self, case: Case) -> None:
        """A removal is over: from now on its torrent is in quarantine, or not ours any more."""
        self._entering.discard((case.instance, case.hash))

    def _was_taken_back(self, case: Case) -> bool:
        """Whether a person took the torrent back since this removal began."""
        return self.pardoned.get((case.instance, case.hash), float("-inf")) >= case.opened_at

    def _row(self, case: Case) -> Quarantined:
        now = self._clock.seconds()
        return Quarantined(
            instance=case.instance,
            hash=case.hash,
            name=case.removal.name,
            section=case.removal.section,
            at=now,
            purge_at=now + self._grace_seconds(),
            category=case.category,
            tags=case.tags,
            was_running=case.was_running,
            auto_tmm=case.auto_tmm,
            delete_files=case.removal.data is Data.DELETE,
            size_bytes=case.size_bytes,
            content_path=case.content_path,
            why=case.removal.why,
        )

    # Back

    async def undo(self, instance: str, hash_: str) -> Outcome:
        """Give a torrent back as it was; it is not removed automatically again."""
        row = self.rows.get((instance, hash_))
        actor = self._clients.get(instance)
        if row is None or actor is None:
            return _outcome(instance, hash_, Result.FAILED, "not in quarantine")
        key = (instance, hash_)
        if key in self._busy:
            return _outcome(instance, hash_, Result.RETRY, "something else is done to it at this moment")
        self._busy.add(key)
        try:
            return await self._take_back(row, actor)
        except QbitrrError as error:
            return _outcome(instance, hash_, Result.RETRY, str(error))
        finally:
            self._busy.discard(key)

    async def _take_back(self, row: Quarantined, actor: QbitActor) -> Outcome:
        hash_ = row.hash
        if not await actor.client.torrents([hash_]):
            if actor.has_lost(hash_):
                return await self._vanished(row)
            return _outcome(row.instance, hash_, Result.RETRY, _NOT_SHOWN)
        await self._pardon(row)  # first: from here on it must not be removed again, whatever breaks
        await give_back(actor, row)
        await self._forget(row)
        actor.poll_soon()
        self._note(row, "undo", "done", f"{row.name} was taken back from quarantine")
        return _outcome(row.instance, hash_, Result.DONE, "")

    async def _vanished(self, row: Quarantined) -> Outcome:
        await self._forget(row)
        self._note(row, "undo", "failed", f"{row.name} is not in the client any more")
        return _outcome(row.instance, row.hash, Result.FAILED, "the torrent is not in the client any more")

    def seen(self, actor: QbitActor, change: Change) -> None:
        """Look at a change of a client for torrents of ours that somebody moved or deleted there."""
        for hash_ in change.lost:  # a torrent that is added again later is another one
            self._noticed((actor.section, hash_), None)
            self.pardoned.pop((actor.section, hash_), None)
        for hash_, torrent in change.changed.items():
            if hash_ not in change.lost:
                self._noticed((actor.section, hash_), torrent)

    def _noticed(self, key: tuple[str, str], torrent: Torrent | None) -> None:
        row = self.rows.get(key)
        if row is None:
            return
        if torrent is not None and torrent.category == QUARANTINE_CATEGORY:
            self._seen_there.add(key)
        elif key not in self._busy and key not in self._entering and (torrent is None or key in self._seen_there):
            self._seen_there.discard(key)
            noticing = Deferred.fromCoroutine(self._left(row, torrent))
            self._noticing.add(noticing)
            noticing.addErrback(_log_unless_cancelled, row.name)
            noticing.addBoth(lambda _: self._noticing.discard(noticing))

    async def _left(self, row: Quarantined, torrent: Torrent | None) -> None:
        if torrent is None:
            self._note(row, "quarantine", "done", f"{row.name} was deleted in the client")
        else:
            await self._pardon(row)
            self._note(row, "undo", "done", f"{row.name} was moved out of quarantine in the client")
        await self._forget(row)
        actor = self._clients.get(row.instance)
        if torrent is not None and actor is not None:
            await actor.client.remove_tags([row.hash], [QUARANTINE_TAG])

    # Out

    async def _watch(self) -> None:
        while self.running:
            try:
                await self._purge_due()
            except CancelledError:
                return
            except Exception:
                self.log.failure("purging failed")
            try:
                await deferLater(self._clock, _LOOK_EVERY_SECONDS)
            except CancelledError:
                return

    async def _purge_due(self) -> None:
        if self._dry_run:
            return
        for row in purge_order(self.rows.values(), self._grace_seconds(), self._clock.seconds()):
            key = (row.instance, row.hash)
            actor = self._clients.get(row.instance)
            if actor is None or not actor.status.alive or key in self._entering or self.rows.get(key) is not row:
                continue
            try:
                if self.pardoned.get(key, float("-inf")) >= row.at:  # taking it back broke off halfway
                    await self.undo(*key)
                else:
                    await self.purge(row)
            except RemoteError as error:
                self.log.warn("{name}: not purged: {why}", name=row.name, why=str(error))

    async def purge(self, row: Quarantined) -> Outcome:
        """Delete a quarantined torrent for good. Raises `RemoteError`."""
        key = (row.instance, row.hash)
        if key in self._busy or key in self._entering:
            return _outcome(row.instance, row.hash, Result.RETRY, "something else is done to it at this moment")
        self._busy.add(key)
        try:
            return await self._purge(row, self._clients[row.instance])
        finally:
            self._busy.discard(key)

    async def _purge(self, row: Quarantined, actor: QbitActor) -> Outcome:
        found = await actor.client.torrents([row.hash])
        if not found and not actor.has_lost(row.hash):
            return _outcome(row.instance, row.hash, Result.RETRY, _NOT_SHOWN)
        if found and found[0].category != QUARANTINE_CATEGORY:
            await self._left(row, found[0])
            return _outcome(row.instance, row.hash, Result.HELD, "it was moved out of quarantine")
        with_files = row.delete_files and not (found and self._is_shared(found[0]))
        result, why = Result.DONE, "it was gone"
        if found:
            result, why = await delete(actor, row.hash, delete_files=with_files, clock=self._clock)
        if result is Result.DONE:
            await self._forget(row)
            what = "with its files" if with_files else "without its files"
            if row.delete_files and not with_files:
                what += ", which belong to another torrent, too"
            self._note(row, "purge", "done", f"{row.name} was deleted {what}")
        return _outcome(row.instance, row.hash, result, why)

    def _is_shared(self, torrent: Torrent) -> bool:
        """Whether a torrent that stays has its data in the same place: one may have been added since the quarantine."""
        return bool(
            sharing(
                torrent,
                (
                    other
                    for actor in self._clients.values()
                    for other in actor.mirror.torrents.values()
                    if other.category != QUARANTINE_CATEGORY
                ),
            )
        )

    async def _pardon(self, row: Quarantined) -> None:
        now = self._clock.seconds()
        self.pardoned[row.instance, row.hash] = now
        await self._database.run(tables.pardon, row.instance, row.hash, now)

    async def _forget(self, row: Quarantined) -> None:
        await self._database.run(tables.release, row.instance, row.hash)
        self.rows.pop((row.instance, row.hash), None)
        self._seen_there.discard((row.instance, row.hash))
        self._entering.discard((row.instance, row.hash))

    def _note(self, row: Quarantined, act: str, result: str, text: str) -> None:
        self._journal.write(
            Entry(
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
        )


def _log_unless_cancelled(failure: Failure, name: str) -> None:
    if not failure.check(CancelledError):
        Quarantine.log.failure("{name} left quarantine", failure=failure, name=name)


def _outcome(instance: str, hash_: str, result: Result, why: str) -> Outcome:
    return Outcome(instance=instance, hash=hash_, step="removal", result=result, why=why)
