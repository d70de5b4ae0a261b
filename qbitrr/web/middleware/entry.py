"""
The front door: what every request passes before a handler sees it, and what every answer carries.
"""

import secrets
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger
from twisted.python.failure import Failure
from twisted.web.resource import IResource, Resource

from qbitrr.model.web_access import WebAccess
from qbitrr.web.http.answers import Refusal, problem_of
from qbitrr.web.http.visits import Visit
from qbitrr.web.middleware.access import Facts, cross_origin, host_allowed, identify
from qbitrr.web.middleware.query_tokens import QueryTokenWarnings

__all__ = ["MOST_BODY_BYTES", "Front", "secure"]

MOST_BODY_BYTES = 1024 * 1024

_METHODS = frozenset({b"GET", b"HEAD", b"POST", b"PUT", b"PATCH", b"DELETE", b"OPTIONS"})
_CSP = (
    b"default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    b"font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
)
_ALWAYS = (
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", _CSP),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
    (b"server", b"qbitrr"),
)


def secure(access: WebAccess, is_https: bool) -> list[tuple[bytes, bytes]]:
    """The headers of every answer; handlers may set another `Cache-Control`."""
    takes_query_tokens = not access.auth_disabled and access.allow_insecure_token_query is not False
    policy = b"same-origin" if takes_query_tokens else b"strict-origin-when-cross-origin"
    headers = [*_ALWAYS, (b"referrer-policy", policy)]
    if is_https:
        headers.append((b"strict-transport-security", b"max-age=31536000"))
    return headers


class Front(Resource):
    """
    The root resource: strips the path prefix, finds out who calls, turns away what must not reach a handler, sets the headers
    every answer carries, writes the access log, and hands on to *inner*.

    *access* is asked on each request, so that settings take effect with the next one. *machine* is a host name we go by.
    """

    isLeaf = True
    log = Logger()

    def __init__(
        self, inner: IResource, access: Callable[[], WebAccess], clock: IReactorTime, machine: str | None = None
    ) -> None:
        super().__init__()
        self._inner = inner
        self._access = access
        self._clock = clock
        self._machine = socket.gethostname() if machine is None else machine
        self._warnings = QueryTokenWarnings(clock)
        self.running = 0

    def render(self, request: Any) -> "bytes | int":
        """Answer *request*, sooner or later."""
        access = self._access()
        facts = _facts(request)
        visit = Visit(
            id=secrets.token_hex(8),
            credential=identify(facts, access),
            access=access,
            client=_client(request, access),
        )
        request.visit = visit
        for name, value in secure(access, _is_https(request, access)):
            request.setHeader(name, value)
        request.setHeader(b"x-request-id", visit.id.encode("ascii"))
        self._note(request, visit)
        _strip_base(request, access.url_base)
        try:
            self._turn_away(request, facts, visit)
            return self._inner.render(request)
        except Exception:  # a refusal of ours, a host name the router chokes on, or a bug: each has its answer
            return problem_of(request, Failure(), visit.id)

    def _turn_away(self, request: Any, facts: Facts, visit: Visit) -> None:
        """Raise a Refusal for what no handler should see."""
        path = b"/".join([b"", *request.postpath])
        if request.method not in _METHODS:
            raise Refusal(501, "method not implemented")
        if not _is_text(path) or not facts.host.isprintable():
            raise Refusal(400, "malformed request")
        if path != b"/health" and not host_allowed(facts.host, visit.access, self._machine):
            raise Refusal(403, "Host not allowed: add it to WebUI.AllowedHosts", code="HOST_REJECTED")
        if _body_length(request) > MOST_BODY_BYTES:
            raise Refusal(413, "request body too large")
        if cross_origin(facts, visit.credential):
            raise Refusal(403, "Cross-origin request rejected", code="CSRF_REJECTED")
        if facts.query_tokens:
            self._warnings.seen(visit.client, visit.access.allow_insecure_token_query)

    def _note(self, request: Any, visit: Visit) -> None:
        """Count the request while it runs, and log it once it is over, without its query."""
        began = self._clock.seconds()
        path = quote(request.path, safe=b"/%:@!$&'()*+,;=~")
        self.running += 1

        def over(outcome: object) -> None:
            self.running -= 1
            unremarkable = path.endswith("/health") or request.code == 304
            self.log.debug(
                "{client} {method} {path} {status} {size} bytes {took} ms by {credential} ({request_id}){left}",
                client=visit.client,
                method=request.method.decode("ascii", "replace"),
                path=path,
                status=request.code,
                size=request.sentLength,
                took=round((self._clock.seconds() - began) * 1000),
                credential=visit.credential.value,
                request_id=visit.id,
                left=" left before the end" if isinstance(outcome, Failure) else "",
                **({"log_as": "TRACE"} if unremarkable else {}),
            )

        request.notifyFinish().addBoth(over)


def _facts(request: Any) -> Facts:
    def header(name: str) -> str:
        return (request.getHeader(name.encode("ascii")) or b"").decode("latin-1")

    return Facts(
        method=request.method.decode("latin-1"),
        host=header("host"),
        authorization=request.getHeader(b"authorization") or b"",
        query_tokens=tuple(request.args.get(b"token", ())),
        origin=header("origin"),
        fetch_site=header("sec-fetch-site").strip().lower(),
    )


def _last_hop(request: Any, name: bytes) -> str:
    """What our own proxy added to a forwarding header."""
    return (request.getHeader(name) or b"").decode("latin-1").rpartition(",")[2].strip()


def _client(request: Any, access: WebAccess) -> str:
    if access.behind_https_proxy:
        forwarded = _last_hop(request, b"x-forwarded-for")
        if forwarded:
            return forwarded
    return getattr(request.getClientAddress(), "host", None) or "-"


def _is_https(request: Any, access: WebAccess) -> bool:
    if access.behind_https_proxy and _last_hop(request, b"x-forwarded-proto").lower() == "https":
        return True
    return bool(request.isSecure())


def _strip_base(request: Any, base: str) -> None:
    """Take the path prefix off, unless the proxy says that it did so already."""
    if not base:
        return
    for name in (b"x-forwarded-prefix", b"x-script-name"):
        if (request.getHeader(name) or b"").decode("latin-1").partition(",")[0].strip().rstrip("/") == base:
            return
    prefix = [segment.encode("utf-8") for segment in base[1:].split("/")]
    if request.postpath[: len(prefix)] == prefix:
        request.postpath = request.postpath[len(prefix) :] or [b""]


def _is_text(path: bytes) -> bool:
    try:
        return "\0" not in path.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _body_length(request: Any) -> int:
    """Bytes of the body we got: the site refuses long ones earlier, this is for whoever serves us without it."""
    content = request.content
    at = content.tell()
    length: int = content.seek(0, 2)
    content.seek(at)
    return length
