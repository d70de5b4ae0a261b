"""
What stands before a simulated program: sees every request, kills at chosen ones, and answers some of them wrongly.
"""

import json
import os
import re
import signal
from collections.abc import Callable
from io import BytesIO
from typing import Any

from attrs import define, field
from twisted.internet.interfaces import IReactorTime
from twisted.web.resource import IResource, Resource
from twisted.web.server import NOT_DONE_YET
from zope.interface import implementer

from tests.storm.auditing.observed import Request

__all__ = ["ANSWERS", "Fault", "Gate", "Kill"]

BANNED = "Your IP address has been banned after too many failed authentication attempts."
_HTML = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
ANSWERS: dict[str, tuple[int, str, bytes]] = {
    "500": (500, "text/plain", b"Internal Server Error"),
    "html": (200, "text/html", _HTML),
    "garbage": (200, "application/json", b'{"torrents": {"\xff\x00\x17 [[[[ 1e999'),
    "null": (200, "application/json", b"null"),
    "list": (200, "application/json", b"[]"),
    "403": (403, "text/plain", b"Forbidden"),
    "refuse": (405, "application/json", b'{"message": "MethodNotAllowed"}'),
}
"""Wrong answers: status, content type, body."""
_NOTHING_LISTED = {
    "sync/maindata": b'{"rid": 7, "full_update": true, "torrents": {}, "categories": {}, "tags": [], "server_state": {}}',
    "torrents/info": b"[]",
}


@define(kw_only=True)
class Kill:
    """SIGKILL for *pid*, *delay* seconds after the *moment* ("before" or "after") of the next request that matches *pattern*."""

    pattern: re.Pattern[str]
    moment: str
    pid: int
    delay: float = 0.0


@define(kw_only=True)
class Fault:
    """
    A wrong answer to requests that match *pattern*, *times* times (None: until taken away). *kind* is one of `ANSWERS`, or
    `hang`, `cut` (carried out, but the connection breaks), `ban`, `empty`, `shrunk`, `upper`.
    """

    kind: str
    pattern: re.Pattern[str]
    times: int | None = None


@implementer(IResource)
@define(eq=False)
class Gate(Resource):
    """Before *inner*, the program called *name*, whose API begins with *prefix*."""

    name: str
    prefix: str
    inner: IResource
    clock: IReactorTime
    told: Callable[[str, str], None]
    requests: list[Request] = field(factory=list)
    kills: list[Kill] = field(factory=list)
    faults: list[Fault] = field(factory=list)
    hanging: list[Any] = field(factory=list)
    listings: int = 0
    strikes: int = 0
    plants: dict[str, str] = field(factory=dict)
    strays: Callable[[str], object] = str
    searches_again: Callable[[Any], object] = str
    isLeaf = True

    def __attrs_post_init__(self) -> None:
        super().__init__()

    def render(self, request: Any) -> Any:
        """Kill, lie, or let it pass, and note what was asked."""
        path, text = request.path.decode("utf-8", "replace").removeprefix(self.prefix), _text(request)
        what = f"{request.method.decode()} {path} {text}"
        self._kill(what, "before")
        fault = self._strikes(what)
        carried_out = fault is None or fault.kind in ("cut", "shrunk", "upper")
        answer = self._answered(request, path, fault)
        self.listings += path == "sync/maindata" and fault is None and request.code == 200
        self._kill(what, "after")
        if request.method != b"GET":
            seen = Request(
                at=self.clock.seconds(), program=self.name, method=request.method.decode(), path=path, text=text,
                status=request.code, carried_out=carried_out,
            )  # fmt: skip
            self.requests.append(seen)
        return answer

    def _planted(self, request: Any, path: str) -> Any:
        """Carry out what is asked, or what a faulty supervisor would have asked instead (`plants`: what, with which hash)."""
        plants = self.plants
        if path == "torrents/delete":
            if "delete undue" in plants:
                _rewrite(request, lambda form: form.replace("hashes=", f"hashes={plants['delete undue']}%7C", 1))
            if plants.get("wrong client", "-") in _text(request):
                self.strays(plants["wrong client"])
                return _say(request, 200, "text/plain", b"")
        if path.startswith("queue/") and "blocklist missing" in plants:
            request.uri = request.uri.replace(b"blocklist=true", b"blocklist=false")
        if path == "command" and "searched twice" in plants and "MoviesSearch" in _text(request):
            self._search_again(request)
        return self.inner.render(request)

    def _search_again(self, request: Any) -> None:
        """The same search, and after it has ended the same once more: while it runs, an Arr merges the two."""
        body = json.loads(_text(request))
        self.clock.callLater(2.0, self.searches_again, body)  # type: ignore[attr-defined]

    def release(self) -> None:
        """Nothing goes wrong any more; what hangs is cut off."""
        self.kills.clear()
        self.faults.clear()
        self.strikes = 0
        while self.hanging:
            self.hanging.pop().transport.abortConnection()

    def _kill(self, what: str, moment: str) -> None:
        for kill in [each for each in self.kills if each.moment == moment and each.pattern.search(what)]:
            self.kills.remove(kill)
            if kill.delay:
                self.clock.callLater(kill.delay, self._shoot, kill, what)  # type: ignore[attr-defined]
            else:
                self._shoot(kill, what)

    def _shoot(self, kill: Kill, what: str) -> None:
        try:
            os.kill(kill.pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # it ended by itself meanwhile
        self.told(f"kill {kill.pid}", f"{kill.moment} {self.name} {what[:120]}")

    def _strikes(self, what: str) -> Fault | None:
        for fault in self.faults:
            if fault.pattern.search(what):
                self.strikes += 1
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self.faults.remove(fault)
                return fault
        return None

    def _answered(self, request: Any, path: str, fault: Fault | None) -> Any:
        if fault is None:
            return self._planted(request, path)
        if fault.kind in ANSWERS:
            return _say(request, *ANSWERS[fault.kind])
        if fault.kind == "ban":
            return _say(request, 403, "text/plain", BANNED.encode() if path == "auth/login" else b"Forbidden")
        if fault.kind == "empty":
            return _say(request, 200, "application/json", _NOTHING_LISTED.get(path, b"[]"))
        if fault.kind == "hang":
            self.hanging.append(request)
            request.notifyFinish().addErrback(
                lambda _: self.hanging.remove(request) if request in self.hanging else None
            )
            return NOT_DONE_YET
        if fault.kind == "cut":
            _captured(request, self.inner)
            request.transport.abortConnection()
            return NOT_DONE_YET
        return _say(request, 200, "application/json", _changed(fault.kind, _captured(request, self.inner)))


def _text(request: Any) -> str:
    body = request.content.read().decode("utf-8", "replace")
    request.content.seek(0)
    return body or request.uri.decode("latin-1").partition("?")[2]


def _rewrite(request: Any, change: Callable[[str], str]) -> None:
    request.content = BytesIO(change(_text(request)).encode())


def _say(request: Any, status: int, content_type: str, body: bytes) -> bytes:
    request.setResponseCode(status)
    request.setHeader("Content-Type", content_type)
    return body


def _captured(request: Any, inner: IResource) -> bytes:
    """What *inner* would have said; the programs answer what does not wait at once."""
    parts: list[bytes] = []
    write, finish = request.write, request.finish
    request.write, request.finish = parts.append, lambda: None
    try:
        answer = inner.render(request)
    finally:
        request.write, request.finish = write, finish
    return answer if isinstance(answer, bytes) else b"".join(parts)


def _changed(kind: str, body: bytes) -> bytes:
    """A listing with a third of its torrents, or with its hashes in upper case."""
    try:
        said = json.loads(body)
    except ValueError:
        return body  # refused, not a listing
    listed = said if isinstance(said, list) else said.get("torrents") if isinstance(said, dict) else None
    if isinstance(listed, dict):
        if kind == "upper":
            said["torrents"] = {hash_.upper(): torrent for hash_, torrent in listed.items()}
        else:
            said |= {"full_update": True, "torrents": dict(list(listed.items())[::3])}
    elif isinstance(listed, list):
        upper = [each | {"hash": str(each.get("hash", "")).upper()} for each in listed]
        said = upper if kind == "upper" else listed[::3]
    return json.dumps(said).encode()
