"""
Making the client of a section's Arr.
"""

from collections.abc import Callable

from twisted.internet.endpoints import _WrappingProtocol
from twisted.web.client import HTTP11ClientProtocol
from zope.interface import implementedBy

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.http.agents import make_agent, make_pool
from qbitrr.clients.http.http import Http
from qbitrr.config.schema.config import ArrSection
from qbitrr.reactors import IClientReactor
from qbitrr.resolved.addresses import arr_address

__all__ = ["arr_client", "prepare_requests"]


def arr_client(section: ArrSection, reactor: IClientReactor, on_hold: Callable[[], str] = lambda: "") -> Arr:
    """The client for the Arr of a section, with connections of its own; see `Arr.on_hold`. Nothing is sent yet."""
    agent = make_agent(reactor, make_pool(reactor), verify_tls=not section.skip_tls_verify)
    address = arr_address(section.uri)
    http = Http(agent, address.url, section.section, reactor, headers=address.headers)
    return Arr(section.type, http, section.api_key.reveal(), on_hold)


def prepare_requests() -> None:
    """What the first request to an Arr does once in a process: patterns of addresses, the interfaces of Twisted's protocols."""
    arr_address("http://127.0.0.1:80/")
    for protocol in (HTTP11ClientProtocol, _WrappingProtocol):
        implementedBy(protocol)
