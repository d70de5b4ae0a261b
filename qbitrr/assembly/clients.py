"""
The clients: one actor for each qBittorrent, and what watches over all of them together.
"""

from attrs import frozen

from qbitrr.actors.network import Network
from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.making import qbittorrent_client
from qbitrr.actors.qbittorrent.unmatched_rows import UnmatchedRows
from qbitrr.actors.removals.sharing.away_clients import AwayClients
from qbitrr.actors.removals.sharing.listings import Listings
from qbitrr.actors.removals.sharing.shared_data import SharedData
from qbitrr.assembly.foundation import Foundation
from qbitrr.config.schema.config import QbitSection
from qbitrr.resolved.clients import client_labels, qbit_status
from qbitrr.resolved.tracker_tables import tracker_tables

__all__ = ["Clients", "wire_clients"]


@frozen(kw_only=True)
class Clients:
    """*actors* by section; without a qBittorrent that counts there are none."""

    actors: dict[str, QbitActor]
    network: Network
    away: AwayClients
    shared_data: SharedData
    listings: Listings
    unmatched_rows: UnmatchedRows


def wire_clients(base: Foundation) -> Clients:
    """Shared data hears of each change first: whoever hears later asks it."""
    config, reactor = base.config, base.reactor
    enabled = [] if config.search_only else config.enabled_qbits
    actors = {qbit.section: _actor(base, qbit) for qbit in enabled}
    own_storage = [qbit.section for qbit in config.qbits if qbit.own_storage]
    away = AwayClients(actors, base.running_time, own_storage)
    shared_data = SharedData(clients=actors, clock=reactor, own_storage=own_storage, away=away)
    for actor in actors.values():
        actor.subscribe(lambda who, change: shared_data.seen(who.section, change))
    settings = config.settings
    return Clients(
        actors=actors,
        network=Network(
            reactor=reactor,
            connections=lambda: [actor.status.connection for actor in actors.values() if actor.status.alive],
            hosts=lambda: settings.ping_hosts,
            every_seconds=lambda: float(max(settings.no_internet_sleep_seconds, 1)),
        ),
        away=away,
        shared_data=shared_data,
        listings=Listings(database=base.database, clients=actors, shared=shared_data, away=away, clock=reactor),
        unmatched_rows=UnmatchedRows(actors, lambda: tracker_tables(base.config)),
    )


def _actor(base: Foundation, qbit: QbitSection) -> QbitActor:
    return QbitActor(
        status=qbit_status(qbit, "connecting"),
        client=qbittorrent_client(qbit, base.reactor),
        wishes=client_labels(base.config, qbit),
        clock=base.reactor,
    )
