"""
How answers are written: JSON, redirects, errors. One shape for every error, one format for every time.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import quote

import msgspec
from attrs import field, frozen
from msgspec import UNSET, Struct, UnsetType
from twisted.logger import Logger
from twisted.python.failure import Failure
from twisted.web.iweb import IRequest
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from qbitrr.errors import NotReady, QbitrrError, RemoteError, StoreError, Unknown

__all__ = [
    "ClashAnswer",
    "ErrorAnswer",
    "OkAnswer",
    "Refusal",
    "WrongKeyAnswer",
    "is_browsed",
    "iso",
    "iso_or_none",
    "json_response",
    "never_cache",
    "problem",
    "problem_of",
    "redirect",
    "retry_later",
]

log = Logger()

_NEVER_CACHE = (
    (b"cache-control", b"no-cache, no-store, must-revalidate"),
    (b"pragma", b"no-cache"),
    (b"expires", b"0"),
)


@frozen
class Refusal(QbitrrError):
    """
    A request we do not fulfil: the HTTP *status*, a *text* for people, a stable *code* where a program must tell it apart, and a *message*
    where the text is itself a word for programs.
    """

    status: int
    text: str
    code: str = field(default="", kw_only=True)
    message: str = field(default="", kw_only=True)
    retry_after: int = field(default=0, kw_only=True)

    def __str__(self) -> str:
        return self.text


class OkAnswer(Struct, frozen=True, kw_only=True):
    """It is done, and there is nothing to tell."""

    status: Literal["ok"] = "ok"


class WrongKeyAnswer(Struct, frozen=True, kw_only=True):
    """A key of the configuration that cannot be as it was to be, and why."""

    path: str
    message: str


class ClashAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """A key of the configuration that was changed on both sides; secrets are masked, null is for nothing."""

    key: str
    before: Any
    on_disk: Any
    wanted: Any


class ErrorAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    Every refusal and failure: a text for people, a stable word where a program must tell it apart, what came of an order (`retry`,
    `failed`, `held`), the id under which the log holds what must not be shown, and the keys of the configuration it is about.
    """

    error: str
    message: str | UnsetType = UNSET
    code: str | UnsetType = UNSET
    result: str | UnsetType = UNSET
    request_id: str | UnsetType = UNSET
    validation_errors: tuple[WrongKeyAnswer, ...] | UnsetType = UNSET
    conflicts: tuple[ClashAnswer, ...] | UnsetType = UNSET


_IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=~"

# The first class that fits, so subclasses stand before their parents.
_STATUS: tuple[tuple[type[QbitrrError], int], ...] = (
    (Unknown, 404),
    (NotReady, 503),
    (StoreError, 503),
    (RemoteError, 502),
)


def iso(at: float) -> str:
    """A time (seconds since the epoch) as `2025-11-27T12:00:00Z`."""
    return datetime.fromtimestamp(int(at), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_or_none(at: float | None) -> str | None:
    """Like `iso`; None for a time that is not known."""
    return iso(at) if at else None


def json_response(request: IRequest, value: Struct | Mapping[str, Any] | msgspec.Raw, status: int = 200) -> bytes:
    """
    The body of a JSON answer; sets its headers. A mapping is for members nobody can declare, `Raw` for what was written in a
    thread.
    """
    body = msgspec.json.encode(value)
    request.setResponseCode(status)
    request.setHeader(b"content-type", b"application/json")
    request.setHeader(b"content-length", b"%d" % len(body))
    return body


def problem(
    request: IRequest, status: int, text: str, code: str = "", *, message: str = "", result: str = "",
    request_id: str = "",
) -> bytes:  # fmt: skip
    """The body of an error answer; what is empty is left out."""
    shown = ErrorAnswer(
        error=text, message=message or UNSET, code=code or UNSET, result=result or UNSET, request_id=request_id or UNSET
    )  # fmt: skip
    return json_response(request, shown, status)


def problem_of(request: IRequest, failure: Failure, request_id: str) -> bytes:
    """The answer to an exception. One we did not expect is logged with *request_id*, which the answer shows instead of its text."""
    error = failure.value
    if isinstance(error, Refusal):
        retry_later(request, error)
        return problem(request, error.status, error.text, error.code, message=error.message)
    if isinstance(error, MethodNotAllowed):
        return _wrong_method(request, error)
    if isinstance(error, HTTPException):
        status = error.code or 500
        return problem(request, status, {404: "not found"}.get(status, error.name))
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return problem(request, status, str(error))
    log.failure("request {request_id} failed: {what}", failure, request_id=request_id, what=_named(request))
    return problem(request, 500, "Internal error", request_id=request_id)


def is_browsed(request: IRequest) -> bool:
    """Whether somebody goes there with a browser, to see a page."""
    return request.method in (b"GET", b"HEAD") and b"text/html" in (request.getHeader(b"accept") or b"").lower()


def retry_later(request: IRequest, refusal: Refusal) -> None:
    """Tell when to come again, if *refusal* knows."""
    if refusal.retry_after:
        request.setHeader(b"retry-after", b"%d" % refusal.retry_after)


def redirect(request: IRequest, location: str) -> bytes:
    """A 302 to *location*; what no address may hold is percent-encoded."""
    request.setResponseCode(302)
    request.setHeader(b"location", quote(location, safe=_IN_ADDRESSES).encode("ascii"))
    request.setHeader(b"content-length", b"0")
    return b""


def never_cache(request: IRequest) -> None:
    """Tell browsers and proxies to ask again each time."""
    for name, value in _NEVER_CACHE:
        request.setHeader(name, value)


def _wrong_method(request: IRequest, error: MethodNotAllowed) -> bytes:
    methods = sorted({*(error.valid_methods or ()), "OPTIONS"})
    request.setHeader(b"allow", ", ".join(methods).encode("ascii"))
    if request.method == b"OPTIONS":
        request.setResponseCode(204)
        return b""
    return problem(request, 405, "method not allowed")


def _named(request: IRequest) -> str:
    """Method and path; never the query, which may hold a token."""
    return f"{request.method.decode('ascii', 'replace')} {request.path.decode('utf-8', 'replace')}"
