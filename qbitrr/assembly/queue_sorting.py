"""
Sorting the queues of clients, across all owners of what waits there.
"""

from collections.abc import Sequence

from twisted.internet.defer import Deferred

from qbitrr.actors.owners.dispatcher import Dispatcher
from qbitrr.actors.owners.router import Router
from qbitrr.actors.owners.tags.internal_tags import InternalTags
from qbitrr.actors.qbittorrent.queue_sorting import QueueSorting, QueueSource
from qbitrr.assembly.clients import Clients
from qbitrr.assembly.foundation import Foundation
from qbitrr.assembly.in_force import Derived
from qbitrr.assembly.removals import rules_by_section
from qbitrr.model.owners import POLICY
from qbitrr.model.steps import ClientStep, Outcome
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.model.torrents.trackers import TrackerRows
from qbitrr.resolved.tracker_tables import sorted_clients

__all__ = ["wire_queue_sorting"]


def wire_queue_sorting(
    base: Foundation, clients: Clients, router: Router, dispatcher: Dispatcher, tags: InternalTags
) -> QueueSorting:
    """It goes by the rows of whoever looks after each torrent."""
    rules = Derived(base.in_force, rules_by_section)

    def rows_of(torrent: Torrent) -> TrackerRows | None:
        find = rules().get(router.section_of(torrent.key) or "")
        return None if find is None else find(torrent).rows_on(torrent.instance)

    def carry_out(section: str, steps: Sequence[ClientStep]) -> Deferred[tuple[Outcome, ...]]:
        return dispatcher.carry_out(POLICY, steps)

    source = QueueSource(
        sorted_clients=Derived(base.in_force, sorted_clients), rows_of=rows_of, carry_out=carry_out, shown=tags.shown
    )
    sorting = QueueSorting(clients=clients.actors, source=source, clock=base.reactor)
    clients.subscribe(sorting.seen)
    base.in_force.subscribe(sorting.hurry)
    return sorting
