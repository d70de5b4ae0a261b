"""
A visit: what was found out about a request when it came in, for its handler.
"""

from enum import Enum
from typing import Any, cast

from attrs import frozen
from twisted.web.iweb import IRequest

from qbitrr.model.access.sessions import BrowserSession
from qbitrr.model.access.web_access import WebAccess
from qbitrr.web.settings import WebSettings

__all__ = ["Auth", "Credential", "Visit", "begin_visit", "visit_of"]


class Auth(Enum):
    """What a route asks for. Each route has one; there is no default."""

    PUBLIC = "public"
    """Nothing, ever."""
    PROTECTED = "protected"
    """A credential, unless authentication is switched off."""
    SPECIAL = "special"
    """The handler looks at the credential itself."""


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
