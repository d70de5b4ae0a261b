"""
One request as the handlers see it, and the routes they are registered with.
"""

from collections.abc import Awaitable, Callable, Mapping
from inspect import isawaitable
from json import JSONDecodeError
from typing import Any

from attrs import frozen
from klein import Klein
from msgspec import DecodeError, json
from twisted.internet.defer import Deferred
from twisted.internet.task import deferLater
from twisted.logger import Logger
from twisted.python.failure import Failure
from twisted.web.iweb import IRequest
from twisted.web.server import Request
from werkzeug.exceptions import HTTPException

from qbitrr.testing.arr.model.faults import Fault
from qbitrr.testing.arr.model.wire import ApiError, ArrAnswer, problem
from qbitrr.testing.arr.rest.query import QueryParameters

__all__ = ["ArrCall", "Routes"]


@frozen
class ArrCall:
    """A request to a handler."""

    request: Request

    @property
    def query(self) -> QueryParameters:
        """Its query parameters."""
        return QueryParameters.of(self.request.uri)

    def body(self) -> dict[str, Any]:
        """Its JSON object, names as sent; ApiError 400 when there is none."""
        assert self.request.content is not None
        text = self.request.content.read()
        if not text:
            raise problem(
                400, "One or more validation errors occurred.", {"": ["A non-empty request body is required."]}
            )
        try:
            value = json.decode(text)
        except (DecodeError, JSONDecodeError):
            raise problem(
                400, "One or more validation errors occurred.", {"$": ["The JSON value could not be converted."]}
            ) from None
        if not isinstance(value, dict):
            raise problem(
                400, "One or more validation errors occurred.", {"$": ["The JSON value could not be converted."]}
            )
        return value

    def header(self, name: str) -> str | None:
        """A header of the request."""
        value = self.request.getHeader(name)
        return value.decode("latin-1") if isinstance(value, bytes) else value


RouteHandler = Callable[..., Any]
_log = Logger()


class Routes:
    """
    The endpoints of one application. A handler takes a `ArrCall` and the parts of the path, and returns (or awaits) a JSON value, an
    `ArrAnswer`, or None for an empty body.
    """

    def __init__(self, base: str) -> None:
        self.app = Klein()
        self.base = base
        self.app.handle_errors(HTTPException)(_http_error)

    def on(
        self, method: str, path: str, *, status: int = 200, absolute: bool = False
    ) -> Callable[[RouteHandler], RouteHandler]:
        """Register a handler for *method* and *path* (below the API's base unless *absolute*)."""
        rule = path if absolute else f"{self.base}/{path}".lower()

        def register(handler: RouteHandler) -> RouteHandler:
            async def serve(request: Request, **parts: Any) -> bytes:
                return await _respond(request, handler, ArrCall(request), parts, status)

            self.app.route(
                rule, methods=[method, "HEAD"] if method == "GET" else [method], endpoint=f"{method} {rule}"
            )(serve)
            return handler

        return register

    def get(self, path: str) -> Callable[[RouteHandler], RouteHandler]:
        """A read: 200."""
        return self.on("GET", path)

    def post(self, path: str, status: int = 201) -> Callable[[RouteHandler], RouteHandler]:
        """A creation: 201."""
        return self.on("POST", path, status=status)

    def put(self, path: str) -> Callable[[RouteHandler], RouteHandler]:
        """A change: 202."""
        return self.on("PUT", path, status=202)

    def delete(self, path: str) -> Callable[[RouteHandler], RouteHandler]:
        """A removal: 200, usually empty."""
        return self.on("DELETE", path)


async def _respond(
    request: Request, handler: RouteHandler, call: ArrCall, parts: Mapping[str, Any], status: int
) -> bytes:
    try:
        value = handler(call, **parts)
        if isawaitable(value):
            value = await _awaited(value)
    except ApiError as trouble:
        value = ArrAnswer(value=trouble.body, status=trouble.status)
    except (
        KeyError,
        TypeError,
        AttributeError,
    ) as trouble:  # what the application would trip over, it answers with 500
        text = f"{type(trouble).__name__}: {trouble}"
        _log.warn("{method} {uri}: {text}", method=request.method, uri=request.uri, text=text)
        value = ArrAnswer(value={"message": text, "description": f"{text}\n   at …"}, status=500)
    answer = value if isinstance(value, ArrAnswer) else ArrAnswer(value=value, status=status)
    request.setResponseCode(answer.status)
    for name, text in answer.headers.items():
        request.setHeader(name, text)
    body = answer.body if answer.body is not None else b"" if answer.value is None else json.encode(answer.value)
    if body:
        request.setHeader("Content-Type", answer.content_type)
    else:
        request.responseHeaders.removeHeader("Content-Type")
        request.defaultContentType = None
    fault: Fault | None = getattr(request, "sim_fault", None)
    return body if fault is None else await _spoil(request, fault, body)


async def _spoil(request: Request, fault: Fault, body: bytes) -> bytes:
    """The request was carried out, but its answer does not arrive as it should."""
    if fault.kind == "truncated":
        return body[: len(body) // 2]
    if fault.kind == "html":
        request.setResponseCode(502)
        request.setHeader("Content-Type", "text/html")
        return b"<html><body><h1>502 Bad Gateway</h1></body></html>"
    if fault.kind == "status":
        request.setResponseCode(fault.status)
        return fault.body.encode()
    if fault.kind == "halting":
        half = len(body) // 2
        request.write(body[:half])
        await deferLater(request.sim_clock, fault.seconds)  # type: ignore[attr-defined]
        return body[half:]
    if fault.kind == "cut":
        request.setHeader("Content-Length", str(len(body)))
        request.write(body[: len(body) // 2])
    request.loseConnection()
    never: Deferred[bytes] = Deferred()  # cancelled when the connection is gone
    return await never


async def _awaited(value: Awaitable[Any]) -> Any:
    return await value


def _http_error(request: IRequest, failure: Failure) -> bytes:
    """An unknown route or a method it does not have: the bare status, with an empty body."""
    assert isinstance(failure.value, HTTPException)
    request.setResponseCode(failure.value.code or 500)
    request.defaultContentType = None  # type: ignore[attr-defined]
    return b""
