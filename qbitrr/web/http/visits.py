"""
A visit: what the front door found out about a request, for the handlers behind it.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any, cast

from attrs import frozen
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.model.web_access import WebAccess

__all__ = ["Auth", "Credential", "Handler", "Visit", "flag", "number", "text", "visit_of"]

Handler = Callable[..., "bytes | Deferred[bytes]"]
"""Takes the request and the path parameters by name; answers the body, having set status and headers."""

_FALSE = {"", "0", "false", "none", "no", "off"}


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


@frozen(kw_only=True)
class Visit:
    """One request: its *id* (in the log and in error answers), its *credential*, the *access* settings it was judged by."""

    id: str
    credential: Credential
    access: WebAccess
    client: str = ""

    @property
    def is_authorised(self) -> bool:
        """Whether the caller may use protected routes."""
        return self.credential is not Credential.NONE


def visit_of(request: IRequest) -> Visit:
    """The visit of a request that came through the front door."""
    return cast("Visit", cast("Any", request).visit)


def text(request: IRequest, name: str, default: str = "") -> str:
    """The first value of a query parameter."""
    values = cast("Any", request).args.get(name.encode("ascii"))
    return values[0].decode("utf-8", "replace") if values else default


def number(request: IRequest, name: str, default: int, least: int, most: int) -> int:
    """A whole number of the query within bounds; what is none counts as the default."""
    try:
        value = int(text(request, name))
    except ValueError:
        value = default
    return max(least, min(most, value))


def flag(request: IRequest, name: str, default: bool = False) -> bool:
    """A boolean of the query."""
    given = text(request, name, "\0")
    return default if given == "\0" else given.strip().lower() not in _FALSE
