"""
The one thing below every client: sends a request, holds every limit, and turns whatever goes wrong into `qbitrr.errors`.

    Http.ask      any answer of the other side, whatever its status
    Http.fetch    only good answers (2xx); the others raise
    Http.stream   the same, the body handed over piece by piece

Keys and cookies appear in no error and no log line.
"""

import random
from collections.abc import Awaitable, Callable, Mapping
from copy import copy
from typing import TypeVar
from urllib.parse import urlencode

import msgspec
from attrs import evolve
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater
from twisted.logger import Logger
from twisted.web.iweb import IAgent

from qbitrr.clients.http.bodies import Collected, Sink
from qbitrr.clients.http.exchange import Exchange, HttpAnswer, Request
from qbitrr.clients.http.manners import LIST, ONCE, READ, STREAM, WRITE, Manner, Query, Retries
from qbitrr.clients.http.translation import refusal
from qbitrr.errors import Busy, Rejected, TimedOut, Unreachable

__all__ = ["LIST", "ONCE", "READ", "STREAM", "WRITE", "Http", "HttpAnswer", "Manner", "Query", "persist"]

S = TypeVar("S", bound=Sink)
T = TypeVar("T")

# A server that wants to be left alone longer than this is left to the caller's own clock.
LONGEST_RETRY_AFTER_SECONDS = 60.0

log = Logger()


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
        self._exchange = Exchange(agent, where, clock)
        self._base = base_url.rstrip("/")
        self._clock = clock
        self._headers = dict(headers or {})
        self._jitter = jitter

    def with_headers(self, headers: Mapping[str, str]) -> "Http":
        """The same, with *headers* going along too."""
        more = copy(self)
        more._headers = {**self._headers, **headers}
        return more

    @property
    def answered_after(self) -> float | None:
        """Seconds until its last answer began; None before the first. Whatever that answer was."""
        return self._exchange.answered_after

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
    ) -> HttpAnswer:
        """
        The answer to *method* *path*, whatever its status; only 429, 502, 503 and 504 raise (`Unreachable`), once retries
        are used up. *form* is sent as a web form, *json* is anything msgspec encodes.
        """

        async def attempt() -> HttpAnswer:
            request = self._request(method, path, query, form, json, headers, manner)
            whole = Collected()
            answer = await self._exchange.attempt(request, whole)
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
    ) -> HttpAnswer:
        """The answer to *method* *path* if it is good; raises also `Unauthorized`, `NotThere` and `Rejected`."""
        answer = await self.ask(method, path, query=query, form=form, json=json, manner=manner)
        return self.checked(answer)

    async def stream(self, path: str, make_sink: Callable[[], S], *, query: Query = (), manner: Manner = STREAM) -> S:
        """
        The sink that took the whole body of `GET path`. Each attempt gets a sink of its own from *make_sink*, so a body that
        broke off leaves nothing behind. Raises like `fetch`.
        """

        async def attempt() -> S:
            request = self._request("GET", path, query, None, None, None, manner)
            sink = make_sink()
            self.checked(await self._exchange.attempt(request, sink))
            return sink

        return await persist(attempt, manner.retries, self._clock, self._jitter)

    def checked(self, answer: HttpAnswer) -> HttpAnswer:
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
    ) -> Request:
        url = f"{self._base}/{path.lstrip('/')}"
        sent = {**self._headers, **(headers or {})}
        body = None
        try:
            if query:
                url += "?" + urlencode(query)
            if form is not None:
                body = urlencode(form).encode("ascii")
                sent["Content-Type"] = "application/x-www-form-urlencoded"
            elif json is not None:
                body = msgspec.json.encode(json)
                sent["Content-Type"] = "application/json"
        except UnicodeEncodeError as error:  # half of a surrogate pair, as file names of other systems have
            raise Rejected(where=self.where, status=400, detail="a name in it is not text") from error
        return Request(method=method, url=url, body=body, headers=sent, manner=manner)


async def persist(
    attempt: Callable[[], Awaitable[T]], retries: Retries, clock: IReactorTime, random: Callable[[], float]
) -> T:
    """
    What the first successful *attempt* returns.

    Repeated are only attempts that failed with `Unreachable`; one that ran out of time (`TimedOut`) is not: it has used
    up its caller's patience already. Raises the error of the last attempt. Cancelling ends the attempt or the pause.
    """
    failed = 0
    while True:
        try:
            return await attempt()
        except TimedOut:
            raise
        except Unreachable as error:
            failed += 1
            pause = retries.pause(failed, random)
            asked = error.retry_after or 0.0 if isinstance(error, Busy) else 0.0
            if failed >= retries.times or asked > LONGEST_RETRY_AFTER_SECONDS:
                raise
            pause = max(pause, asked)
            log.debug("{error}; trying again in {pause:.1f} s", error=str(error), pause=pause)
        await deferLater(clock, pause)
