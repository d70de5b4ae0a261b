"""
What a browser wants of an Arr: the address of a page there, and posters. Asked over connections of their own, at most four at once for
each Arr.
"""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from twisted.application.service import Service
from twisted.internet.defer import Deferred, DeferredList, DeferredSemaphore, TimeoutError
from twisted.web.client import HTTPConnectionPool
from twisted.web.iweb import IAgent

from qbitrr._version import __version__
from qbitrr.clients.arr.client import AGENT
from qbitrr.clients.arr.pages import page_of, poster_of
from qbitrr.clients.http.agents import make_agent, make_pool
from qbitrr.clients.http.http import Http
from qbitrr.config.schema.config import ArrSection
from qbitrr.errors import TimedOut
from qbitrr.model.addresses import Address
from qbitrr.reactors import IClientReactor
from qbitrr.resolved.addresses import arr_address

__all__ = ["ArrPages"]

T = TypeVar("T")
_AT_ONCE = 4
_SECONDS = 30.0


class ArrPages(Service):
    """*make* gives the agent for a pool of connections and whether certificates are verified; tests put simulated programs there."""

    def __init__(
        self, reactor: IClientReactor, make: Callable[[HTTPConnectionPool, bool], IAgent] | None = None
    ) -> None:
        self._reactor = reactor
        self._make = make or (lambda pool, verify_tls: make_agent(reactor, pool, verify_tls=verify_tls))
        # A connection whose certificate nobody looked at must not serve a section that wants it verified.
        self._pools = {verify: make_pool(reactor, per_host=_AT_ONCE) for verify in (True, False)}
        self._turns: dict[str, DeferredSemaphore] = {}

    def stopService(self) -> Deferred[None]:
        """Fires when no connection is kept any more."""
        super().stopService()
        closing = [pool.closeCachedConnections() for pool in self._pools.values()]
        return DeferredList(closing, consumeErrors=True).addCallback(lambda _: None)

    def address_of(self, arr: ArrSection, id: int) -> Deferred[str]:
        """
        Fires with the address of the page of the movie, series, artist or author *id*. Fails with `BadAddress`, `NotThere`, and what any
        request fails with.
        """

        async def ask(http: Http, base: Address) -> str:
            return f"{base.url}/{await page_of(http, arr.type, id)}"

        return Deferred.fromCoroutine(self._ask(arr, ask))

    def poster(self, arr: ArrSection, id: int) -> Deferred[bytes | None]:
        """Fires with the poster of *id*, or None; takes at most 30 s once it has its turn. Fails with `BadAddress` and `RemoteError`."""

        async def ask(http: Http, base: Address) -> bytes | None:
            return await poster_of(http, base, arr.type, id)

        return Deferred.fromCoroutine(self._in_turn(arr, ask))

    async def _in_turn(self, arr: ArrSection, ask: Callable[[Http, Address], Coroutine[Any, Any, T]]) -> T:
        turns = self._turns.setdefault(arr.section, DeferredSemaphore(_AT_ONCE))
        async with turns:
            return await self._ask(arr, ask)

    async def _ask(self, arr: ArrSection, ask: Callable[[Http, Address], Coroutine[Any, Any, T]]) -> T:
        base = arr_address(arr.uri)
        verify = not arr.skip_tls_verify
        agent = self._make(self._pools[verify], verify)
        keys = {"X-Api-Key": arr.api_key.reveal(), "User-Agent": f"{AGENT}/{__version__}"}
        http = Http(agent, base.url, arr.section, self._reactor, headers={**base.headers, **keys})
        try:
            return await Deferred.fromCoroutine(ask(http, base)).addTimeout(_SECONDS, self._reactor)
        except TimeoutError as error:
            raise TimedOut(where=arr.section, why=f"no answer within {_SECONDS:g} s") from error
