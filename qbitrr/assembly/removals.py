"""
The one way by which anything is removed: the rails, the quarantine, the removals, and what a person says of them.
"""

from collections.abc import Callable, Mapping

from attrs import frozen

from qbitrr.actors.owners.arr_actor import ArrActor
from qbitrr.actors.owners.policy_actor import PolicyActor
from qbitrr.actors.owners.router import Router
from qbitrr.actors.owners.section_actor import SectionActor
from qbitrr.actors.owners.tags.internal_tags import InternalTags
from qbitrr.actors.removals.duty_waivers import DutyWaivers
from qbitrr.actors.removals.person_orders import PersonOrders
from qbitrr.actors.removals.quarantine.quarantine import Quarantine
from qbitrr.actors.removals.quarantine.register import Key, Register
from qbitrr.actors.removals.rails import Rails, Sources
from qbitrr.actors.removals.removals import Removals
from qbitrr.assembly.clients import Clients
from qbitrr.assembly.foundation import Foundation
from qbitrr.assembly.in_force import Derived
from qbitrr.config.schema.config import Config
from qbitrr.model.owners import POLICY
from qbitrr.model.removals.cases import Case
from qbitrr.model.removals.protection import RailSettings
from qbitrr.model.space.rooms import PoolStatus
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.resolved.owners import profiles
from qbitrr.resolved.removals import rail_settings
from qbitrr.resolved.torrents import as_before, rules_finder

__all__ = ["RemovalServices", "rules_by_section", "wire_removals"]


@frozen(kw_only=True)
class RemovalServices:
    """What removes, and what a person is answered with."""

    quarantine: Quarantine
    removals: Removals
    orders: PersonOrders
    waivers: DutyWaivers


def wire_removals(
    base: Foundation, clients: Clients, router: Router, owners: Mapping[str, SectionActor], tags: InternalTags
) -> RemovalServices:
    """The quarantine hears of each change before the removals do."""
    in_force, reactor = base.in_force, base.reactor
    rail = Derived(in_force, lambda config: rail_settings(config.settings))
    register = Register(database=base.database, journal=base.journal, clock=reactor)
    open_cases: dict[Key, Case] = {}
    waivers = DutyWaivers(database=base.database, journal=base.journal, clock=reactor)
    rails = _rails(base, clients, router, register, rail, waivers, tags)
    quarantine = Quarantine(
        register=register,
        clients=clients.actors,
        shared=clients.shared_data,
        running_time=base.running_time,
        grace_seconds=lambda: float(in_force.current.settings.removal_grace_seconds),
        clock=reactor,
        dry_run=lambda: rail().dry_run,
        owner=router.last_owner,
        special=lambda: (in_force.current.settings.failed_category, in_force.current.settings.recheck_category),
        case_of=open_cases.get,
        may_purge=rails.may_purge,
        on_hold=base.holds.why,
        pools=lambda: _pools_of(owners),
        tags=tags,
        shown=tags.shown,
    )
    removals = Removals(
        database=base.database,
        quarantine=quarantine,
        journal=base.journal,
        rails=rails,
        children_of=_arr_of(owners),
        owned=router.count,
        cap=lambda: rail().cap,
        open_cases=open_cases,
        running_time=base.running_time,
        clock=reactor,
    )
    clients.subscribe(quarantine.seen)
    clients.subscribe(removals.seen)
    orders = PersonOrders(removals=removals, quarantine=quarantine, waivers=waivers, clock=reactor)
    return RemovalServices(quarantine=quarantine, removals=removals, orders=orders, waivers=waivers)


def _rails(
    base: Foundation, clients: Clients, router: Router, register: Register, rail: Derived[RailSettings],
    waivers: DutyWaivers, tags: InternalTags,
) -> Rails:  # fmt: skip
    rules = Derived(base.in_force, rules_by_section)

    def rules_of(section: str, torrent: Torrent) -> OwnerRules:
        return rules()[section](as_before(torrent, router.last_owner(torrent.key)[1], base.in_force.current))

    return Rails(
        clients=clients.actors,
        sources=Sources(
            settings=rail,
            rules=rules_of,
            is_managed=lambda section: section in rules(),
            owner_of=router.owner_of,
            pardoned_at=register.pardoned.get,
            protected_at=register.protected.get,
            with_waiver=waivers.shown,
            with_tags=tags.shown,
            sharing=clients.shared_data.of,
            on_hold=base.holds.why,
        ),
        running_time=base.running_time,
        clock=base.reactor,
    )


def rules_by_section(config: Config) -> dict[str, Callable[[Torrent], OwnerRules]]:
    """What finds the rules for a torrent, for each section that owns some."""
    return {profile.section: rules_finder(config, profile.section) for profile, _ in profiles(config)}


def _pools_of(owners: Mapping[str, SectionActor]) -> tuple[PoolStatus, ...]:
    policy = owners.get(POLICY)
    return policy.pools if isinstance(policy, PolicyActor) else ()


def _arr_of(owners: Mapping[str, SectionActor]) -> Callable[[str], ArrActor | None]:
    def find(section: str) -> ArrActor | None:
        owner = owners.get(section)
        return owner if isinstance(owner, ArrActor) else None

    return find
