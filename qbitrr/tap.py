"""
The twistd plugin's options, and the one place that builds the object graph.
"""

import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import txaio
from attrs import evolve
from twisted.internet.endpoints import TCP4ServerEndpoint, TCP6ServerEndpoint, serverFromString
from twisted.internet.protocol import Factory
from twisted.logger import ILogObserver, Logger
from twisted.python import usage

from qbitrr.actors.child import Child
from qbitrr.actors.child_spec import ChildSpec, Hooks, Limits
from qbitrr.actors.desk import Desk
from qbitrr.actors.forkserver import ForkServer, can_fork
from qbitrr.actors.journal import Journal
from qbitrr.actors.network import Network
from qbitrr.actors.owner import Owner, Profile
from qbitrr.actors.qbittorrent import QbitActor, Wishes
from qbitrr.actors.quarantine import Quarantine
from qbitrr.actors.rails import Rails, RailSettings
from qbitrr.actors.removals import Removals
from qbitrr.actors.router import Router
from qbitrr.actors.supervisor import Crew, Facts, House
from qbitrr.actors.transports import ExecLaunch, FirstOf, ILaunch, child_environment
from qbitrr.clients.addresses import qbittorrent_address
from qbitrr.clients.agents import make_agent, make_pool
from qbitrr.clients.http import Http
from qbitrr.clients.qbittorrent import Credentials, Qbittorrent
from qbitrr.config.files import data_folder, read_file, read_or_create, save
from qbitrr.config.load import Loaded, load
from qbitrr.config.plain import share_for
from qbitrr.config.problems import ConfigError
from qbitrr.config.schema import ArrSection, Config, QbitSection, Secret
from qbitrr.decide.ownership import Owner as CategoryOwner
from qbitrr.decide.ownership import Owners
from qbitrr.decide.removals import Protection
from qbitrr.decide.restarts import Intensity
from qbitrr.logs.book import LogBook
from qbitrr.loops.rules import rules_finder
from qbitrr.model.categories import normalise
from qbitrr.model.quarantine import QUARANTINE_CATEGORY, QUARANTINE_TAG
from qbitrr.model.status import ProcessKind, QbitStatus
from qbitrr.model.tags import ALL_TAGS
from qbitrr.model.trackers import host_of
from qbitrr.store import supervisor as tables
from qbitrr.store.database import Database
from qbitrr.web.access import WebAccess
from qbitrr.web.api import Api
from qbitrr.web.house import WebUiSettings
from qbitrr.web.listening import Listening
from qbitrr.web.site import ApiSite
from qbitrr.web.threads import Readers
from qbitrr.wire.messages import Configure
from qbitrr.wire.redaction import Redactor

__all__ = ["Options", "makeService"]

log = Logger()
_PRELOADED = ("qbitrr.loops.torrent", "qbitrr.loops.search")
_LEVELS = ("CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO", "DEBUG", "TRACE")


class Options(usage.Options):
    """What can be said on the command line; everything else is in `config.toml`."""

    optParameters = [
        ["data", "d", None, "Folder for configuration, databases and logs."],
        ["config", "c", None, "Configuration file (default: config.toml in the data folder)."],
        ["listen", "l", None, "Endpoint of the web interface, e.g. tcp:6969:interface=127.0.0.1."],
        ["log-level", None, None, f"One of {', '.join(_LEVELS)}; overrides Settings.ConsoleLevel."],
    ]

    def postOptions(self) -> None:
        level = self["log-level"]
        if level is not None and level.upper() not in _LEVELS:
            raise usage.UsageError(f"--log-level {level}: use one of {', '.join(_LEVELS)}")


def makeService(options: Options) -> House:
    """Build everything and start nothing. Raises `SystemExit` with one clear line when there is no configuration to start from."""
    try:
        return _built(options)
    except OSError as error:
        raise SystemExit(f"qbitrr: {error.filename or ''}: {error.strerror or error}") from error
    except ConfigError as error:
        raise SystemExit(f"qbitrr: {error}") from error


def _built(options: Options) -> House:
    from twisted.internet import reactor

    where = data_folder(os.environ, os.getcwd(), os.path.exists, options["data"])
    log.info("data folder: {path} ({why})", path=where.path, why=where.why)
    path, text = _config_text(where.path, options["config"])
    loaded = _with_token(load(text, os.environ, path, read_file=read_file), path)
    return _Building(loaded, Path(where.path), options, reactor).house()


def _config_text(folder: str, chosen: str | None) -> tuple[str, str]:
    """Path and text of the configuration file; a first one is written when there is none."""
    if chosen:
        return chosen, read_file(chosen)
    file = read_or_create(folder, os.getcwd())
    if file.created:
        log.info("a first configuration was written to {path}: add your programs there", path=file.path)
    if file.adopted_from:
        log.warn("{old} was copied to {path}, which counts from now on", old=file.adopted_from, path=file.path)
    if file.readable_by_others:
        log.warn("{path} holds secrets and can be read by others: chmod 600 {path}", path=file.path)
    return file.path, file.text


class _LoggedHouse(House):
    """A house that brings its log book along: twistd asks the application for its observer."""

    book: LogBook

    def setServiceParent(self, parent: Any) -> None:
        if hasattr(parent, "setComponent"):
            parent.setComponent(ILogObserver, self.book)
        super().setServiceParent(parent)


class _Building:
    """The object graph under construction."""

    def __init__(self, loaded: Loaded, folder: Path, options: Options, reactor: Any) -> None:
        self.config: Config = loaded.config
        self.folder = folder
        self.options = options
        self.reactor = reactor
        self.problems = [str(problem) for problem in loaded.problems]
        self.level = (options["log-level"] or self.config.settings.console_level).upper()
        self.redactor = Redactor(_secrets_of(self.config))
        self.book = LogBook(
            folder / "logs" if self.config.settings.logging else None,
            level=self.level,
            redactor=self.redactor,
            console=sys.__stdout__,
        )
        txaio.use_twisted()
        Factory.noisy = False  # connections that come and go are no news
        self.database = Database(folder / "db" / "supervisor.db", "facts", tables.SCHEMA, reactor=reactor)
        self.journal = Journal(database=self.database, clock=reactor)
        self.clients: dict[str, QbitActor] = {}

    def house(self) -> House:
        """Everything, in the order in which it starts."""
        config, reactor = self.config, self.reactor
        grace, dry_run = config.settings.removal_grace_minutes * 60.0, config.settings.dry_run
        self.quarantine = Quarantine(
            database=self.database,
            journal=self.journal,
            clients=self.clients,
            grace_seconds=lambda: grace,
            clock=reactor,
            dry_run=dry_run,
        )
        self.removals = Removals(
            database=self.database, quarantine=self.quarantine, journal=self.journal, rails=self._rails(),
            hands=lambda section: self.desk.owners.get(section), clock=reactor,
        )  # fmt: skip
        self.desk = Desk(
            clients=self.clients, quarantine=self.quarantine, removals=self.removals, journal=self.journal, clock=reactor,
            dry_run=dry_run,
        )  # fmt: skip
        if not config.search_only:
            self.clients.update({qbit.section: self._client(qbit) for qbit in config.enabled_qbits})
        self.desk.network = self._network()
        fork_server, launch = self._launch()
        self.desk.owners.update({owner.profile.section: owner for owner in self._owners(launch)})
        self.facts = Facts(self.database, self._load)
        house = self._root()
        for service in (
            *fork_server, self.facts, self.journal, self._web(house), *self.clients.values(), self.quarantine,
            self.removals, self.desk.network, Crew(self.desk.owners),
        ):  # fmt: skip
            service.setServiceParent(house)
        for problem in self.problems:
            log.warn("configuration: {problem}", problem=problem)
        return house

    def _root(self) -> House:
        config = self.config
        house = _LoggedHouse(
            clients=self.clients, desk=self.desk, journal=self.journal, quarantine=self.quarantine,
            webui=WebUiSettings(
                live_arr=config.webui.live_arr, theme=config.webui.theme, view_density=config.webui.view_density
            ),
            set_level=self._set_level, problems=self._all_problems, dry_run=config.settings.dry_run,
            disabled=[_qbit_status(qbit, "disabled") for qbit in config.qbits if qbit.disabled or config.search_only],
            clock=self.reactor,
        )  # fmt: skip
        house.book = self.book
        return house

    def _set_level(self, level: str) -> str:
        self.level = self.book.set_level(level)
        return self.level

    def _all_problems(self) -> list[str]:
        return [text for text in (*self.problems, self.facts.problem, self.book.trouble) if text]

    async def _load(self) -> None:
        """What earlier runs left, read before anything is connected."""
        await self.quarantine.load()
        self.desk.router = Router(
            owners=self._category_owners(),
            last=await self.database.run(tables.owners),
            remember=lambda rows: self._write(tables.save_owners, rows),
            forget=lambda keys: self._write(tables.drop_owners, keys),
        )
        if not self.config.settings.dry_run:
            await self.removals.resume()

    def _write(self, function: Callable[..., Any], rows: list[Any]) -> None:
        self.database.run(function, rows).addErrback(
            lambda failure: log.failure("{what} was not written", failure=failure, what=function.__name__)
        )

    # The parts

    def _rails(self) -> Rails:
        settings = self.config.settings
        protection = Protection(
            tags=frozenset(settings.protected_tags),
            categories=frozenset(normalise(each) for each in settings.protected_categories),
            hosts=frozenset(host_of(each) for each in settings.protected_trackers),
            hashes=frozenset(each.lower() for each in settings.protected_hashes),
        )
        rails = RailSettings(dry_run=settings.dry_run, protection=protection)
        finders = {each: rules_finder(self.config, each) for each in self._owning_sections()}
        return Rails(
            clients=self.clients,
            settings=lambda: rails,
            rules=lambda section, torrent: finders[section](torrent),
            owned=lambda section: self.desk.router.count(section),
            pardoned=lambda key: key in self.quarantine.pardoned,
            clock=self.reactor,
        )

    def _owning_sections(self) -> list[str]:
        arrs = [arr.section for arr in self.config.managed_arrs]
        return arrs + [qbit.section for qbit in self.config.enabled_qbits if qbit.managed_categories]

    def _category_owners(self) -> Owners:
        config = self.config
        owners: list[CategoryOwner] = [
            CategoryOwner(
                section=arr.section,
                category=arr.category,
                instances=frozenset(arr.qbit_instances) or None,
                match_subcategories=arr.match_subcategories,
            )
            for arr in config.managed_arrs
        ]
        owners += [
            CategoryOwner(section=qbit.section, category=name, kind="managed", instances=frozenset({qbit.section}))
            for qbit in config.enabled_qbits
            for name in qbit.managed_categories
        ]
        return Owners(
            owners=tuple(owners),
            failed=config.settings.failed_category,
            recheck=config.settings.recheck_category,
            subcategories={qbit.section: qbit.match_subcategories for qbit in config.qbits},
        )

    def _client(self, qbit: QbitSection) -> QbitActor:
        pool = make_pool(self.reactor)
        agent = make_agent(self.reactor, pool, verify_tls=not qbit.skip_tls_verify)
        http = Http(agent, qbittorrent_address(qbit.host, qbit.port), qbit.section, self.reactor)
        credentials = Credentials(
            username=qbit.user_name, password=qbit.password.reveal(), api_key=qbit.api_key.reveal()
        )
        return QbitActor(
            status=_qbit_status(qbit, "connecting"),
            client=Qbittorrent(http, credentials, self.reactor, instance=qbit.section),
            wishes=self._wishes(qbit),
            clock=self.reactor,
            on_change=lambda actor, change: self.desk.changed(actor, change),
        )

    def _wishes(self, qbit: QbitSection) -> Wishes:
        config = self.config
        if config.settings.dry_run:
            return Wishes(categories={})
        base = config.settings.completed_download_folder
        known = base if base and base.upper() != "CHANGE_ME" else ""
        mine = [arr for arr in config.managed_arrs if qbit in config.qbits_of(arr)]
        categories = {arr.category: f"{known}/{arr.category}" if known else "" for arr in mine}
        special = (config.settings.failed_category, config.settings.recheck_category, QUARANTINE_CATEGORY)
        return Wishes(categories=categories | dict.fromkeys(special, ""), tags=(*ALL_TAGS, QUARANTINE_TAG))

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
        server = ForkServer(self.reactor, _PRELOADED)
        return [server], FirstOf(server, plain)

    def _owners(self, launch: ILaunch) -> list[Owner]:
        config = self.config
        owners = []
        for arr in config.managed_arrs:
            kinds: tuple[ProcessKind, ...] = ("search",) if config.search_only else ("torrent", "search")
            profile = Profile(section=arr.section, category=arr.category, type=arr.type, uri=arr.uri)
            owners.append(self._owner(profile, kinds, launch))
        if not config.search_only:
            for qbit in config.enabled_qbits:
                if qbit.managed_categories:
                    profile = Profile(section=qbit.section, category=qbit.managed_categories[0])
                    owners.append(self._owner(profile, ("category",), launch))
        return owners

    def _owner(self, profile: Profile, kinds: tuple[ProcessKind, ...], launch: ILaunch) -> Owner:
        return Owner(
            profile=profile,
            kinds=kinds,
            make_child=lambda kind, hooks: self._child(profile, kind, launch, hooks),
            desk=self.desk,
            clock=self.reactor,
        )

    def _child(self, profile: Profile, kind: ProcessKind, launch: ILaunch, hooks: Hooks) -> Child:
        settings = self.config.settings
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
        limits = Limits(
            intensity=Intensity(
                auto=settings.auto_restart_processes,
                burst=settings.max_process_restarts,
                window_seconds=settings.process_restart_window_seconds,
                delay_seconds=settings.process_restart_delay_seconds,
            ),
            spawn_seconds=settings.process_spawn_timeout_seconds,
        )
        hooks = evolve(hooks, on_log=lambda name, record: self.book.child(profile.section, record))
        return Child(self.reactor, launch, spec, hooks, limits)

    def _web(self, house: House) -> Listening:
        webui = self.config.webui
        host = webui.listen_host
        access = WebAccess(
            token=webui.token.reveal(),
            auth_disabled=webui.auth_disabled,
            allow_insecure_token_query=webui.allow_insecure_token_query,
            url_base=webui.url_base,
            behind_https_proxy=webui.behind_https_proxy,
            allowed_hosts=frozenset(webui.allowed_hosts),
            local_auth_enabled=webui.local_auth_enabled,
            oidc_enabled=webui.oidc_enabled,
            password_set=bool(webui.password_hash.reveal()),
        )
        readers = Readers(self.reactor)
        api = Api(
            house, lambda: access, self.reactor,
            log_folder=self.folder / "logs", in_thread=readers, redactor=self.redactor,
        )  # fmt: skip
        listen = self.options["listen"]

        def endpoint() -> Any:
            if listen:
                return serverFromString(self.reactor, listen)
            kind = TCP6ServerEndpoint if ":" in host else TCP4ServerEndpoint
            return kind(self.reactor, webui.port, interface=host)

        where = listen or f"{host}:{webui.port}"
        return Listening(
            endpoint=endpoint, site=ApiSite(api, self.reactor), where=where, clock=self.reactor, readers=readers,
        )  # fmt: skip


def _with_token(loaded: Loaded, path: str) -> Loaded:
    """The configuration with a bearer token; a missing one is made and written, or kept for this run if it cannot be written."""
    if loaded.config.webui.token.reveal():
        return loaded
    token = secrets.token_hex(32)
    try:
        loaded.document.setdefault("WebUI", {})["Token"] = token
        save(path, loaded.document.as_string())
        log.info("a new WebUI.Token was written to {path}", path=path)
    except OSError as error:
        log.warn("a new WebUI.Token could not be written to {path}: {why}", path=path, why=str(error))
    return evolve(loaded, config=evolve(loaded.config, webui=evolve(loaded.config.webui, token=Secret(token))))


def _secrets_of(config: Config) -> list[str]:
    """Every secret value of the configuration, for the filter of the logs."""
    secrets_ = [config.webui.token, config.webui.oidc.client_secret, config.webui.password_hash]
    secrets_ += [secret for qbit in config.qbits for secret in (qbit.password, qbit.api_key)]
    secrets_ += [secret for arr in config.arrs for secret in _arr_secrets(arr)]
    return [secret.reveal() for secret in secrets_ if secret.reveal()]


def _arr_secrets(arr: ArrSection) -> tuple[Secret, ...]:
    return (arr.api_key, arr.search.ombi.api_key, arr.search.overseerr.api_key)


def _qbit_status(qbit: QbitSection, state: str) -> QbitStatus:
    return QbitStatus(
        section=qbit.section,
        state=state,
        host=qbit.host,
        port=qbit.port,
        tls=qbittorrent_address(qbit.host, qbit.port).startswith("https"),
        disabled=state == "disabled",
    )
