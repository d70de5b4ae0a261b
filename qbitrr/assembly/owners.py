"""
The owners of torrents, their children, and what runs between them and the clients.
"""

import os
from collections.abc import Mapping
from typing import Any

from attrs import evolve, frozen

from qbitrr.actors.children.child import Child
from qbitrr.actors.children.spec import ChildSpec, Hooks
from qbitrr.actors.children.transports import ExecLaunch, FirstOf, ILaunch, child_environment
from qbitrr.actors.clock_watch import ClockWatch
from qbitrr.actors.holds import words
from qbitrr.actors.launch.early import can_fork
from qbitrr.actors.launch.forkserver import ForkServer
from qbitrr.actors.owners.arr_actor import ArrActor
from qbitrr.actors.owners.category_actor import CategoryActor
from qbitrr.actors.owners.dispatcher import Dispatcher
from qbitrr.actors.owners.policy_actor import PolicyActor
from qbitrr.actors.owners.section_actor import SectionActor
from qbitrr.assembly.foundation import Foundation
from qbitrr.config.plain import policy_share, share_for
from qbitrr.model.owners import OwnerProfile
from qbitrr.model.status import ProcessKind
from qbitrr.resolved.owners import child_limits, every_profile
from qbitrr.wire.messages import Configure, SetClock

__all__ = ["Launching", "make_owner", "wire_clock_watch", "wire_launching", "wire_owners"]


@frozen
class Launching:
    """How children come into being: by the fork server where there can be one, else, and when it fails, by a plain start."""

    launch: ILaunch
    servers: tuple[ForkServer, ...] = ()


def wire_launching(base: Foundation) -> Launching:
    """The fork server is the first thing to start: it must be forked before there are threads."""
    plain = ExecLaunch(base.reactor)
    if not can_fork():
        return Launching(plain)
    server = ForkServer(base.reactor, early=base.start.early)
    return Launching(FirstOf(server, plain), (server,))


def wire_owners(base: Foundation, dispatcher: Dispatcher, launch: ILaunch, owners: dict[str, SectionActor]) -> None:
    """Add the actor of every section that owns torrents or searches, and of what looks at all torrents, to *owners*."""
    for profile, kinds in every_profile(base.in_force.current):
        owners[profile.section] = make_owner(base, dispatcher, launch, profile, kinds)


def make_owner(
    base: Foundation, dispatcher: Dispatcher, launch: ILaunch, profile: OwnerProfile, kinds: tuple[ProcessKind, ...]
) -> SectionActor:
    """The actor of a section, not started."""

    def make_child(kind: ProcessKind, hooks: Hooks) -> Child:
        return _child(base, launch, profile, kind, hooks)

    make: Any = PolicyActor if profile.is_policy else ArrActor if profile.type else CategoryActor
    actor: SectionActor = make(
        profile=profile, kinds=kinds, make_child=make_child, dispatcher=dispatcher, clock=base.reactor
    )
    return actor


def _child(base: Foundation, launch: ILaunch, profile: OwnerProfile, kind: ProcessKind, hooks: Hooks) -> Child:
    def configure() -> Configure:
        hold = base.holds.of(profile.section)
        return Configure(
            revision=base.in_force.revision,
            kind="policy" if profile.is_policy else "torrent" if kind == "category" else kind,
            section=profile.section,
            config=_share(base, profile),
            data_folder=str(base.start.folder),
            log_level=base.book.level,
            hold_until=hold.until if hold is not None else 0.0,
            hold_why=words(hold) if hold is not None else "",
        )

    spec = ChildSpec(
        section=profile.section,
        category=profile.category,
        kind=kind,
        configure=configure,
        env=child_environment(os.environ),
        metric_type="torrent-policy" if profile.is_policy else "" if profile.type else "category",
    )
    hooks = evolve(hooks, on_log=lambda name, record: base.book.child(profile.section, record))
    return Child(base.reactor, launch, spec, hooks, child_limits(base.in_force.current.settings))


def _share(base: Foundation, profile: OwnerProfile) -> dict[str, Any]:
    config = base.in_force.current
    return policy_share(config) if profile.is_policy else share_for(config, profile.section)


def wire_clock_watch(base: Foundation, owners: Mapping[str, SectionActor]) -> ClockWatch:
    """Every child must know when somebody set the clock: it shows the same time as we do."""

    def moved(offset_seconds: float) -> None:
        for owner in owners.values():
            owner.tell_all(SetClock(clock_offset=offset_seconds))

    return ClockWatch(clock=base.start.clock, timers=base.reactor, on_moved=moved)
