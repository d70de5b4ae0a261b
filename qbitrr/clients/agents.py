"""
What carries our requests: one pool of kept connections per remote program, with or without TLS verification.
"""

from typing import Any

from OpenSSL import SSL
from twisted.internet.abstract import isIPAddress, isIPv6Address
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.internet.ssl import CertificateOptions
from twisted.web.client import Agent, BrowserLikePolicyForHTTPS, HTTPConnectionPool
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

__all__ = ["CONNECT_SECONDS", "make_agent", "make_pool"]

CONNECT_SECONDS = 10.0
# qBittorrent closes a connection that idles for 7 s: ours must be given up before that.
IDLE_SECONDS = 5


def make_pool(reactor: Any, *, per_host: int = 4) -> HTTPConnectionPool:
    """
    A pool of kept connections, at most *per_host* idle ones per host.

    `pool.closeCachedConnections()` returns a Deferred that fires when the idle ones are closed.
    """
    pool = HTTPConnectionPool(reactor, persistent=True)
    pool.maxPersistentPerHost = per_host
    pool.cachedConnectionTimeout = IDLE_SECONDS
    # Repeating is decided in one place, `retries`. A request repeated behind our back would also
    # make qBittorrent's `sync/maindata` leave out what the lost answer had told.
    pool.retryAutomatically = False
    return pool


def make_agent(reactor: Any, pool: HTTPConnectionPool, *, verify_tls: bool = True) -> Agent:
    """An agent over *pool*; with *verify_tls* false any certificate is accepted."""
    policy = BrowserLikePolicyForHTTPS() if verify_tls else _AnyCertificate()
    return Agent(reactor, contextFactory=policy, connectTimeout=CONNECT_SECONDS, pool=pool)


@implementer(IPolicyForHTTPS)
class _AnyCertificate:
    """Encrypts, and believes whoever answers: for self-signed certificates on one's own network."""

    def creatorForNetloc(self, hostname: bytes, port: int) -> IOpenSSLClientConnectionCreator:
        return _Unverified(hostname)


@implementer(IOpenSSLClientConnectionCreator)
class _Unverified:
    def __init__(self, hostname: bytes) -> None:
        self._hostname = hostname
        self._context = CertificateOptions(verify=False).getContext()

    def clientConnectionForTLS(self, tlsProtocol: Any) -> SSL.Connection:
        connection = SSL.Connection(self._context, None)
        connection.set_app_data(tlsProtocol)
        name = self._hostname.decode("ascii", "replace")
        if not (isIPAddress(name) or isIPv6Address(name)):
            connection.set_tlsext_host_name(self._hostname)
        return connection
