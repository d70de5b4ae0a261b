"""
The clients: one actor for each qBittorrent, and what watches over all of them together.
"""

from collections.abc import Callable
from functools import partial

from attrs import field, frozen

from qbitrr.actors.network import Network
from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.making import qbittorrent_client
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.actors.qbittorrent.unmatched_rows import UnmatchedRows
from qbitrr.actors.removals.sharing.away_clients import AwayClients
from qbitrr.actors.removals.sharing.listings import Listings
from qbitrr.actors.removals.sharing.shared_data import SharedData
from qbitrr.actors.services import ParallelServices
from qbitrr.assembly.foundation import Foundation
from qbitrr.assembly.in_force import Derived
from qbitrr.config.schema.config import QbitSection
from qbitrr.model.shown.trends import ClientSpeeds
from qbitrr.resolved.clients import broken_clients, client_labels, connected, own_storage, qbit_status, written_clients
from qbitrr.resolved.tracker_tables import tracker_tables

__all__ = ["Clients", "make_actor", "wire_clients"]

Hearer = Callable[[QbitActor, Change], None]


@frozen(kw_only=True)
class Clients:
    """
    *actors* by section, without a qBittorrent that counts there are none; *running* are the same as a service. *own_storage* are the
    sections whose paths mean nothing to others. Everybody holds these two and not copies of them: what changes is seen by all.
    """

    actors: dict[str, QbitActor]
    running: ParallelServices
    own_storage: set[str]
    network: Network
    away: AwayClients
    shared_data: SharedData
    listings: Listings
    unmatched_rows: UnmatchedRows
    hearers: list[Hearer] = field(factory=list)

    def speeds(self) -> dict[str, ClientSpeeds]:
        """How fast each client loads and sends that says so."""
        return {section: actor.speeds for section, actor in self.actors.items() if actor.speeds is not None}

    def subscribe(self, hear: Hearer) -> None:
        """Have *hear* called with what every client tells, after those who subscribed before."""
        self.hearers.append(hear)
        for actor in self.actors.values():
            actor.subscribe(hear)


def wire_clients(base: Foundation) -> Clients:
    """Shared data hears of each change first: whoever hears later asks it."""
    in_force, reactor = base.in_force, base.reactor
    actors = {qbit.section: make_actor(base, qbit) for qbit in connected(in_force.current).values()}
    apart = own_storage(in_force.current)
    away = AwayClients(
        actors,
        base.running_time,
        apart,
        written=Derived(in_force, written_clients),
        broken=Derived(in_force, broken_clients),
    )
    shared_data = SharedData(clients=actors, clock=reactor, own_storage=apart, away=away)
    clients = Clients(
        actors=actors,
        running=ParallelServices(actors.values()),
        own_storage=apart,
        network=Network(
            reactor=reactor,
            connections=lambda: [actor.status.connection for actor in actors.values() if actor.status.alive],
            hosts=lambda: in_force.current.settings.ping_hosts,
            every_seconds=lambda: float(max(in_force.current.settings.no_internet_sleep_seconds, 1)),
        ),
        away=away,
        shared_data=shared_data,
        listings=Listings(database=base.database, shared=shared_data, away=away, clock=reactor),
        unmatched_rows=UnmatchedRows(actors, Derived(in_force, tracker_tables)),
    )
    clients.subscribe(lambda who, change: shared_data.seen(who.section, change))
    return clients


def make_actor(base: Foundation, qbit: QbitSection) -> QbitActor:
    """The actor of a client, not started."""
    return QbitActor(
        status=qbit_status(qbit, "connecting"),
        client=qbittorrent_client(qbit, base.reactor, partial(base.holds.why, qbit.section)),
        wishes=client_labels(base.in_force.current, qbit),
        clock=base.reactor,
    )
