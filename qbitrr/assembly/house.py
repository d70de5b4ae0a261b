"""
The supervisor under construction: every service with its collaborators, in the order in which they start.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import txaio
from attrs import evolve
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.endpoints import TCP4ServerEndpoint, TCP6ServerEndpoint, serverFromString
from twisted.internet.protocol import Factory
from twisted.logger import ILogObserver, Logger
from twisted.python.failure import Failure

from qbitrr.actors.children.child import Child
from qbitrr.actors.children.spec import ChildSpec, Hooks
from qbitrr.actors.children.transports import ExecLaunch, FirstOf, ILaunch, child_environment
from qbitrr.actors.clock_watch import ClockWatch
from qbitrr.actors.ending import Ending
from qbitrr.actors.folder_lock import FolderLock
from qbitrr.actors.journal import Journal
from qbitrr.actors.launch.forkserver import ForkServer, can_fork
from qbitrr.actors.network import Network
from qbitrr.actors.owners.desk import Desk
from qbitrr.actors.owners.owner import Owner
from qbitrr.actors.owners.router import Router
from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.removals.orders import Orders
from qbitrr.actors.removals.quarantine.quarantine import Quarantine
from qbitrr.actors.removals.rails import Rails, Sources
from qbitrr.actors.removals.removals import Removals
from qbitrr.actors.removals.sharing.away_clients import AwayClients
from qbitrr.actors.removals.sharing.listings import Listings
from qbitrr.actors.removals.sharing.shared_data import SharedData
from qbitrr.actors.running_time import RunningTime
from qbitrr.actors.supervisor import Crew, Facts, Supervisor
from qbitrr.clients.http.agents import make_agent, make_pool
from qbitrr.clients.http.http import Http
from qbitrr.clients.qbittorrent.client import Credentials, Qbittorrent
from qbitrr.clock import ProcessClock
from qbitrr.config.load import Loaded
from qbitrr.config.plain import share_for, to_plain
from qbitrr.config.problems import Severity
from qbitrr.config.schema.config import Config, QbitSection
from qbitrr.errors import QbitrrError
from qbitrr.logs.book import LogBook
from qbitrr.model.owners import OwnerProfile
from qbitrr.model.status import ProcessKind
from qbitrr.redaction import Redactor, secrets_in
from qbitrr.resolved.addresses import qbittorrent_address
from qbitrr.resolved.children import child_limits
from qbitrr.resolved.clients import client_labels, qbit_status
from qbitrr.resolved.owners import category_owners, profiles
from qbitrr.resolved.removals import rail_settings
from qbitrr.resolved.torrents import rules_finder
from qbitrr.resolved.web_access import web_access
from qbitrr.store.sqlite.database import Database
from qbitrr.store.supervisor import owners as owner_table
from qbitrr.store.supervisor.schema import SCHEMA
from qbitrr.web.api import Api
from qbitrr.web.serving.listening import Listening
from qbitrr.web.serving.site import ApiSite
from qbitrr.web.serving.threads import Readers
from qbitrr.web.settings import SettingsInForce, UiPreferences, WebSettings
from qbitrr.wire.messages import Configure, SetClock

__all__ = ["Building", "LoggedSupervisor"]

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

    book: LogBook
    ending: Ending

    def setServiceParent(self, parent: Any) -> None:
        if hasattr(parent, "setComponent"):
            parent.setComponent(ILogObserver, self.book)
        super().setServiceParent(parent)

    def startService(self) -> Deferred[None]:
        """Start everything. Nobody waits for what this returns; a failure ends the program."""
        return super().startService().addErrback(self._not_started)

    def stopService(self) -> Deferred[None]:
        """Stop everything, within seconds; fires when nothing of ours runs any more."""
        self.ending.begins()
        return super().stopService().addBoth(self._stopped)

    def _stopped(self, result: Any) -> Any:
        self.ending.is_near()
        return result

    def _not_started(self, failure: Failure) -> None:
        if failure.check(CancelledError):  # a stop came first
            return
        if failure.check(QbitrrError, OSError):
            log.critical("qbitrr cannot start: {why}", why=failure.getErrorMessage())
        else:
            log.failure("qbitrr cannot start", failure=failure)
        self.ending.fail()


class Building:
    """
    The object graph of one configuration. *listen* is an endpoint description that counts more than `WebUI.Host` and `Port`,
    *level* a log level that counts more than the configured one (None: as configured). *lock* is held already.
    """

    def __init__(
        self,
        loaded: Loaded,
        folder: Path,
        reactor: Any,
        *,
        clock: ProcessClock,
        lock: FolderLock,
        ending: Ending,
        listen: str | None = None,
        level: str | None = None,
    ) -> None:
        self.config: Config = loaded.config
        self.folder = folder
        self.reactor = reactor
        self.lock = lock
        self.ending = ending
        self.listen = listen
        self.loaded = loaded
        self.problems = [str(problem) for problem in loaded.problems]
        self.level = (level or self.config.settings.console_level).upper()
        self.redactor = Redactor(secrets_in(to_plain(self.config)))
        self.book = LogBook(
            folder / "logs" if self.config.settings.logging else None,
            level=self.level,
            redactor=self.redactor,
            console=sys.__stdout__,
        )
        txaio.use_twisted()
        Factory.noisy = False  # connections that come and go are no news
        self.database = Database(folder / "db" / "supervisor.db", "facts", SCHEMA, reactor=reactor)
        self.journal = Journal(database=self.database, clock=reactor)
        self.clients: dict[str, QbitActor] = {}
        self.running_time = RunningTime(database=self.database, clock=reactor)
        self._rail_settings = rail_settings(self.config.settings)
        own_storage = [qbit.section for qbit in self.config.qbits if qbit.own_storage]
        self.clock_watch = ClockWatch(clock=clock, timers=reactor, on_moved=self._clock_moved)
        self.away = AwayClients(self.clients, self.running_time, own_storage)
        self.shared_data = SharedData(
            clients=self.clients, clock=reactor, own_storage=own_storage, away=self.away
        )  # fmt: skip
        self.listings = Listings(
            database=self.database, clients=self.clients, shared=self.shared_data, away=self.away, clock=reactor
        )  # fmt: skip

    def supervisor(self) -> LoggedSupervisor:
        """Everything, in the order in which it starts."""
        config, reactor = self.config, self.reactor
        grace, dry_run = config.settings.removal_grace_minutes * 60.0, config.settings.dry_run
        rails = self._rails()
        self.quarantine = Quarantine(
            database=self.database,
            journal=self.journal,
            clients=self.clients,
            shared=self.shared_data,
            running_time=self.running_time,
            grace_seconds=lambda: grace,
            clock=reactor,
            dry_run=dry_run,
            owner=lambda key: self.desk.router.last_owner(key),
            special=(config.settings.failed_category, config.settings.recheck_category),
            case_of=lambda key: self.removals.open.get(key),
            may_purge=rails.may_purge,
        )
        self.removals = Removals(
            database=self.database, quarantine=self.quarantine, journal=self.journal, rails=rails,
            hands=lambda section: self.desk.owners.get(section), clock=reactor,
            owned=lambda section: self.desk.router.count(section), cap=lambda: self._rail_settings.cap,
        )  # fmt: skip
        self.desk = Desk(
            clients=self.clients, quarantine=self.quarantine, removals=self.removals, journal=self.journal, clock=reactor,
            dry_run=dry_run, shared_data=self.shared_data,
        )  # fmt: skip
        if not config.search_only:
            self.clients.update({qbit.section: self._client(qbit) for qbit in config.enabled_qbits})
        self.desk.network = self._network()
        fork_server, launch = self._launch()
        self.desk.owners.update(
            (profile.section, self._owner(profile, kinds, launch)) for profile, kinds in profiles(config)
        )
        self.facts = Facts(self.database, self._load)
        supervisor = self._root()
        for service in (
            self.lock, self.clock_watch, *fork_server, self.facts, self.journal, self.running_time, self._web(supervisor),
            *self.clients.values(), self.listings, self.quarantine, self.removals, self.desk.network, Crew(self.desk.owners),
        ):  # fmt: skip
            service.setServiceParent(supervisor)
        for problem in self.loaded.problems:
            say, name = _SPOKEN[problem.severity]
            say("configuration: {problem}", problem=str(problem), log_as=name)
        return supervisor

    def _root(self) -> LoggedSupervisor:
        config = self.config
        supervisor = LoggedSupervisor(
            clients=self.clients, desk=self.desk, journal=self.journal, quarantine=self.quarantine,
            orders=Orders(removals=self.removals, quarantine=self.quarantine, clock=self.reactor),
            set_level=self._set_level, problems=self._all_problems, dry_run=config.settings.dry_run,
            disabled=[qbit_status(qbit, "disabled") for qbit in config.qbits if qbit.disabled or config.search_only],
            clock=self.reactor,
        )  # fmt: skip
        supervisor.book = self.book
        supervisor.ending = self.ending
        return supervisor

    def _set_level(self, level: str) -> str:
        self.level = self.book.set_level(level)
        return self.level

    def _all_problems(self) -> list[str]:
        troubles = (self.facts.problem, self.book.trouble, self.clock_watch.problem, *self.away.problems())
        return [text for text in (*self.problems, *troubles) if text]

    def _clock_moved(self, offset_seconds: float) -> None:
        for owner in self.desk.owners.values():
            owner.tell_all(SetClock(clock_offset=offset_seconds))

    async def _load(self) -> None:
        """What earlier runs left, read before anything is connected."""
        await self.running_time.load()
        await self.listings.load()
        await self.quarantine.load()
        owners = await self.database.run(owner_table.owners)
        for instance, hash_ in owners:
            if instance in self.clients:
                self.clients[instance].mirror.expect({hash_: 0})
        self.desk.router = Router(
            owners=category_owners(self.config),
            last=owners,
            remember=lambda rows: self._write(owner_table.save_owners, rows),
            forget=lambda keys: self._write(owner_table.drop_owners, keys),
        )
        if not self.config.settings.dry_run:
            await self.removals.resume()

    def _write(self, function: Callable[..., Any], rows: list[Any]) -> None:
        self.database.run(function, rows).addErrback(
            lambda failure: log.failure("{what} was not written", failure=failure, what=function.__name__)
        )

    # The parts

    def _rails(self) -> Rails:
        settings = self._rail_settings
        finders = {profile.section: rules_finder(self.config, profile.section) for profile, _ in profiles(self.config)}
        sources = Sources(
            settings=lambda: settings,
            rules=lambda section, torrent: finders[section](torrent),
            is_managed=finders.__contains__,
            owner_of=lambda torrent: self.desk.router.owner_of(torrent),
            pardoned_at=lambda key: self.quarantine.pardoned.get(key),
            sharing=self.shared_data.of,
        )
        return Rails(clients=self.clients, sources=sources, clock=self.reactor)

    def _client(self, qbit: QbitSection) -> QbitActor:
        pool = make_pool(self.reactor)
        agent = make_agent(self.reactor, pool, verify_tls=not qbit.skip_tls_verify)
        address = qbittorrent_address(qbit.host, qbit.port)
        http = Http(agent, address.url, qbit.section, self.reactor, headers=address.headers)
        credentials = Credentials(
            username=qbit.user_name, password=qbit.password.reveal(), api_key=qbit.api_key.reveal()
        )
        return QbitActor(
            status=qbit_status(qbit, "connecting"),
            client=Qbittorrent(http, credentials, self.reactor, instance=qbit.section),
            wishes=client_labels(self.config, qbit),
            clock=self.reactor,
            on_change=lambda actor, change: self.desk.changed(actor, change),
        )

    def _network(self) -> Network:
        settings = self.config.settings
        return Network(
            reactor=self.reactor,
            connections=lambda: [actor.status.connection for actor in self.clients.values() if actor.status.alive],
            hosts=lambda: settings.ping_hosts,
            every_seconds=lambda: float(max(settings.no_internet_sleep_seconds, 1)),
            on_change=lambda: self.desk.network_turned(),
        )

    def _launch(self) -> tuple[list[Any], ILaunch]:
        plain = ExecLaunch(self.reactor)
        if not can_fork():
            return [], plain
        server = ForkServer(self.reactor)
        return [server], FirstOf(server, plain)

    def _owner(self, profile: OwnerProfile, kinds: tuple[ProcessKind, ...], launch: ILaunch) -> Owner:
        return Owner(
            profile=profile,
            kinds=kinds,
            make_child=lambda kind, hooks: self._child(profile, kind, launch, hooks),
            desk=self.desk,
            clock=self.reactor,
        )

    def _child(self, profile: OwnerProfile, kind: ProcessKind, launch: ILaunch, hooks: Hooks) -> Child:
        spec = ChildSpec(
            section=profile.section,
            category=profile.category,
            kind=kind,
            configure=lambda: Configure(
                revision=1,
                kind="torrent" if kind == "category" else kind,
                section=profile.section,
                config=share_for(self.config, profile.section),
                data_folder=str(self.folder),
                log_level=self.level,
            ),
            env=child_environment(os.environ),
            metric_type="" if profile.type else "category",
        )
        hooks = evolve(hooks, on_log=lambda name, record: self.book.child(profile.section, record))
        return Child(self.reactor, launch, spec, hooks, child_limits(self.config.settings))

    def _web(self, supervisor: Supervisor) -> Listening:
        webui = self.config.webui
        host = webui.listen_host
        preferences = UiPreferences(live_arr=webui.live_arr, theme=webui.theme, view_density=webui.view_density)
        settings = SettingsInForce(WebSettings(access=web_access(webui), preferences=preferences))
        readers = Readers(self.reactor)
        api = Api(
            supervisor, settings, self.reactor,
            log_folder=self.folder / "logs", in_thread=readers, redactor=self.redactor,
        )  # fmt: skip
        listen = self.listen

        def endpoint() -> Any:
            if listen:
                return serverFromString(self.reactor, listen)
            kind = TCP6ServerEndpoint if ":" in host else TCP4ServerEndpoint
            return kind(self.reactor, webui.port, interface=host)

        where = listen or f"{host}:{webui.port}"
        return Listening(
            endpoint=endpoint, site=ApiSite(api, self.reactor), where=where, clock=self.reactor, readers=readers,
        )  # fmt: skip
