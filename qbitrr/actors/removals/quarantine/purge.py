"""
The end of a torrent: told to its client, seen there, proven, and written into the journal once.
"""

from collections.abc import Awaitable, Callable, Mapping

from msgspec.structs import replace
from twisted.internet.interfaces import IReactorTime

from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.removals import entries
from qbitrr.actors.removals.quarantine.machine import Work
from qbitrr.actors.removals.quarantine.moves import NOT_SHOWN, delete, outcome
from qbitrr.actors.removals.quarantine.register import Key, Register
from qbitrr.actors.removals.quarantine.undo import Undo
from qbitrr.actors.removals.sharing.shared_data import Claim, SharedData
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY, Deletion, Quarantined
from qbitrr.model.removals.sharing import Sharing
from qbitrr.model.steps import Outcome, Result
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["MayPurge", "Purge", "anything_goes"]

MayPurge = Callable[[Quarantined, Torrent, bool], Awaitable[str]]
"""Asked with a row, its torrent as it is now, and whether a person wants it: why not now, empty for yes."""


async def anything_goes(row: Quarantined, torrent: Torrent, by_person: bool) -> str:
    """Nothing stands in the way."""
    return ""


class Purge:
    """
    Deletes torrents that are in quarantine at that moment.

    # Note [Told, shown, proven]
    The row says what the client is told before it is told, so that a crash leaves no deletion without its reason. When the client has
    agreed and shows the torrent no more, the journal tells of it, in the same transaction as the row. The row itself goes when the
    torrent is proven gone: one that turns up again is deleted again, and not told of again.

    # Note [Twins]
    Whether the files go, too, is decided right before the client is told, and a torrent that shares them waits while that is under
    way. So of torrents with the same files all but the last go without them, whatever the order.
    """

    def __init__(
        self,
        *,
        register: Register,
        undo: Undo,
        clients: Mapping[str, QbitActor],
        shared: SharedData,
        may_purge: MayPurge,
        clock: IReactorTime,
    ) -> None:
        self._register = register
        self._undo = undo
        self._clients = clients
        self._shared = shared
        self._may_purge = may_purge
        self._clock = clock

    def resume(self) -> None:
        """What an earlier run told its client to delete shares its files with nobody any more, or is still to be seen to."""
        for row in self._register.rows.values():
            if row.is_told:
                self._shared.left(row.key)
            elif row.deletion is not None:
                self._shared.deleting(row.key)

    async def purge(self, row: Quarantined, *, by_person: bool = False, for_room: bool = False) -> Outcome:
        """
        Delete a quarantined torrent for good, now; *for_room*: only if that frees something. Raises `QbitrrError`.
        """
        actor = self._clients.get(row.instance)
        if actor is None:
            return outcome(row, Result.RETRY, "its client is not configured any more")
        if not self._register.of(row.key).is_free:
            return outcome(row, Result.RETRY, "something else is done to it at this moment")
        with self._register.doing(row.key, Work.DELETING):
            return await self._see_to(row, actor, by_person, for_room)

    async def directly(self, key: Key, *, delete_files: bool, wants_files: bool) -> tuple[Result, str]:
        """Delete a torrent that was not set aside; see `Quarantine.delete`. *wants_files*: they should go unless they are shared."""
        actor = self._clients.get(key[0])
        if actor is None:
            return Result.DONE, "its client is not configured any more"
        found = await actor.client.torrents([key[1]])
        if not found:
            return (Result.DONE, "it was gone") if actor.has_lost(key[1]) else (Result.RETRY, NOT_SHOWN)
        claim = await self._shared.claim(found[0])
        if claim.waits_for:
            return Result.RETRY, _being_deleted(claim)
        if wants_files and delete_files == bool(claim.sharing.with_names):
            self._shared.stayed(key)
            return Result.RETRY, "whose its files are, too, has changed"
        result, why = await delete(actor, key[1], delete_files=delete_files, clock=self._clock)
        (self._shared.left if result is Result.DONE else self._shared.stayed)(key)
        return result, why

    async def gone(self, row: Quarantined) -> None:
        """The torrent of a row is proven gone."""
        now = self._clock.seconds()
        await self._register.release(row, *entries.of_end(row, entries.of_deletion_in_client(row, now), now))

    async def _see_to(self, row: Quarantined, actor: QbitActor, by_person: bool, for_room: bool) -> Outcome:
        found = await actor.client.torrents([row.hash])
        if not found:
            if not actor.has_lost(row.hash):
                return outcome(row, Result.RETRY, NOT_SHOWN)
            await self.gone(row)
            return outcome(row, Result.DONE, "it was gone")
        (torrent, *_) = found
        self._shared.stayed(row.key)
        if self._register.of(row.key).is_row_of_another(torrent):
            await self._undo.replaced(row)
            return outcome(row, Result.HELD, "another torrent took its place")
        if torrent.category != QUARANTINE_CATEGORY:
            await self._undo.moved(row, actor)
            return outcome(row, Result.HELD, "it was moved out of quarantine")
        why = await self._may_purge(row, torrent, by_person)
        if why:
            return outcome(row, Result.HELD, why)
        return await self._delete(row, torrent, actor, by_person, for_room)

    async def _delete(
        self, row: Quarantined, torrent: Torrent, actor: QbitActor, by_person: bool, for_room: bool
    ) -> Outcome:
        claim = await self._shared.claim(torrent)
        if claim.waits_for:
            return outcome(row, Result.RETRY, _being_deleted(claim))
        try:
            deletion = self._decided(row, claim.sharing, by_person or row.by_person, for_room)
            if deletion is not None and for_room and not deletion.with_files:
                self._shared.stayed(row.key)
                return outcome(row, Result.HELD, "its files are those of others, too: deleting it would free nothing")
            if deletion is not None:
                await self._register.amend(replace(row, deletion=deletion))
        except BaseException:
            self._shared.stayed(row.key)
            raise
        if deletion is None:
            self._shared.stayed(row.key)
            return outcome(row, Result.RETRY, f"{claim.sharing.away} is away and may have the same files")
        # From here on, whatever breaks: only a look at the client tells whether it is deleted.
        result, why = await delete(actor, row.hash, delete_files=deletion.with_files, clock=self._clock)
        if result is not Result.DONE:
            self._shared.stayed(row.key)
            return outcome(row, result, why)
        told = () if row.is_told else (entries.of_purge(row, deletion, self._clock.seconds()),)
        await self._register.amend(replace(row, deletion=replace(deletion, is_told=True)), *told)
        self._shared.left(row.key)
        return outcome(row, Result.DONE, why)

    def _decided(self, row: Quarantined, sharing: Sharing, by_person: bool, for_room: bool) -> Deletion | None:
        """With its files or without; None while a client is away that may have them, too."""
        kept_for = sharing.with_names if row.delete_files else ()
        if sharing.away and row.delete_files and not kept_for and not by_person:
            return None
        return Deletion(
            at=self._clock.seconds(),
            with_files=row.delete_files and not kept_for,
            kept_for=kept_for,
            is_told=row.is_told,
            for_room=for_room,
        )


def _being_deleted(claim: Claim) -> str:
    return f"{claim.waits_for}, which has the same files, is being deleted"
