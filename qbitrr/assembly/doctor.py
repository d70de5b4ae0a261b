"""
The doctor of the running program: it asks the clients by way of their actors' sessions, and each Arr by a client of its own.
"""

from collections.abc import Mapping

from attrs import frozen

from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.making import qbittorrent_client
from qbitrr.actors.removals.duty_waivers import DutyWaivers
from qbitrr.assembly.clients import Clients
from qbitrr.assembly.foundation import Foundation
from qbitrr.config.schema.config import QbitSection
from qbitrr.doctor.doctor import Doctor
from qbitrr.doctor.gathering.clients import ClientToAsk, free_space_of
from qbitrr.doctor.gathering.everything import Surroundings
from qbitrr.doctor.limit_watch import LimitWatch, ListedClient
from qbitrr.doctor.on_call import DoctorOnCall
from qbitrr.errors import BadAnswer
from qbitrr.loops.arr.client import arr_client
from qbitrr.loops.child.disk_looks import DiskLooks, mount_points

__all__ = ["DoctorServices", "wire_doctor"]


@frozen(kw_only=True)
class DoctorServices:
    """What is asked for on request, and what stands."""

    on_call: DoctorOnCall
    limits: LimitWatch


def wire_doctor(base: Foundation, clients: Clients, waivers: DutyWaivers) -> DoctorServices:
    """The share limits are looked at whenever a client turns up, a duty is set aside, or the configuration changes."""
    reactor, actors = base.reactor, clients.actors
    around = Surroundings(
        client=lambda qbit: _client(actors.get(qbit.section), qbit, base),
        arr=lambda section: arr_client(section, reactor, lambda: base.holds.why(section.section)),
        look=DiskLooks(reactor).look,
        mounts=mount_points,
        clock=reactor,
        journal=str(base.start.folder / "db" / "supervisor.db"),
    )
    limits = LimitWatch(lambda: base.in_force.current, lambda: _listed(actors, waivers), reactor)
    base.in_force.subscribe(limits.look_soon)
    waivers.subscribe(lambda _: limits.look_soon())
    clients.subscribe(lambda _, change: limits.look_soon() if change.turned else None)
    return DoctorServices(
        on_call=DoctorOnCall(Doctor(lambda: base.in_force.current, around, base.redactor), limits.look_soon),
        limits=limits,
    )


def _client(actor: QbitActor | None, qbit: QbitSection, base: Foundation) -> ClientToAsk:
    if actor is None:  # of a configuration that is newer than the clients we have
        client = qbittorrent_client(qbit, base.reactor, lambda: base.holds.why(qbit.section))
        return ClientToAsk(section=qbit.section, client=client, free_bytes=lambda: free_space_of(client))

    async def told() -> int:
        # Its list of changes is the actor's alone: asking for it here would lose some of them there.
        if actor.status.free_space_bytes < 0:
            raise BadAnswer(where=qbit.section, why="it has not said yet")
        return actor.status.free_space_bytes

    return ClientToAsk(section=qbit.section, client=actor.client, free_bytes=told)


def _listed(actors: Mapping[str, QbitActor], waivers: DutyWaivers) -> dict[str, ListedClient]:
    return {
        section: ListedClient(actor.client, waivers.all_shown(actor.mirror.torrents.values()))
        for section, actor in actors.items()
        if actor.is_listed
    }
