"""
A simulated Arr with a simulated client, driven in memory: requests are answered without sockets, time moves when the test says so.
"""

import json
from typing import Any

import treq
from attrs import frozen
from treq.testing import StubTreq
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from qbitrr.testing.arr import MemoryDownloads, Release, SimulatedArr

__all__ = ["NOW", "Driver", "Reply", "hash_of"]

NOW = 1_750_000_000.0
HOST = "http://arr.invalid:80"


def hash_of(number: int) -> str:
    """A torrent hash."""
    return f"ab{number:038x}"


@frozen
class Reply:
    """An answer: status, headers (names in lower case), body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)


class Driver:
    """One application of *kind* and its download client; see `SimulatedArr` for the rest of the arguments."""

    def __init__(self, kind: str = "radarr", *, start: bool = True, **rest: Any) -> None:
        self.clock = Clock()
        self.clock.advance(NOW)
        self.downloads = MemoryDownloads()
        self.arr = SimulatedArr(kind, self.clock, "key", self.downloads, **rest)
        self.base = self.arr.kind.base
        self.http = StubTreq(self.arr.resource())
        if start:
            self.arr.start()

    # Time

    def wait(self, seconds: float = 1.0) -> None:
        """Let so much time go by, in small steps."""
        steps = max(1, round(seconds / 0.5))
        self.clock.pump([seconds / steps] * steps)

    def refresh(self) -> None:
        """Let the application look at its client and import what is pending."""
        self.arr.commands.post({"name": "RefreshMonitoredDownloads"}, trigger="scheduled", priority="high")
        self.clock.pump([0.2] * 8)

    # Requests

    def send(self, method: str, path: str, *, headers: dict[str, str] | None = None, **rest: Any) -> "Deferred[Reply]":
        """A request that is on its way; *path* is absolute, or below the API's base."""
        where = path if path.startswith("/") else f"{self.base}/{path}"
        sent = {"X-Api-Key": "key"} if headers is None else headers
        return Deferred.fromCoroutine(self._exchange(method, HOST + where, sent, rest))

    async def _exchange(self, method: str, url: str, headers: dict[str, str], rest: dict[str, Any]) -> Reply:
        response = await self.http.request(  # type: ignore[attr-defined]
            method, url, headers=headers, allow_redirects=False, **rest
        )
        body = await treq.content(response)
        names = {name.decode().lower(): values[-1].decode() for name, values in response.headers.getAllRawHeaders()}
        return Reply(response.code, names, body)

    def flush(self) -> None:
        """Let bytes arrive."""
        for _ in range(4):
            self.http.flush()

    def call(self, method: str, path: str, **rest: Any) -> Reply:
        """A request answered at once."""
        seen: list[Any] = []
        self.send(method, path, **rest).addBoth(seen.append)
        self.flush()
        assert seen, f"no answer to {method} {path}"
        if isinstance(seen[0], Failure):
            seen[0].raiseException()
        return seen[0]

    def get(self, path: str) -> Any:
        """The JSON of a good answer."""
        reply = self.call("GET", path)
        assert reply.status == 200, (path, reply)
        return reply.json

    def queue(self, query: str = "pageSize=1000") -> list[dict[str, Any]]:
        """The records of the queue."""
        return self.get(f"queue?{query}")["records"]

    def command(self, name: str, body: dict[str, Any] | None = None, *, wait: float = 1.0) -> dict[str, Any]:
        """Post a command, let it end, and read it again."""
        reply = self.call("POST", "command", json={"name": name} | (body or {}))
        assert reply.status == 201, reply
        self.wait(wait)
        return self.get(f"command/{reply.json['id']}")

    # Worlds

    def leaf(self, **rest: Any) -> int:
        """Something to download: the id of a movie, an episode, an album or a book."""
        arr = self.arr
        match arr.kind.name:
            case "radarr":
                return arr.add_movie("Some Movie", 2020, **rest).id
            case "sonarr":
                return arr.library.leaves_of(arr.add_series("Some Show", {1: 3}, **rest).id)[0]
            case "lidarr":
                return arr.add_album(arr.add_artist("Some Artist").id, "Some Album", tracks=3, **rest).id
        return arr.add_book(arr.add_author("Some Author").id, "Some Book", **rest).id

    def download(
        self, leaf_ids: list[int], number: int = 1, *, complete: bool = False, grabbed: bool = True, **rest: Any
    ) -> str:
        """A torrent for these leaves in the client (and, if *grabbed*, in the history); its hash."""
        hash_ = hash_of(number)
        name = self.arr.library.release_name(leaf_ids, self.arr.kind.default_quality, "GRP")
        if grabbed:
            self.arr.grab(leaf_ids, hash_, name)
        self.downloads.put(hash_, **{"name": name, "category": self.arr.kind.category} | rest)
        if complete:
            self.downloads.finish(hash_)
        return hash_

    def offer(self, leaf_id: int, number: int, **rest: Any) -> str:
        """A release that searches find; its hash."""
        self.arr.offer(leaf_id, Release(hash=hash_of(number), **rest))
        return hash_of(number)
