"""
The entry: what every request passes before a handler sees it, and what every answer carries.
"""

import re
import secrets
import socket
from collections.abc import Iterable
from typing import Protocol
from urllib.parse import quote

from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger
from twisted.python.failure import Failure
from twisted.web.http import parse_qs
from twisted.web.resource import IResource, Resource
from twisted.web.server import Request

from qbitrr.model.access.named_tokens import TOKEN_PREFIX
from qbitrr.model.access.sessions import BrowserSession
from qbitrr.model.access.web_access import WebAccess
from qbitrr.web.http.answers import Refusal, problem_of
from qbitrr.web.http.cookies import session_secrets, set_session_cookie
from qbitrr.web.http.routes import CALLBACK
from qbitrr.web.http.visits import Credential, Visit, begin_visit
from qbitrr.web.middleware.access import RequestFacts, cross_origin, facts_of, host_allowed, identify, origin_of
from qbitrr.web.middleware.locked import LOCKED_TEXT, LockedOut, locked_page
from qbitrr.web.middleware.query_tokens import QueryTokenWarnings
from qbitrr.web.settings import SettingsInForce

__all__ = ["EntryResource"]

_METHOD = re.compile(rb"[A-Z]{1,32}")
"""How methods look. The router refuses those a path does not take, with those it takes; upper case is not lower case."""
_OURS = frozenset({b"api", b"web", b"ui", b"static", b"health", b"login", b"sw.js"})
_OPEN_WHEN_LOCKED = frozenset(
    {
        b"/health",
        b"/health/ready",
        b"/web/login",
        b"/web/logout",
        b"/web/auth/set-password",
        b"/web/meta",
        b"/web/token",
    }
)
_NAMED = TOKEN_PREFIX.encode("ascii")
_PREFIX_HEADERS = (b"x-forwarded-prefix", b"x-script-name")
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


def _secure(access: WebAccess, is_https: bool) -> list[tuple[bytes, bytes]]:
    """The headers of every answer; handlers may set another `Cache-Control`."""
    takes_query_tokens = not access.auth_disabled and access.allow_insecure_token_query is not False
    policy = b"same-origin" if takes_query_tokens else b"strict-origin-when-cross-origin"
    headers = [*_ALWAYS, (b"referrer-policy", policy)]
    if is_https:
        headers.append((b"strict-transport-security", b"max-age=31536000"))
    return headers


class KnownSessions(Protocol):
    """Knows who is signed in."""

    def find(self, given: Iterable[str], access: WebAccess, /) -> BrowserSession | None:
        """The session of the first of the *given* secrets that has one which holds."""

    def seen(self, session: BrowserSession, /) -> bool:
        """The session was used. Tells whether its cookie should be renewed."""


class KnownTokens(Protocol):
    """Knows the tokens that have names."""

    def lets_in(self, given: bytes, address: str, /) -> bool:
        """Whether *given*, the secret a caller at *address* has sent, is one of them."""


class EntryResource(Resource):
    """
    The root resource: strips the path prefix, finds out who calls, turns away what must not reach a handler, sets the headers
    every answer carries, writes the access log, and hands on to *inner*.

    The *settings* are looked at once per request. *sessions* tells who is signed in, *tokens* which have names. *machine* is a
    host name we go by.
    """

    isLeaf = True
    log = Logger()

    def __init__(
        self,
        inner: IResource,
        settings: SettingsInForce,
        clock: IReactorTime,
        sessions: KnownSessions,
        tokens: KnownTokens,
        machine: str | None = None,
    ) -> None:
        super().__init__()
        self._inner = inner
        self._settings = settings
        self._clock = clock
        self._sessions = sessions
        self._tokens = tokens
        self._machine = socket.gethostname() if machine is None else machine
        self._warnings = QueryTokenWarnings(clock)
        self.running = 0

    def render(self, request: Request) -> "bytes | int":
        """Answer *request*, sooner or later."""
        _forget_form(request)
        facts = facts_of(request)
        visit = self._visit(request, facts)
        begin_visit(request, visit)
        for name, value in _secure(visit.access, visit.is_https):
            request.setHeader(name, value)
        request.setHeader(b"x-request-id", visit.id.encode("ascii"))
        self._note(request, visit)
        _strip_base(request, visit.access.url_base)
        _to_callback(request, visit.access)
        try:
            self._turn_away(request, facts, visit)
            self._renew_cookie(request, facts, visit)
            return self._inner.render(request)
        except LockedOut as locked:
            return locked_page(request, locked)
        except Exception:  # a refusal of ours, a host name the router chokes on, or a bug: each has its answer
            return problem_of(request, Failure(), visit.id)

    def _visit(self, request: Request, facts: RequestFacts) -> Visit:
        settings = self._settings.current
        access = settings.access
        session = self._sessions.find(session_secrets(facts.cookie), access) if facts.cookie else None
        origin = origin_of(request, access)
        credential = identify(
            facts,
            access,
            has_token=facts.bearer.startswith(_NAMED) and self._tokens.lets_in(facts.bearer, origin.client),
            has_session=session is not None,
            is_let_in=bool(origin.user),
        )
        return Visit(
            id=secrets.token_hex(8),
            credential=credential,
            settings=settings,
            client=origin.client,
            session=session if credential is Credential.SESSION else None,
            proxy_user=origin.user if credential is Credential.PROXY else "",
            is_https=origin.is_https,
        )

    def _renew_cookie(self, request: Request, facts: RequestFacts, visit: Visit) -> None:
        """A browser that comes back keeps its cookie."""
        if visit.session is None or not self._sessions.seen(visit.session):
            return
        for secret in session_secrets(facts.cookie):
            if self._sessions.find((secret,), visit.access) is not None:
                set_session_cookie(request, secret)
                return

    def _turn_away(self, request: Request, facts: RequestFacts, visit: Visit) -> None:
        """Raise a Refusal for what no handler should see."""
        path = b"/".join([b"", *(request.postpath or ())])
        if not _METHOD.fullmatch(request.method) or not _is_text(path) or not facts.host.isprintable():
            raise Refusal(400, "malformed request")
        if visit.access.is_locked and not visit.is_authorised and path not in _OPEN_WHEN_LOCKED:
            raise LockedOut(403, LOCKED_TEXT, code="INSECURE_EXPOSURE")
        if path != b"/health" and not host_allowed(facts.host, visit.access, self._machine):
            raise Refusal(403, "Host not allowed: add it to WebUI.AllowedHosts", code="HOST_REJECTED")
        if _body_length(request) > visit.settings.limits.most_body_bytes:
            raise Refusal(413, "request body too large")
        if cross_origin(facts, visit.credential, visit.access.external_url):
            raise Refusal(403, "Cross-origin request rejected", code="CSRF_REJECTED")
        if facts.query_tokens:
            self._warnings.seen(visit.client, visit.access.allow_insecure_token_query)

    def _note(self, request: Request, visit: Visit) -> None:
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


def _forget_form(request: Request) -> None:
    """Parameters are those of the address: a form in the body that calls a member alike must not pass for one."""
    if request.method not in (b"GET", b"HEAD"):
        request.args = parse_qs(request.uri.partition(b"?")[2], keep_blank_values=True)


def _strip_base(request: Request, base: str) -> None:
    """
    Take the path prefix off where it stands. Proxies name it whether they took it off or not: only for a prefix that is also the
    beginning of paths of ours the word of the proxy decides.
    """
    if not base:
        return
    prefix = [segment.encode("utf-8") for segment in base[1:].split("/")]
    if prefix[0] in _OURS and any(_forwarded(request, name) == base for name in _PREFIX_HEADERS):
        return
    below = request.postpath or []
    if below[: len(prefix)] == prefix:
        request.postpath = below[len(prefix) :] or [b""]


def _forwarded(request: Request, name: bytes) -> str:
    """The first prefix that a header names."""
    return (request.getHeader(name) or b"").decode("latin-1").partition(",")[0].strip().rstrip("/")


def _to_callback(request: Request, access: WebAccess) -> None:
    """Lead the path browsers come back to from a sign-on provider to its route, and nothing else there."""
    wanted = access.oidc.callback_path if access.oidc is not None else CALLBACK
    path = "/" + b"/".join(request.postpath or ()).decode("utf-8", "replace")
    if path == wanted:
        request.postpath = [CALLBACK[1:].encode("ascii")]
    elif path == CALLBACK:
        request.postpath = [b"no-callback"]


def _is_text(path: bytes) -> bool:
    try:
        return "\0" not in path.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _body_length(request: Request) -> int:
    """Bytes of the body we got: the site refuses long ones earlier, this is for whoever serves us without it."""
    content = request.content
    if content is None:
        return 0
    at = content.tell()
    length: int = content.seek(0, 2)
    content.seek(at)
    return length
