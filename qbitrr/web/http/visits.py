"""
A visit: what was found out about a request when it came in, and its way to the handler of its route.
"""

from collections.abc import Iterable
from enum import Enum
from typing import Any, cast

from attrs import frozen
from klein import Klein
from twisted.internet.defer import CancelledError, Deferred
from twisted.python.failure import Failure
from twisted.web.iweb import IRequest
from werkzeug.exceptions import HTTPException

from qbitrr.errors import QbitrrError
from qbitrr.model.access.sessions import BrowserSession
from qbitrr.model.access.web_access import WebAccess
from qbitrr.web.http.answers import Refusal, is_browsed, json_response, problem, problem_of, redirect, retry_later
from qbitrr.web.http.bodies import body_of
from qbitrr.web.http.routes import Auth, Handler, Plain, Route
from qbitrr.web.settings import WebSettings

__all__ = ["Credential", "Visit", "begin_visit", "build", "unauthorised", "unauthorised_header", "visit_of"]


class Credential(Enum):
    """By what a caller is allowed in."""

    NONE = "none"
    """By nothing: only public routes."""
    OPEN = "open"
    """Authentication is switched off."""
    BEARER = "bearer"
    """By the token in the `Authorization` header."""
    QUERY = "query"
    """By the token in the address."""
    SESSION = "session"
    """By the cookie of a browser that signed in."""
    PROXY = "proxy"
    """By the word of a proxy we trust, which let them in."""


@frozen(kw_only=True)
class Visit:
    """
    One request: its *id* (in the log and in error answers), its *credential*, the *session* or the *proxy_user* if that is what lets
    it in, the address of its *client*, whether it came by HTTPS as far as the browser knows, and the *settings* it was judged by and
    is answered by, whatever is reloaded meanwhile.
    """

    id: str
    credential: Credential
    settings: WebSettings
    client: str = ""
    session: BrowserSession | None = None
    proxy_user: str = ""
    is_https: bool = False

    @property
    def user(self) -> str | None:
        """Who signed in, None for whoever came in another way."""
        return self.session.user if self.session is not None else self.proxy_user or None

    @property
    def access(self) -> WebAccess:
        """The settings of access among them."""
        return self.settings.access

    @property
    def is_authorised(self) -> bool:
        """Whether the caller may use protected routes."""
        return self.credential is not Credential.NONE


def begin_visit(request: IRequest, visit: Visit) -> None:
    """Let everybody who handles *request* find its *visit*."""
    cast("Any", request).visit = visit


def visit_of(request: IRequest) -> Visit:
    """The visit of a request that came in by the entry."""
    return cast("Visit", cast("Any", request).visit)


def build(routes: Iterable[Route]) -> Klein:
    """A Klein application of *routes*, each an endpoint of its name, whose every answer, errors of the router included, has our shape."""
    app = Klein()
    # A category may contain anything; a path is taken as it is or not at all.
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    for route in routes:
        app.route(route.path, methods=[route.method], endpoint=route.name)(_guarded(route))
    app.handle_errors(Exception)(_answer_failure)
    return app


def _guarded(route: Route) -> Handler:
    """The handler behind the check of the credential, with everything that is declared parsed."""
    handler, auth, parameters, body = route.handler, route.auth, route.parameters, route.body
    refused = route.refused

    def guarded(request: IRequest, **in_path: str) -> "bytes | Deferred[bytes]":
        if auth is Auth.PROTECTED and not visit_of(request).is_authorised:
            is_for_people = Plain.PAGE in route.answer and is_browsed(request)
            return _to_sign_in(request, route) if is_for_people else unauthorised(request)
        values: dict[str, Any] = {each.name: each.value(request, in_path) for each in parameters}
        try:
            if body is not None:
                values["body"] = body_of(request, body)
            answer = handler(request, **values)
            return _unless_left(request, answer) if isinstance(answer, Deferred) else answer
        except Refusal as refusal:
            if refused is None:
                raise
            retry_later(request, refusal)
            return json_response(request, refused(message=refusal.text, error=refusal.text), refusal.status)

    return guarded


def _unless_left(request: IRequest, answer: Deferred[bytes]) -> Deferred[bytes]:
    """*answer*; whatever the leaving of its client makes of it is no failure, since nobody is there to be told."""
    left: list[Failure] = []
    cast("Any", request).notifyFinish().addErrback(left.append)

    def nobody(failure: Failure) -> Failure:
        return Failure(CancelledError()) if left and failure.check(QbitrrError) else failure

    return answer.addErrback(nobody)


def _to_sign_in(request: IRequest, route: Route) -> bytes:
    """A person is asked to sign in, and comes back afterwards."""
    return redirect(request, f"{visit_of(request).access.url_base}/ui?next={route.path}")


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
