"""
The HTTP service: listens, and keeps trying when the address is taken: a web page must never stop the torrents.
"""

from collections.abc import Callable

from twisted.application.service import Service
from twisted.internet.defer import CancelledError, Deferred, maybeDeferred
from twisted.internet.interfaces import IListeningPort, IReactorTime, IStreamServerEndpoint
from twisted.internet.task import deferLater
from twisted.logger import Logger

from qbitrr.web.serving.site import ApiSite
from qbitrr.web.serving.threads import Readers

__all__ = ["Listening"]

_AGAIN_SECONDS = 10.0


class Listening(Service):
    """
    Serves *site* at what `endpoint()` names, *where* for people; owns the threads that read log files.
    """

    log = Logger()

    def __init__(
        self,
        *,
        endpoint: Callable[[], IStreamServerEndpoint],
        site: ApiSite,
        where: str,
        clock: IReactorTime,
        readers: Readers,
    ) -> None:
        self._endpoint = endpoint
        self._site = site
        self._where = where
        self._clock = clock
        self._readers = readers
        self._port: IListeningPort | None = None
        self._ended: Deferred[None] | None = None

    def startService(self) -> None:
        super().startService()
        self._readers.start()
        self._ended = Deferred.fromCoroutine(self._listen())

    def stopService(self) -> Deferred[None]:
        """Stop listening; fires when the port is closed."""
        super().stopService()
        return Deferred.fromCoroutine(self._stop())

    async def _stop(self) -> None:
        if self._ended is not None:
            self._ended.cancel()
            await self._ended
        port, self._port = self._port, None
        if port is not None:
            await maybeDeferred(port.stopListening)
        await self._site.close()
        self._readers.stop()

    async def _listen(self) -> None:
        said = ""
        while self.running:
            try:
                self._port = await self._endpoint().listen(self._site)
            except CancelledError:
                return
            except Exception as error:
                if str(error) != said:
                    self.log.error(
                        "the web interface cannot listen on {where}: {why}", where=self._where, why=str(error)
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
        address = f"http://{shown}:{number}" if number else self._where
        self.log.info("the web interface is at {address}/ui", address=address)
