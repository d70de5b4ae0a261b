"""
Whoever decides about torrents, and who carries that out.
"""

from collections.abc import Mapping
from functools import partial

from attrs import frozen

from qbitrr.actors.holds import words
from qbitrr.actors.owners.dispatcher import Dispatcher
from qbitrr.actors.owners.last_owners import LastOwners
from qbitrr.actors.owners.router import Router
from qbitrr.actors.owners.section_actor import SectionActor
from qbitrr.actors.owners.space_release import SpaceRelease
from qbitrr.actors.owners.special_seeker import SpecialSeeker
from qbitrr.actors.owners.tags.internal_tags import InternalTags
from qbitrr.actors.owners.tags.migration import TagMigration
from qbitrr.actors.qbittorrent.queue_sorting import QueueSorting
from qbitrr.actors.removals.clean_up import CleanUpCheck
from qbitrr.assembly.clients import Clients
from qbitrr.assembly.foundation import Foundation
from qbitrr.assembly.in_force import Derived
from qbitrr.assembly.owners import Launching, wire_launching, wire_owners
from qbitrr.assembly.queue_sorting import wire_queue_sorting
from qbitrr.assembly.removals import RemovalServices, wire_removals
from qbitrr.decide.owners import owner_of
from qbitrr.model.owners import POLICY
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.resolved.clients import written_clients
from qbitrr.resolved.owners import category_owners
from qbitrr.resolved.space import guard_rules
from qbitrr.resolved.torrent_loops import category_folders
from qbitrr.wire.messages import RunNow, SetHold

__all__ = ["Deciding", "wire_deciding"]


@frozen(kw_only=True, eq=False)
class Deciding:
    """
    The actors of the *owners* by section, with the *router* between them and the clients, the *dispatcher* that carries out what they
    decide, what removes, what keeps the marks of the space guard right, and our *tags*
    where they belong, and what finds out whose is what nobody had before.
    """

    owners: dict[str, SectionActor]
    router: Router
    last_owners: LastOwners
    removing: RemovalServices
    tags: InternalTags
    migration: TagMigration
    dispatcher: Dispatcher
    launching: Launching
    release: SpaceRelease
    sorting: QueueSorting
    seeker: SpecialSeeker

    async def load(self, base: Foundation, clients: Clients) -> None:
        """What earlier runs left, read before anything is connected."""
        await self.tags.load()
        await self.removing.waivers.load()
        await clients.listings.load()
        await self.removing.quarantine.load()
        last = await self.last_owners.read()
        for instance, hash_ in last:
            if instance in clients.actors:
                clients.actors[instance].mirror.expect({hash_: 0})
        self.router.recall(last)
        if not base.in_force.current.settings.dry_run:
            await self.removing.removals.resume()


def wire_deciding(base: Foundation, clients: Clients) -> Deciding:
    """The owners are there before anybody hears of a torrent; who waits for a hold to end hears of that."""
    last_owners = LastOwners(base.database)
    router = Router(
        owners=category_owners(base.in_force.current), remember=last_owners.remember, forget=last_owners.forget
    )
    owners: dict[str, SectionActor] = {}
    tags = InternalTags(base.database, base.journal, lambda: base.in_force.current.settings.tagless, base.reactor)
    removing = wire_removals(base, clients, router, owners, tags)
    dispatcher = _dispatcher(base, clients, router, owners, removing, tags)
    base.holds.subscribe(lambda: _hold_turned(base, clients, owners, removing))
    launching = wire_launching(base)
    wire_owners(base, dispatcher, launching.launch, owners)
    return Deciding(
        owners=owners,
        router=router,
        last_owners=last_owners,
        removing=removing,
        tags=tags,
        migration=_migration(base, clients, router, removing, tags),
        dispatcher=dispatcher,
        launching=launching,
        release=_release(base, clients, router, dispatcher, tags),
        sorting=wire_queue_sorting(base, clients, router, dispatcher, tags),
        seeker=SpecialSeeker(
            clients=clients.actors,
            owners=owners,
            router=router,
            tell_again=dispatcher.tell_again,
            journal=base.journal,
            clock=base.reactor,
        ),
    )


def _release(
    base: Foundation, clients: Clients, router: Router, dispatcher: Dispatcher, tags: InternalTags
) -> SpaceRelease:
    release = SpaceRelease(
        clients=clients.actors,
        rules=Derived(base.in_force, guard_rules),
        is_ours=lambda torrent: owner_of(torrent.category, torrent.instance, router.owners) is not None,
        carry_out=partial(dispatcher.carry_out, POLICY),
        tags=tags,
        clock=base.reactor,
    )
    clients.subscribe(release.seen)
    return release


def _migration(
    base: Foundation, clients: Clients, router: Router, removing: RemovalServices, tags: InternalTags
) -> TagMigration:
    rows = removing.quarantine.rows

    def why_not(section: str, torrent: Torrent | None) -> str:
        if base.in_force.current.settings.dry_run:
            return "dry run, nothing is changed"
        if torrent is None:
            return base.holds.why(section)
        row = rows.get(torrent.key)
        owner = router.section_of(torrent.key) or (row.section if row is not None else "")
        return base.holds.why(section, owner) if owner else base.holds.why(section)

    migration = TagMigration(
        clients=clients.actors, tags=tags, why_not=why_not, journal=base.journal, clock=base.reactor
    )
    clients.subscribe(migration.seen)
    base.in_force.subscribe(migration.hurry)
    return migration


def _dispatcher(
    base: Foundation,
    clients: Clients,
    router: Router,
    owners: dict[str, SectionActor],
    removing: RemovalServices,
    tags: InternalTags,
) -> Dispatcher:
    in_force = base.in_force
    clean_up = CleanUpCheck(
        clients=clients.actors, shared=clients.shared_data, journal=base.journal, own_storage=clients.own_storage,
        sections=Derived(in_force, written_clients), folders=Derived(in_force, category_folders), clock=base.reactor,
        why_not=lambda *sections: (
            "dry run, nothing is changed" if in_force.current.settings.dry_run else base.holds.why(*sections)
        ),
    )  # fmt: skip
    dispatcher = Dispatcher(
        clients=clients.actors, owners=owners, router=router, network=clients.network, quarantine=removing.quarantine,
        removals=removing.removals, journal=base.journal, clock=base.reactor, shared_data=clients.shared_data, tags=tags,
        waivers=removing.waivers,
        clean_up=clean_up, dry_run=lambda: base.in_force.current.settings.dry_run, on_hold=base.holds.why,
    )  # fmt: skip
    clients.subscribe(dispatcher.changed)
    removing.waivers.subscribe(dispatcher.tell_again)
    clients.network.subscribe(dispatcher.network_turned)
    return dispatcher


def _hold_turned(
    base: Foundation, clients: Clients, owners: Mapping[str, SectionActor], removing: RemovalServices
) -> None:
    """A hold has begun or ended: whoever waits for it, and whoever must wait now, is told."""
    for section, owner in owners.items():
        hold = base.holds.of(section)
        if hold is not None:
            owner.tell_all(SetHold(hold_until=hold.until, hold_why=words(hold)))
        else:
            owner.tell_all(SetHold(hold_until=0.0, hold_why=""))
            owner.tell_all(RunNow())
    removing.quarantine.hold_turned()
    removing.removals.hold_turned()
    for actor in clients.actors.values():
        actor.poll_soon()
