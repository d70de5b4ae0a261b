"""
What went wrong with a request, in our own words: failures of Twisted, treq and TLS, and HTTP statuses.
"""

from email.utils import parsedate_to_datetime

import msgspec
from OpenSSL import SSL
from service_identity import VerificationError
from twisted.internet.defer import CancelledError
from twisted.internet.error import (
    ConnectError,
    ConnectingCancelledError,
    ConnectionClosed,
    ConnectionRefusedError,
    DNSLookupError,
    NoRouteError,
    TCPTimedOutError,
    TimeoutError,
)
from twisted.logger import Logger
from twisted.python.failure import Failure
from twisted.web.client import RequestTransmissionFailed, ResponseFailed, ResponseNeverReceived
from twisted.web.http_headers import Headers

from qbitrr.errors import (
    BadAnswer,
    Busy,
    NotThere,
    Obstacle,
    QbitrrError,
    Rejected,
    RemoteError,
    TimedOut,
    Unauthorized,
    Unreachable,
)

__all__ = ["busy", "refusal", "translated"]

_ANY_CERTIFICATE = "SkipTLSVerify = true in its section accepts any certificate"

log = Logger()
_BUSY = frozenset({429, 502, 503, 504})
_DETAIL_LENGTH = 500


def translated(where: str, error: Exception) -> Exception:
    """
    *error* of a request as one of `qbitrr.errors`, or as `CancelledError`. Nothing else comes out: whatever happened, the other
    side was not reached, and whoever asked goes on with that. What nobody thought of is logged, once per kind and program.
    """
    if isinstance(error, QbitrrError | CancelledError):
        return error
    if isinstance(error, ConnectingCancelledError):  # what a cancellation becomes before there is a connection
        return CancelledError()
    if isinstance(error, ResponseFailed | ResponseNeverReceived | RequestTransmissionFailed):
        return _wrapped(where, error)
    if isinstance(error, TimeoutError | TCPTimedOutError):
        return TimedOut(where=where, why="no connection in time", obstacle=Obstacle.TIMEOUT)
    if isinstance(error, SSL.Error):
        return _no_tls(where, error)
    if isinstance(error, VerificationError):
        why = f"TLS: the certificate is for another name; {_ANY_CERTIFICATE}"
        return Unreachable(where=where, why=why, obstacle=Obstacle.CERTIFICATE_NAME)
    if isinstance(error, ConnectionClosed):
        return Unreachable(where=where, why="the connection was dropped", obstacle=Obstacle.DROPPED)
    for kind, why, obstacle in _CONNECTING:
        if isinstance(error, kind):
            return Unreachable(where=where, why=why, obstacle=obstacle)
    if isinstance(error, OSError):
        return Unreachable(where=where, why=error.strerror or type(error).__name__)
    name = type(error).__name__
    if (where, name) not in _told:
        _told.add((where, name))
        log.failure("{where}: a request failed unexpectedly", Failure(error), where=where)
    return Unreachable(where=where, why=f"the request failed ({name})")


_told: set[tuple[str, str]] = set()  # a handful of programs and kinds
_CONNECTING: tuple[tuple[type[Exception], str, Obstacle], ...] = (
    (ConnectionRefusedError, "connection refused", Obstacle.REFUSED),
    (DNSLookupError, "this name is not known to the DNS", Obstacle.UNKNOWN_NAME),
    (NoRouteError, "no route to this host", Obstacle.NO_ROUTE),
    (ConnectError, "no connection", Obstacle.OTHER),
)


def _wrapped(where: str, error: ResponseFailed | ResponseNeverReceived | RequestTransmissionFailed) -> Exception:
    causes = [failure.value for failure in error.reasons]
    for cause in causes:
        if isinstance(cause, CancelledError):
            return cause
    for cause in causes:
        if isinstance(cause, SSL.Error | VerificationError):
            return translated(where, cause)
    for cause in causes:
        if isinstance(cause, ResponseFailed | ResponseNeverReceived | RequestTransmissionFailed):
            return _wrapped(where, cause)
    if any(isinstance(cause, ConnectionClosed) for cause in causes):
        begun = not isinstance(error, ResponseNeverReceived | RequestTransmissionFailed)
        why = "the answer broke off" if begun else "the connection was dropped"
        return Unreachable(where=where, why=why, obstacle=Obstacle.DROPPED)
    if any(type(cause).__name__ == "ParseError" for cause in causes):
        return BadAnswer(where=where, why="what answers there does not speak HTTP", obstacle=Obstacle.NOT_HTTP)
    names = ", ".join(type(cause).__name__ for cause in causes)
    return Unreachable(where=where, why=f"the answer broke off ({names})")


def _no_tls(where: str, error: SSL.Error) -> Unreachable:
    reasons = [str(entry[-1]) for entry in (error.args[0] if error.args else ()) if entry]
    words = ", ".join(reasons) or "no agreement"
    if "certificate verify failed" in words:
        return Unreachable(where=where, why=f"TLS: {words}; {_ANY_CERTIFICATE}", obstacle=Obstacle.CERTIFICATE)
    return Unreachable(where=where, why=f"TLS: {words}", obstacle=Obstacle.TLS)


def busy(where: str, status: int, headers: Headers, body: bytes) -> None:
    """Raises `Busy` when *status* says "not now"."""
    if status not in _BUSY:
        return
    detail = words(body)
    why = f"HTTP {status}: {detail}" if detail else f"HTTP {status}"
    raise Busy(where=where, why=why, status=status, retry_after=_retry_after(headers))


def refusal(where: str, status: int, body: bytes) -> RemoteError:
    """The error that a *status* other than 2xx means."""
    if status in (401, 403):
        detail = words(body)
        return Unauthorized(where=where, why=f"HTTP {status}: {detail}" if detail else f"HTTP {status}")
    if status == 404:
        return NotThere(where=where, status=status, detail=words(body))
    if 300 <= status < 400:
        why = f"HTTP {status}: a redirect instead of an answer"
        return BadAnswer(where=where, why=why, obstacle=Obstacle.REDIRECT)
    return Rejected(where=where, status=status, detail=words(body))


def words(body: bytes) -> str:
    """
    The sentence for people in an error's *body*: `message`, `errorMessage` or `title` of a JSON object, the messages of a
    validation list, short plain text; nothing of HTML and stack traces.
    """
    if body[:1] in (b"{", b"["):
        try:
            found = _sentences(msgspec.json.decode(body))
        except msgspec.DecodeError:
            found = ""
        return found[:_DETAIL_LENGTH]
    text = body[: 4 * _DETAIL_LENGTH].decode("utf-8", "replace").strip()
    return "" if text.startswith("<") else text[:_DETAIL_LENGTH]


def _sentences(decoded: object) -> str:
    if isinstance(decoded, list):
        found = [_sentences(entry) for entry in decoded[:5]]
        return "; ".join(entry for entry in found if entry)
    if isinstance(decoded, dict):
        for member in ("message", "errorMessage", "title"):
            value = decoded.get(member)
            if isinstance(value, str) and value:
                name = decoded.get("propertyName")
                return f"{name}: {value}" if isinstance(name, str) and name else value
    return ""


def _retry_after(headers: Headers) -> float | None:
    """`Retry-After` in seconds: a number, or a date compared with the answer's own `Date`."""
    asked = headers.getRawHeaders("Retry-After", [""])[0].strip()
    if asked.isdigit():
        return float(asked)
    sent = headers.getRawHeaders("Date", [""])[0]
    try:
        return max(0.0, (parsedate_to_datetime(asked) - parsedate_to_datetime(sent)).total_seconds())
    except (TypeError, ValueError):
        return None
