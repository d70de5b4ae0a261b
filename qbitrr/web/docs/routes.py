"""
The OpenAPI document over HTTP, and the page that shows it.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec
from attrs import frozen
from twisted.internet.defer import Deferred
from twisted.web.http import CACHED
from twisted.web.iweb import IRequest

from qbitrr.web.docs.document import document, is_served
from qbitrr.web.docs.page import START, plain_page, swagger_page
from qbitrr.web.http.answers import Refusal
from qbitrr.web.http.conditions import tag_of
from qbitrr.web.http.parameters import in_path
from qbitrr.web.http.routes import Auth, Group, Plain, Route, mirrored
from qbitrr.web.http.visits import visit_of
from qbitrr.web.serving.threads import InThread

__all__ = ["DocsRoutes"]

_SWAGGER = Path(__file__).with_name("swagger")
_JAVASCRIPT = b"text/javascript; charset=utf-8"
_KINDS = {"swagger-ui-bundle.js": _JAVASCRIPT, "swagger-ui.css": b"text/css; charset=utf-8", "start.js": _JAVASCRIPT}
_ASSET = in_path("asset", "One of the three files the page is made of.")


@frozen
class _Served:
    """The document below one path prefix."""

    base: str
    body: bytes
    tag: bytes


class DocsRoutes:
    """
    `/openapi.json` and `/docs`. *table* gives the whole route table, once there is one; the document is made at the first request.
    The files of Swagger UI lie in the folder *swagger*, if they were put there, and are read by way of *in_thread*.
    """

    def __init__(self, table: Callable[[], tuple[Route, ...]], in_thread: InThread, swagger: Path = _SWAGGER) -> None:
        self._table = table
        self._in_thread = in_thread
        self._swagger = swagger
        self._served: _Served | None = None

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored, but for the files of the page."""
        group = Group.DOCS
        api, web = mirrored("docs", "GET", "/docs", group, self.page, answer=Plain.PAGE)
        return (
            *mirrored("openapi", "GET", "/openapi.json", group, self.openapi, answer=Plain.JSON),
            api,
            web,
            Route(
                name="docs.asset", method="GET", path="/static/swagger/<asset>", auth=Auth.PUBLIC, group=group,
                parameters=(_ASSET,), answer=Plain.FILE, handler=self.asset,
            ),
        )  # fmt: skip

    def openapi(self, request: IRequest) -> bytes:
        """This description, as an OpenAPI 3.1 document."""
        served = self._document(visit_of(request).access.url_base)
        request.setHeader(b"cache-control", b"no-cache")
        return _unless_known(request, served.body, b"application/json", served.tag)

    def page(self, request: IRequest) -> Deferred[bytes]:
        """This description, as a page to read and to try things out."""
        base = visit_of(request).access.url_base
        face = "web" if request.path.removeprefix(base.encode()).startswith(b"/web/") else "api"
        place = f"{base}/{face}/openapi.json"

        def answer(has_swagger: bool) -> bytes:
            body = swagger_page(base, place) if has_swagger else self._plain_page(base, place)
            request.setHeader(b"content-type", b"text/html; charset=utf-8")
            request.setHeader(b"content-length", b"%d" % len(body))
            return body

        return self._in_thread((self._swagger / "swagger-ui-bundle.js").is_file).addCallback(answer)

    def asset(self, request: IRequest, asset: str) -> "bytes | Deferred[bytes]":
        """A file of that page."""
        if asset not in _KINDS:
            raise Refusal(404, "not found")
        request.setHeader(b"cache-control", b"max-age=3600")
        if asset == "start.js":
            return _unless_known(request, START, _JAVASCRIPT)

        def answer(content: bytes | None) -> bytes:
            if content is None:
                raise Refusal(404, "not found")
            return _unless_known(request, content, _KINDS[asset])

        return self._in_thread(_read, self._swagger / asset).addCallback(answer)

    def _document(self, base: str) -> _Served:
        if self._served is None or self._served.base != base:
            listed = [route for route in self._table() if is_served(route)]
            body = msgspec.json.encode(document(listed, base))
            self._served = _Served(base, body, tag_of(body))
        return self._served

    def _plain_page(self, base: str, place: str) -> bytes:
        return plain_page(msgspec.json.decode(self._document(base).body), place)


def _read(path: Path) -> bytes | None:
    """What is in a file, None if there is none. Blocks."""
    return path.read_bytes() if path.is_file() else None


def _unless_known(request: IRequest, body: bytes, kind: bytes, tag: bytes = b"") -> bytes:
    """*body* with its strong tag, or nothing for a caller who has it."""
    if request.setETag(tag or tag_of(body)) is CACHED:
        return b""
    request.setHeader(b"content-type", kind)
    request.setHeader(b"content-length", b"%d" % len(body))
    return body
