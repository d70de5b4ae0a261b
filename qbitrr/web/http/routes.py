"""
The route table as values, and its way into Klein. A route without an auth class cannot be made: the default is deny.
"""

import re
from collections.abc import Callable, Iterable
from enum import Enum, StrEnum
from typing import Any

from attrs import evolve, field, frozen
from attrs.validators import instance_of, min_len
from klein import Klein
from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure
from twisted.web.iweb import IRequest
from werkzeug.exceptions import HTTPException

from qbitrr.web.http.answers import Refusal, json_response, problem, problem_of, retry_later
from qbitrr.web.http.bodies import body_of
from qbitrr.web.http.parameters import Parameter, ParameterPlace
from qbitrr.web.http.visits import Auth, visit_of

__all__ = [
    "CALLBACK",
    "Answer",
    "Group",
    "Handler",
    "Plain",
    "Route",
    "build",
    "mirrored",
    "unauthorised",
    "unauthorised_header",
]

Handler = Callable[..., "bytes | Deferred[bytes]"]
"""Takes the request, each parameter by its name, and the `body` if there is one; answers the body, having set status and headers."""

CALLBACK = "/signin-oidc"
"""The route to which a sign-on provider sends browsers back; the path they see is `OIDC.CallbackPath`, see the entry."""
_IN_PATTERN = re.compile(r"<(?:\w+:)?(\w+)>")


class Group(StrEnum):
    """The subject of a route, under which documents list it."""

    SYSTEM = "system"
    AUTH = "auth"
    STATUS = "status"
    PROCESSES = "processes"
    ARR = "arr"
    LOGS = "logs"
    ACTIVITY = "activity"
    TORRENTS = "torrents"
    SETUP = "setup"
    DOCTOR = "doctor"
    CONFIG = "config"
    CATALOG = "catalog"
    DOCS = "docs"
    EVENTS = "events"


class Plain(Enum):
    """An answer that is no JSON value, or one whose members depend on what it shows."""

    JSON = "json"
    """An object whose members cannot be declared."""
    TEXT = "text"
    PAGE = "page"
    """A page for people."""
    FILE = "file"
    STREAM = "stream"
    """Server-sent events."""
    REDIRECT = "redirect"


Answer = type[Struct] | Plain


def _several(answer: "Answer | tuple[Answer, ...]") -> "tuple[Answer, ...]":
    return answer if isinstance(answer, tuple) else (answer,)


@frozen(kw_only=True)
class Route:
    """
    One method on one path pattern (as Klein spells it). GET also serves HEAD.

    *body* is what its JSON body is read as, None where none is looked at. *answer* is what it answers when all is well; several
    where the client chooses. *refused* is how its refusals look if not like all others: it is made with a text as `message` and as
    `error`. Everything that is known of a route stands here: whoever routes, documents or tests reads this.
    """

    name: str = field(validator=min_len(1))
    method: str = field(validator=min_len(3))
    path: str
    auth: Auth = field(validator=instance_of(Auth))
    group: Group = field(validator=instance_of(Group))
    parameters: tuple[Parameter, ...] = ()
    body: type[Struct] | None = None
    answer: tuple[Answer, ...] = field(converter=_several)
    refused: type[Struct] | None = None
    handler: Handler

    def __attrs_post_init__(self) -> None:
        declared = {each.name for each in self.parameters if each.place is ParameterPlace.PATH}
        if declared != set(_IN_PATTERN.findall(self.path)):
            raise ValueError(f"{self.name}: the parameters of {self.path} are not those declared")


def mirrored(
    name: str,
    method: str,
    path: str,
    group: Group,
    handler: Handler,
    *,
    parameters: tuple[Parameter, ...] = (),
    body: type[Struct] | None = None,
    answer: Answer | tuple[Answer, ...],
    refused: type[Struct] | None = None,
) -> tuple[Route, Route]:
    """
    The same protected route under `/api` for scripts and under `/web` for the browser UI, from one declaration: *path* and *name*
    are without the prefix.
    """
    api = Route(
        name=f"api.{name}", method=method, path=f"/api{path}", auth=Auth.PROTECTED, group=group,
        parameters=parameters, body=body, answer=answer, refused=refused, handler=handler,
    )  # fmt: skip
    return api, evolve(api, name=f"web.{name}", path=f"/web{path}")


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
            return unauthorised(request)
        values: dict[str, Any] = {each.name: each.value(request, in_path) for each in parameters}
        try:
            if body is not None:
                values["body"] = body_of(request, body)
            return handler(request, **values)
        except Refusal as refusal:
            if refused is None:
                raise
            retry_later(request, refusal)
            return json_response(request, refused(message=refusal.text, error=refusal.text), refusal.status)

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
