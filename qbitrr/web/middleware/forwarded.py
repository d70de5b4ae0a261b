"""
What a proxy in front of us says about a request, if it is one we believe.
"""

from attrs import frozen
from twisted.web.server import Request

from qbitrr.model.access.web_access import WebAccess

__all__ = ["Origin", "origin_of"]

_MOST_HOPS = 20
_USER_CHARACTERS = 200


@frozen(kw_only=True)
class Origin:
    """Where a request comes from: the address of its *client*, whether it left there by HTTPS, and the *user* a proxy has let in."""

    client: str
    is_https: bool = False
    user: str = ""


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
