"""
The layer below every client over real sockets on loopback: kept connections, TLS, and a peer that goes away.
"""

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import pytest_twisted
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from OpenSSL import SSL
from twisted.internet import reactor
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.error import CannotListenError
from twisted.internet.interfaces import IListeningPort, IOpenSSLContextFactory
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.ssl import Certificate, trustRootFromCertificates
from twisted.internet.task import deferLater
from twisted.web.client import Agent
from twisted.web.http_headers import Headers
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Site
from zope.interface import implementer

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.http.agents import make_agent, make_pool
from qbitrr.clients.http.certificates import Certificates
from qbitrr.clients.http.connecting import Ways
from qbitrr.clients.http.http import ONCE, Http
from qbitrr.errors import Obstacle, Unreachable
from qbitrr.resolved.addresses import arr_address
from tests.clients.reachable import Reachable


class Place(Resource):
    """Answers who asked; `/never` does not."""

    isLeaf = True

    def __init__(self):
        super().__init__()
        self.peers: list[object] = []
        self.hosts: list[str] = []
        self.headers: list[Headers] = []
        self.uris: list[bytes] = []
        self.left = 0

    def render_GET(self, request):
        self.peers.append(request.transport.getPeer())
        self.hosts.append(request.getHeader("Host"))
        self.headers.append(request.requestHeaders)
        self.uris.append(request.uri)
        if request.path.endswith(b"/system/status"):
            return b'{"appName": "Sonarr", "version": "4.0.0.1"}'
        if request.path.endswith(b"never"):
            request.notifyFinish().addErrback(self._leaves)
            return NOT_DONE_YET
        return b"hello"

    def _leaves(self, _):
        self.left += 1


@pytest.fixture
def listening() -> Iterator[list[IListeningPort]]:
    """Ports to close afterwards."""
    ports: list[IListeningPort] = []
    yield ports
    for port in ports:
        port.stopListening()


def http_to(port: IListeningPort, scheme: str = "http", *, verify_tls: bool = True) -> tuple[Http, object]:
    pool = make_pool(reactor)
    agent = make_agent(reactor, pool, verify_tls=verify_tls)
    return Http(agent, f"{scheme}://127.0.0.1:{port.getHost().port}", "There", reactor), pool


@pytest_twisted.ensureDeferred
async def test_connections_are_kept(listening):
    """Requests one after the other use one connection."""
    place = Place()
    listening.append(reactor.listenTCP(0, Site(place), interface="127.0.0.1"))
    http, pool = http_to(listening[0])
    for _ in range(5):
        assert (await http.fetch("GET", "x")).text == "hello"
    assert len(set(place.peers)) == 1
    await pool.closeCachedConnections()


@pytest_twisted.ensureDeferred
async def test_cancelling_hangs_up(listening):
    """A cancelled request closes its connection: the other side sees us leave."""
    place = Place()
    listening.append(reactor.listenTCP(0, Site(place), interface="127.0.0.1"))
    http, _ = http_to(listening[0])
    call = Deferred.fromCoroutine(http.fetch("GET", "never"))
    while not place.peers:
        await deferLater(reactor, 0.01)
    call.cancel()
    with pytest.raises(CancelledError):
        await call
    for _ in range(9000):
        if place.left:
            break
        await deferLater(reactor, 0.01)
    assert place.left == 1


@pytest_twisted.ensureDeferred
async def test_nobody_listens(listening):
    """A port nobody listens on is "connection refused"."""
    port = reactor.listenTCP(0, Site(Place()), interface="127.0.0.1")
    http, _ = http_to(port)
    await port.stopListening()
    with pytest.raises(Unreachable, match="connection refused"):
        await http.fetch("GET", "x", manner=ONCE)


@pytest_twisted.ensureDeferred
async def test_hung_up_at_once(listening):
    """A peer that closes without a word is "dropped"."""

    class Rude(Protocol):
        def connectionMade(self):
            self.transport.loseConnection()

    listening.append(reactor.listenTCP(0, Factory.forProtocol(Rude), interface="127.0.0.1"))
    http, _ = http_to(listening[0])
    with pytest.raises(Unreachable, match="dropped"):
        await http.fetch("GET", "x", manner=ONCE)


@pytest_twisted.ensureDeferred
async def test_certificates(listening, tmp_path):
    """A self-signed certificate is refused in plain words, and taken where verification is off."""
    listening.append(reactor.listenSSL(0, Site(Place()), _self_signed(tmp_path), interface="127.0.0.1"))
    http, _ = http_to(listening[0], "https")
    with pytest.raises(Unreachable, match=r"TLS: .*certificate"):
        await http.fetch("GET", "x", manner=ONCE)
    http, pool = http_to(listening[0], "https", verify_tls=False)
    assert (await http.fetch("GET", "x")).text == "hello"
    await pool.closeCachedConnections()


@pytest_twisted.ensureDeferred
async def test_tls_to_a_plain_port(listening):
    """https to a port that speaks http is an error in words, not a traceback."""

    class Plain(Protocol):
        def dataReceived(self, data):
            self.transport.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    listening.append(reactor.listenTCP(0, Factory.forProtocol(Plain), interface="127.0.0.1"))
    http, _ = http_to(listening[0], "https", verify_tls=False)
    with pytest.raises(Unreachable, match="TLS"):
        await http.fetch("GET", "x", manner=ONCE)


@pytest.mark.parametrize(
    ("host", "obstacle"),
    [("127.0.0.1", Obstacle.AVOIDED), ("[::1]", Obstacle.AVOIDED), ("name", Obstacle.UNKNOWN_NAME)],
)
@pytest_twisted.ensureDeferred
async def test_addresses_to_avoid(listening, host, obstacle):
    """What is to be avoided is not even connected to, by its address or by a name that leads there."""
    place = Place()
    listening.append(reactor.listenTCP(0, Site(place), interface="127.0.0.1"))
    agent = make_agent(Reachable(reactor), make_pool(reactor), avoid=lambda address: address in ("127.0.0.1", "::1"))
    http = Http(agent, f"http://{host}:{listening[0].getHost().port}", "There", reactor)
    with pytest.raises(Unreachable) as raised:
        await http.fetch("GET", "x", manner=ONCE)
    assert raised.value.obstacle is obstacle
    assert place.peers == []


@pytest.mark.correction("C1")
@pytest.mark.parametrize(
    "host", ["radarr_4k", "qbit_torrent.local", "radarr.", "radarr-", "ab--cd", "xn--zz", "Radarr"]
)
@pytest_twisted.ensureDeferred
async def test_names_of_container_networks(listening, host):
    """Whatever the resolver knows is reached, and told its own name."""
    place = Place()
    listening.append(reactor.listenTCP(0, Site(place), interface="127.0.0.1"))
    there, pool = Reachable(reactor), make_pool(reactor)
    address = arr_address(f"http://{host}:{listening[0].getHost().port}")
    http = Http(make_agent(there, pool), address.url, "There", reactor, headers=address.headers)
    assert (await http.fetch("GET", "x")).text == "hello"
    assert there.asked == [host.lower()]
    assert place.hosts == [address.place]
    await pool.closeCachedConnections()


@pytest.mark.correction("C1")
@pytest_twisted.ensureDeferred
async def test_ipv6(listening):
    """An address in brackets needs no resolver."""
    place = Place()
    try:
        listening.append(reactor.listenTCP(0, Site(place), interface="::1"))
    except CannotListenError as error:
        pytest.skip(f"no IPv6 here: {error}")
    there, pool = Reachable(reactor), make_pool(reactor)
    address = arr_address(f"http://[::1]:{listening[0].getHost().port}")
    assert (await Http(make_agent(there, pool), address.url, "There", reactor).fetch("GET", "x")).text == "hello"
    assert there.asked == []
    assert place.hosts == [address.place]
    await pool.closeCachedConnections()


@pytest.mark.correction("C1")
@pytest_twisted.ensureDeferred
async def test_login_in_an_address(listening):
    """It is sent as Basic authentication beside the key, and not in the request line."""
    place = Place()
    listening.append(reactor.listenTCP(0, Site(place), interface="127.0.0.1"))
    pool = make_pool(reactor)
    address = arr_address(f"http://me:p%40ss@127.0.0.1:{listening[0].getHost().port}/sonarr")
    http = Http(make_agent(reactor, pool), address.url, "There", reactor, headers=address.headers)
    await Arr("sonarr", http, "k" * 32).status()
    assert place.headers[0].getRawHeaders("Authorization") == ["Basic bWU6cEBzcw=="]
    assert place.headers[0].getRawHeaders("X-Api-Key") == ["k" * 32]
    assert place.uris == [b"/sonarr/api/v3/system/status"]
    await pool.closeCachedConnections()


@pytest.mark.correction("C1")
@pytest.mark.parametrize(("host", "names"), [("radarr_4k", ["radarr_4k"]), ("box.example.", ["box.example"])])
@pytest_twisted.ensureDeferred
async def test_certificates_of_odd_names(listening, tmp_path, host, names):
    """A certificate for the name as it is written is good, one for another name is refused in plain words."""
    for called, good in ((names, True), (["other"], False)):
        server = _self_signed(tmp_path, called)
        port = reactor.listenSSL(0, Site(Place()), server, interface="127.0.0.1")
        listening.append(port)
        trust = trustRootFromCertificates([Certificate.loadPEM((tmp_path / "server.pem").read_bytes())])
        pool = make_pool(reactor)
        ways = Ways(Reachable(reactor), Certificates(trust), 10.0)
        url = arr_address(f"https://{host}:{port.getHost().port}").url
        http = Http(Agent.usingEndpointFactory(reactor, ways, pool), url, "There", reactor)
        if good:
            assert (await http.fetch("GET", "x", manner=ONCE)).text == "hello"
        else:
            with pytest.raises(Unreachable, match=r"for another name; SkipTLSVerify"):
                await http.fetch("GET", "x", manner=ONCE)
        await pool.closeCachedConnections()


@implementer(IOpenSSLContextFactory)
class _SelfSigned:
    def __init__(self, pem: Path) -> None:
        self._context = SSL.Context(SSL.TLS_METHOD)
        self._context.use_certificate_file(str(pem))
        self._context.use_privatekey_file(str(pem))

    def getContext(self) -> SSL.Context:
        return self._context


def _self_signed(folder: Path, names: Sequence[str] = ()) -> _SelfSigned:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "There")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in names or ["There"]]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return _SelfSigned(pem)
