"""
Making the client of a section's Arr.
"""

from typing import Any

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.http.agents import make_agent, make_pool
from qbitrr.clients.http.http import Http
from qbitrr.config.schema.config import ArrSection
from qbitrr.resolved.addresses import arr_address

__all__ = ["arr_client"]


def arr_client(section: ArrSection, reactor: Any) -> Arr:
    """The client for the Arr of a section, with connections of its own. Nothing is sent yet."""
    agent = make_agent(reactor, make_pool(reactor), verify_tls=not section.skip_tls_verify)
    address = arr_address(section.uri)
    http = Http(agent, address.url, section.section, reactor, headers=address.headers)
    return Arr(section.type, http, section.api_key.reveal())
