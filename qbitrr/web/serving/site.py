"""
The site: HTTP connections, bounded in what they may send, and closed in good order.
"""

from typing import cast

import msgspec
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall, IReactorTime, ITCPTransport
from twisted.internet.protocol import connectionDone
from twisted.internet.task import deferLater
from twisted.python.failure import Failure
from twisted.web.http import HTTPChannel
from twisted.web.http import Request as AnyRequest
from twisted.web.server import Request, Site

from qbitrr.web.api import Api
from qbitrr.web.http.answers import ErrorAnswer
from qbitrr.web.http.visits import visit_of
from qbitrr.web.serving.connections import ConnectionLimits, OpenConnections

__all__ = ["ApiSite"]

_PATIENCE_SECONDS = 2.0
"""For requests in flight when we stop: with the rest of a stop that is less than five seconds."""
_LINGER_SECONDS = 2.0
_IDLE_SECONDS = 60.0
_STRANGER_SECONDS = 15.0
_STEP_SECONDS = 0.05
_LONGEST_LENGTH_LINE = 50


def _last_answer(status: bytes, text: str) -> bytes:
    """A whole answer, after which the connection is closed."""
    body = msgspec.json.encode(ErrorAnswer(error=text))
    return (
        b"HTTP/1.1 %s\r\ncontent-type: application/json\r\ncache-control: no-store\r\nx-content-type-options: nosniff\r\n"
        b"connection: close\r\ncontent-length: %d\r\n\r\n%s" % (status, len(body), body)
    )


_TOO_LARGE = _last_answer(b"413 Content Too Large", "request body too large")
_TOO_LONG = _last_answer(b"400 Bad Request", "request line or header too long")
_MALFORMED = _last_answer(b"400 Bad Request", "malformed request")


class BoundedRequest(Request):
    """
    A request whose body is refused as soon as it is known to be too long: by the announced length before a byte of it is
    read, by counting where none is announced.

    What still comes is thrown away for a moment before the connection is closed: closing at once would make the client's
    system drop our answer unread.
    """

    _is_refused = False
    _received = 0
    _most = 0
    _cut: IDelayedCall | None = None

    def gotLength(self, length: int | None) -> None:
        """All headers are here; the body follows."""
        super().gotLength(length)
        # One limit for the whole body, whatever is reloaded while it comes.
        self._most = self._channel.site.settings.current.limits.most_body_bytes
        if length is not None and length > self._most:
            self._refuse()

    def handleContentChunk(self, data: bytes) -> None:
        """A piece of the body."""
        self._received += len(data)
        if not self._is_refused and self._received > self._most:
            self._refuse()
        if not self._is_refused:
            super().handleContentChunk(data)

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:
        """The request is complete."""
        if self._is_refused:
            self.channel.loseConnection()
        else:
            channel = self._channel  # a request that is answered at once has none afterwards
            super().requestReceived(command, path, version)
            if visit_of(self).is_authorised and not channel.is_known:
                channel.become_known()

    def connectionLost(self, reason: Failure) -> None:
        """The client left, or we cut the connection."""
        if self._cut is not None and self._cut.active():
            self._cut.cancel()
        super().connectionLost(reason)

    @property
    def _channel(self) -> "TrackedChannel":
        return cast("TrackedChannel", self.channel)

    def _refuse(self) -> None:
        self._is_refused = True
        channel = self._channel
        # `Expect: 100-continue` must not be followed by "continue".
        self.requestHeaders.removeHeader(b"expect")
        cast("ITCPTransport", channel.transport).write(_TOO_LARGE)
        self._cut = channel.callLater(_LINGER_SECONDS, channel.loseConnection)


class TrackedChannel(HTTPChannel):
    """A connection its site knows of, so that it can be closed with the site. HTTP/1 only: HTTP/2 is a proxy's business."""

    site: "ApiSite"  # set by the site that made it
    is_known = False

    @property
    def is_idle(self) -> bool:
        """Whether no request is being answered."""
        return not self.requests

    @property
    def address(self) -> str:
        """The address of the other side, empty for a socket that has none."""
        return getattr(cast("ITCPTransport", self.transport).getPeer(), "host", "") or ""

    def headerReceived(self, line: bytes) -> bool:
        """A length that is no number of bytes anybody has ends in a traceback of Twisted's, not in an answer."""
        if line[:15].lower() == b"content-length:" and len(line) > _LONGEST_LENGTH_LINE:
            self._turn_away(_MALFORMED)
            return False
        return cast("bool", super().headerReceived(line))

    def lineLengthExceeded(self, line: bytes) -> None:
        """An address or a header without end."""
        self._turn_away(_TOO_LONG)

    def _respondToBadRequestAndDisconnect(self) -> None:
        """What is no HTTP at all, or more headers than anybody needs; Twisted's own answer says nothing of why."""
        is_long = self._receivedHeaderSize > self.totalHeadersSize
        self._turn_away(_TOO_LONG if is_long else _MALFORMED)

    def _turn_away(self, answer: bytes) -> None:
        """Say why, and throw away what still comes for a moment: closing at once would make the client's system drop it unread."""
        self.dataReceived = self.lineReceived = lambda *_: None  # type: ignore[method-assign]
        self.clearLineBuffer()
        cast("ITCPTransport", self.transport).write(answer)
        self.callLater(_LINGER_SECONDS, self.loseConnection)

    def cut(self) -> None:
        """End the connection at once."""
        cast("ITCPTransport", self.transport).abortConnection()

    def become_known(self) -> None:
        """Somebody with a credential asks by it."""
        self.is_known = True
        if self.is_idle:  # it was answered already
            self.setTimeout(_IDLE_SECONDS)

    def setTimeout(self, period: float | None) -> float | None:
        """Strangers must say something soon, and say it soon."""
        if period and not self.is_known:
            period = min(period, _STRANGER_SECONDS)
        elif period:
            period = _IDLE_SECONDS
        return cast("float | None", super().setTimeout(period))

    def connectionMade(self) -> None:
        """Somebody connected."""
        super().connectionMade()
        self.factory.channels.add(self)
        self.factory.connections.came(self)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Somebody left."""
        self.factory.channels.discard(self)
        self.factory.connections.left(self)
        super().connectionLost(reason)


class ApiSite(Site):
    """Serves *api*. Has no log of its own: the entry writes one, without the query."""

    displayTracebacks = False
    noisy = False
    protocol = TrackedChannel  # type: ignore[assignment]  # typed as the wrapper that also speaks HTTP/2

    def __init__(self, api: Api, clock: IReactorTime, limits: ConnectionLimits | None = None) -> None:
        # Forms are nothing of ours: a broken one would end the connection without an answer, or in a traceback.
        super().__init__(
            api.resource,
            requestFactory=BoundedRequest,
            timeout=_IDLE_SECONDS,
            reactor=clock,
            parsePOSTFormSubmission=False,
        )
        self._api = api
        self.settings = api.settings
        self._clock = clock
        self.channels: set[TrackedChannel] = set()
        self.connections = OpenConnections(
            limits or ConnectionLimits.by_descriptors(), lambda: self.settings.current.access.behind_https_proxy
        )

    def startFactory(self) -> None:
        """Open no access log, and no timer for the time in it."""

    def stopFactory(self) -> None:
        """Nothing was opened."""

    def log(self, request: AnyRequest) -> None:
        """Not here."""

    def close(self) -> Deferred[None]:
        """
        End the service after its port is closed: streams end with a word where to go on, requests in flight get 2 seconds,
        then every connection is cut. Fires when no request of ours runs any more.
        """
        return Deferred.fromCoroutine(self._close())

    async def _close(self) -> None:
        self._api.stop()
        until = self._clock.seconds() + _PATIENCE_SECONDS
        while self._api.resource.running and self._clock.seconds() < until:
            await deferLater(self._clock, _STEP_SECONDS)
        for channel in tuple(self.channels):
            transport = cast("ITCPTransport", channel.transport)
            if channel.requests:
                transport.abortConnection()
            else:
                channel.loseConnection()
