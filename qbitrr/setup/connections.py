"""
The way from a set-up to programs: one attempt per request, nothing kept, and no request to what is on no network.
"""

import ipaddress
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from attrs import evolve
from twisted.internet.defer import Deferred, TimeoutError
from twisted.internet.interfaces import IReactorTime
from twisted.web.client import HTTPConnectionPool
from twisted.web.iweb import IAgent

from qbitrr.clients.http.agents import make_agent, make_pool
from qbitrr.clients.http.bodies import Sink
from qbitrr.clients.http.http import READ, STREAM, Http, HttpAnswer, Manner
from qbitrr.errors import Obstacle, TimedOut
from qbitrr.model.addresses import Address
from qbitrr.reactors import IClientReactor

__all__ = ["PATIENCE_SECONDS", "Connections", "is_link_local"]

PATIENCE_SECONDS = 10.0
T = TypeVar("T")
S = TypeVar("S", bound=Sink)
_CLOUD_METADATA = ipaddress.IPv6Address("fd00:ec2::254")


def is_link_local(address: str) -> bool:
    """Whether *address* is one that only this link has: services of clouds and of the host listen there, never an Arr."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip
    return ip.is_link_local or ip == _CLOUD_METADATA


class Connections:
    """
    Connections to programs that are tried out. *make* gives the agent for one, by its pool and whether certificates are verified;
    tests put simulated programs there.
    """

    def __init__(
        self, reactor: IClientReactor, make: Callable[[HTTPConnectionPool, bool], IAgent] | None = None
    ) -> None:
        self.clock: IReactorTime = reactor
        self._reactor = reactor
        self._make = make or self._agent

    async def ask(
        self,
        address: Address,
        where: str,
        question: Callable[[Http], Coroutine[Any, Any, T]],
        *,
        verify_tls: bool,
        seconds: float = PATIENCE_SECONDS,
    ) -> T:
        """
        What *question* returns, asked of the program at *address*. Raises what it raises, `TimedOut` after *seconds*. The
        connection is closed when it is over.
        """
        pool = make_pool(self._reactor)
        agent = self._make(pool, verify_tls)
        http = _Impatient(agent, address.url, where, self.clock, headers=address.headers)
        asked = Deferred.fromCoroutine(question(http)).addTimeout(seconds, self.clock)
        try:
            return await asked
        except TimeoutError as error:
            why = f"no answer within {seconds:g} s"
            raise TimedOut(where=where, why=why, obstacle=Obstacle.TIMEOUT) from error
        finally:
            await pool.closeCachedConnections()

    def _agent(self, pool: HTTPConnectionPool, verify_tls: bool) -> IAgent:
        return make_agent(self._reactor, pool, verify_tls=verify_tls, avoid=is_link_local)


class _Impatient(Http):
    """A person waits: one attempt per request."""

    async def ask(self, method: str, path: str, *, manner: Manner = READ, **how: Any) -> HttpAnswer:
        return await super().ask(method, path, manner=evolve(manner.once(), patience=PATIENCE_SECONDS), **how)

    async def stream(self, path: str, make_sink: Callable[[], S], *, manner: Manner = STREAM, **how: Any) -> S:
        return await super().stream(path, make_sink, manner=manner.once(), **how)
