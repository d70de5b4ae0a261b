"""
A server in memory that answers what a test tells it to, and remembers what it was asked.
"""

from collections.abc import Callable
from urllib.parse import parse_qsl

from attrs import field, frozen
from treq.testing import RequestTraversalAgent
from twisted.internet.task import Clock
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request

from qbitrr.clients.http.http import Http

__all__ = ["Asked", "Reply", "Scripted", "ok", "silence"]


@frozen(kw_only=True)
class Asked:
    """A request as it arrived. `path` is below the root, `query` and `form` are the decoded parameters."""

    method: str
    path: str
    query: dict[str, str] = field(factory=dict)
    form: dict[str, str] = field(factory=dict)
    headers: dict[str, str] = field(factory=dict)
    body: bytes = b""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@frozen(kw_only=True)
class Reply:
    """What to answer; `length` claims another Content-Length than the body has, then the connection is dropped."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    length: int | None = None
    never: bool = False
    drop: bool = False


def ok(body: str | bytes = b"", *headers: tuple[str, str]) -> Reply:
    """A good answer."""
    return Reply(body=body.encode() if isinstance(body, str) else body, headers=headers)


silence = Reply(never=True)


class Scripted(Resource):
    """Answers the next reply of the script, the last one for ever, or what `answer(asked)` says."""

    isLeaf = True

    def __init__(self, *replies: Reply, answer: Callable[[Asked], Reply] | None = None) -> None:
        super().__init__()
        self.asked: list[Asked] = []
        self.waiting: list[Request] = []
        self._replies = list(replies)
        self._answer = answer
        self.agent = RequestTraversalAgent(self)

    @property
    def calls(self) -> list[str]:
        """What was asked, as `METHOD path`."""
        return [str(asked) for asked in self.asked]

    def http(self, clock: Clock, base: str = "http://there.example:8080/api", **more: object) -> Http:
        """A client of this server, without jitter."""
        return Http(self.agent, base, "There", clock, jitter=lambda: 0.0, **more)  # type: ignore[arg-type]

    def render(self, request: Request) -> bytes | int:
        body = request.content.read()
        is_form = (request.getHeader("Content-Type") or "").startswith("application/x-www-form-urlencoded")
        asked = Asked(
            method=request.method.decode(),
            path=request.path.decode().removeprefix("/api/v2").removeprefix("/api"),
            query=dict(parse_qsl(request.uri.partition(b"?")[2].decode(), keep_blank_values=True)),
            form=dict(parse_qsl(body.decode(), keep_blank_values=True)) if is_form else {},
            headers={
                name.decode().lower(): values[0].decode() for name, values in request.requestHeaders.getAllRawHeaders()
            },
            body=body,
        )
        self.asked.append(asked)
        return self._give(request, self._answer(asked) if self._answer is not None else self._next())

    def _next(self) -> Reply:
        return self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]

    def _give(self, request: Request, reply: Reply) -> bytes | int:
        if reply.never:
            self.waiting.append(request)
            return NOT_DONE_YET
        if reply.drop:
            request.transport.loseConnection()
            return NOT_DONE_YET
        request.setResponseCode(reply.status)
        for name in dict(reply.headers):
            request.responseHeaders.setRawHeaders(name, [value for other, value in reply.headers if other == name])
        if reply.length is None:
            return reply.body
        request.setHeader("Content-Length", str(reply.length))
        request.write(reply.body)
        request.transport.loseConnection()
        return NOT_DONE_YET
