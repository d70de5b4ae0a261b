"""
What carries our requests: one pool of kept connections per remote program, with or without TLS verification.

# Note [Names]
Twisted's own agent takes names that are good IDNA only. In a container network names have underscores, end in hyphens or dots, and
the resolver of the machine knows them all the same. So names go to the resolver as they are written (`connecting`), and a
certificate is compared with the same name (`certificates`).
"""

from twisted.internet.ssl import platformTrust
from twisted.web.client import Agent, HTTPConnectionPool

from qbitrr.clients.http.certificates import Certificates
from qbitrr.clients.http.connecting import Avoid, Ways, nothing
from qbitrr.reactors import IClientReactor

__all__ = ["CONNECT_SECONDS", "make_agent", "make_pool"]

CONNECT_SECONDS = 10.0
# qBittorrent closes a connection that idles for 7 s: ours must be given up before that.
IDLE_SECONDS = 5


def make_pool(reactor: IClientReactor, *, per_host: int = 4) -> HTTPConnectionPool:
    """
    A pool of kept connections, at most *per_host* idle ones per host.

    `pool.closeCachedConnections()` returns a Deferred that fires when the idle ones are closed.
    """
    pool = HTTPConnectionPool(reactor, persistent=True)
    pool.maxPersistentPerHost = per_host
    pool.cachedConnectionTimeout = IDLE_SECONDS
    # Repeating is decided in one place, `http.persist`. A request repeated behind our back would also
    # make qBittorrent's `sync/maindata` leave out what the lost answer had told.
    pool.retryAutomatically = False
    return pool


def make_agent(
    reactor: IClientReactor, pool: HTTPConnectionPool, *, verify_tls: bool = True, avoid: Avoid = nothing
) -> Agent:
    """
    An agent over *pool*; with *verify_tls* false any certificate is accepted. No connection is made to an IP address that *avoid*
    says yes to, nor to a name that resolves to such ones only.
    """
    certificates = Certificates(platformTrust() if verify_tls else None)
    ways = Ways(reactor, certificates, CONNECT_SECONDS, avoid)
    agent: Agent = Agent.usingEndpointFactory(reactor, ways, pool)
    return agent
