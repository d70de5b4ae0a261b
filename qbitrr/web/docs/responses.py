"""
What a route may answer, as OpenAPI says it.
"""

from typing import Any

from msgspec import Struct

from qbitrr.web.docs.schemas import reference
from qbitrr.web.http.answers import ErrorAnswer
from qbitrr.web.http.parameters import ParameterPlace
from qbitrr.web.http.routes import Answer, Auth, Plain, Route

__all__ = ["RESPONSES", "responses"]

_TEXT: dict[str, str] = {"type": "string"}
_MEDIA: dict[Plain, tuple[str, dict[str, Any]]] = {
    Plain.JSON: ("application/json", {"type": "object"}),
    Plain.TEXT: ("text/plain", _TEXT),
    Plain.PAGE: ("text/html", _TEXT),
    Plain.FILE: ("*/*", {}),
    Plain.STREAM: ("text/event-stream", _TEXT),
}
_REFUSALS = {
    "400": ("BadRequest", "Something in the request is not valid."),
    "401": ("Unauthorized", "The credential is missing or wrong."),
    "403": ("Forbidden", "A foreign page or host, what nobody may change, or everything is locked (where HTML is accepted: a page)."),
    "404": ("NotFound", "What the path names is not there."),
    "413": ("TooLarge", "The body is too long."),
    "default": ("Failure", "Anything else that went wrong: 429 and 503 say when to come again, 500 has the id of its log entry."),
}  # fmt: skip


def _json(*kinds: type[Struct]) -> dict[str, Any]:
    """JSON of one of these kinds."""
    each = [reference(kind) for kind in kinds]
    return {"application/json": {"schema": each[0] if len(each) == 1 else {"anyOf": each}}}


def _refusal(status: str) -> dict[str, Any]:
    found: dict[str, Any] = {"description": _REFUSALS[status][1], "content": _json(ErrorAnswer)}
    if status == "403":
        found["content"]["text/html"] = {"schema": _TEXT}
    if status == "401":
        found["headers"] = {"WWW-Authenticate": {"schema": _TEXT, "description": "By what one gets in."}}
    return found


RESPONSES = {name: _refusal(status) for status, (name, _) in _REFUSALS.items()}
"""The refusals all routes have in common, by the names `responses` refers to."""


def responses(route: Route) -> dict[str, Any]:
    """The answers of *route* by status, refusals included; those that have no status here are its `default`."""
    found = _success(route)
    for status in _refused_with(route):
        found[status] = {"$ref": f"#/components/responses/{_REFUSALS[status][0]}"}
    if route.refused is not None:
        for status in ("400", "default"):
            found[status] = {**_refusal(status), "content": _json(route.refused, ErrorAnswer)}
    if route.auth is Auth.SPECIAL:  # the handler itself refuses, in the shape of its answer if that is JSON
        structs = [each for each in route.answer if isinstance(each, type)]
        found["401"] = {**_refusal("401"), "content": _json(*(structs or [ErrorAnswer]))}
    return found


def _refused_with(route: Route) -> list[str]:
    wanted = ["403"]
    if route.auth is Auth.PROTECTED:
        wanted.append("401")
    if route.body is not None:
        wanted += ["400", "413"]
    if any(each.place is ParameterPlace.PATH for each in route.parameters):
        wanted.append("404")
    return [*sorted(wanted), "default"]


def _elsewhere(why: str) -> dict[str, Any]:
    location = {"required": True, "schema": _TEXT, "description": "Where to go."}
    return {"302": {"description": why, "headers": {"Location": location}}}


def _success(route: Route) -> dict[str, Any]:
    if Plain.REDIRECT in route.answer:
        return _elsewhere("It is elsewhere.")
    found: dict[str, Any] = {"200": {"description": _meaning(route.answer), "content": _content(route.answer)}}
    if Plain.PAGE in route.answer and route.auth is Auth.PROTECTED:
        found |= _elsewhere("A browser without a session signs in first.")
    if Plain.FILE in route.answer:
        found["206"] = {"description": "The part of it that was asked for.", "content": _content(route.answer)}
    if route.method == "GET" and {Plain.FILE, Plain.JSON} & set(route.answer):
        found["304"] = {"description": "The caller has it as it is."}
    return found


def _meaning(answers: tuple[Answer, ...]) -> str:
    said = [each.__doc__ for each in answers if isinstance(each, type) and each.__doc__]
    return " ".join(" ".join(each.split()) for each in said) or "It is done."


def _content(answers: tuple[Answer, ...]) -> dict[str, Any]:
    structs = [each for each in answers if isinstance(each, type)]
    found = _json(*structs) if structs else {}
    for each in answers:
        if not isinstance(each, Plain) or each not in _MEDIA:
            continue
        media, schema = _MEDIA[each]
        declared = found.get(media)
        found[media] = {"schema": schema if declared is None else {"anyOf": [declared["schema"], schema]}}
    return found
