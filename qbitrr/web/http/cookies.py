"""
The cookies of browsers that signed in, or are about to.
"""

from typing import Any, cast
from urllib.parse import quote

from twisted.web.iweb import IRequest

from qbitrr.model.access.sessions import SESSION_IDLE_SECONDS
from qbitrr.web.http.visits import Visit, visit_of

__all__ = [
    "browser_secret",
    "clear_session_cookie",
    "session_secrets",
    "set_browser_cookie",
    "set_session_cookie",
]

_NAME, _BROWSER_NAME = "qbitrr_session", "qbitrr_oidc"
_BROWSER_SECONDS = 600
_MOST_TRIED = 4
_MOST_CHARACTERS = 100


def session_secrets(cookie: str) -> tuple[str, ...]:
    """What a `Cookie` header gives as secrets of sessions; a browser may have kept one for another path as well."""
    return _values(cookie, _NAME)


def browser_secret(request: IRequest) -> str:
    """By what a browser is known that is signing in elsewhere; empty if it is not."""
    cookie = (request.getHeader(b"cookie") or b"").decode("latin-1")
    return next(iter(_values(cookie, _BROWSER_NAME)), "")


def set_browser_cookie(request: IRequest, secret: str) -> None:
    """Know this browser again when it comes back."""
    _cookie(request, secret, _BROWSER_SECONDS, visit_of(request), _BROWSER_NAME)


def _values(cookie: str, wanted: str) -> tuple[str, ...]:
    pairs = (each.partition("=") for each in cookie.split(";"))
    found = (value.strip().strip('"') for name, _, value in pairs if name.strip() == wanted)
    return tuple(each for each in found if each and len(each) <= _MOST_CHARACTERS)[:_MOST_TRIED]


def set_session_cookie(request: IRequest, secret: str) -> None:
    """Have the browser keep *secret*."""
    _cookie(request, secret, int(SESSION_IDLE_SECONDS), visit_of(request))


def clear_session_cookie(request: IRequest) -> None:
    """Have the browser forget its secret."""
    _cookie(request, "", 0, visit_of(request))


def _cookie(request: IRequest, value: str, seconds: int, visit: Visit, name: str = _NAME) -> None:
    cast("Any", request).addCookie(  # the interface is older than two of its arguments
        name, value, path=quote(f"{visit.access.url_base}/"), max_age=str(seconds), secure=visit.is_https,
        httpOnly=True, sameSite="lax",
    )  # fmt: skip
