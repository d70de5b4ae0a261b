"""
Making the client of a section's qBittorrent.
"""

from collections.abc import Callable

from qbitrr.clients.http.agents import make_agent, make_pool
from qbitrr.clients.http.http import Http
from qbitrr.clients.qbittorrent.client import Credentials, Qbittorrent
from qbitrr.config.schema.config import QbitSection
from qbitrr.reactors import IClientReactor
from qbitrr.resolved.addresses import qbittorrent_address

__all__ = ["qbittorrent_client"]


def qbittorrent_client(
    section: QbitSection, reactor: IClientReactor, on_hold: Callable[[], str] = lambda: ""
) -> Qbittorrent:
    """The client for the qBittorrent of a section, with connections of its own; see `Qbittorrent.on_hold`. Nothing is sent yet."""
    agent = make_agent(reactor, make_pool(reactor), verify_tls=not section.skip_tls_verify)
    address = qbittorrent_address(section.host, section.port)
    http = Http(agent, address.url, section.section, reactor, headers=address.headers)
    credentials = Credentials(
        username=section.user_name, password=section.password.reveal(), api_key=section.api_key.reveal()
    )
    return Qbittorrent(http, credentials, reactor, instance=section.section, on_hold=on_hold)
