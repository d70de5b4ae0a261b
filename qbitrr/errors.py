"""
The exception tree. What the *caller can do* decides the class, not where it happened.

    QbitrrError
    ├── RemoteError            something outside did not do what we asked
    │   ├── Unreachable        no answer (refused, DNS, dropped, timed out): try again later
    │   │   ├── TimedOut       no answer in time: try again later
    │   │   └── Busy           an answer that says "not now": try again later, not before it says so
    │   ├── Unauthorized       credentials refused: a person must fix the configuration
    │   │   └── Banned         our address is banned there: leave it alone for a while
    │   ├── Rejected           the request was understood and refused (status, detail): do not repeat it unchanged
    │   │   └── NotThere       what the request is about does not exist there (any more): usually already done
    │   ├── BadAnswer          an answer that is not what this API answers (a proxy's page, truncated JSON)
    │   ├── OnHold             a person wants nothing to be changed there for a while
    │   └── TooOld             a program older than any we can work with: a person must update it
    ├── ConfigError            the configuration cannot be used; carries problems with key, value, line and remedy
    ├── StoreError             a database file is damaged, newer than we know, or cannot be written
    ├── FolderTaken            another supervisor works on the data folder: stop it first
    ├── WireError              a line on a control channel that breaks the protocol
    ├── Unknown                what was asked for does not exist here: a section, a torrent
    └── NotReady               asked too early or of something that is stopped: ask again later
"""

from enum import StrEnum

from attrs import field, frozen

__all__ = [
    "BadAnswer",
    "Banned",
    "Busy",
    "FolderTaken",
    "NotReady",
    "NotThere",
    "Obstacle",
    "OnHold",
    "QbitrrError",
    "Rejected",
    "RemoteError",
    "StoreError",
    "TimedOut",
    "TooOld",
    "Unauthorized",
    "Unknown",
    "Unreachable",
    "WireError",
]


class QbitrrError(Exception):
    """Everything we raise on purpose."""


class Obstacle(StrEnum):
    """What stands in the way to a program outside, as far as a person can do something about it."""

    OTHER = "other"
    REFUSED = "refused"
    UNKNOWN_NAME = "unknown_name"
    NO_ROUTE = "no_route"
    TIMEOUT = "timeout"
    DROPPED = "dropped"
    CERTIFICATE = "certificate"
    """Nobody this machine trusts has signed it, or it has expired."""
    CERTIFICATE_NAME = "certificate_name"
    """It is for another name."""
    TLS = "tls"
    """No TLS is spoken there, or none that we understand."""
    NOT_HTTP = "not_http"
    REDIRECT = "redirect"
    """Somewhere else, which we do not follow."""
    WEB_PAGE = "web_page"
    """HTML instead of JSON: a login page of a proxy, or another program."""
    NO_LOGIN = "no_login"
    """It asks for a login, and we have none."""
    WRONG_LOGIN = "wrong_login"
    WRONG_KEY = "wrong_key"
    HOST_NAME = "host_name"
    """It does not want to be called by the name we use."""
    AVOIDED = "avoided"
    """An address we ask nothing of."""


@frozen(kw_only=True)
class RemoteError(QbitrrError):
    """
    A program outside did not do what we asked. *where* names it for people (an instance or section name), *obstacle* tells apart
    what a person would mend in different ways.
    """

    where: str
    why: str = ""
    obstacle: Obstacle = Obstacle.OTHER

    def __str__(self) -> str:
        return f"{self.where}: {self.why}" if self.why else self.where


class Unreachable(RemoteError):
    """No answer: connection refused, name not found, dropped on the way."""


class TimedOut(Unreachable):
    """No answer within the time we are willing to wait."""


@frozen(kw_only=True)
class Busy(Unreachable):
    """Something answered, but only to say "not now" (HTTP 429, 502, 503, 504). *retry_after* are seconds it asked for."""

    status: int
    retry_after: float | None = None


class Unauthorized(RemoteError):
    """The credentials were refused."""


class Banned(Unauthorized):
    """Our address is banned there after too many failed logins."""


@frozen(kw_only=True)
class Rejected(RemoteError):
    """The request was understood and refused with HTTP *status*."""

    status: int
    detail: str = field(default="", repr=False)

    def __str__(self) -> str:
        detail = f": {self.detail[:200]}" if self.detail else ""
        return f"{self.where}: HTTP {self.status}{detail}"


class NotThere(Rejected):
    """What the request is about does not exist there (HTTP 404)."""


class BadAnswer(RemoteError):
    """An answer this API does not give: HTML of a proxy, truncated JSON, the wrong program."""


class OnHold(RemoteError):
    """Nothing was sent: a person wants nothing to be changed there for a while."""


class TooOld(RemoteError):
    """What answers is older than the oldest release we can work with."""


class StoreError(QbitrrError):
    """A database file is damaged, newer than this program, or cannot be written."""


class FolderTaken(QbitrrError):
    """Another supervisor works on the data folder."""


class WireError(QbitrrError):
    """A line on a control channel that breaks the protocol."""


class Unknown(QbitrrError):
    """What was asked for does not exist here: a section, a category, a torrent. Its text is shown to the caller."""


class NotReady(QbitrrError):
    """Asked too early, or of something that is stopped."""
