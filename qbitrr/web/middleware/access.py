"""
Who asks and who may: the rules of access as functions of what a request says and the settings in force. No I/O, no Klein.
"""

import hmac
import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from attrs import field, frozen
from twisted.web.server import Request

from qbitrr.model.access.web_access import WebAccess
from qbitrr.web.http.visits import Credential

__all__ = ["Origin", "RequestFacts", "cross_origin", "facts_of", "host_allowed", "identify", "origin_of"]

_MOST_HOPS = 20
_USER_CHARACTERS = 200


@frozen(kw_only=True)
class RequestFacts:
    """What a request says about itself. *host* is its `Host` header; *query_tokens* the values of `?token=`."""

    method: str
    host: str = ""
    authorization: bytes = field(default=b"", repr=False)
    query_tokens: Sequence[bytes] = field(default=(), repr=False)
    origin: str = ""
    fetch_site: str = ""
    cookie: str = field(default="", repr=False)

    @property
    def bearer(self) -> bytes:
        """The token in the `Authorization` header, empty if there is none."""
        scheme, _, given = self.authorization.strip().partition(b" ")
        return given.strip() if scheme.lower() == b"bearer" else b""

    @property
    def is_safe(self) -> bool:
        """Whether the method changes nothing."""
        return self.method in {"GET", "HEAD", "OPTIONS"}


@frozen(kw_only=True)
class Origin:
    """Where a request comes from: the address of its *client*, whether it left there by HTTPS, and the *user* a proxy has let in."""

    client: str
    is_https: bool = False
    user: str = ""


def facts_of(request: Request) -> RequestFacts:
    """What *request* says about itself, whoever brings it."""

    def header(name: str) -> str:
        return (request.getHeader(name.encode("ascii")) or b"").decode("latin-1")

    return RequestFacts(
        method=request.method.decode("latin-1"),
        host=header("host"),
        authorization=request.getHeader(b"authorization") or b"",
        query_tokens=tuple((request.args or {}).get(b"token", ())),
        origin=header("origin"),
        fetch_site=header("sec-fetch-site").strip().lower(),
        cookie=header("cookie"),
    )


def origin_of(request: Request, access: WebAccess) -> Origin:
    """By what the connection says, and the headers of a proxy we believe."""
    peer = getattr(request.getClientAddress(), "host", None)
    client = peer or "-"
    is_https = bool(request.isSecure())
    # A UNIX socket has no address: who may open it is this machine's business.
    if not access.behind_https_proxy or not access.proxies.trusts(peer or "127.0.0.1"):
        return Origin(client=client, is_https=is_https)
    hops = _listed(request, b"x-forwarded-for")[-_MOST_HOPS:]
    schemes = _listed(request, b"x-forwarded-proto")
    return Origin(
        client=access.proxies.client(hops) or client,
        is_https=is_https or schemes[-1:] == ["https"],
        user=_user(request, access.forward_auth_header),
    )


def identify(
    facts: RequestFacts,
    access: WebAccess,
    *,
    has_token: bool = False,
    has_session: bool = False,
    is_let_in: bool = False,
) -> Credential:
    """
    By what the caller is allowed in; *has_token*: its bearer token is one with a name; *has_session*: the cookie of a session that
    holds came along; *is_let_in*: a proxy we trust says so. A header that does not match does not spoil a query token or a
    cookie that does.
    """
    if has_token or _same(facts.bearer, access.token):
        return Credential.BEARER
    if access.auth_disabled:
        return Credential.OPEN
    allowed = access.allow_insecure_token_query
    if allowed or (allowed is None and facts.method in {"GET", "HEAD"}):
        # No `any`: every value is compared, in constant time each.
        matches = [_same(each, access.token) for each in facts.query_tokens]
        if True in matches:
            return Credential.QUERY
    if has_session:
        return Credential.SESSION
    return Credential.PROXY if is_let_in else Credential.NONE


def cross_origin(facts: RequestFacts, credential: Credential, external_url: str = "") -> bool:
    """
    Whether an unsafe request comes from a foreign page in somebody's browser and must be refused.

    Who knows the bearer token is no foreign page, nor is one at our *external_url*. Without `Sec-Fetch-Site` and
    `Origin` it is a script, not a browser.
    """
    if facts.is_safe or credential is Credential.BEARER:
        return False
    if facts.fetch_site and facts.fetch_site not in {"same-origin", "none"}:
        return True
    if not facts.origin or _same_place(facts.origin, facts.host):
        return False
    return not (external_url and _origin(facts.origin) == _origin(external_url))


def host_allowed(host: str, access: WebAccess, machine: str) -> bool:
    """
    Whether a request addressed to *host* is meant for us. Only looked at while authentication is off: there a foreign name
    that resolves to our address would let any web page act here. Addresses, `localhost`, the name of this *machine* and the
    allowed hosts are fine; so is a request without `Host`, which no browser makes.
    """
    if not access.auth_disabled or not host:
        return True
    name = _host_name(host)
    ours = {
        "localhost",
        machine.lower(),
        _origin(access.external_url)[1],
        *(each.lower() for each in access.allowed_hosts),
    }
    if name and name in ours:
        return True
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _same(given: bytes, token: str) -> bool:
    return bool(token) and hmac.compare_digest(given, token.encode("utf-8", "surrogatepass"))


def _origin(url: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return "", url, -1
    return parts.scheme, (parts.hostname or "").lower(), port


def _host_name(host: str) -> str:
    """The name in a `Host` header, lower case, without port and final dot."""
    lowered = host.strip().lower()
    if lowered.startswith("["):
        return lowered.partition("]")[0] + "]"
    return lowered.partition(":")[0].rstrip(".")


def _same_place(origin: str, host: str) -> bool:
    try:
        parts = urlsplit(origin)
        theirs = parts.netloc.lower()
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or not theirs:
        return False  # `null`, extensions, files
    usual = ":443" if parts.scheme == "https" else ":80"
    return theirs.removesuffix(usual) == host.strip().lower().removesuffix(usual)


def _user(request: Request, header: str) -> str:
    """Whom the proxy names: once, for what is said twice was said by two."""
    given = request.requestHeaders.getRawHeaders(header.encode("utf-8"), []) if header else []
    if len(given) != 1:
        return ""
    text = given[0].decode("utf-8", "replace").strip()
    return text[:_USER_CHARACTERS] if text.isprintable() else ""


def _listed(request: Request, name: bytes) -> list[str]:
    """The values of a header that proxies lengthen, the last one being what our own proxy added."""
    lines = request.requestHeaders.getRawHeaders(name, [])
    return [each.strip().lower() for line in lines for each in line.decode("latin-1").split(",")]
