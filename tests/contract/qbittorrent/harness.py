"""Plain requests to whatever is under test, in memory or over TCP, as a visitor with a cookie would send them."""

import http.client
import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

import treq
from attrs import define, frozen
from treq.testing import RequestTraversalAgent
from twisted.internet.defer import succeed
from twisted.web.http_headers import Headers
from twisted.web.iweb import IBodyProducer
from twisted.web.resource import IResource
from zope.interface import implementer

from qbitrr.testing.qbittorrent import ClientProfile

__all__ = ["Answer", "InMemory", "Subject", "Tcp", "Visitor", "really_wait"]

T = TypeVar("T")


@frozen(kw_only=True)
class Answer:
    """What came back. *headers* have lower-case names; of repeated ones the last is kept, except for the cookies."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    cookies: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)

    @property
    def content_type(self) -> str | None:
        """As sent; `None` when there was none."""
        return self.headers.get("content-type")


class Transport(Protocol):
    """A way to the server."""

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        """One request and its answer."""


@frozen
class Tcp:
    """A new connection to 127.0.0.1 for each request."""

    port: int

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        """Raises `OSError` when there is no answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body=body, headers=dict(headers))
            answer = connection.getresponse()
            return Answer(
                status=answer.status,
                body=answer.read(),
                headers={name.lower(): value for name, value in answer.getheaders()},
                cookies=tuple(answer.headers.get_all("Set-Cookie") or ()),
            )
        finally:
            connection.close()


@implementer(IBodyProducer)
class _Whole:
    """A request body that is there at once."""

    def __init__(self, body: bytes) -> None:
        self.length = len(body)
        self._body = body

    def startProducing(self, consumer: Any) -> Any:
        consumer.write(self._body)
        return succeed(None)

    def stopProducing(self) -> None: ...

    def pauseProducing(self) -> None: ...

    def resumeProducing(self) -> None: ...


class InMemory:
    """Straight into a resource, through Twisted's real HTTP parser, without a socket."""

    def __init__(self, resource: IResource) -> None:
        self._agent = RequestTraversalAgent(resource)

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        """Raises what the request failed with, `AssertionError` when there is no answer yet."""
        host = headers.get("Host", "127.0.0.1")
        asked = self._agent.request(
            method.encode(),
            f"http://{host}{path}".encode(),
            Headers({name: [value] for name, value in headers.items() if name != "Host"}),
            None if body is None else _Whole(body),
        )
        response = self._result_of(asked)
        chunks: list[bytes] = []
        self._result_of(treq.collect(response, chunks.append))
        raw = [
            (name.decode().lower(), [v.decode() for v in values])
            for name, values in response.headers.getAllRawHeaders()
        ]
        return Answer(
            status=response.code,
            body=b"".join(chunks),
            headers={name: values[-1] for name, values in raw},
            cookies=tuple(value for name, values in raw if name == "set-cookie" for value in values),
        )

    def _result_of(self, deferred: Any) -> Any:
        results: list[Any] = []
        failures: list[Any] = []
        deferred.addCallbacks(results.append, failures.append)
        self._agent.flush()
        if failures:
            failures[0].raiseException()
        assert results, "no answer yet"
        return results[0]


class Visitor:
    """Somebody with at most one cookie."""

    def __init__(self, transport: Transport, port: int) -> None:
        self.transport = transport
        self.port = port
        self.cookie = ""

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        content_type: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """A request to *path* below `/api/v2/`."""
        sent = {"Host": f"127.0.0.1:{self.port}", **(headers or {})}
        if self.cookie:
            sent["Cookie"] = self.cookie
        if content_type is not None:
            sent["Content-Type"] = content_type
        return self.transport.send(method, f"/api/v2/{path}", sent, body)

    def get(self, action: str, headers: Mapping[str, str] | None = None, /, **params: object) -> Answer:
        """A GET with *params* in the query."""
        query = f"?{urlencode(params)}" if params else ""
        return self.send("GET", f"{action}{query}", headers=headers)

    def post(self, action: str, headers: Mapping[str, str] | None = None, /, **params: object) -> Answer:
        """A POST with *params* as a form."""
        body = urlencode(params).encode()
        return self.send("POST", action, body, "application/x-www-form-urlencoded", headers)

    def upload(self, files: Sequence[tuple[str, bytes]], **params: object) -> Answer:
        """`torrents/add` with file parts."""
        edge = b"----a-line-no-torrent-contains"
        parts = [
            b'Content-Disposition: form-data; name="%b"\r\n\r\n%b' % (name.encode(), str(value).encode())
            for name, value in params.items()
        ] + [
            b'Content-Disposition: form-data; name="torrents"; filename="%b"\r\n'
            b"Content-Type: application/x-bittorrent\r\n\r\n%b" % (name.encode(), content)
            for name, content in files
        ]
        body = b"".join(b"--%b\r\n%b\r\n" % (edge, part) for part in parts) + b"--%b--\r\n" % edge
        return self.send("POST", "torrents/add", body, f"multipart/form-data; boundary={edge.decode()}")

    def login(self, username: str = "admin", password: str = "adminadmin", /, **headers: str) -> Answer:
        """Log in and keep the cookie."""
        answer = self.post("auth/login", headers, username=username, password=password)
        for cookie in answer.cookies:
            self.cookie = cookie.partition(";")[0]
        return answer

    def torrent(self, hash_: str) -> dict[str, Any] | None:
        """The record of one torrent, `None` if it is not there."""
        found = self.get("torrents/info", hashes=hash_).json
        return found[0] if found else None


@define(kw_only=True)
class Subject:
    """
    One server under test. *profile* holds what its release is expected to do.

    *pass_time* lets so many seconds pass for the server: a clock is advanced, or we really wait. *restart* stops and starts
    it in place, where it keeps its torrents on that occasion.
    """

    name: str
    profile: ClientProfile
    port: int
    save_path: Path
    transport: Transport
    pass_time: Callable[[float], None]
    restart: Callable[[], None] | None = None
    is_real: bool = False
    _serial: int = 0
    _regular: Visitor | None = None

    @property
    def regular(self) -> Visitor:
        """The same visitor again and again: logging in is slow on purpose, for real clients."""
        if self._regular is None:
            self._regular = self.visitor()
        return self._regular

    def visitor(self) -> Visitor:
        """Somebody new, not logged in."""
        return Visitor(self.transport, self.port)

    def eventually(self, look: Callable[[], T], patience_seconds: float = 15) -> T:
        """What *look* returns once that is true; fails after *patience_seconds*."""
        step, passed = 0.03, 0.0
        while True:
            seen = look()
            if seen:
                return seen
            assert passed < patience_seconds, f"not within {patience_seconds} s, last: {seen!r}"
            self.pass_time(step)
            passed += step

    def fresh_name(self, stem: str) -> str:
        """A name no other test has used."""
        self._serial += 1
        return f"{stem}.{self._serial}"


def really_wait(seconds: float) -> None:
    """Time of servers that live in real time."""
    time.sleep(seconds)
