"""
Whether *we* reach the internet, for what needs it: indexers, Arrs elsewhere. Whether a client reaches its peers is for the client to say.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from twisted.internet.defer import CancelledError
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.protocol import Factory, Protocol
from twisted.logger import Logger

from qbitrr.actors.services import TurningService
from qbitrr.reactors import IClientReactor

__all__ = ["Network", "reach"]

_PROBE_SECONDS = 5.0
_GOOD_FOR_SECONDS = 60.0
_PAUSE_AFTER_TROUBLE_SECONDS = 15.0
# qBittorrent itself tells us as long as one client is reachable from outside or has outgoing connections.
_ONLINE_WORDS = frozenset({"connected", "firewalled"})


async def reach(reactor: IClientReactor, host: str) -> bool:
    """Whether a TCP connection to port 80 of `host` comes about within 5 seconds."""
    endpoint = HostnameEndpoint(reactor, host, 80, timeout=_PROBE_SECONDS)
    try:
        connected = await endpoint.connect(_Nothing.factory())
    except CancelledError:
        raise
    except Exception:
        return False  # refused, no name, no route, no answer: all the same to us
    connected.transport.abortConnection()  # type: ignore[attr-defined]  # a Protocol of ours, not any IProtocol
    return True


class _Nothing(Protocol):
    @classmethod
    def factory(cls) -> Any:
        return Factory.forProtocol(cls)


class Network(TurningService):
    """
    Publishes `is_online`.

    `connections()` are the clients' own words for their connection; `hosts()` the hosts to probe when no word is good: any
    answer means online, no hosts means there is no check.
    """

    log = Logger()

    def __init__(
        self,
        *,
        reactor: IClientReactor,
        connections: Callable[[], Iterable[str]],
        hosts: Callable[[], Sequence[str]],
        every_seconds: Callable[[], float],
        probe: Callable[[Any, str], Any] = reach,
    ) -> None:
        super().__init__(reactor)
        self.is_online = True
        self._reactor = reactor
        self._connections = connections
        self._hosts = hosts
        self._every_seconds = every_seconds
        self._hearers: list[Callable[[], None]] = []
        self._probe = probe
        self._good_until = 0.0

    def subscribe(self, hear: Callable[[], None]) -> None:
        """Have *hear* called whenever it turns."""
        self._hearers.append(hear)

    async def _turn(self) -> float:
        self._learn(await self._look())
        return self._every_seconds()

    def _failed(self, error: Exception) -> float:
        self.log.failure("looking for the internet failed")
        return _PAUSE_AFTER_TROUBLE_SECONDS

    async def _look(self) -> bool:
        words = [word for word in self._connections() if word]
        hosts = list(self._hosts())
        # Without a connected client nothing is decided anyway: do not bother the world.
        if not words or not hosts or any(word in _ONLINE_WORDS for word in words):
            return True
        if self._reactor.seconds() < self._good_until:
            return True
        random.shuffle(hosts)
        for host in hosts:
            if await self._probe(self._reactor, host):
                self._good_until = self._reactor.seconds() + _GOOD_FOR_SECONDS
                return True
        return False

    def _learn(self, online: bool) -> None:
        if online == self.is_online:
            return
        self.is_online = online
        if online:
            self.log.info("the internet is back")
        else:
            self.log.warn("no internet: nothing that needs it is asked for until it is back")
        for hear in self._hearers:
            hear()
