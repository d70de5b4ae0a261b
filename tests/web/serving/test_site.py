"""The site on real sockets: slow clients, long bodies, a good end."""

import os
import socket
import struct
import threading
import time
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import pytest_twisted
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ServerEndpoint
from twisted.internet.task import deferLater
from twisted.internet.threads import deferToThread

from qbitrr.errors import NotReady
from qbitrr.model.access.web_access import WebAccess
from qbitrr.web.api import Api, ApiParts
from qbitrr.web.auth.named_tokens import NamedTokens
from qbitrr.web.auth.sessions import Sessions
from qbitrr.web.auth.signing import Signing
from qbitrr.web.catalog.libraries import Libraries
from qbitrr.web.serving import site
from qbitrr.web.serving.connections import ConnectionLimits, OpenConnections
from qbitrr.web.serving.senders import SENT_BYTES
from qbitrr.web.serving.site import ApiSite
from qbitrr.web.serving.threads import Readers
from qbitrr.web.settings import SettingsInForce, WebSettings
from qbitrr.web.thumbnails.folder import PictureFolder
from qbitrr.web.thumbnails.pictures import Pictures
from tests.web.program import (
    TOKEN,
    FakeArrPages,
    FakeCategories,
    FakeConfiguration,
    FakeDoctor,
    FakeLogSearch,
    FakeProgram,
    FakeProof,
    FakeReleases,
    FakeSetup,
    FakeTrials,
    SessionRows,
)

MIB = 1024 * 1024


class Served:
    """The API on a port of this machine."""

    def __init__(self, folder):
        self.folder = folder
        self.readers = Readers(reactor)
        pages = FakeArrPages()
        api = Api(ApiParts(
            program=FakeProgram(), settings=SettingsInForce(WebSettings(access=WebAccess(token=TOKEN))), clock=reactor,
            setup=FakeSetup(), configuration=FakeConfiguration(), log_folder=folder, database_folder=folder, in_thread=self.readers,
            logs_in_thread=self.readers,
            installation="pip", doctor=FakeDoctor(),
            libraries=Libraries(lambda: (), folder, reactor, self.readers, lambda _: None),
            signing=Signing(
                sessions=Sessions(SessionRows(), reactor), tokens=NamedTokens(SessionRows(), reactor),
                hash_in_thread=self.readers, proof=FakeProof(), provider=None
            ),
            arrs=tuple, pages=pages, pictures=Pictures(PictureFolder(folder), pages, reactor, self.readers),
            categories=FakeCategories(), releases=FakeReleases(), log_search=FakeLogSearch(), trials=FakeTrials(), past_searches=None,
            torrent_details=None, trends=None, usage=None,
        ))  # fmt: skip
        self.front = api.resource
        self.site = ApiSite(api, reactor)

    async def start(self):
        self.readers.start()
        self.port = await TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1").listen(self.site)

    async def stop(self):
        await self.port.stopListening()
        await self.site.close()
        self.readers.stop()

    def connect(self):
        """A plain blocking socket with a small buffer, for use in a thread."""
        plain = socket.socket()
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plain.settimeout(20)
        plain.connect(("127.0.0.1", self.port.getHost().port))
        return plain


@pytest_twisted.async_yield_fixture
async def served():
    with TemporaryDirectory() as folder:
        served = Served(Path(folder))
        await served.start()
        yield served
        await served.stop()
        assert served.front.running == 0


def request(method, path, *headers, body=b""):
    lines = (f"{method} {path} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {TOKEN}", *headers, "", "")
    return "\r\n".join(lines).encode() + body


def upto(plain, words):
    received = b""
    while words not in received:
        block = plain.recv(65536)
        assert block, received
        received += block
    return received


def everything(plain):
    received = b""
    while block := plain.recv(65536):
        received += block
    return received


async def until(condition):
    """Wait for the reactor to get somewhere; a bound, not a delay."""
    for _ in range(9000):
        if condition():
            return
        await deferLater(reactor, 0.01)
    raise AssertionError("this never came true")


@pytest_twisted.ensureDeferred
async def test_a_slow_client_costs_no_memory(served):
    """A 200 MB file to a client that reads nothing for a while: reading stops, and others are served meanwhile."""
    with (served.folder / "Main.log").open("wb") as file:
        file.truncate(200 * MIB)
    reads = []
    read = os.pread
    plain = await deferToThread(served.connect)
    tracemalloc.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "pread", lambda *arguments: reads.append(1) or read(*arguments))
        plain.sendall(request("GET", "/api/logs/Main.log"))
        await until(lambda: reads)
        await quiet(reads)
        stalled = len(reads)
        assert stalled * SENT_BYTES < 20 * MIB  # what the sockets' own buffers take
        other = await deferToThread(asked, served, "GET", "/health")
        assert b'{"status":"ok"}' in other
        assert len(reads) == stalled
        taken = await deferToThread(count_some, plain, 30 * MIB)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    plain.close()
    assert taken >= 30 * MIB
    assert peak < 8 * MIB
    await until(lambda: served.front.running == 0)


async def quiet(reads):
    """Wait until nothing is read for a while."""
    seen, rounds = -1, 0
    while rounds < 10:  # a busy machine may pause in between
        rounds = rounds + 1 if seen == len(reads) else 0
        seen = len(reads)
        await deferLater(reactor, 0.1)


def count_some(plain, enough):
    taken = 0
    while taken < enough:
        taken += len(plain.recv(1024 * 1024))
    return taken


def asked(served, method, path, *headers, body=b""):
    with served.connect() as plain:
        plain.sendall(request(method, path, "Connection: close", *headers, body=body))
        return everything(plain)


@pytest_twisted.ensureDeferred
async def test_a_client_that_leaves_in_mid_stream(served):
    """Ends the reading; the file is closed."""
    with (served.folder / "Main.log").open("wb") as file:
        file.truncate(200 * MIB)
    plain = await deferToThread(served.connect)
    plain.sendall(request("GET", "/api/logs/Main.log/download"))
    await deferToThread(plain.recv, 1000)
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    plain.close()
    await until(lambda: served.front.running == 0)
    await until(lambda: not open_in(served.folder))


def open_in(folder):
    links = []
    for fd in os.listdir("/proc/self/fd"):
        try:
            links.append(os.readlink(f"/proc/self/fd/{fd}"))
        except OSError:
            continue
    return [link for link in links if link.startswith(str(folder))]


@pytest_twisted.ensureDeferred
async def test_the_whole_file_arrives(served):
    """Byte for byte, with real threads and sockets."""
    content = os.urandom(3 * MIB)
    (served.folder / "Main.log").write_bytes(content)
    answer = await deferToThread(asked, served, "GET", "/api/logs/Main.log/download")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"200 OK" in head
    assert body == content


@pytest_twisted.ensureDeferred
async def test_a_long_body_is_refused_before_it_is_read(served, monkeypatch):
    """By its announced length, at once: the answer comes although no byte of the body was sent."""
    monkeypatch.setattr(site, "_LINGER_SECONDS", 0.1)
    plain = await deferToThread(served.connect)
    plain.sendall(request("POST", "/api/loglevel", f"Content-Length: {MIB + 1}", "Expect: 100-continue"))
    answer = await deferToThread(plain.recv, 4096)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert answer.endswith(b'{"error":"request body too large"}')
    assert await deferToThread(everything, plain) == b""
    plain.close()


@pytest_twisted.ensureDeferred
async def test_a_long_chunked_body_is_refused(served):
    """By counting, and what comes after that is not kept."""
    plain = await deferToThread(served.connect)
    plain.sendall(request("POST", "/api/loglevel", "Transfer-Encoding: chunked"))
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    await deferToThread(plain.sendall, chunk * 40)
    answer = await deferToThread(plain.recv, 4096)
    assert answer.startswith(b"HTTP/1.1 413 ")
    plain.sendall(b"0\r\n\r\n")
    assert await deferToThread(everything, plain) == b""
    plain.close()


@pytest_twisted.ensureDeferred
@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"GET /api/status?q=" + b"x" * 300_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"request line or header too long"),
        (b"GET /" + b"x" * 20_000, b"request line or header too long"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nCookie: " + b"x" * 40_000, b"request line or header too long"),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X-A: %s\r\n" % (b"x" * 900) * 30, b"request line or header too long"),
        (b"what is this\r\n\r\n", b"malformed request"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", b"malformed request"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: %s\r\n\r\n" % (b"9" * 5000), b"malformed request"),
    ],
)  # fmt: skip
async def test_what_is_no_request(served, monkeypatch, sent, words):
    """It is refused in words, however much of it comes, and the connection ends soon."""
    monkeypatch.setattr(site, "_LINGER_SECONDS", 0.1)
    plain = await deferToThread(served.connect)
    await deferToThread(plain.sendall, sent)
    answer = await deferToThread(everything, plain)
    plain.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"application/json" in head
    assert body == b'{"error":"%s"}' % words
    assert served.site.channels == set()


@pytest_twisted.ensureDeferred
async def test_a_body_of_the_right_length_is_taken(served):
    """Up to the limit, announced or not."""
    body = b'{"level": "DEBUG"' + b" " * (MIB - 18) + b"}"
    kind = "Content-Type: application/json"
    answer = await deferToThread(asked, served, "POST", "/api/loglevel", kind, f"Content-Length: {MIB}", body=body)
    assert answer.startswith(b"HTTP/1.1 200 ")
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    answer = await deferToThread(
        asked, served, "POST", "/api/loglevel", kind, "Transfer-Encoding: chunked", body=chunked
    )
    assert answer.startswith(b"HTTP/1.1 200 ")


@pytest_twisted.ensureDeferred
@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "multipart/form-data", "application/x-www-form-urlencoded"]
)
async def test_forms_are_refused(served, kind):
    """Whole or broken, with an answer that says what is wanted; who looks at no body does not mind one."""
    for body in (
        b"--x\r\nbroken",
        b'--x\r\nContent-Disposition: form-data; name="level"\r\n\r\nDEBUG\r\n--x--\r\n',
        b"a=%zz&=;",
    ):
        head = (f"Content-Type: {kind}", f"Content-Length: {len(body)}")
        answer = await deferToThread(asked, served, "POST", "/api/loglevel", *head, body=body)
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert answer.endswith(b'{"error":"Invalid JSON body"}')
        answer = await deferToThread(asked, served, "POST", "/api/arr/rebuild", *head, body=body)
        assert answer.startswith(b"HTTP/1.1 200 ")


@pytest_twisted.ensureDeferred
async def test_the_end_is_quick_and_polite(monkeypatch):
    """Streams get their last event, idle connections are closed, nothing is left."""
    monkeypatch.setattr(site, "_PATIENCE_SECONDS", 60.0)  # a busy machine needs longer to be polite
    with TemporaryDirectory() as folder:
        (Path(folder) / "Main.log").write_text("line\n")
        served = Served(Path(folder))
        await served.start()
        stream, idle = await deferToThread(served.connect), await deferToThread(served.connect)
        stream.sendall(request("GET", "/web/logs/Main.log/stream?since_bytes=0"))
        received = await deferToThread(upto, stream, b"event: append")
        await served.stop()
        received += await deferToThread(everything, stream)
        assert b"event: append" in received
        assert b"event: reconnect" in received
        assert await deferToThread(everything, idle) == b""
        stream.close()
        idle.close()
        assert served.front.running == 0
        with pytest.raises(NotReady):
            await served.readers(os.getpid)


@pytest_twisted.ensureDeferred
async def test_a_stream_that_begins_while_all_ends(monkeypatch):
    """It is told where to go on like those before it, and holds nobody up until patience is at its end."""
    monkeypatch.setattr(site, "_PATIENCE_SECONDS", 3600.0)
    with TemporaryDirectory() as folder:
        (Path(folder) / "Main.log").write_text("line\n")
        served = Served(Path(folder))
        await served.start()
        followers, opening = served.site._api.log_followers, Deferred()
        monkeypatch.setattr(
            followers, "_in_thread", lambda function, *args: opening.addCallback(lambda _: function(*args))
        )
        stream = await deferToThread(served.connect)
        stream.sendall(request("GET", "/web/logs/Main.log/stream"))
        await until(lambda: followers.streams == 1)
        stopping = Deferred.fromCoroutine(served.stop())
        await until(lambda: followers._is_stopped)
        opening.callback(None)
        await stopping
        assert b"event: reconnect" in await deferToThread(everything, stream)
        stream.close()


@pytest_twisted.ensureDeferred
async def test_a_stuck_client_does_not_hold_up_the_end(monkeypatch):
    """After some patience its connection is cut."""
    monkeypatch.setattr(site, "_PATIENCE_SECONDS", 1.0)
    with TemporaryDirectory() as folder:
        with (Path(folder) / "Main.log").open("wb") as file:
            file.truncate(200 * MIB)
        served = Served(Path(folder))
        await served.start()
        plain = await deferToThread(served.connect)
        plain.sendall(request("GET", "/web/logs/Main.log"))
        await until(lambda: served.front.running == 1)
        began = time.monotonic()
        await served.stop()
        assert 0.9 < time.monotonic() - began < 60
        await until(lambda: served.front.running == 0)
        plain.close()


@pytest_twisted.ensureDeferred
async def test_reading_happens_beside_the_reactor(served):
    """In a thread that is not this one."""
    assert await served.readers(threading.get_ident) != threading.get_ident()
    assert isinstance(served.readers(os.getpid), Deferred)


@pytest_twisted.ensureDeferred
async def test_idle_strangers(served):
    """Those that say nothing have less time than one that asks with a credential, make room for it, and are as many as may be."""
    served.site.connections = OpenConnections(ConnectionLimits(5, 5), lambda: False)
    idle = [await deferToThread(served.connect) for _ in range(8)]
    await until(lambda: len(served.site.connections) == 5 and len(served.site.channels) == 5)
    plain = await deferToThread(served.connect)
    plain.sendall(request("GET", "/api/status"))
    assert b"200 OK" in await deferToThread(upto, plain, b"\r\n\r\n")
    (known,) = [each for each in served.site.channels if each.is_known]
    await until(lambda: known.timeOut == site._IDLE_SECONDS)
    assert {each.timeOut for each in served.site.channels if each is not known} == {site._STRANGER_SECONDS}
    assert site._STRANGER_SECONDS < site._IDLE_SECONDS / 3
    for each in (*idle, plain):
        each.close()
