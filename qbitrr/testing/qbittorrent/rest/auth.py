"""Who may speak to the simulated client: the checks of Host and Origin, the sessions of requests, and their cookies."""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from twisted.web.iweb import IRequest

from qbitrr.testing.qbittorrent.model.client import QbittorrentModel
from qbitrr.testing.qbittorrent.model.logins import LoginSession
from qbitrr.testing.qbittorrent.rest.call import QbittorrentCall, Refused

__all__ = ["admit", "expired_cookie", "open_session", "refuse_banned"]

_BANNED = "Your IP address has been banned after too many failed authentication attempts."
_FORBIDDEN = Refused(403, "Forbidden")
_PROLONG_SECONDS = 5


def admit(client: QbittorrentModel, request: IRequest, path: str, call: QbittorrentCall) -> None:
    """Host and origin, then the session, which *call* gets: what comes before *path* (`scope/action`) is looked up."""
    logins = client.logins
    scheme, _, credentials = _header(request, "authorization").partition(" ")
    modern = client.profile.has(5, 2)
    call.with_key = modern and scheme == "Bearer"
    if not _is_from_here(client, request, with_key=call.with_key):
        raise Refused(401, "Unauthorized")
    now = client.motion.now
    if call.with_key:
        call.session = logins.key_session(credentials, now)
        if call.session is None or path.startswith("auth/"):
            raise _FORBIDDEN
        return
    cookie = request.getCookie(client.profile.cookie_name(client.port).encode()) or b""
    call.session = logins.session(cookie.decode(), now)
    if call.session is None and modern and scheme == "Basic":
        _log_in(client, credentials, call, now)
    elif call.session is None and logins.lets_everybody_in:
        open_session(client, call, now)
    elif call.session is not None and modern and now - call.session.cookie_sent_at >= _PROLONG_SECONDS:
        # The cookie is sent again, so that it does not expire at the visitor.
        call.cookies.append(_cookie(client, call.session, now))
    if call.session is None and path != "auth/login":
        raise _FORBIDDEN


def _is_from_here(client: QbittorrentModel, request: IRequest, *, with_key: bool) -> bool:
    """Whether Host names our port and Origin, else Referer, the same place as Host."""
    host, origin, referer = (_header(request, name) for name in ("host", "origin", "referer"))
    if client.preferences.get("web_ui_host_header_validation_enabled") and _port(host) not in (None, client.port):
        return False
    if with_key or not client.preferences.get("web_ui_csrf_protection_enabled"):
        return True
    source = origin or referer
    return not source or urlsplit(source).netloc == host


def _header(request: IRequest, name: str) -> str:
    return request.getHeader(name) or ""


def _log_in(client: QbittorrentModel, credentials: str, call: QbittorrentCall, now: float) -> None:
    """Open a session for *credentials* of the scheme Basic."""
    refuse_banned(client, call, now)
    try:
        username, _, password = base64.b64decode(credentials).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refused(401, "Unauthorized") from None
    if not client.logins.accepts(call.address, username, password, now):
        raise Refused(401, "Unauthorized")
    open_session(client, call, now)


def refuse_banned(client: QbittorrentModel, call: QbittorrentCall, now: float) -> None:
    """Raise `Refused` 403 for an address with too many failed logins."""
    if client.logins.is_banned(call.address, now):
        raise Refused(403, _BANNED)


def open_session(client: QbittorrentModel, call: QbittorrentCall, now: float) -> None:
    """Give the visitor a new session and its cookie."""
    call.session = client.logins.open(now)
    call.cookies.append(_cookie(client, call.session, now))


def _cookie(client: QbittorrentModel, session: LoginSession, now: float) -> str:
    """The `Set-Cookie` that gives *session* to its visitor."""
    session.cookie_sent_at = now
    name = client.profile.cookie_name(client.port)
    if not client.profile.has(5, 2):
        same_site = "; SameSite=Strict" if client.preferences.get("web_ui_csrf_protection_enabled") else ""
        return f"{name}={session.id}; HttpOnly{same_site}; path=/"
    timeout = client.logins.timeout_seconds
    expires = f"; expires={_date(timeout)}" if timeout else ""
    return f"{name}={session.id}; HttpOnly; SameSite=Lax{expires}; path=/"


def expired_cookie(client: QbittorrentModel) -> str:
    """The `Set-Cookie` that takes the session away."""
    return f"{client.profile.cookie_name(client.port)}=; expires={_date(-86_400)}; path=/"


def _date(seconds_from_now: int) -> str:
    # By the machine's clock, not ours: cookie jars live in real time, also in tests that drive our clock.
    return (datetime.now(UTC) + timedelta(seconds=seconds_from_now)).strftime("%a, %d-%b-%Y %H:%M:%S GMT")


def _port(host: str) -> int | None:
    try:
        return urlsplit(f"//{host}").port
    except ValueError:
        return -1
