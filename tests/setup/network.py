"""A network in memory: simulated programs by host, and all the ways in which there is none."""

from collections.abc import Coroutine
from typing import Any
from urllib.parse import urlsplit

from OpenSSL import SSL
from service_identity import VerificationError
from treq.testing import RequestTraversalAgent
from twisted.internet import error
from twisted.internet.defer import Deferred, fail
from twisted.internet.task import Clock
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.client import ResponseNeverReceived
from twisted.web.iweb import IAgent, IResponse
from twisted.web.resource import IResource, Resource
from zope.interface import implementer

from qbitrr.setup.connections import Connections
from qbitrr.testing.arr import MemoryDownloads, SimulatedArr
from qbitrr.testing.qbittorrent import SimulatedQbittorrent

__all__ = ["KEY", "NetworkCase", "Page"]

KEY = "0123456789abcdef0123456789abcdef"
_UNTRUSTED = ResponseNeverReceived([Failure(SSL.Error([("SSL routines", "", "certificate verify failed")]))])
_NOWHERE: dict[str, Exception] = {
    "refused": error.ConnectionRefusedError(),
    "unroutable": error.NoRouteError(),
    "slow": error.TimeoutError(),
    "rude": ResponseNeverReceived([Failure(error.ConnectionLost())]),
    "misnamed": VerificationError(errors=[]),
    "plain": SSL.Error([("SSL routines", "", "wrong version number")]),
}


@implementer(IAgent)
class Network:
    """Hosts by name. `asked` are the URLs, with whether certificates were verified."""

    def __init__(self) -> None:
        self.hosts: dict[str, IResource] = {}
        self.self_signed: set[str] = set()
        self.asked: list[str] = []
        self.silent: set[str] = set()
        self.verify = True

    def for_verified(self, verify: bool) -> IAgent:
        self.verify = verify
        return self

    def request(self, method: bytes, uri: bytes, headers: Any = None, bodyProducer: Any = None) -> Deferred[IResponse]:
        host = urlsplit(uri.decode()).hostname or ""
        self.asked.append(uri.decode())
        if host in self.silent:
            return Deferred()
        if host in _NOWHERE:
            return fail(_NOWHERE[host])
        if host in self.self_signed and self.verify:
            return fail(_UNTRUSTED)
        if host not in self.hosts:
            return fail(error.DNSLookupError())
        agent: IAgent = RequestTraversalAgent(self.hosts[host])
        return agent.request(method, uri, headers, bodyProducer)


class Page(Resource):
    """Says the same to everybody, whatever they ask; headers go along."""

    isLeaf = True

    def __init__(self, body: bytes, status: int = 200, **headers: str) -> None:
        super().__init__()
        self._answer = status, body, headers

    def render(self, request):
        status, body, headers = self._answer
        request.setResponseCode(status)
        for name, value in headers.items():
            request.setHeader(name, value)
        return body


class NetworkCase(SynchronousTestCase):
    """`network` has what a test puts there; `connections` lead into it."""

    def setUp(self) -> None:
        self.clock = Clock()
        self.clock.advance(1_700_000_000)
        self.network = Network()
        self.connections = Connections(self.clock, lambda _, verify: self.network.for_verified(verify))

    def arr(self, kind: str, host: str = "", **options: Any) -> SimulatedArr:
        """A simulated Arr; its host is called as its kind is."""
        arr = SimulatedArr(kind, self.clock, KEY, MemoryDownloads(), **options)
        self.network.hosts[host or kind] = arr.resource()
        return arr

    def qbittorrent(self, host: str = "qbit", release: str = "5.1", **options: Any) -> SimulatedQbittorrent:
        """A simulated client."""
        qbit = SimulatedQbittorrent(self.clock, release, **options)
        self.network.hosts[host] = qbit.resource()
        return qbit

    def result(self, question: Coroutine[Any, Any, Any]) -> Any:
        """What a question that needs no time comes to."""
        return self.successResultOf(Deferred.fromCoroutine(question))
