"""Every route of a running program under what nobody should send: the documented status, a clear error, and no fault in the log."""

import http.client
import json
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from qbitrr.web.docs.document import document, template
from qbitrr.web.docs.table import whole_table
from qbitrr.web.http.parameters import ParameterPlace
from qbitrr.web.http.routes import Plain, Route
from tests.e2e.serving.test_connections import Running
from tests.web.declared import FILLED

pytestmark = pytest.mark.e2e

DIGITS = "9" * 5000
SEGMENTS = (
    DIGITS,
    "x" * 300,
    f"{'x' * 300}.log",
    "..%2F..%2F..%2Fetc%2Fpasswd",
    "%2e%2e%2fconfig.toml",
    "a%00b",
    "%F0%9F%92%A9",
    "-1",
    "%20",
)
VALUES = (DIGITS, f"-{DIGITS}", "1e999", "x" * 300, f"{'x' * 300}.log", "%00", "%FF%FE", "..%2Fconfig.toml", "")
BODIES = (
    b"{", b"[]", b"null", b"", b'"x"', b"\xff\xfe", b'{"a": ' * 600, b"[" * 5000, b'{"changes": ' + DIGITS.encode() + b"}",
)  # fmt: skip
# What takes no body would be carried out, and these end what is asked.
ACTS = {"logout"}


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with ExitStack() as stack:
        yield Running(stack)


class Asking:
    """Asks a program, and holds every answer against the document of its interface."""

    def __init__(self, running: Running) -> None:
        self.port = running.port
        self.documented: dict[str, Any] = document(whole_table())["paths"]
        self.wrong: list[str] = []

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "application/json") -> tuple[int, bytes]:
        """Status, and the body of an error."""
        headers = {"Authorization": "Bearer t", "Content-Type": kind}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, b"" if answer.status < 400 else answer.read()

    def check(
        self, route: Route, path: str, body: bytes = b"", kind: str = "application/json", fine: bool = True
    ) -> None:
        """The answer is one that is documented, and an error says what it is; *fine*: it may be no error at all."""
        status, said = self.ask(route.method, path, body, kind)
        shown = f"{route.method} {path[:90]} {body[:20]!r}: {status} {said[:80]!r}"
        if status < 400:
            if not fine:
                self.wrong.append(shown)
            return
        operation = self.documented.get(template(route.path), {}).get(route.method.lower())
        known = {"400", "404", *(operation["responses"] if operation is not None else ())}
        try:
            text = json.loads(said)["error"]
        except (ValueError, KeyError):
            text = ""
        if str(status) not in known or status == 500 or not text or "Traceback" in text:
            self.wrong.append(shown)


def usual(path: str, but: str = "") -> str:
    """A path of a route with its parameters filled in, all *but* one."""
    kept = {pattern: value for pattern, value in FILLED.items() if not but or f"{but}>" not in pattern}
    for pattern, value in kept.items():
        path = path.replace(pattern, value)
    return path


def routes() -> list[Route]:
    """One of each pair, what ends the session left out."""
    return [each for each in whole_table() if not each.name.startswith("web.") and each.name not in ACTS]


def test_in_the_path(running: Running) -> None:
    """Numbers of 5,000 digits, names no file may have, ways out of a folder, bytes that are no text, in the place of every part."""
    asking = Asking(running)
    for route in routes():
        for each in (each for each in route.parameters if each.place is ParameterPlace.PATH):
            around = usual(route.path, each.name)
            before, _, after = around.partition("<")
            for segment in SEGMENTS:
                path = f"{before}{segment}{after.partition('>')[2]}"
                if "<" not in path:
                    asking.check(route, path, b"{}" if route.body is not None else b"")
    assert asking.wrong == []


def test_in_the_query(running: Running) -> None:
    """The same as every parameter of the query."""
    asking = Asking(running)
    for route in routes():
        if route.method != "GET":
            continue
        for each in (each for each in route.parameters if each.place is ParameterPlace.QUERY):
            for value in VALUES:
                asking.check(route, f"{usual(route.path).partition('?')[0]}?{each.name}={value}")
    assert asking.wrong == []


def test_in_the_body(running: Running) -> None:
    """What is no JSON, or no object, or of another type: refused by each route that reads a body."""
    asking = Asking(running)
    for route in (each for each in routes() if each.body is not None):
        for body in BODIES:
            is_optional = not body and route.name.endswith((".restore_duty", ".confirm"))
            asking.check(route, usual(route.path), body, fine=is_optional)
        asking.check(route, usual(route.path), b"{}", "text/plain", fine=False)
    assert asking.wrong == []


def test_wrong_methods(running: Running) -> None:
    """Every path refuses what it does not take, and says what it takes."""
    asking = Asking(running)
    taken: dict[str, set[str]] = {}
    for route in whole_table():
        taken.setdefault(route.path, set()).add(route.method)
    for path, methods in taken.items():
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "BREW"} - methods:
            status, said = asking.ask(method, usual(path))
            assert (status, json.loads(said)) == (405, {"error": "method not allowed"}), (method, path)


@pytest.mark.parametrize("path", [f"/api/{'x' * 20_000}", f"/api/status?q={'x' * 200_000}"])
def test_addresses_without_end(running: Running, path: str) -> None:
    """They are refused in words, not by a closed connection."""
    status, said = Asking(running).ask("GET", path)
    assert (status, json.loads(said)) == (400, {"error": "request line or header too long"})


def test_nothing_was_noticed(running: Running) -> None:
    """None of that was a fault of the program."""
    assert running.program.get("/api/status")["ready"]
    before, fault, after = (running.folder / "program.log").read_text().partition("Traceback")
    assert not fault, before[-500:] + fault + after[:3000]


def test_streams_are_among_them() -> None:
    """What is checked is not nothing."""
    assert len(routes()) > 90
    assert any(Plain.STREAM in each.answer for each in routes())
