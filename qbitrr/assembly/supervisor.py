"""
The supervisor: every service with its collaborators, in the order in which they start.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import txaio
from attrs import frozen
from twisted.application.service import IService
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.protocol import Factory
from twisted.logger import ILogObserver, Logger
from twisted.python.failure import Failure

from qbitrr.actors.clock_watch import ClockWatch
from qbitrr.actors.configuration.configuration import Configuration
from qbitrr.actors.ending import Ending
from qbitrr.actors.holds import words
from qbitrr.actors.owners.explainer import Explainer
from qbitrr.actors.owners.previewer import Previewer
from qbitrr.actors.services import ParallelServices
from qbitrr.actors.supervisor import OpenDatabase, Supervisor
from qbitrr.actors.torrent_index import TorrentIndex
from qbitrr.actors.trends import Trends
from qbitrr.assembly.clients import Clients, wire_clients
from qbitrr.assembly.configuration import wire_configuration
from qbitrr.assembly.deciding import Deciding, wire_deciding
from qbitrr.assembly.doctor import DoctorServices, wire_doctor
from qbitrr.assembly.foundation import Foundation, Start, wire_foundation
from qbitrr.assembly.owners import wire_clock_watch
from qbitrr.assembly.reloading.clients import ClientSteps
from qbitrr.assembly.reloading.program import fixed_by, log_steps, web_steps
from qbitrr.assembly.reloading.reloader import Reloader
from qbitrr.assembly.reloading.renaming import FollowingNames
from qbitrr.assembly.reloading.sections import SectionSteps
from qbitrr.assembly.web import Doors, Web, wire_doors, wire_web
from qbitrr.config.problems import Severity
from qbitrr.config.schema.config import Config
from qbitrr.errors import QbitrrError
from qbitrr.logs.book import LogBook
from qbitrr.resolved.clients import unconnected
from qbitrr.resolved.first_steps import nothing_configured
from qbitrr.resolved.reload.plan import ReloadPlan
from qbitrr.resolved.web_access import web_access

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
        self.book.write_beside()  # by now a daemon is in the process it stays in
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


@frozen(kw_only=True, eq=False)
class Reloading:
    """What brings the program to another configuration: the *reloader*, what it does to *sections* and to *clients*, who are *running*."""

    reloader: Reloader
    sections: SectionSteps
    clients: ClientSteps
    running: ParallelServices


def wire(start: Start) -> LoggedSupervisor:
    """Everything, built and not started."""
    txaio.use_twisted()
    Factory.noisy = False  # connections that come and go are no news
    base = wire_foundation(start)
    clients = wire_clients(base)
    deciding = wire_deciding(base, clients)
    clock_watch = wire_clock_watch(base, deciding.owners)
    doctor = wire_doctor(base, clients, deciding.removing.waivers)
    reloading = _reloading(base, clients, deciding)
    configuration = wire_configuration(base, reloading.reloader)
    doors = wire_doors(base)
    database = OpenDatabase(base.database, lambda: _load(base, clients, deciding, doors))
    problems = partial(_problems, base, clients, configuration, database, clock_watch, doctor)
    supervisor = _root(base, clients, deciding, problems)
    trends = Trends(speeds=clients.speeds, overview=supervisor.overview, clock=base.reactor)
    web = wire_web(base, supervisor, doctor.on_call, configuration, clients, doors, trends)
    _teach(reloading, base, deciding, web)
    removing, launching = deciding.removing, deciding.launching
    services: tuple[IService, ...] = (
        start.lock, clock_watch, *launching.servers, database, base.journal, base.running_time, base.holds,
        *web.askers, web.listening,
        clients.running, doctor.on_call, doctor.limits, clients.listings, removing.quarantine, removing.removals, clients.network,
        reloading.running, trends, deciding.release, deciding.migration, deciding.seeker, deciding.sorting, reloading.reloader,
        configuration,
    )  # fmt: skip
    for service in services:
        service.setServiceParent(supervisor)
    _say_problems(base, start)
    return supervisor


def _reloading(base: Foundation, clients: Clients, deciding: Deciding) -> Reloading:
    owners, running = deciding.owners, ParallelServices(deciding.owners.values())
    sections = SectionSteps(
        base=base, owners=owners, running=running, dispatcher=deciding.dispatcher, launch=deciding.launching.launch
    )
    client_steps = ClientSteps(base=base, clients=clients, router=deciding.router, removing=deciding.removing)
    names = FollowingNames(base=base, clients=client_steps, owners=owners, tags=deciding.tags)
    reloader = Reloader(
        in_force=base.in_force,
        redactor=base.redactor,
        stop=sections.stop,
        between=lambda old, plan: _between(names, old, plan),
        fixed=fixed_by(base),
    )
    return Reloading(reloader=reloader, sections=sections, clients=client_steps, running=running)


def _teach(reloading: Reloading, base: Foundation, deciding: Deciding, web: Web) -> None:
    """Only now there is everything that a reload may change."""
    for steps in (
        reloading.sections.table(),
        reloading.clients.table(),
        log_steps(base, deciding.owners),
        web_steps(base, web),
    ):
        reloading.reloader.teach(steps)


def _problems(
    base: Foundation, clients: Clients, configuration: Configuration, database: OpenDatabase, clock_watch: ClockWatch,
    doctor: DoctorServices,
) -> list[str]:  # fmt: skip
    """What a person has to know of now, in words."""
    texts = (
        nothing_configured(base.in_force.current, base.start.loaded.path),
        *configuration.problems,
        *base.in_force.undone,
        *(f"Nothing is changed: {hold.scope} is {words(hold)}" for hold in base.holds.all()),
        database.problem,
        base.running_time.trouble,
        base.book.trouble,
        clock_watch.problem,
        *clients.away.problems(),
        *clients.unmatched_rows.problems(),
        *doctor.limits.problems(),
    )
    return [text for text in texts if text]


def _say_problems(base: Foundation, start: Start) -> None:
    for problem in start.loaded.problems:
        say, name = _SPOKEN[problem.severity]
        say("configuration: {problem}", problem=str(problem), log_as=name)
    if hint := nothing_configured(base.in_force.current, start.loaded.path):
        log.warn("{hint}", hint=hint)


async def _load(base: Foundation, clients: Clients, deciding: Deciding, doors: Doors) -> None:
    """What earlier runs left, read before anything is connected."""
    await base.running_time.load()
    await doors.load(web_access(base.in_force.current.webui))
    await base.holds.load()
    await deciding.load(base, clients)


def _root(
    base: Foundation, clients: Clients, deciding: Deciding, problems: Callable[[], list[str]]
) -> LoggedSupervisor:
    owners, router, removing, dispatcher = deciding.owners, deciding.router, deciding.removing, deciding.dispatcher
    in_force = base.in_force
    index = TorrentIndex(
        clients=clients.actors, section_of=router.section_of, quarantined=removing.quarantine.rows,
        protected=removing.quarantine.protected, verdict_of=dispatcher.book.of,
        shown=deciding.tags.shown, clock=base.reactor,
    )  # fmt: skip
    clients.subscribe(index.changed)
    deciding.tags.subscribe(index.retagged)
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


async def _between(names: FollowingNames, old: Config, plan: ReloadPlan) -> None:
    """What must be done while the sections that go have stopped, and nothing has begun yet by the new configuration."""
    names.clients.renew_storage(plan.config)
    await names.follow(plan)
    if old.settings.dry_run and not plan.config.settings.dry_run:
        await names.clients.removing.removals.resume()
