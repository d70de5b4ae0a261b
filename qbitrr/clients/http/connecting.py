"""
From a host to a connection, see Note [Names].
"""

from typing import Any

from twisted.internet.abstract import isIPAddress, isIPv6Address
from twisted.internet.endpoints import HostnameEndpoint, TCP4ClientEndpoint, TCP6ClientEndpoint, wrapClientTLS
from twisted.internet.interfaces import IHostnameResolver, IReactorPluggableNameResolver, IStreamClientEndpoint
from twisted.web.client import URI
from twisted.web.iweb import IAgentEndpointFactory
from zope.interface import implementer

from qbitrr.clients.http.certificates import Certificates

__all__ = ["Ways"]


@implementer(IAgentEndpointFactory)
class Ways:
    """How an agent gets to a host: an address at once, a name by way of the resolver, each within *seconds*."""

    def __init__(self, reactor: Any, certificates: Certificates, seconds: float) -> None:
        self._reactor = reactor
        self._certificates = certificates
        self._seconds = seconds

    def endpointForURI(self, uri: URI) -> IStreamClientEndpoint:
        """The way to the host of *uri*."""
        host = uri.host.decode("ascii")
        endpoint = self._to(host, uri.port)
        if uri.scheme == b"https":
            return wrapClientTLS(self._certificates.of(host), endpoint)
        return endpoint

    def _to(self, host: str, port: int) -> IStreamClientEndpoint:
        if isIPAddress(host):
            return TCP4ClientEndpoint(self._reactor, host, port, timeout=self._seconds)
        if isIPv6Address(host):
            return TCP6ClientEndpoint(self._reactor, host, port, timeout=self._seconds)
        return HostnameEndpoint(_NamedReactor(self._reactor, host), "host", port, timeout=self._seconds)


@implementer(IReactorPluggableNameResolver)
class _NamedReactor:
    """The reactor, with a resolver that looks up *name* whatever it is asked for."""

    def __init__(self, reactor: Any, name: str) -> None:
        self._reactor = reactor
        self.nameResolver = _Resolver(reactor.nameResolver, name)

    def installNameResolver(self, resolver: IHostnameResolver) -> IHostnameResolver:
        raise NotImplementedError

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)


@implementer(IHostnameResolver)
class _Resolver:
    def __init__(self, resolver: IHostnameResolver, name: str) -> None:
        self._resolver = resolver
        self._name = name

    def resolveHostName(self, resolutionReceiver: Any, hostName: str, *args: Any, **kwargs: Any) -> Any:
        return self._resolver.resolveHostName(resolutionReceiver, self._name, *args, **kwargs)
