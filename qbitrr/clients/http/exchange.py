"""
One request and its answer, within limits.

# Note [Cancelling and timing out]
treq turns a cancellation into `ResponseNeverReceived([CancelledError])`. It is turned back here, below the timeout, so that
callers see `CancelledError` when they cancel and `TimedOut` when the answer was late.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC
from email.utils import parsedate_to_datetime
from urllib.parse import quote, urljoin

from attrs import field, frozen
from hyperlink import EncodedURL
from treq.client import HTTPClient
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.web.http_headers import Headers
from twisted.web.iweb import IAgent, IBodyProducer, IResponse
from zope.interface import implementer

from qbitrr.clients.http.bodies import BytesBody, Collected, Sink, TooLong, receive
from qbitrr.clients.http.manners import MIB, Manner
from qbitrr.clients.http.translation import busy, translated
from qbitrr.errors import BadAnswer, Obstacle, QbitrrError, TimedOut
from qbitrr.model.addresses import Address

__all__ = ["Exchange", "HttpAnswer", "Request"]

# An error's own body is only read for the sentence in it.
ERROR_LIMIT = MIB
MOST_REDIRECTS = 3
_PLAIN_IN_QUERY = "/%:@!$&'()*+,;=~-._?"


@frozen(kw_only=True)
class HttpAnswer:
    """What came back: HTTP *status*, *headers*, and the *body* in one piece (empty when a good one was streamed)."""

    status: int
    headers: Headers = field(repr=False)
    body: bytes = field(repr=False, default=b"")

    @property
    def good(self) -> bool:
        """Whether the other side did what it was asked."""
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        """The body as text, trimmed."""
        return self.body.decode("utf-8", "replace").strip()

    def ahead_of(self, now: float) -> float | None:
        """By how many seconds the clock of the other side is ahead of *now*; None when it does not say what time it has."""
        try:
            said = parsedate_to_datetime(self.headers.getRawHeaders("Date", [""])[0])
            return (said if said.tzinfo else said.replace(tzinfo=UTC)).timestamp() - now
        except (ValueError, OverflowError):
            return None


@frozen(kw_only=True)
class Request:
    """What is asked: *body* and *headers* may hold secrets and do not print."""

    method: str
    url: str
    body: bytes | None = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    manner: Manner


class Exchange:
    """Attempts at requests to one program, called *where* in errors. It keeps the cookies it was given."""

    def __init__(self, agent: IAgent, where: str, clock: IReactorTime) -> None:
        self._client = HTTPClient(_Uncompressed(agent))
        self._where = where
        self._clock = clock
        self.answered_after: float | None = None
        """Seconds from the last request that was answered to the beginning of its answer; None before the first."""

    def attempt(self, request: Request, sink: Sink) -> Awaitable[HttpAnswer]:
        """
        The answer to *request*, its body in *sink* if it is good, else in the answer itself. Raises `Unreachable`, `TimedOut`,
        `Busy`, `BadAnswer` or `CancelledError`.
        """
        manner, late = request.manner, []

        def give_up() -> None:
            late.append(True)
            exchange.cancel()

        timer = self._clock.callLater(manner.patience, give_up)

        def progress() -> None:
            if manner.by_progress and timer.active():
                timer.reset(manner.patience)

        def ended(result: object) -> object:
            if timer.active():
                timer.cancel()
            if late and not isinstance(result, HttpAnswer):
                why = f"no answer within {manner.patience:g} s"
                raise TimedOut(where=self._where, why=why, obstacle=Obstacle.TIMEOUT)
            return result

        exchange = Deferred.fromCoroutine(self._exchange(request, sink, progress))
        return exchange.addBoth(ended)

    async def _exchange(self, request: Request, sink: Sink, progress: Callable[[], None]) -> HttpAnswer:
        """One attempt. Below the timeout, see Note [Cancelling and timing out]."""
        began = self._clock.seconds()
        try:
            response = await self._follow(request)
            self.answered_after = max(0.0, self._clock.seconds() - began)
            whole = Collected()
            good = 200 <= response.code < 300
            limit = request.manner.limit if good else ERROR_LIMIT
            await receive(response, sink if good else whole, limit, progress)
        except (QbitrrError, CancelledError):
            raise
        except TooLong as error:
            raise BadAnswer(where=self._where, why=f"an answer of more than {error.limit // MIB} MiB") from error
        except Exception as error:
            raise translated(self._where, error) from error
        busy(self._where, response.code, response.headers, whole.body())
        return HttpAnswer(status=response.code, headers=response.headers, body=whole.body())

    async def _follow(self, request: Request) -> IResponse:
        """
        The answer after redirects. Arrs send 307 when their URL base is missing in the address; the key may travel only to
        the very origin it was configured for.
        """
        url = request.url
        for _ in range(1 + MOST_REDIRECTS):
            response = await self._client.request(
                request.method,
                _AsWritten.from_text(url),
                headers=Headers({name: [value] for name, value in request.headers.items()}),
                data=None if request.body is None else BytesBody(request.body),
                allow_redirects=False,
                unbuffered=True,
                reactor=self._clock,  # type: ignore[arg-type]  # else treq would import the global one
            )
            location = response.headers.getRawHeaders("Location", [""])[0]
            if not location or response.code not in (301, 302, 303, 307, 308):
                return response
            if response.code < 307 and request.method != "GET":
                raise self._redirected(f"HTTP {response.code}: a redirect instead of an answer")
            url = self._same_origin(url, location)
            await receive(response, Collected(), ERROR_LIMIT, lambda: None)
        raise self._redirected("redirects in a circle")

    def _same_origin(self, url: str, location: str) -> str:
        try:
            path, mark, query = urljoin(url, location).partition("?")
            old, new = Address.parse(url.partition("?")[0]), Address.parse(path.partition("#")[0])
        except ValueError as error:  # `BadAddress` and what the standard library has against it
            raise self._redirected("redirects to something that is no address") from error
        if old.origin != new.origin:
            raise self._redirected(
                f"redirects to {new.scheme}://{new.place}: configure that address if it is the right one"
            )
        slash = "/" if path.endswith("/") else ""
        return f"{new.url}{slash}{mark}{quote(query.partition('#')[0], safe=_PLAIN_IN_QUERY)}"

    def _redirected(self, why: str) -> BadAnswer:
        return BadAnswer(where=self._where, why=why, obstacle=Obstacle.REDIRECT)


class _AsWritten(EncodedURL):
    """A URL that is ASCII already: made a URI, its host would have to be good IDNA, see Note [Names] in `agents`."""

    def to_uri(self) -> "_AsWritten":
        return self


@implementer(IAgent)
class _Uncompressed:
    """
    Asks for bodies as they are. On one machine or network packing costs more than it saves, and what a packed body
    unfolds to cannot be limited beforehand.
    """

    def __init__(self, agent: IAgent) -> None:
        self._agent = agent

    def request(
        self, method: bytes, uri: bytes, headers: Headers | None = None, bodyProducer: IBodyProducer | None = None
    ) -> Deferred[IResponse]:
        plain = headers.copy() if headers is not None else Headers()
        plain.setRawHeaders("Accept-Encoding", ["identity"])
        return self._agent.request(method, uri, plain, bodyProducer)
