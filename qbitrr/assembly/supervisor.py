"""
The supervisor: every service with its collaborators, in the order in which they start.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import txaio
from twisted.application.service import IService
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.protocol import Factory
from twisted.logger import ILogObserver, Logger
from twisted.python.failure import Failure

from qbitrr.actors.ending import Ending
from qbitrr.actors.holds import words
from qbitrr.actors.owners.dispatcher import Dispatcher
from qbitrr.actors.owners.explainer import Explainer
from qbitrr.actors.owners.last_owners import LastOwners
from qbitrr.actors.owners.previewer import Previewer
from qbitrr.actors.owners.router import Router
from qbitrr.actors.owners.section_actor import SectionActor
from qbitrr.actors.owners.space_marks import SpaceMarks
from qbitrr.actors.owners.space_release import SpaceRelease
from qbitrr.actors.removals.clean_up import CleanUpCheck
from qbitrr.actors.services import ParallelServices
from qbitrr.actors.supervisor import OpenDatabase, Supervisor
from qbitrr.actors.torrent_index import TorrentIndex
from qbitrr.assembly.clients import Clients, wire_clients
from qbitrr.assembly.configuration import wire_configuration
from qbitrr.assembly.doctor import wire_doctor
from qbitrr.assembly.foundation import Foundation, Start, wire_foundation
from qbitrr.assembly.in_force import Derived
from qbitrr.assembly.owners import wire_clock_watch, wire_launching, wire_owners
from qbitrr.assembly.queue_sorting import wire_queue_sorting
from qbitrr.assembly.reloading.clients import ClientSteps
from qbitrr.assembly.reloading.program import fixed_by, log_steps, web_steps
from qbitrr.assembly.reloading.reloader import Reloader
from qbitrr.assembly.reloading.renaming import FollowingNames
from qbitrr.assembly.reloading.sections import SectionSteps
from qbitrr.assembly.removals import RemovalServices, wire_removals
from qbitrr.assembly.web import Doors, wire_doors, wire_web
from qbitrr.config.problems import Severity
from qbitrr.config.schema.config import Config
from qbitrr.decide.owners import owner_of
from qbitrr.errors import QbitrrError
from qbitrr.logs.book import LogBook
from qbitrr.model.owners import POLICY
from qbitrr.resolved.clients import unconnected, written_clients
from qbitrr.resolved.first_steps import nothing_configured
from qbitrr.resolved.owners import category_owners
from qbitrr.resolved.reload.plan import ReloadPlan
from qbitrr.resolved.space import guard_rules
from qbitrr.resolved.torrent_loops import category_folders
from qbitrr.resolved.web_access import web_access
from qbitrr.wire.messages import RunNow, SetHold

__all__ = ["LoggedSupervisor", "wire"]

log = Logger()
_SPOKEN: dict[Severity, tuple[Callable[..., None], str]] = {
    Severity.ERROR: (log.error, "ERROR"),
    Severity.WARNING: (log.warn, "WARNING"),
    Severity.NOTICE: (log.info, "NOTICE"),
}


class LoggedSupervisor(Supervisor):
    """
    A supervisor that brings its log book along: twistd asks the application for its observer. A start that fails ends the program:
    what lives on without its database does nothing and looks well.
    """

    def __init__(self, *, book: LogBook, ending: Ending, **parts: Any) -> None:
        super().__init__(**parts)
        self.book = book
        self._ending = ending

    def setServiceParent(self, parent: Any) -> None:
        if hasattr(parent, "setComponent"):
            parent.setComponent(ILogObserver, self.book)
        super().setServiceParent(parent)

    def startService(self) -> Deferred[None]:
        """Start everything. Nobody waits for what this returns; a failure ends the program."""
        return super().startService().addErrback(self._not_started)

    def stopService(self) -> Deferred[None]:
        """Stop everything, within seconds; fires when nothing of ours runs any more."""
        self._ending.begins()
        return super().stopService().addBoth(self._stopped)

    def _stopped(self, result: Any) -> Any:
        self._ending.is_near()
        return result

    def _not_started(self, failure: Failure) -> None:
        if failure.check(CancelledError):  # a stop came first
            return
        if failure.check(QbitrrError, OSError):
            log.critical("qbitrr cannot start: {why}", why=failure.getErrorMessage())
        else:
            log.failure("qbitrr cannot start", failure=failure)
        self._ending.fail()


def wire(start: Start) -> LoggedSupervisor:
    """Everything, built and not started."""
    txaio.use_twisted()
    Factory.noisy = False  # connections that come and go are no news
    base = wire_foundation(start)
    clients = wire_clients(base)
    last_owners = LastOwners(base.database)
    router = Router(
        owners=category_owners(base.in_force.current), remember=last_owners.remember, forget=last_owners.forget
    )
    owners: dict[str, SectionActor] = {}
    removing = wire_removals(base, clients, router, owners)
    marks = SpaceMarks(base.database, lambda: base.in_force.current.settings.tagless)
    dispatcher = _dispatcher(base, clients, router, owners, removing, marks)
    base.holds.subscribe(lambda: _hold_turned(base, clients, owners, removing))
    launching = wire_launching(base)
    wire_owners(base, dispatcher, launching.launch, owners)
    release = SpaceRelease(
        clients=clients.actors,
        rules=Derived(base.in_force, guard_rules),
        is_ours=lambda torrent: owner_of(torrent.category, torrent.instance, router.owners) is not None,
        carry_out=partial(dispatcher.carry_out, POLICY),
        marks=marks,
        clock=base.reactor,
    )
    clients.subscribe(release.seen)
    sorting = wire_queue_sorting(base, clients, router, dispatcher, marks)
    sections = ParallelServices(owners.values())
    clock_watch = wire_clock_watch(base, owners)
    doctor = wire_doctor(base, clients)
    section_steps = SectionSteps(
        base=base, owners=owners, running=sections, dispatcher=dispatcher, launch=launching.launch
    )
    client_steps = ClientSteps(base=base, clients=clients, router=router, removing=removing)
    names = FollowingNames(base=base, clients=client_steps, owners=owners)
    reloader = Reloader(
        in_force=base.in_force,
        redactor=base.redactor,
        stop=section_steps.stop,
        between=lambda old, plan: _between(names, old, plan),
        fixed=fixed_by(base),
    )
    configuration = wire_configuration(base, reloader)
    doors = wire_doors(base)
    database = OpenDatabase(base.database, lambda: _load(base, clients, router, last_owners, removing, doors, marks))

    def problems() -> list[str]:
        texts = (
            nothing_configured(base.in_force.current, start.loaded.path),
            *configuration.problems,
            *base.in_force.undone,
            *(f"Nothing is changed: {hold.scope} is {words(hold)}" for hold in base.holds.all()),
            database.problem,
            base.book.trouble,
            clock_watch.problem,
            *clients.away.problems(),
            *clients.unmatched_rows.problems(),
            *doctor.limits.problems(),
        )
        return [text for text in texts if text]

    supervisor = _root(base, clients, router, owners, removing, dispatcher, problems)
    web = wire_web(base, supervisor, doctor.on_call, configuration, clients, doors)
    for steps in (section_steps.table(), client_steps.table(), log_steps(base, owners), web_steps(base, web)):
        reloader.teach(steps)
    services: tuple[IService, ...] = (
        start.lock, clock_watch, *launching.servers, database, base.journal, base.running_time, base.holds,
        *web.askers, web.listening,
        clients.running, doctor.on_call, doctor.limits, clients.listings, removing.quarantine, removing.removals, clients.network,
        sections, release, sorting, reloader, configuration,
    )  # fmt: skip
    for service in services:
        service.setServiceParent(supervisor)
    for problem in start.loaded.problems:
        say, name = _SPOKEN[problem.severity]
        say("configuration: {problem}", problem=str(problem), log_as=name)
    if hint := nothing_configured(base.in_force.current, start.loaded.path):
        log.warn("{hint}", hint=hint)
    return supervisor


def _dispatcher(
    base: Foundation,
    clients: Clients,
    router: Router,
    owners: dict[str, SectionActor],
    removing: RemovalServices,
    marks: SpaceMarks,
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
        removals=removing.removals, journal=base.journal, clock=base.reactor, shared_data=clients.shared_data, marks=marks,
        waivers=removing.waivers,
        clean_up=clean_up, dry_run=lambda: base.in_force.current.settings.dry_run, on_hold=base.holds.why,
    )  # fmt: skip
    clients.subscribe(dispatcher.changed)
    removing.waivers.subscribe(dispatcher.tell_again)
    clients.network.subscribe(dispatcher.network_turned)
    return dispatcher


def _root(
    base: Foundation, clients: Clients, router: Router, owners: dict[str, SectionActor], removing: RemovalServices,
    dispatcher: Dispatcher, problems: Callable[[], list[str]],
) -> LoggedSupervisor:  # fmt: skip
    in_force = base.in_force
    index = TorrentIndex(
        clients=clients.actors, section_of=router.section_of, quarantined=removing.quarantine.rows,
        protected=removing.quarantine.protected, verdict_of=dispatcher.book.of, clock=base.reactor,
    )  # fmt: skip
    clients.subscribe(index.changed)
    clients.subscribe(dispatcher.book.seen)
    explainer = Explainer(
        clients=clients.actors, owners=owners, router=router, removals=removing.removals, orders=removing.orders,
        quarantined=removing.quarantine.rows, waiver_of=removing.waivers.of, clock=base.reactor,
    )  # fmt: skip
    clients.subscribe(explainer.seen)
    previewer = Previewer(
        clients=clients.actors, owners=owners, router=router, foresee=removing.removals.foresee, clock=base.reactor
    )
    return LoggedSupervisor(
        book=base.book, ending=base.start.ending, clients=clients.actors, owners=owners, router=router,
        journal=base.journal, quarantine=removing.quarantine, orders=removing.orders, index=index, explainer=explainer,
        previewer=previewer,
        verdict_book=dispatcher.book,
        set_level=base.book.set_level, problems=problems, holds=base.holds, carry_out=dispatcher.carry_out,
        dry_run=lambda: in_force.current.settings.dry_run,
        disabled=lambda: unconnected(in_force.current),
        clock=base.reactor,
    )  # fmt: skip


async def _load(
    base: Foundation,
    clients: Clients,
    router: Router,
    last_owners: LastOwners,
    removing: RemovalServices,
    doors: Doors,
    marks: SpaceMarks,
) -> None:
    """What earlier runs left, read before anything is connected."""
    await base.running_time.load()
    await doors.load(web_access(base.in_force.current.webui))
    await base.holds.load()
    await marks.load()
    await removing.waivers.load()
    await clients.listings.load()
    await removing.quarantine.load()
    last = await last_owners.read()
    for instance, hash_ in last:
        if instance in clients.actors:
            clients.actors[instance].mirror.expect({hash_: 0})
    router.recall(last)
    if not base.in_force.current.settings.dry_run:
        await removing.removals.resume()


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


async def _between(names: FollowingNames, old: Config, plan: ReloadPlan) -> None:
    """What must be done while the sections that go have stopped, and nothing has begun yet by the new configuration."""
    names.clients.renew_storage(plan.config)
    await names.follow(plan)
    if old.settings.dry_run and not plan.config.settings.dry_run:
        await names.clients.removing.removals.resume()
