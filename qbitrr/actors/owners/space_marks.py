"""
The mark of what waits for room, where clients carry no tags of ours (`Tagless`): kept here, and shown with each torrent to whoever
decides.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from msgspec.structs import replace
from twisted.logger import Logger

from qbitrr.errors import QbitrrError
from qbitrr.model.steps import AddTags, ClientStep, Outcome, RemoveTags, Result, step_name
from qbitrr.model.torrents.tags import FREE_SPACE_PAUSED
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.store.sqlite.database import Database
from qbitrr.store.supervisor import space as mark_table

__all__ = ["SpaceMarks"]

Key = tuple[str, str]


class SpaceMarks:
    """
    Nobody but who hands torrents out and takes steps in knows where the mark stands. A tag that is in a client counts all the same, and is
    taken off there.
    """

    log = Logger()

    def __init__(self, database: Database, is_on: Callable[[], bool]) -> None:
        self._database = database
        self._is_on = is_on
        self.marked: set[Key] = set()
        """What is marked here, whether that counts now or not: most have none, and need not ask further."""

    async def load(self) -> None:
        """Read what earlier runs left. Raises `StoreError`."""
        self.marked = await self._database.run(mark_table.marks)

    @property
    def keys(self) -> Collection[Key]:
        """What is marked here, as far as that counts."""
        return frozenset(self.marked) if self._is_on() else frozenset()

    def shown(self, torrent: Torrent) -> Torrent:
        """A torrent with its mark."""
        if torrent.key not in self.marked or FREE_SPACE_PAUSED in torrent.tags or not self._is_on():
            return torrent
        return replace(torrent, tags=(*torrent.tags, FREE_SPACE_PAUSED))

    def all_shown(self, torrents: Iterable[Torrent]) -> tuple[Torrent, ...]:
        """Torrents with their marks."""
        return tuple(map(self.shown, torrents))

    async def take(self, step: ClientStep, torrent: Torrent | None) -> ClientStep | Outcome:
        """
        Keep what a step says of the mark. Returns what is left of it for the client, which has the *torrent* as it is, or how it ended
        when nothing is.
        """
        if not isinstance(step, AddTags | RemoveTags) or FREE_SPACE_PAUSED not in step.tags or not self._is_on():
            return step
        key = (step.instance, step.hash)
        try:
            await self._keep(key, adds=isinstance(step, AddTags))
        except QbitrrError as error:
            return _outcome(step, Result.RETRY, str(error))
        tags = tuple(tag for tag in step.tags if tag != FREE_SPACE_PAUSED)
        if isinstance(step, RemoveTags) and torrent is not None and FREE_SPACE_PAUSED in torrent.tags:
            tags = step.tags
        return replace(step, tags=tags) if tags else _outcome(step, Result.DONE)

    def forget(self, keys: Iterable[Key]) -> None:
        """These are proven gone."""
        lost = [key for key in keys if key in self.marked]
        if lost:
            self.marked.difference_update(lost)
            self._database.run(mark_table.drop_marks, lost).addErrback(self._not_forgotten)

    async def _keep(self, key: Key, *, adds: bool) -> None:
        if adds == (key in self.marked):
            return
        await self._database.run(mark_table.save_marks if adds else mark_table.drop_marks, [key])
        (self.marked.add if adds else self.marked.discard)(key)

    def _not_forgotten(self, failure: Any) -> None:
        self.log.failure("the mark of a torrent that is gone was not dropped", failure=failure)


def _outcome(step: ClientStep, result: Result, why: str = "") -> Outcome:
    return Outcome(instance=step.instance, hash=step.hash, step=step_name(step), result=result, why=why)
