"""
The route table as values, and its way into Klein. A route without an auth class cannot be made: the default is deny.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from attrs import field, frozen
from attrs.validators import instance_of, min_len
from klein import Klein
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure
from twisted.web.iweb import IRequest
from werkzeug.exceptions import HTTPException

from qbitrr.web.http.answers import problem, problem_of
from qbitrr.web.http.visits import Auth, Handler, visit_of

__all__ = ["Route", "build", "mirrored", "unauthorised", "unauthorised_header"]


@frozen
class Route:
    """One method on one path pattern (as Klein spells it). GET also serves HEAD."""

    method: str = field(validator=min_len(3))
    path: str
    auth: Auth = field(validator=instance_of(Auth))
    handler: Handler


def mirrored(method: str, path: str, handler: Handler) -> tuple[Route, Route]:
    """The same protected route under `/api` for scripts and under `/web` for the browser UI."""
    return (
        Route(method, f"/api{path}", Auth.PROTECTED, handler),
        Route(method, f"/web{path}", Auth.PROTECTED, handler),
    )


def build(routes: Iterable[Route]) -> Klein:
    """A Klein application of *routes* whose every answer, errors of the router included, has our shape."""
    app = Klein()
    # A category may contain anything; a path is taken as it is or not at all.
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    table: Sequence[Route] = tuple(routes)
    for number, route in enumerate(table):
        app.route(route.path, methods=[route.method], endpoint=f"{number} {route.path}")(_guarded(route))
    app.handle_errors(Exception)(_answer_failure)
    return app


def _guarded(route: Route) -> Handler:
    handler, auth = route.handler, route.auth

    def guarded(request: IRequest, **parameters: Any) -> "bytes | Deferred[bytes]":
        if auth is Auth.PROTECTED and not visit_of(request).is_authorised:
            return unauthorised(request)
        return handler(request, **parameters)

    return guarded


def unauthorised(request: IRequest) -> bytes:
    """The answer to a caller who may not."""
    unauthorised_header(request)
    return problem(request, 401, "unauthorized")


def unauthorised_header(request: IRequest) -> None:
    """Say how one gets in."""
    request.setHeader(b"www-authenticate", b'Bearer realm="qbitrr"')


def _answer_failure(request: IRequest, failure: Failure) -> bytes:
    visit = visit_of(request)
    path = b"/".join([b"", *request.prepath, *request.postpath])
    # What does not exist below these two is nobody's business either, as long as the caller is unknown. A preflight never
    # carries a credential and learns nothing but methods.
    hidden = path.startswith((b"/api/", b"/web/")) and not visit.is_authorised and request.method != b"OPTIONS"
    if hidden and failure.check(HTTPException):
        return unauthorised(request)
    return problem_of(request, failure, visit.id)
