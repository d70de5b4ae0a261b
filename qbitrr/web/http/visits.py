"""
A visit: what the front door found out about a request, for the handlers behind it.
"""

from collections.abc import Callable
from typing import Any, cast

from attrs import frozen
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.web.middleware.access import Credential, WebAccess

__all__ = ["Handler", "Visit", "flag", "number", "text", "visit_of"]

Handler = Callable[..., "bytes | Deferred[bytes]"]
"""Takes the request and the path parameters by name; answers the body, having set status and headers."""

_FALSE = {"", "0", "false", "none", "no", "off"}


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
