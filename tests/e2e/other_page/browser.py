"""A browser with that page in it: what it sends along, what it keeps, and what it does when it is turned away."""

import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from attrs import frozen

__all__ = ["Answer", "Browser"]

PATIENCE_SECONDS = 60


@frozen
class Answer:
    """An answer, read; *headers* in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """What it says."""
        return json.loads(self.body)


class Browser:
    """
    At *base*, whose paths begin with `prefix`. `token` is what the page keeps in its storage; cookies are kept as every browser does.
    A browser on another machine than ours tells nothing of where a request comes from (`Sec-Fetch-Site`): that is for secure pages.
    """

    def __init__(self, base: str, *, is_secure: bool = False) -> None:
        self.base = base
        self.prefix = ""
        self.token = ""
        self.cookies: dict[str, tuple[str, str]] = {}
        self._is_secure = is_secure

    def fetch(self, method: str, path: str, body: object = None) -> Answer:
        """As the page's request layer does: always says JSON, sends the token it has; turned away it forgets it and tries once more."""
        answer = self._send(method, path, body, {"Content-Type": "application/json", **self._bearer()})
        if answer.status == 401 and self.token:
            self.token = ""
            answer = self._send(method, path, body, {"Content-Type": "application/json"})
        return answer

    def fetch_plainly(self, method: str, path: str, body: object = None) -> Answer:
        """Beside that layer: signing in and out, and asking for the token, by cookie alone."""
        typed = {"Content-Type": "application/json"} if body is not None else {}
        return self._send(method, path, body, typed)

    def follow(self, path: str) -> Answer:
        """A link: another page, by cookie alone."""
        return self._send("GET", path, None, {"Accept": "text/html,*/*;q=0.8", **self._from("navigate", "document")})

    def picture(self, path: str, again: int = 0) -> Answer:
        """An image of the page: by cookie, and with the token it keeps in the address; *again* shakes off what is cached."""
        query = {**({"token": self.token} if self.token else {}), **({"_retry": str(again)} if again else {})}
        place = f"{path}?{urlencode(query)}" if query else path
        return self._send("GET", place, None, {"Accept": "image/avif,image/webp,*/*", **self._from("no-cors", "image")})

    @contextmanager
    def listen(self, path: str) -> Iterator[http.client.HTTPResponse]:
        """A stream of events, by cookie alone, still open."""
        headers = {"Accept": "text/event-stream", "Cache-Control": "no-cache", **self._cookies()}
        with closing(self._connection()) as connection:
            connection.request("GET", self.prefix + path, headers={**headers, **self._from("cors", "empty")})
            with connection.getresponse() as answer:
                yield answer

    def _send(self, method: str, path: str, body: object, headers: Mapping[str, str]) -> Answer:
        data = None if body is None else json.dumps(body).encode()
        around = {"Accept": "*/*", **self._from("cors", "empty"), **headers, **self._cookies()}
        if method != "GET":
            around |= {"Origin": self.base, "Referer": f"{self.base}{self.prefix}/static/index.html"}
            around.setdefault("Content-Length", str(len(data or b"")))
        with closing(self._connection()) as connection:
            connection.request(method, self.prefix + path, data, around)
            answer = connection.getresponse()
            self._keep(answer)
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, found, answer.read())

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(urlsplit(self.base).netloc, timeout=PATIENCE_SECONDS)

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def _from(self, mode: str, dest: str) -> dict[str, str]:
        if not self._is_secure:
            return {}
        return {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}

    def _cookies(self) -> dict[str, str]:
        sent = [f"{name}={value}" for name, (value, path) in self.cookies.items() if f"{self.prefix}/".startswith(path)]
        return {"Cookie": "; ".join(sent)} if sent else {}

    def _keep(self, answer: http.client.HTTPResponse) -> None:
        for each in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(each).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = (morsel.value, morsel["path"] or "/")
