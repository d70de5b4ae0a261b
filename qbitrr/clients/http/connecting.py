"""
From a host to a connection, see Note [Names].
"""

from collections.abc import Callable
from typing import Any

from twisted.internet.abstract import isIPAddress, isIPv6Address
from twisted.internet.endpoints import HostnameEndpoint, TCP4ClientEndpoint, TCP6ClientEndpoint, wrapClientTLS
from twisted.internet.interfaces import (
    IAddress,
    IHostnameResolver,
    IHostResolution,
    IReactorPluggableNameResolver,
    IResolutionReceiver,
    IStreamClientEndpoint,
)
from twisted.web.client import URI
from twisted.web.iweb import IAgentEndpointFactory
from zope.interface import implementer

from qbitrr.clients.http.certificates import Certificates
from qbitrr.errors import Obstacle, Unreachable
from qbitrr.reactors import IClientReactor

__all__ = ["Avoid", "Ways", "nothing"]

Avoid = Callable[[str], bool]
"""Whether no connection may be made to an IP address."""


def nothing(address: str) -> bool:
    """Any address will do."""
    return False


@implementer(IAgentEndpointFactory)
class Ways:
    """How an agent gets to a host: an address at once, a name by way of the resolver, each within *seconds*."""

    def __init__(
        self, reactor: IClientReactor, certificates: Certificates, seconds: float, avoid: Avoid = nothing
    ) -> None:
        self._reactor = reactor
        self._certificates = certificates
        self._seconds = seconds
        self._avoid = avoid

    def endpointForURI(self, uri: URI) -> IStreamClientEndpoint:
        """The way to the host of *uri*. Raises `Unreachable` for an address to avoid."""
        host = uri.host.decode("ascii")
        endpoint = self._to(host, uri.port)
        if uri.scheme == b"https":
            return wrapClientTLS(self._certificates.of(host), endpoint)
        return endpoint

    def _to(self, host: str, port: int) -> IStreamClientEndpoint:
        if (isIPAddress(host) or isIPv6Address(host)) and self._avoid(host):
            raise Unreachable(where=host, why="no address that is asked", obstacle=Obstacle.AVOIDED)
        if isIPAddress(host):
            return TCP4ClientEndpoint(self._reactor, host, port, timeout=self._seconds)
        if isIPv6Address(host):
            return TCP6ClientEndpoint(self._reactor, host, port, timeout=self._seconds)
        return HostnameEndpoint(_NamedReactor(self._reactor, host, self._avoid), "host", port, timeout=self._seconds)


@implementer(IReactorPluggableNameResolver)
class _NamedReactor:
    """The reactor, with a resolver that looks up *name* whatever it is asked for, and does not find what is to be avoided."""

    def __init__(self, reactor: IClientReactor, name: str, avoid: Avoid) -> None:
        self._reactor = reactor
        self.nameResolver = _Resolver(reactor.nameResolver, name, avoid)

    def installNameResolver(self, resolver: IHostnameResolver) -> IHostnameResolver:
        raise NotImplementedError

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)


@implementer(IHostnameResolver)
class _Resolver:
    def __init__(self, resolver: IHostnameResolver, name: str, avoid: Avoid) -> None:
        self._resolver = resolver
        self._name = name
        self._avoid = avoid

    def resolveHostName(self, resolutionReceiver: Any, hostName: str, *args: Any, **kwargs: Any) -> Any:
        wanted = _Wanted(resolutionReceiver, self._avoid)
        return self._resolver.resolveHostName(wanted, self._name, *args, **kwargs)


@implementer(IResolutionReceiver)
class _Wanted:
    """Hands on the addresses that may be used."""

    def __init__(self, receiver: Any, avoid: Avoid) -> None:
        self._receiver = receiver
        self._avoid = avoid

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: IAddress) -> None:
        if not self._avoid(str(getattr(address, "host", ""))):
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()
