"""
What is stored and known of sections and clients follows the names they get while everything runs.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager, nullcontext
from typing import Any

from attrs import frozen
from twisted.application.service import Service
from twisted.internet.defer import CancelledError, Deferred, DeferredList, maybeDeferred
from twisted.internet.threads import deferToThreadPool
from twisted.logger import Logger

from qbitrr.actors.configuration.desk import section_names
from qbitrr.actors.configuration.renamed_rows import rename_in_databases
from qbitrr.actors.owners.section_actor import SectionActor
from qbitrr.actors.owners.tags.internal_tags import InternalTags
from qbitrr.assembly.foundation import Foundation
from qbitrr.assembly.reloading.clients import ClientSteps
from qbitrr.config.renamed_folders import Renaming, renamings, settle_renames
from qbitrr.resolved.reload.plan import ReloadPlan
from qbitrr.store.renames import rename_in_open

__all__ = ["FollowingNames"]


@frozen(kw_only=True)
class FollowingNames:
    """
    Goes between the end of sections by their old names and their beginning by the new ones; *owners* are their actors, *tags*
    what is kept of their torrents.

    # Note [A client gets another name]
    What is known of torrents goes by the name of their client, in every loop and in all that removes. Therefore every section is
    stopped then, and here the client is let go, and what removes stands still and reads the file anew: a start does the same. Whatever
    ends in the middle goes on at the next start.
    """

    base: Foundation
    clients: ClientSteps
    owners: Mapping[str, SectionActor]
    tags: InternalTags
    log = Logger()

    async def follow(self, plan: ReloadPlan) -> None:
        """
        Move the databases of sections that got other names, which must have stopped; rename the rows in what is open here, and in all
        else when nobody has it open. What cannot be written is renamed at the next start. Raises `OSError` when folders cannot be moved.
        """
        renamed = plan.renamed_clients
        async with self._standing_still(renamed) if renamed else nullcontext():
            names, pending = await self._in_thread(_settled, self._folder, section_names(plan.config))
            if names:
                await self._rename(names, pending, is_of_clients=bool(renamed))

    async def _rename(self, names: Mapping[str, str], pending: tuple[Renaming, ...], *, is_of_clients: bool) -> None:
        # What was written before this has the old names, what is written after it the new ones: the file's thread works in order.
        writing = [self.base.database.run(rename_in_open, each.names, each.id) for each in pending]
        self.base.journal.rename(names)
        self.clients.router.rename(names)
        self.base.holds.rename(names)
        if is_of_clients:
            self.clients.rename(names)
        else:
            self.clients.removing.quarantine.rename(names)
            self.clients.removing.removals.rename(names)
        is_written = True
        for is_done, failure in await DeferredList(writing, consumeErrors=True):
            if not is_done:
                is_written = False
                self.log.failure("rows keep the old names of sections until the next start", failure)
        if is_written and not any(owner.running for owner in self.owners.values()):
            await self._in_thread(rename_in_databases, self.base.start.folder, [self.base.database.path])

    @asynccontextmanager
    async def _standing_still(self, renamed: Mapping[str, str]) -> AsyncIterator[None]:
        """While these clients get other names: they are let go, and nobody removes anything."""
        for section in renamed:
            await self.clients.let_go(section)
        for service in reversed(self._at_work):
            await maybeDeferred(service.stopService)
        try:
            yield
        except CancelledError:  # the program is being stopped: nothing begins again
            raise
        except Exception:
            await self._go_on()
            raise
        await self._go_on()

    async def _go_on(self) -> None:
        removing = self.clients.removing
        try:
            await self.tags.load()
            await removing.quarantine.reread()
            await removing.removals.reread()
        finally:
            for service in self._at_work:
                service.startService()

    @property
    def _at_work(self) -> tuple[Service, ...]:
        """What goes by the names of clients, in the order in which it starts."""
        removing = self.clients.removing
        return self.clients.clients.listings, removing.quarantine, removing.removals

    @property
    def _folder(self) -> str:
        return str(self.base.start.folder)

    def _in_thread(self, do: Any, *arguments: Any) -> Deferred[Any]:
        reactor = self.base.reactor
        return deferToThreadPool(reactor, reactor.getThreadPool(), do, *arguments)


def _settled(folder: str, sections: Collection[str]) -> tuple[Mapping[str, str], tuple[Renaming, ...]]:
    return settle_renames(folder, sections), renamings(folder)
