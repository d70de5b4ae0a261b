"""Looking at running programs the way their users do: over HTTP."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from base64 import b64encode
from collections.abc import Callable
from http.cookiejar import CookieJar
from typing import Any, TypeVar

from tests.real.torrents import MadeTorrent

__all__ = ["ArrSeen", "Program", "Qbit", "wait_until"]

T = TypeVar("T")
_TIMEOUT = 60


def wait_until(what: str, look: Callable[[], T], seconds: float = 120) -> T:
    """What `look` returned once it was true. A look may fail while programs start or restart. Bounded."""
    deadline = time.monotonic() + seconds
    last: object = None
    while time.monotonic() < deadline:
        try:
            last = look()
        except OSError as error:
            last = error
        else:
            if last:
                return last  # type: ignore[return-value]
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds:g} s: {what}; last seen: {last!r}")


def _call(opener: urllib.request.OpenerDirector, request: urllib.request.Request) -> Any:
    with opener.open(request, timeout=_TIMEOUT) as answer:
        body = answer.read()
    if answer.headers.get("Content-Type", "").startswith("application/json"):
        return json.loads(body)
    return body.decode()


class Qbit:
    """A qBittorrent through its Web API."""

    def __init__(self, url: str, username: str, password: str) -> None:
        self.url = url
        self._login = {"username": username, "password": password}
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.post("auth/login", **self._login)

    def get(self, path: str, /, **query: str) -> Any:
        """A read."""
        return _call(self._opener, urllib.request.Request(f"{self.url}/api/v2/{path}?{urllib.parse.urlencode(query)}"))

    def post(self, path: str, /, **form: str) -> Any:
        """An action."""
        data = urllib.parse.urlencode(form).encode()
        return _call(self._opener, urllib.request.Request(f"{self.url}/api/v2/{path}", data=data, method="POST"))

    def add(self, torrent: MadeTorrent, **fields: str) -> None:
        """Add a `.torrent` file."""
        parts = [
            f'--BOUNDARY\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        head = 'Content-Disposition: form-data; name="torrents"; filename="x.torrent"\r\nContent-Type: application/x-bittorrent'
        body = b"".join(parts) + f"--BOUNDARY\r\n{head}\r\n\r\n".encode() + torrent.data + b"\r\n--BOUNDARY--\r\n"
        request = urllib.request.Request(f"{self.url}/api/v2/torrents/add", data=body, method="POST")
        request.add_header("Content-Type", "multipart/form-data; boundary=BOUNDARY")
        _call(self._opener, request)

    def torrent(self, hash_: str) -> dict[str, Any] | None:
        """The record of a torrent, None when it is not there."""
        found = self.get("torrents/info", hashes=hash_)
        return found[0] if found else None


class ArrSeen:
    """A simulated Arr: what it saw, and its knobs."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._opener = urllib.request.build_opener()

    def get(self, path: str) -> Any:
        """Read from the control surface."""
        return _call(self._opener, urllib.request.Request(f"{self.url}/_sim/{path}"))

    def post(self, path: str, /, **body: Any) -> Any:
        """Steer."""
        request = urllib.request.Request(f"{self.url}/_sim/{path}", data=json.dumps(body).encode(), method="POST")
        request.add_header("Content-Type", "application/json")
        return _call(self._opener, request)

    def movie(self, title: str, **rest: Any) -> int:
        """A new movie in the library; returns its id."""
        return int(self.post("movies", title=title, year=2020, **rest)["id"])

    def grab(self, movie: int, torrent: MadeTorrent) -> None:
        """Have the Arr grab a torrent for a movie and add it to its download client."""
        self.post(
            "grabs", leaf_ids=[movie], hash=torrent.hash, title=torrent.name, add=True, torrent=_b64(torrent.data)
        )

    def offer(self, movie: int, torrent: MadeTorrent) -> None:
        """From now on a search for the movie finds this torrent."""
        release = {"hash": torrent.hash, "title": torrent.name, "torrent": _b64(torrent.data)}
        self.post("releases", leaf_id=movie, releases=[release])

    def commands(self, name: str, **body: Any) -> list[dict[str, Any]]:
        """Every POST of a command of that name whose body has these members."""
        return [
            request
            for request in self.get("requests")
            if request["method"] == "POST"
            and request["path"].endswith("/command")
            and request["body"].get("name") == name
            and all(request["body"].get(key) == value for key, value in body.items())
        ]

    def scans(self, torrent: MadeTorrent) -> list[dict[str, Any]]:
        """Every request to import a torrent."""
        return self.commands("DownloadedMoviesScan", downloadClientId=torrent.hash.upper())

    def deletions(self) -> list[dict[str, Any]]:
        """Every DELETE of a queue record."""
        return [request for request in self.get("requests") if request["method"] == "DELETE"]

    def blocked(self, torrent: MadeTorrent) -> int:
        """How often a torrent is in the blocklist."""
        return json.dumps(self.get("state")["blocklist"]).lower().count(torrent.hash)


class Program:
    """qbitrr through its API."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self._token = token
        self._opener = urllib.request.build_opener()

    def _request(self, path: str, method: str, body: object = None) -> Any:
        data = None if method == "GET" else b"" if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}{path}", method=method, data=data)
        if body is not None:
            request.add_header("Content-Type", "application/json")
        request.add_header("Authorization", f"Bearer {self._token}")
        return _call(self._opener, request)

    def get(self, path: str) -> Any:
        """A read."""
        return self._request(path, "GET")

    def post(self, path: str, body: object = None) -> Any:
        """An action, with a JSON body if there is one."""
        return self._request(path, "POST", body)

    def delete(self, path: str) -> Any:
        """The end of something."""
        return self._request(path, "DELETE")

    def processes(self) -> dict[str, dict[str, Any]]:
        """The children by kind."""
        return {each["kind"]: each for each in self.get("/api/processes")["processes"]}

    def all_alive(self) -> bool:
        """Whether every loop runs."""
        processes = self.get("/api/processes")["processes"]
        return bool(processes) and all(each["alive"] for each in processes)

    def acts(self, torrent: MadeTorrent) -> list[tuple[str, str]]:
        """What the journal says about a torrent, oldest first, as (act, result)."""
        entries = self.get(f"/api/activity?limit=100&hash={torrent.hash}")["entries"]
        return [(entry["act"], entry["result"]) for entry in reversed(entries)]


def _b64(data: bytes) -> str:
    return b64encode(data).decode()
