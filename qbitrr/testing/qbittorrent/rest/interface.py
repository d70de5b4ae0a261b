"""The web interface of the simulated client: checks, sessions, dispatch and answers over HTTP."""

from typing import cast

import msgspec
from klein import Klein
from twisted.internet.interfaces import ITCPTransport
from twisted.internet.task import deferLater
from twisted.web.http import datetimeToString
from twisted.web.iweb import IRequest
from twisted.web.server import Request

from qbitrr.testing.qbittorrent.model.client import QbittorrentModel
from qbitrr.testing.qbittorrent.model.faults import Answered, Dropped, Slow
from qbitrr.testing.qbittorrent.model.seen import SeenRequest
from qbitrr.testing.qbittorrent.rest.auth import admit
from qbitrr.testing.qbittorrent.rest.call import QbittorrentAnswer, QbittorrentCall, Refused, parse_body, parse_query
from qbitrr.testing.qbittorrent.rest.endpoints import ENDPOINTS, SCOPES

__all__ = ["WebInterface"]

_HEADERS = {
    b"X-Content-Type-Options": b"nosniff",
    b"Referrer-Policy": b"same-origin",
    b"Cache-Control": b"no-store",
}


class WebInterface:
    """Serves one simulated client."""

    app = Klein()

    def __init__(self, client: QbittorrentModel) -> None:
        self._client = client

    @app.route("/", branch=True)
    async def page(self, request: Request) -> bytes:
        """Everything outside the API: the files of the web interface, of which there is one."""
        api_key = (request.getHeader("authorization") or "").startswith("Bearer ")
        found = request.path == b"/" and not api_key
        page = QbittorrentAnswer(200, b"<!DOCTYPE html><title>qBittorrent</title>", "text/html; charset=UTF-8")
        return self._send(request, page if found else QbittorrentAnswer(404, b"Not Found"))

    @app.route("/api/v2/<scope>/<action>")
    async def api(self, request: Request, scope: str, action: str) -> bytes:
        """One call of the API, with the fault planned for it."""
        client, path = self._client, f"{scope}/{action}"
        fault = client.faults.strike(path)
        if isinstance(fault, Slow):
            await deferLater(client.clock, fault.seconds)
        if isinstance(fault, Dropped) and not fault.after_work:
            self._note(request, path, {}, 0)
            return self._drop(request)
        client.settle()
        call = QbittorrentCall(params={}, address=_address(request))
        planned = QbittorrentAnswer(fault.status, fault.body) if isinstance(fault, Answered) else None
        answer = planned or self._answer(request, scope, path, call)
        self._note(request, path, call.params, 0 if isinstance(fault, Dropped) else answer.status)
        if isinstance(fault, Dropped):
            return self._drop(request)
        for cookie in call.cookies:
            request.responseHeaders.addRawHeader(b"Set-Cookie", cookie.encode())
        return self._send(request, answer)

    def _answer(self, request: Request, scope: str, path: str, call: QbittorrentCall) -> QbittorrentAnswer:
        try:
            self._read_parameters(request, call)
            admit(self._client, request, path, call)
            return _as_answer(self._dispatch(request, scope, path, call))
        except Refused as refusal:
            content_type = "text/plain; charset=UTF-8" if refusal.text else None
            return QbittorrentAnswer(refusal.status, refusal.text.encode(), content_type)

    def _read_parameters(self, request: IRequest, call: QbittorrentCall) -> None:
        if request.method == b"POST":
            kind = request.getHeader("content-type") or ""
            call.params, call.files = parse_body(kind, request.content.read())
        else:
            _, _, query = request.uri.partition(b"?")
            call.params = parse_query(query)

    def _dispatch(self, request: Request, scope: str, path: str, call: QbittorrentCall) -> object:
        client = self._client
        if scope not in SCOPES:
            raise Refused(404, "Not Found")
        endpoint = ENDPOINTS.get(path)
        if endpoint is None or not endpoint.exists_in(client.profile):
            raise Refused(404, client.profile.unknown_action)
        if endpoint.post and request.method != b"POST":
            raise Refused(405, "Method Not Allowed")
        if missing := endpoint.missing(client.profile, call.params):
            raise Refused(400, client.profile.missing_parameters(missing))
        return endpoint.handler(client, call)

    def _note(self, request: Request, path: str, params: dict[str, str], status: int) -> None:
        self._client.note(SeenRequest(request.method.decode(), path, params, self._client.clock.seconds(), status))

    def _send(self, request: Request, answer: QbittorrentAnswer) -> bytes:
        request.setResponseCode(answer.status)
        request.defaultContentType = None
        if answer.content_type is not None:
            request.setHeader(b"Content-Type", answer.content_type.encode())
        request.setHeader(b"Date", datetimeToString(self._client.clock.seconds() + self._client.clock_ahead))
        for name, value in _HEADERS.items():
            request.setHeader(name, value)
        return answer.body

    def _drop(self, request: Request) -> bytes:
        cast("ITCPTransport", request.transport).abortConnection()
        return b""


def _as_answer(value: object) -> QbittorrentAnswer:
    if isinstance(value, QbittorrentAnswer):
        return value
    if isinstance(value, str):
        return QbittorrentAnswer(200, value.encode())
    return QbittorrentAnswer(200, msgspec.json.encode(value), "application/json")


def _address(request: Request) -> str:
    return str(getattr(request.getClientAddress(), "host", ""))
