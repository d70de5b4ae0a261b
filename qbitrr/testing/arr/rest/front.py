"""
The HTTP front of a simulated application: key, base path, start-up and failures before anything else, then the routes.
"""

from hmac import compare_digest
from typing import cast

from msgspec import json
from twisted.internet.defer import Deferred
from twisted.internet.task import deferLater
from twisted.web.http import datetimeToString
from twisted.web.resource import IResource, Resource
from twisted.web.server import NOT_DONE_YET, Request
from zope.interface import implementer

from qbitrr.testing.arr.model.application import ArrModel
from qbitrr.testing.arr.model.faults import Fault
from qbitrr.testing.arr.rest.call import Routes
from qbitrr.testing.arr.rest.control import add_control_routes
from qbitrr.testing.arr.rest.downloads import add_download_routes
from qbitrr.testing.arr.rest.editors import add_calendar_route, add_editor_routes
from qbitrr.testing.arr.rest.library import add_library_routes
from qbitrr.testing.arr.rest.query import QueryParameters
from qbitrr.testing.arr.rest.setup import add_setup_routes
from qbitrr.testing.arr.rest.system import add_system_routes

__all__ = ["make_resource"]

_CONTROL = "/_sim"
_HTML = (
    b"<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>\n"
)
_KEPT_REQUESTS = 50_000


def make_resource(arr: ArrModel) -> IResource:
    """All endpoints of *arr* as one resource."""
    api = Routes(arr.kind.base)
    add_system_routes(api, arr)
    add_setup_routes(api, arr)
    add_download_routes(api, arr)
    add_library_routes(api, arr)
    add_editor_routes(api, arr)
    add_calendar_route(api, arr)
    control = Routes(_CONTROL)
    add_control_routes(control, arr)
    return ArrFront(arr, api, control)


@implementer(IResource)
class ArrFront(Resource):
    """What every request passes before it reaches a handler."""

    isLeaf = True

    def __init__(self, arr: ArrModel, api: Routes, control: Routes) -> None:
        super().__init__()
        self._arr, self._routes = arr, api
        self._api, self._control = api.app.resource(), control.app.resource()

    def api_rules(self) -> list[tuple[str, str]]:
        """Method and path of every endpoint."""
        return [tuple(str(rule.endpoint).split(" ", 1)) for rule in self._routes.app.url_map.iter_rules()]  # type: ignore[misc]

    def render(self, request: Request) -> bytes | int:
        """Answer in the order of the real pipeline: key, base path, starting, failures, route."""
        path = request.path.decode("utf-8", "replace")
        if path.startswith(_CONTROL + "/"):
            return self._render_control(request)
        self._record(request, path)
        request.setHeader("Date", datetimeToString(self._arr.clock.seconds() + self._arr.clock_ahead))
        base = self._arr.url_base
        inside = bool(base) and (path + "/").lower().startswith(base.lower() + "/")
        local = (path[len(base) :] or "/") if inside else path
        is_api = local.lower().startswith("/api/") or local.lower() == "/api"
        if is_api and not self._has_key(request):
            return _bare(request, 401)
        request.setHeader("X-Application-Version", self._arr.kind.version)
        if base and not inside:
            query = request.uri.partition(b"?")
            request.setHeader("Location", base.encode() + query[0] + query[1] + query[2])
            return _bare(request, 307)
        if self._arr.faults.starting_until > self._arr.clock.seconds() and local != "/ping":
            return self._starting(request, is_api)
        return self._answer(request, local, is_api)

    def _answer(self, request: Request, local: str, is_api: bool) -> bytes | int:
        slow: Fault | None = None
        for fault in self._arr.faults.strike(request.method.decode(), local):
            if fault.kind == "slow":
                slow = fault
            elif fault.after or fault.kind in ("truncated", "cut", "halting"):
                request.sim_fault, request.sim_clock = fault, self._arr.clock  # type: ignore[attr-defined]
            else:
                return _strike(request, fault)
        if not is_api and local != "/ping":
            return self._interface(request, local)
        for name, text in (("Cache-Control", "no-cache, no-store"), ("Expires", "-1"), ("Pragma", "no-cache"),
                           ("Access-Control-Allow-Origin", "*")):  # fmt: skip
            request.setHeader(name, text)
        accepted = request.getHeader("Accept") or "*/*"
        if not any(kind in accepted for kind in ("*/*", "application/*", "json")):
            return _bare(request, 406)
        if (
            request.method in (b"POST", b"PUT")
            and b"json" not in request.requestHeaders.getRawHeaders(b"content-type", [b"json"])[0]
        ):
            return _bare(request, 415)
        request.prepath, request.postpath = [], [part.encode() for part in local.lower().split("/")[1:]]
        if slow is None:
            return cast("bytes | int", self._api.render(request))
        return self._delay(request, slow.seconds)

    def _delay(self, request: Request, seconds: float) -> int:
        """Answer after *seconds*; not at all when the client leaves before."""
        waiting: Deferred[None] = deferLater(self._arr.clock, seconds, self._api.render, request)  # type: ignore[arg-type]
        request.notifyFinish().addErrback(lambda _: waiting.cancel())
        waiting.addErrback(lambda failure: failure.trap(Exception) and None)
        return NOT_DONE_YET

    def _has_key(self, request: Request) -> bool:
        """Query, header, bearer, in this order; compared exactly."""
        bearer = request.getHeader("Authorization") or ""
        sent = (
            QueryParameters.of(request.uri).text("apikey") or request.getHeader("X-Api-Key")
            or (bearer[7:] if bearer.startswith("Bearer ") else "")
        )  # fmt: skip
        return compare_digest(sent.encode(), self._arr.api_key.encode())

    def _starting(self, request: Request, is_api: bool) -> bytes:
        text = f"{self._arr.kind.app} is starting up, please try again later"
        request.setResponseCode(503)
        if not is_api:
            request.setHeader("Content-Type", "text/plain")
            return text.encode()
        request.setHeader("Content-Type", "application/json; charset=utf-8")
        return json.encode({"errorMessage": text})

    def _interface(self, request: Request, local: str) -> bytes:
        """Everything that is not the API belongs to the interface, which wants a login cookie."""
        if local.lower().startswith("/mediacover/"):
            request.setHeader("Location", f"{self._arr.url_base}/login?returnUrl={local}")
            return _bare(request, 302)
        request.setHeader("Content-Type", "text/html; charset=utf-8")
        return f"<!doctype html><title>{self._arr.kind.app}</title>".encode()

    def _record(self, request: Request, path: str) -> None:
        assert request.content is not None
        text = request.content.read()
        request.content.seek(0)
        try:
            body = json.decode(text) if text else None
        except ValueError:
            body = text.decode("utf-8", "replace")
        entry = {"method": request.method.decode(), "path": path, "query": request.uri.decode("latin-1").partition("?")[2],
                 "body": body, "at": self._arr.clock.seconds()}  # fmt: skip
        self._arr.requests.append(entry)
        del self._arr.requests[:-_KEPT_REQUESTS]

    def _render_control(self, request: Request) -> bytes | int:
        """The test's own door, from this machine only."""
        address = getattr(request.getClientAddress(), "host", "127.0.0.1")
        if address not in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
            return _bare(request, 403)
        request.prepath = []
        request.postpath = request.path.split(b"/")[1:]
        return cast("bytes | int", self._control.render(request))


def _bare(request: Request, status: int) -> bytes:
    """A status with an empty body and no content type."""
    request.setResponseCode(status)
    request.defaultContentType = None
    return b""


def _strike(request: Request, fault: Fault) -> bytes | int:
    """Answer with a failure instead of the route."""
    if fault.kind == "drop":
        request.loseConnection()
        return NOT_DONE_YET
    if fault.kind == "html":
        request.setResponseCode(502)
        request.setHeader("Content-Type", "text/html")
        return _HTML
    request.setResponseCode(fault.status)
    text = (
        fault.body
        or '{"message": "database is locked\\ndatabase is locked", "description": "SQLiteException\\n   at …"}'
    )
    if fault.status in (401, 404, 405) and not fault.body:
        return _bare(request, fault.status)
    request.setHeader(
        "Content-Type", "application/json; charset=utf-8" if text.startswith(("{", "[")) else "text/plain"
    )
    return text.encode()
