"""
The way back from quarantine: by a person through us, or by hand in the client; finished after a crash.
"""

from collections.abc import Callable, Collection, Mapping

from msgspec.structs import replace
from twisted.internet.interfaces import IReactorTime

from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.removals import entries
from qbitrr.actors.removals.quarantine.machine import Work
from qbitrr.actors.removals.quarantine.moves import NOT_SHOWN, TagWriter, give_back, outcome
from qbitrr.actors.removals.quarantine.register import Key, Register
from qbitrr.errors import QbitrrError
from qbitrr.model.removals.quarantine import QUARANTINE_TAG, Quarantined
from qbitrr.model.steps import Outcome, Result
from qbitrr.model.torrents.torrent import normalise

__all__ = ["Undo"]


class Undo:
    """
    Gives torrents back. *owner(key)* is the section and category that had a torrent last; a torrent that came from one of the
    *special* categories (a person moved it there to be rid of it) goes back to that, or it would be removed again at once.
    """

    def __init__(
        self,
        *,
        register: Register,
        clients: Mapping[str, QbitActor],
        owner: Callable[[Key], tuple[str, str]],
        special: Callable[[], Collection[str]],
        tags: TagWriter,
        clock: IReactorTime,
    ) -> None:
        self._register = register
        self._clients = clients
        self._owner = owner
        self._tags = tags
        self._clock = clock
        self._special = special

    async def undo(self, row: Quarantined) -> Outcome:
        """Give a torrent back as it was; it is not removed automatically again. Repeatable after it broke off anywhere."""
        actor = self._clients.get(row.instance)
        if actor is None:
            return outcome(row, Result.FAILED, "its client is not configured")
        if self._register.is_busy(row.key):
            return outcome(row, Result.RETRY, "something else is done to it at this moment")
        with self._register.doing(row.key, Work.GIVING_BACK):
            try:
                return await self._take_back(row, actor)
            except QbitrrError as error:
                return outcome(row, Result.RETRY, str(error))

    async def _take_back(self, row: Quarantined, actor: QbitActor) -> Outcome:
        found = await actor.client.torrents([row.hash])
        if not found:
            return await self._not_shown(row, actor)
        if self._register.of(row.key).is_row_of_another(found[0]):
            await self.replaced(row)
            return outcome(row, Result.FAILED, "another torrent took its place")
        # First: from here on it must not be removed again, whatever breaks.
        await self._register.pardon(row.key, row.added_on)
        await give_back(actor, replace(row, category=self._home(row)), self._tags)
        await self._register.take_back(row, entries.of_taking_back(row, self._clock.seconds()))
        actor.poll_soon()
        return outcome(row, Result.DONE, "")

    async def _not_shown(self, row: Quarantined, actor: QbitActor) -> Outcome:
        if actor.has_lost(row.hash):
            now = self._clock.seconds()
            await self._register.release(row, *entries.of_end(row, entries.of_vain_taking_back(row, now), now))
            return outcome(row, Result.FAILED, "the torrent is not in the client any more")
        if row.is_told:
            return outcome(row, Result.FAILED, "its client has deleted it")
        return outcome(row, Result.RETRY, NOT_SHOWN)

    async def moved(self, row: Quarantined, actor: QbitActor) -> None:
        """Somebody moved a torrent out of quarantine in the client: that is an undo, too. Raises `RemoteError`."""
        await self._register.take_back(row, entries.of_move_out(row, self._clock.seconds()))
        await self._tags.take_off(actor, row.hash, QUARANTINE_TAG)

    async def replaced(self, row: Quarantined) -> None:
        """The torrent of a row was deleted, and another was added under its hash."""
        now = self._clock.seconds()
        await self._register.release(row, *entries.of_end(row, entries.of_replacement(row, now), now))

    def _home(self, row: Quarantined) -> str:
        if normalise(row.category) not in {normalise(each) for each in self._special()}:
            return row.category
        _, category = self._owner(row.key)
        return category
