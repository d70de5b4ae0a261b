"""
The HTTP service: listens, and keeps trying when the address is taken: a web page must never stop the torrents.
"""

from collections.abc import Callable, Sequence

from attrs import frozen
from twisted.application.service import Service
from twisted.internet.defer import CancelledError, Deferred, maybeDeferred
from twisted.internet.interfaces import IListeningPort, IReactorTime, IStreamServerEndpoint
from twisted.internet.task import deferLater
from twisted.logger import Logger

from qbitrr.web.serving.site import ApiSite
from qbitrr.web.serving.threads import Readers

__all__ = ["ListenAt", "Listening"]

_AGAIN_SECONDS = 10.0


@frozen(kw_only=True)
class ListenAt:
    """Where to listen: *words* name it, for people too; *port* is 0 where it is not known; `endpoint()` makes what listens."""

    words: str
    port: int
    endpoint: Callable[[], IStreamServerEndpoint]


class Listening(Service):
    """
    Serves *site* at *place*; owns the *pools* of threads that read for it. *ended* is called when nothing is read any more.
    """

    log = Logger()

    def __init__(
        self,
        *,
        place: ListenAt,
        site: ApiSite,
        clock: IReactorTime,
        pools: Sequence[Readers],
        ended: Callable[[], object] = lambda: None,
    ) -> None:
        self._place = place
        self._site = site
        self._clock = clock
        self._pools = pools
        self._after = ended
        self._port: IListeningPort | None = None
        self._ended: Deferred[None] | None = None

    def startService(self) -> None:
        super().startService()
        for pool in self._pools:
            pool.start()
        self._ended = Deferred.fromCoroutine(self._listen())

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
        if self._port is None:
            self._place = place
            await self._try_anew()
            return
        old = self._port
        if place.port == self._place.port:  # no system gives the same port twice, whatever the address
            await self._swap(old, place)
        else:
            self._port = await place.endpoint().listen(self._site)
            await maybeDeferred(old.stopListening)
        self._place = place
        self._listening(self._port)

    async def _swap(self, old: IListeningPort, place: ListenAt) -> None:
        await maybeDeferred(old.stopListening)
        self._port = None
        try:
            self._port = await place.endpoint().listen(self._site)
        finally:
            if self._port is None:
                await self._try_anew()

    async def _try_anew(self) -> None:
        if self._ended is not None:
            self._ended.cancel()
            await self._ended
        if self.running:
            self._ended = Deferred.fromCoroutine(self._listen())

    async def _stop(self) -> None:
        if self._ended is not None:
            self._ended.cancel()
            await self._ended
        port, self._port = self._port, None
        if port is not None:
            await maybeDeferred(port.stopListening)
        await self._site.close()
        for pool in self._pools:
            pool.stop()
        self._after()

    async def _listen(self) -> None:
        said = ""
        while self.running:
            try:
                self._port = await self._place.endpoint().listen(self._site)
            except CancelledError:
                return
            except Exception as error:
                if str(error) != said:
                    self.log.error(
                        "the web interface cannot listen on {where}: {why}", where=self._place.words, why=str(error)
                    )
                said = str(error)
            else:
                self._listening(self._port)
                return
            try:
                await deferLater(self._clock, _AGAIN_SECONDS)
            except CancelledError:
                return

    def _listening(self, port: IListeningPort) -> None:
        host = port.getHost()
        name, number = getattr(host, "host", ""), getattr(host, "port", 0)
        shown = "localhost" if name in ("0.0.0.0", "::") else name  # noqa: S104  (only compared)
        address = f"http://{shown}:{number}" if number else self._place.words
        self.log.info("the web interface is at {address}/ui", address=address)
