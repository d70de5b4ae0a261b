"""
The web interface over a supervisor.
"""

from typing import Any

from twisted.internet.endpoints import TCP4ServerEndpoint, TCP6ServerEndpoint, serverFromString

from qbitrr.actors.configuration.configuration import Configuration
from qbitrr.actors.supervisor import Supervisor
from qbitrr.assembly.foundation import Foundation
from qbitrr.doctor.on_call import DoctorOnCall
from qbitrr.resolved.web_access import web_access
from qbitrr.setup.connections import Connections
from qbitrr.setup.service import Setup
from qbitrr.web.api import Api
from qbitrr.web.serving.listening import Listening
from qbitrr.web.serving.site import ApiSite
from qbitrr.web.serving.threads import Readers
from qbitrr.web.settings import SettingsInForce, UiPreferences, WebSettings

__all__ = ["wire_web"]


def wire_web(base: Foundation, supervisor: Supervisor, doctor: DoctorOnCall, configuration: Configuration) -> Listening:
    """The service that listens; log files are read in threads of its own."""
    webui, reactor, listen = base.config.webui, base.reactor, base.start.listen
    preferences = UiPreferences(live_arr=webui.live_arr, theme=webui.theme, view_density=webui.view_density)
    settings = SettingsInForce(WebSettings(access=web_access(webui), preferences=preferences))
    readers = Readers(reactor)
    setup = Setup(
        path=base.start.loaded.path, config=lambda: base.config, connections=Connections(reactor), in_thread=readers,
        is_watched=True,
    )  # fmt: skip
    api = Api(
        supervisor, settings, reactor, setup=setup, configuration=configuration,
        log_folder=base.start.folder / "logs", in_thread=readers, redactor=base.redactor, doctor=doctor,
    )  # fmt: skip

    def endpoint() -> Any:
        if listen:
            return serverFromString(reactor, listen)
        kind = TCP6ServerEndpoint if ":" in webui.listen_host else TCP4ServerEndpoint
        return kind(reactor, webui.port, interface=webui.listen_host)

    where = listen or f"{webui.listen_host}:{webui.port}"
    return Listening(endpoint=endpoint, site=ApiSite(api, reactor), where=where, clock=reactor, readers=readers)
