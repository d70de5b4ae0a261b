"""
Clients that come, go, or are reached in another way.
"""

from collections.abc import Mapping
from functools import partial

from attrs import frozen

from qbitrr.actors.owners.router import Router
from qbitrr.actors.qbittorrent.making import qbittorrent_client
from qbitrr.assembly.clients import Clients, make_actor
from qbitrr.assembly.foundation import Foundation
from qbitrr.assembly.reloading.reloader import StepTable
from qbitrr.assembly.removals import RemovalServices
from qbitrr.config.schema.config import Config, QbitSection
from qbitrr.resolved.clients import client_labels, own_storage, qbit_status
from qbitrr.resolved.reload.plan import Act

__all__ = ["ClientSteps"]


@frozen(kw_only=True)
class ClientSteps:
    """
    A client that goes is no empty one: its torrents are unknown from then on, and what is stored of them is kept. What it had when it
    was listed last goes on to count as its data, see Note [A client that is not used].
    """

    base: Foundation
    clients: Clients
    router: Router
    removing: RemovalServices

    def table(self) -> StepTable:
        """How these steps are done."""
        return {
            Act.REMOVE_CLIENT: self._remove,
            Act.REPLACE_CLIENT: self._replace,
            Act.ADD_CLIENT: self._add,
            Act.RENAME_CLIENT: self._add,
            Act.LABEL_CLIENT: self._label,
        }

    def renew_storage(self, config: Config) -> None:
        """Go by *config* in whose paths mean something to the others."""
        self.clients.own_storage.clear()
        self.clients.own_storage.update(own_storage(config))

    async def let_go(self, section: str) -> None:
        """Have nobody speak to a client any more, if somebody does; its torrents are unknown from then on."""
        actor = self.clients.actors.get(section)
        if actor is None:
            return
        await self.clients.running.remove(actor)
        del self.clients.actors[section]
        actor.retire()
        self.router.forget_client(section)

    def rename(self, names: Mapping[str, str]) -> None:
        """Clients that were let go got other names (old to new): what they had when they were listed last is theirs."""
        self.clients.shared_data.rename(names)
        self.clients.away.rename(names)

    async def _remove(self, section: str) -> None:
        await self.let_go(section)
        self.clients.away.forget(section)

    async def _replace(self, section: str) -> None:
        qbit = self._qbit(section)
        actor = self.clients.actors[section]
        client = qbittorrent_client(qbit, self.base.reactor, partial(self.base.holds.why, section))
        await actor.reconnect(client, qbit_status(qbit, "connecting"))

    def _add(self, section: str) -> None:
        actor = make_actor(self.base, self._qbit(section))
        self.clients.shared_data.expect(actor)
        removing = self.removing
        known = {*removing.quarantine.known, *removing.removals.open}
        hashes = {hash_ for instance, hash_ in known if instance == section} | set(self.router.known_on(section))
        actor.mirror.expect(dict.fromkeys(hashes, 0))
        for hear in self.clients.hearers:
            actor.subscribe(hear)
        self.clients.actors[section] = actor
        self.clients.running.add(actor)

    def _label(self, section: str) -> None:
        self.clients.actors[section].want(client_labels(self.base.in_force.current, self._qbit(section)))

    def _qbit(self, section: str) -> QbitSection:
        qbit = self.base.in_force.current.qbit(section)
        assert qbit is not None
        return qbit
