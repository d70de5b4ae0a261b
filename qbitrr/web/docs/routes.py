"""
The OpenAPI document over HTTP.
"""

import hashlib
from collections.abc import Callable

import msgspec
from attrs import frozen
from twisted.web.http import CACHED
from twisted.web.iweb import IRequest

from qbitrr.web.docs.document import document, is_served
from qbitrr.web.http.routes import Group, Plain, Route, mirrored
from qbitrr.web.http.visits import visit_of

__all__ = ["DocsRoutes"]


@frozen
class _Served:
    """The document below one path prefix."""

    base: str
    body: bytes
    tag: bytes


class DocsRoutes:
    """`/openapi.json`. *table* gives the whole route table, once there is one; the document is made at the first request."""

    def __init__(self, table: Callable[[], tuple[Route, ...]]) -> None:
        self._table = table
        self._served: _Served | None = None

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored."""
        return mirrored("openapi", "GET", "/openapi.json", Group.DOCS, self.openapi, answer=Plain.JSON)

    def openapi(self, request: IRequest) -> bytes:
        """This description, as an OpenAPI 3.1 document."""
        served = self._document(visit_of(request).access.url_base)
        request.setHeader(b"cache-control", b"no-cache")
        if request.setETag(served.tag) is CACHED:
            return b""
        request.setHeader(b"content-type", b"application/json")
        request.setHeader(b"content-length", b"%d" % len(served.body))
        return served.body

    def _document(self, base: str) -> _Served:
        if self._served is None or self._served.base != base:
            listed = [route for route in self._table() if is_served(route)]
            body = msgspec.json.encode(document(listed, base))
            self._served = _Served(base, body, b'"%s"' % hashlib.sha256(body).hexdigest()[:32].encode("ascii"))
        return self._served
