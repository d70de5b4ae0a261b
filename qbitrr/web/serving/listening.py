"""
The HTTP service: listens, and keeps trying when the address is taken: a web page must never stop the torrents.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from attrs import frozen
from twisted.application.service import Service
from twisted.internet.defer import Deferred, DeferredList, maybeDeferred
from twisted.internet.interfaces import IListeningPort, IStreamServerEndpoint
from twisted.logger import Logger

from qbitrr.web.serving.site import ApiSite
from qbitrr.web.serving.threads import Readers

__all__ = ["ListenAt", "Listening"]

_AGAIN_SECONDS = 10.0
_LOOK_SECONDS = 3600.0
"""Where it listens there is nothing to do."""


@frozen(kw_only=True)
class ListenAt:
    """Where to listen: *words* name it, for people too; *port* is 0 where it is not known; `endpoint()` makes what listens."""

    words: str
    port: int
    endpoint: Callable[[], IStreamServerEndpoint]


class ITurns(Protocol):
    """A turn done again and again, after as many seconds as it says."""

    def start(self) -> None:
        """Turn for the first time, or again after a stop, now."""

    def stop(self) -> Deferred[None]:
        """Fires when no turn is under way."""


class Listening(Service):
    """
    Serves *site* at *place*; owns the *pools* of threads that read for it. `turns(turn, failed)` makes what tries again and again. *ended*
    is called when nothing is read any more.
    """

    log = Logger()

    def __init__(
        self,
        *,
        place: ListenAt,
        site: ApiSite,
        turns: Callable[[Callable[[], Awaitable[float]], Callable[[Exception], float]], ITurns],
        pools: Sequence[Readers],
        ended: Callable[[], object] = lambda: None,
    ) -> None:
        self._place = place
        self._site = site
        self._trying = turns(self._try, self._in_vain)
        self._said = ""
        self._pools = pools
        self._after = ended
        self._port: IListeningPort | None = None

    def startService(self) -> None:
        super().startService()
        for pool in self._pools:
            pool.start()
        self._trying.start()

    def stopService(self) -> Deferred[None]:
        """Stop listening; fires when the port is closed."""
        super().stopService()
        return Deferred.fromCoroutine(self._stop())

    def move(self, place: ListenAt) -> Deferred[None]:
        """
        Listen at *place* from now on, unless that is where it is. What is being answered at the old one is answered. Fails when nothing can
        listen there, and is at the old place then.
        """
        return Deferred.fromCoroutine(self._move(place))

    async def _move(self, place: ListenAt) -> None:
        if place.words == self._place.words:
            return
        await self._trying.stop()
        try:
            await self._give_up_for(place)
        finally:
            if self.running:
                self._said = ""
                self._trying.start()

    async def _give_up_for(self, place: ListenAt) -> None:
        old = self._port
        if old is None:
            self._place = place
            return
        if place.port == self._place.port:  # no system gives the same port twice, whatever the address
            self._port = None
            await maybeDeferred(old.stopListening)
            self._port = await place.endpoint().listen(self._site)
        else:
            self._port = await place.endpoint().listen(self._site)
            await maybeDeferred(old.stopListening)
        self._place = place
        self._listening(self._port)

    async def _stop(self) -> None:
        await self._trying.stop()
        port, self._port = self._port, None
        if port is not None:
            await maybeDeferred(port.stopListening)
        await self._site.close()
        await DeferredList([maybeDeferred(pool.stop) for pool in self._pools], consumeErrors=True)
        self._after()

    async def _try(self) -> float:
        if self._port is None:
            self._port = await self._place.endpoint().listen(self._site)
            self._listening(self._port)
        return _LOOK_SECONDS

    def _in_vain(self, error: Exception) -> float:
        if str(error) != self._said:
            self._said = str(error)
            self.log.error("the web interface cannot listen on {where}: {why}", where=self._place.words, why=self._said)
        return _AGAIN_SECONDS

    def _listening(self, port: IListeningPort) -> None:
        host = port.getHost()
        name, number = getattr(host, "host", ""), getattr(host, "port", 0)
        shown = "localhost" if name in ("0.0.0.0", "::") else name  # noqa: S104  (only compared)
        address = f"http://{shown}:{number}" if number else self._place.words
        self.log.info("the web interface is at {address}/ui", address=address)
