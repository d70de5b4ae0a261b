"""
The one thing below every client: sends a request, holds every limit, and turns whatever goes wrong into `qbitrr.errors`.

    Http.ask      any answer of the other side, whatever its status
    Http.fetch    only good answers (2xx); the others raise
    Http.stream   the same, the body handed over piece by piece

Keys and cookies appear in no error and no log line.

# Note [Cancelling and timing out]
treq turns a cancellation into `ResponseNeverReceived([CancelledError])`. It is turned back here, below the timeout, so that
callers see `CancelledError` when they cancel and `TimedOut` when the answer was late.
"""

import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from copy import copy
from typing import TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

import msgspec
from attrs import evolve, field, frozen
from treq.client import HTTPClient
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.web.http_headers import Headers
from twisted.web.iweb import IAgent, IBodyProducer, IResponse
from zope.interface import implementer

from qbitrr.clients.bodies import BytesBody, Collected, Sink, TooLong, receive
from qbitrr.clients.retries import NEVER, READS, WRITES, Retries, persist
from qbitrr.clients.translation import busy, refusal, translated
from qbitrr.errors import BadAnswer, QbitrrError, TimedOut

__all__ = ["LIST", "ONCE", "READ", "STREAM", "WRITE", "Answer", "Http", "Manner", "Query"]

S = TypeVar("S", bound=Sink)
MIB = 1024 * 1024
# An error's own body is only read for the sentence in it.
ERROR_LIMIT = MIB
MOST_REDIRECTS = 3
Query = Sequence[tuple[str, str | int]]


@frozen(kw_only=True)
class Manner:
    """
    How a request is made: *patience* in seconds per attempt (with *by_progress*: without a byte arriving), at most *limit*
    bytes of answer, *retries* on what may pass by itself.
    """

    patience: float = 30.0
    limit: int = 16 * MIB
    retries: Retries = READS
    by_progress: bool = False

    def once(self) -> "Manner":
        """The same without retries."""
        return evolve(self, retries=NEVER)


READ = Manner()
LIST = Manner(patience=60.0, limit=256 * MIB)
STREAM = Manner(patience=120.0, limit=512 * MIB, by_progress=True)
WRITE = Manner(limit=4 * MIB, retries=WRITES)
ONCE = Manner(retries=NEVER)


@frozen(kw_only=True)
class Answer:
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


@frozen(kw_only=True)
class _Request:
    method: str
    url: str
    body: bytes | None = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    manner: Manner


class Http:
    """
    Requests to one remote program at *base_url* (scheme, host, port, path), called *where* in errors.

    *headers* go with every request, to this origin only. Each instance keeps its own cookies. *clock* drives timeouts and
    pauses; *jitter* yields 0 to 1. All methods raise `Unreachable`, `TimedOut` or `BadAnswer`; cancelling one aborts the
    request in flight and raises `CancelledError`.
    """

    def __init__(
        self,
        agent: IAgent,
        base_url: str,
        where: str,
        clock: IReactorTime,
        *,
        headers: Mapping[str, str] | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.where = where
        self._client = HTTPClient(_Uncompressed(agent))
        self._base = base_url.rstrip("/")
        self._clock = clock
        self._headers = dict(headers or {})
        self._jitter = jitter

    def with_headers(self, headers: Mapping[str, str]) -> "Http":
        """The same, with *headers* going along too."""
        more = copy(self)
        more._headers = {**self._headers, **headers}
        return more

    async def ask(
        self,
        method: str,
        path: str,
        *,
        query: Query = (),
        form: Mapping[str, str] | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        manner: Manner = READ,
    ) -> Answer:
        """
        The answer to *method* *path*, whatever its status; only 429, 502, 503 and 504 raise (`Unreachable`), once retries
        are used up. *form* is sent as a web form, *json* is anything msgspec encodes.
        """
        request = self._request(method, path, query, form, json, headers, manner)

        async def attempt() -> Answer:
            whole = Collected()
            answer = await self._within_patience(request, whole)
            return evolve(answer, body=whole.body()) if answer.good else answer

        return await persist(attempt, manner.retries, self._clock, self._jitter)

    async def fetch(
        self,
        method: str,
        path: str,
        *,
        query: Query = (),
        form: Mapping[str, str] | None = None,
        json: object = None,
        manner: Manner = READ,
    ) -> Answer:
        """The answer to *method* *path* if it is good; raises also `Unauthorized`, `NotThere` and `Rejected`."""
        answer = await self.ask(method, path, query=query, form=form, json=json, manner=manner)
        return self.checked(answer)

    async def stream(self, path: str, make_sink: Callable[[], S], *, query: Query = (), manner: Manner = STREAM) -> S:
        """
        The sink that took the whole body of `GET path`. Each attempt gets a sink of its own from *make_sink*, so a body that
        broke off leaves nothing behind. Raises like `fetch`.
        """
        request = self._request("GET", path, query, None, None, None, manner)

        async def attempt() -> S:
            sink = make_sink()
            self.checked(await self._within_patience(request, sink))
            return sink

        return await persist(attempt, manner.retries, self._clock, self._jitter)

    def checked(self, answer: Answer) -> Answer:
        """*answer*, or the error its status means."""
        if answer.good:
            return answer
        raise refusal(self.where, answer.status, answer.body)

    def _request(
        self,
        method: str,
        path: str,
        query: Query,
        form: Mapping[str, str] | None,
        json: object,
        headers: Mapping[str, str] | None,
        manner: Manner,
    ) -> _Request:
        url = f"{self._base}/{path.lstrip('/')}"
        if query:
            url += "?" + urlencode(query)
        sent = {**self._headers, **(headers or {})}
        body = None
        if form is not None:
            body = urlencode(form).encode("ascii")
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        elif json is not None:
            body = msgspec.json.encode(json)
            sent["Content-Type"] = "application/json"
        return _Request(method=method, url=url, body=body, headers=sent, manner=manner)

    def _within_patience(self, request: _Request, sink: Sink) -> Awaitable[Answer]:
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
            if late and not isinstance(result, Answer):
                raise TimedOut(where=self.where, why=f"no answer within {manner.patience:g} s")
            return result

        exchange = Deferred.fromCoroutine(self._exchange(request, sink, progress))
        return exchange.addBoth(ended)

    async def _exchange(self, request: _Request, sink: Sink, progress: Callable[[], None]) -> Answer:
        """One attempt. Below the timeout, see Note [Cancelling and timing out]."""
        try:
            response = await self._follow(request)
            whole = Collected()
            good = 200 <= response.code < 300
            limit = request.manner.limit if good else ERROR_LIMIT
            await receive(response, sink if good else whole, limit, progress)
        except (QbitrrError, CancelledError):
            raise
        except TooLong as error:
            raise BadAnswer(where=self.where, why=f"an answer of more than {error.limit // MIB} MiB") from error
        except msgspec.DecodeError as error:
            raise BadAnswer(where=self.where, why=f"not the JSON expected: {error}") from error
        except Exception as error:
            raise translated(self.where, error) from error
        busy(self.where, response.code, response.headers, whole.body())
        return Answer(status=response.code, headers=response.headers, body=whole.body())

    async def _follow(self, request: _Request) -> IResponse:
        """
        The answer after redirects. Arrs send 307 when their URL base is missing in the address; the key may travel only to
        the very origin it was configured for.
        """
        url = request.url
        for _ in range(1 + MOST_REDIRECTS):
            response = await self._client.request(
                request.method,
                url,
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
                raise BadAnswer(where=self.where, why=f"HTTP {response.code}: a redirect instead of an answer")
            url = self._same_origin(url, location)
            await receive(response, Collected(), ERROR_LIMIT, lambda: None)
        raise BadAnswer(where=self.where, why="redirects in a circle")

    def _same_origin(self, url: str, location: str) -> str:
        target = urljoin(url, location)
        old, new = urlsplit(url), urlsplit(target)
        if (old.scheme, old.netloc) != (new.scheme, new.netloc):
            why = f"redirects to {new.scheme}://{new.hostname}: configure that address if it is the right one"
            raise BadAnswer(where=self.where, why=why)
        return target


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
