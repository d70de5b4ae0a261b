"""
The web interface over a supervisor.
"""

import os
from collections.abc import Callable
from functools import partial
from typing import Any, ParamSpec, TypeVar

from attrs import frozen
from twisted.application.service import IService
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ServerEndpoint, TCP6ServerEndpoint, serverFromString
from twisted.internet.threads import deferToThreadPool

from qbitrr.actors.browser.arr_pages import ArrPages
from qbitrr.actors.browser.category_overview import CategoryOverview
from qbitrr.actors.browser.log_search import LogSearch
from qbitrr.actors.browser.process_usage import ProcessUsage
from qbitrr.actors.browser.torrent_details import TorrentDetails
from qbitrr.actors.browser.trials import Trials
from qbitrr.actors.children.transports import child_environment
from qbitrr.actors.configuration.configuration import Configuration
from qbitrr.actors.supervisor import Supervisor
from qbitrr.actors.trends import Trends
from qbitrr.assembly.clients import Clients
from qbitrr.assembly.foundation import Foundation
from qbitrr.assembly.releases import wire_releases
from qbitrr.clients.http.agents import make_agent, make_pool
from qbitrr.clients.oidc import OidcClient
from qbitrr.config.schema.config import WebUI
from qbitrr.doctor.on_call import DoctorOnCall
from qbitrr.loops.child.tasks import Cycle
from qbitrr.model.access.web_access import WebAccess
from qbitrr.resolved.web_access import web_access
from qbitrr.setup.connections import Connections
from qbitrr.setup.service import Setup
from qbitrr.web.api import Api, ApiParts
from qbitrr.web.auth.named_tokens import NamedTokens
from qbitrr.web.auth.sessions import Sessions
from qbitrr.web.auth.setup_token import SetupToken
from qbitrr.web.auth.signing import Signing
from qbitrr.web.catalog.libraries import Libraries
from qbitrr.web.searches.past import PastSearches
from qbitrr.web.serving.listening import ListenAt, Listening
from qbitrr.web.serving.site import ApiSite
from qbitrr.web.serving.threads import Readers
from qbitrr.web.settings import SettingsInForce, UiPreferences, WebSettings
from qbitrr.web.state.meta import installation_type
from qbitrr.web.thumbnails.folder import PictureFolder
from qbitrr.web.thumbnails.pictures import Pictures

__all__ = ["Doors", "Web", "place_of", "web_settings", "wire_doors", "wire_web"]

P = ParamSpec("P")
T = TypeVar("T")


@frozen(kw_only=True)
class Web:
    """The service that listens, those by which it asks others, and what it goes by."""

    listening: Listening
    askers: tuple[IService, ...]
    settings: SettingsInForce


@frozen(kw_only=True)
class Doors:
    """Who is signed in, and how the first one gets in: both are read at the start, before anybody is served."""

    sessions: Sessions
    tokens: NamedTokens
    setup_token: SetupToken

    async def load(self, access: WebAccess) -> None:
        """Read them."""
        await self.sessions.load()
        await self.tokens.load()
        await self.setup_token.arm(access)


def wire_doors(base: Foundation) -> Doors:
    """What stands before the web interface does."""
    reactor = base.reactor

    def in_thread(function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> Deferred[T]:
        return deferToThreadPool(reactor, reactor.getThreadPool(), function, *arguments, **named)

    given = base.in_force.current.environment.setup_token.reveal()
    return Doors(
        sessions=Sessions(base.database, reactor),
        tokens=NamedTokens(base.database, reactor),
        setup_token=SetupToken(base.start.folder, in_thread, given),
    )


def wire_web(
    base: Foundation, supervisor: Supervisor, doctor: DoctorOnCall, configuration: Configuration, clients: Clients,
    doors: Doors, trends: Trends,
) -> Web:  # fmt: skip
    """The service that listens; log files, databases and pictures are read in threads of their own, passwords hashed in another."""
    webui, reactor = base.in_force.current.webui, base.reactor
    settings = SettingsInForce(web_settings(webui))
    log_readers, readers = Readers(reactor), Readers(reactor, "files of the program")
    setup_readers, hasher = Readers(reactor, "the configuration", threads=1), Readers(reactor, "passwords", threads=1)
    setup = Setup(
        path=base.start.loaded.path, config=lambda: base.in_force.current, connections=Connections(reactor), in_thread=setup_readers,
        begin_with=configuration.replace,
    )  # fmt: skip
    database_readers = Readers(reactor, "databases")
    libraries = Libraries(
        lambda: base.in_force.current.managed_arrs,
        base.start.folder / "db",
        reactor,
        database_readers,
        supervisor.look_through,
    )
    installation = installation_type(os.environ)
    releases = wire_releases(base, installation)
    log_search = LogSearch(reactor, child_environment(os.environ))
    trials = Trials(reactor, child_environment(os.environ))
    pages, picture_readers = ArrPages(reactor), Readers(reactor, "pictures")
    pictures = Pictures(PictureFolder(base.start.folder / "cache" / "thumbnails"), pages, reactor, picture_readers)
    provider = OidcClient(make_agent(reactor, make_pool(reactor)), reactor)
    api = Api(ApiParts(
        program=supervisor, settings=settings, clock=reactor, setup=setup, configuration=configuration,
        database_folder=base.start.folder / "db",
        log_folder=base.start.folder / "logs", in_thread=readers, logs_in_thread=log_readers, redactor=base.redactor, doctor=doctor,
        signing=Signing(
            sessions=doors.sessions, tokens=doors.tokens, hash_in_thread=hasher, proof=doors.setup_token, provider=provider
        ),
        libraries=libraries, arrs=lambda: base.in_force.current.managed_arrs, pages=pages, pictures=pictures,
        installation=installation, releases=releases, log_search=log_search, trials=trials,
        past_searches=PastSearches(base.start.folder / "db", database_readers),
        categories=CategoryOverview(lambda: base.in_force.current, clients.actors),
        torrent_details=TorrentDetails(clients.actors, reactor), trends=trends,
        usage=ProcessUsage(supervisor.overview, reactor, readers),
    ))  # fmt: skip
    listening = Listening(
        place=place_of(base, webui), site=ApiSite(api, reactor), turns=partial(Cycle, reactor),
        pools=(log_readers, readers, setup_readers, database_readers, picture_readers, hasher), ended=libraries.close,
    )  # fmt: skip
    return Web(listening=listening, askers=(pages, releases, log_search, trials), settings=settings)


def web_settings(webui: WebUI) -> WebSettings:
    """What the web goes by."""
    preferences = UiPreferences(live_arr=webui.live_arr, theme=webui.theme, view_density=webui.view_density)
    return WebSettings(access=web_access(webui), preferences=preferences)


def place_of(base: Foundation, webui: WebUI) -> ListenAt:
    """Where to listen: what was said on the command line counts more than the configuration."""
    reactor, listen = base.reactor, base.start.listen
    if listen:
        return ListenAt(words=listen, port=0, endpoint=lambda: serverFromString(reactor, listen))

    def endpoint() -> Any:
        kind = TCP6ServerEndpoint if ":" in webui.host else TCP4ServerEndpoint
        return kind(reactor, webui.port, interface=webui.host)

    return ListenAt(words=f"{webui.host}:{webui.port}", port=webui.port, endpoint=endpoint)
