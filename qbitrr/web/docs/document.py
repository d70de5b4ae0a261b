"""
The OpenAPI document of a route table.
"""

import inspect
import re
from collections.abc import Iterable, Sequence
from typing import Any

from qbitrr import __version__
from qbitrr.web.docs.responses import RESPONSES, responses
from qbitrr.web.docs.schemas import components, reference
from qbitrr.web.http.answers import ErrorAnswer
from qbitrr.web.http.parameters import Parameter, ParameterPlace
from qbitrr.web.http.routes import Auth, Group, Route
from qbitrr.web.http.visits import Credential

__all__ = ["document", "is_served", "template"]

_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
_THUMBNAIL = re.compile(r"/web/.+/thumbnail")
_ABOUT = """\
Everything below `/api/` is there below `/web/` as well, with the same answers: `/api` is for scripts, `/web` for the browser UI.
Each GET is a HEAD, too. Every error is an object with an `error` for people. Unknown parameters of a query are ignored; a number
out of its bounds is moved into them. A category may contain slashes, percent-encoded or not.
"""
# By the value of `Credential`; the rest of them need nothing said.
_SCHEMES: dict[str, dict[str, Any]] = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "The token, `WebUI.Token`."},
    "query": {
        "type": "apiKey", "in": "query", "name": "token",
        "description": "The same token in the address, unless `WebUI.AllowInsecureTokenQuery` says otherwise for GET and HEAD alone.",
    },
    "session": {"type": "apiKey", "in": "cookie", "name": "qbitrr_session", "description": "A browser that signed in."},
}  # fmt: skip
_NAMES = {"bearer": "bearerAuth", "query": "queryToken", "session": "cookieAuth"}
_GROUPS = {
    Group.SYSTEM: "Health, and the way into the browser UI.",
    Group.AUTH: "How one gets in.",
    Group.STATUS: "The state of everything in brief, and versions.",
    Group.PROCESSES: "The children.",
    Group.ARR: "The configured Arrs.",
    Group.LOGS: "Log files.",
    Group.ACTIVITY: "What was done and why, and what needs a person.",
    Group.TORRENTS: "Torrents, removals and the quarantine.",
    Group.SETUP: "A first configuration.",
    Group.DOCTOR: "Examining the set-up.",
    Group.CONFIG: "The configuration.",
    Group.CATALOG: "Libraries of the Arrs.",
    Group.DOCS: "This description.",
    Group.EVENTS: "What changes, as it happens.",
}


def is_served(route: Route) -> bool:
    """Whether a running program describes *route*: `/web` only repeats `/api`, but for pictures, which pages show from there."""
    return not route.path.startswith("/web/") or bool(_THUMBNAIL.fullmatch(route.path))


def document(routes: Iterable[Route], base: str = "") -> dict[str, Any]:
    """The OpenAPI document of *routes*, below the path *base*."""
    listed = tuple(routes)
    answers = [each for route in listed for each in (*route.answer, route.refused) if isinstance(each, type)]
    paths: dict[str, dict[str, Any]] = {}
    for route in listed:
        paths.setdefault(template(route.path), {})[route.method.lower()] = _operation(route)
    used = {route.group for route in listed}
    return {
        "openapi": "3.1.0",
        "info": {"title": "qbitrr", "version": __version__, "description": _ABOUT},
        "servers": [{"url": f"{base}/"}],
        "tags": [{"name": each.value, "description": _GROUPS[each]} for each in Group if each in used],
        "paths": paths,
        "components": {
            "securitySchemes": {_NAMES[each]: _SCHEMES[each] for each in _credentials()},
            "responses": RESPONSES,
            "schemas": components([ErrorAnswer, *answers], [route.body for route in listed if route.body]),
        },
    }


def template(path: str) -> str:
    """A path as documents spell it: `/logs/{name}`."""
    return _PARAMETER.sub(r"{\1}", path)


def _credentials() -> Sequence[str]:
    """The credentials one can send, by their values."""
    return [each.value for each in Credential if each.value in _SCHEMES]


def _operation(route: Route) -> dict[str, Any]:
    summary, _, more = (inspect.getdoc(route.handler) or route.name).partition("\n\n")
    found: dict[str, Any] = {
        "operationId": route.name,
        "tags": [route.group.value],
        "summary": " ".join(summary.split()),
        "security": _security(route.auth),
    }
    if more:
        found["description"] = more
    if route.parameters:
        found["parameters"] = [_parameter(each) for each in route.parameters]
    if route.body is not None:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": reference(route.body)}}}
    found["responses"] = responses(route)
    return found


def _security(auth: Auth) -> list[dict[str, list[str]]]:
    if auth is Auth.PUBLIC:
        return []
    needed: list[dict[str, list[str]]] = [{_NAMES[each]: []} for each in _credentials()]
    return needed if auth is Auth.PROTECTED else [{}, *needed]


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": parameter.type.word}
    if parameter.bounds is not None:
        schema["minimum"], schema["maximum"] = parameter.bounds
    if parameter.place is ParameterPlace.PATH:
        if parameter.type.word == "integer":
            schema["minimum"] = 0
    elif parameter.default is not None:
        schema["default"] = parameter.default
    return {
        "name": parameter.name,
        "in": parameter.place.value,
        "required": parameter.place is ParameterPlace.PATH,
        "description": parameter.description,
        "schema": schema,
    }
