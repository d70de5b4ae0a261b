"""Told to end, the program is gone within seconds, whatever it is being asked at that moment, and whoever does not answer it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from qbitrr.web.docs.table import whole_table
from qbitrr.web.http.routes import Route
from tests.e2e.outside import wait_until
from tests.e2e.sections import arr_section, opening, qbit_section
from tests.e2e.serving.holes import Hole
from tests.e2e.starting import ROOT, Processes
from tests.real.processes import free_port
from tests.web.declared import filled

pytestmark = pytest.mark.e2e

INSIDE = Path(__file__).with_name("inside")
STOP_SECONDS = 5.0
KINDS = ("radarr", "sonarr", "lidarr", "readarr")
LARGE_BYTES = 300 * 1024 * 1024
# What the test would be empty without: each must still be under way when the program is told to end.
SLOW = {
    "events",
    "logs.stream",
    "doctor.examine",
    "arr.test-connection",
    "qbit.test-connection",
    "arr.open",
    "radarr.thumbnail",
}
READING = {"logs.content", "logs.download"}
AT_ONCE = {"health", "status", "processes", "token"}
HUNG = {"logs", "logs.content", "logs.download", "logs.stream", "logs.search"}


class Asked:
    """A program among others that never answer it; every route of it can be asked at once. *is_hung*: the disk of its logs is dead."""

    def __init__(self, stack: ExitStack, folder: Path, *, is_hung: bool = False) -> None:
        self.folder = folder
        self._stack = stack
        self._holes = {name: self._hole() for name in (*KINDS, "qbit", "tested")}
        (folder / "config.toml").write_text(self._config())
        (folder / "config.toml").chmod(0o600)
        self.port = free_port()
        self._processes = Processes(stack, folder)
        paths = os.pathsep.join((str(INSIDE), str(ROOT)))
        environment = {"PYTHONPATH": paths, "HUNG_LOGS": str(folder / "hung")}
        (folder / "logs").mkdir()
        if is_hung:
            (folder / "hung").touch()
        self.process, self.program = self._processes.supervisor(self.port, environment=environment)
        wait_until("every loop lives", self.program.all_alive)
        with (folder / "logs" / "Main.log.1").open("wb") as file:
            file.truncate(LARGE_BYTES)
        self.asked: dict[str, socket.socket] = {}

    def ask_everything(self) -> None:
        """Each route, by a connection of its own; nobody reads the answers."""
        self.ask({_subject(route.name) for route in whole_table()})

    def ask(self, subjects: set[str]) -> None:
        """Some of them, each below `/api` and `/web`."""
        for route in (route for route in whole_table() if _subject(route.name) in subjects):
            path, body = self._path(route), self._body(route)
            asked = self._stack.enter_context(socket.create_connection(("127.0.0.1", self.port)))
            head = f"{route.method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\n"
            typed = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            asked.sendall((head + typed).encode() + body)
            asked.setblocking(False)
            self.asked[route.name] = asked

    def leave_half(self) -> None:
        """Connections by which nothing was asked yet, a head that breaks off, and a body that does."""
        for said in (
            b"",
            b"GET /api/status HTT",
            b"POST /api/config HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{",
        ):
            self._stack.enter_context(socket.create_connection(("127.0.0.1", self.port))).sendall(said)

    def under_way(self) -> set[str]:
        """The routes whose answers are not complete; `/api` and `/web` alike."""
        return {_subject(name) for name, each in self.asked.items() if not _is_whole(each)}

    def end(self) -> float:
        """Tell it to end; the seconds until it has."""
        began = time.monotonic()
        os.kill(self._processes.inner_pid(self.process), signal.SIGTERM)
        wait_until("it is gone", lambda: not self.process.is_running, 60)
        return time.monotonic() - began

    def output(self) -> str:
        """What it wrote."""
        return self._processes.log("program")

    def _hole(self) -> Hole:
        hole = Hole()
        self._stack.callback(hole.close)
        return hole

    def _config(self) -> str:
        webui = 'AuthDisabled = false\nLocalAuthEnabled = true\nUsername = "me"'
        arrs = (arr_section(f"{kind.capitalize()}-X", self._holes[kind].url, kind) for kind in KINDS)
        return opening(webui=webui) + qbit_section(self._holes["qbit"].port) + "".join(arrs)

    def _path(self, route: Route) -> str:
        kind = re.search(f"/({'|'.join(KINDS)})/", route.path)
        path = route.path.replace("<path:category>", kind.group(1) if kind else "radarr").replace(
            "<name>", "Main.log.1"
        )
        return filled(path) + ("?q=nothing" if path.endswith("/search") else "")

    def _body(self, route: Route) -> bytes:
        if route.method == "GET":
            return b""
        outside = self._holes["tested"]
        bodies = {
            "/arr/test-connection": {"arrType": "radarr", "uri": outside.url, "apiKey": "k"},
            "/qbit/test-connection": {"host": "127.0.0.1", "port": outside.port},
            "/login": {"username": "me", "password": "not this one"},
            "/set-password": {"username": "me", "password": "a long password", "setupToken": "t"},
        }
        found = next((body for end, body in bodies.items() if route.path.endswith(end)), {})
        return json.dumps(found).encode()


def _subject(name: str) -> str:
    """What a route is about, by either way."""
    return name.removeprefix("api.").removeprefix("web.")


def _is_whole(asked: socket.socket) -> bool:
    """Whether an answer has come that is no stream and as long as it says, without taking it: the other side must not be kept going."""
    try:
        seen = asked.recv(65536, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    head, _, body = seen.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    return not seen or (length is not None and int(length.group(1)) <= len(body))


def allowed_seconds() -> float:
    """So long the end may take: a machine that is slow in starting a process may be slow in ending one."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-S", "-c", ""], check=True)
    return STOP_SECONDS + 20 * (time.monotonic() - began)


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    with ExitStack() as stack:
        yield Asked(stack, tmp_path)


def check_end(asked: Asked, expected: set[str]) -> None:
    asked.leave_half()
    asked.ask_everything()
    allowed = allowed_seconds()
    wait_until("what needs nobody is answered", lambda: not asked.under_way() & AT_ONCE)
    # What has a limit of its own may have come to it by then, on a busy machine.
    asked.ask(expected - asked.under_way())
    assert asked.under_way() >= expected
    took = asked.end()
    written = asked.output()
    assert "ended by force" not in written
    assert "Traceback" not in written, written[-4000:]
    assert "CRITICAL" not in written, written[-4000:]
    assert took < allowed, written[-4000:]


def test_with_every_request_in_flight(asked: Asked) -> None:
    """Arrs, a client and programs that are tried out never answer, large files are only begun to be read."""
    check_end(asked, SLOW | READING)


def test_with_a_dead_disk_below_the_logs(asked: Asked) -> None:
    """Nothing that asks that disk ever returns; pages, settings and all the rest are served meanwhile."""
    (asked.folder / "hung").touch()
    check_end(asked, SLOW | HUNG)


def test_logs_that_cannot_be_written(asked: Asked) -> None:
    """However much there is to be said while their disk hangs, everything goes on; it is told, and written once the disk answers."""
    asked.program.post("/api/loglevel", {"level": "TRACE"})
    (asked.folder / "hung").touch()
    for _ in range(200):
        asked.program.get("/api/processes")
    wait_until("it is told", lambda: "does not answer" in str(asked.program.get("/api/status")["problems"]))
    asked.program.post("/api/processes/radarr/search/restart")
    wait_until("a child has started anew", asked.program.all_alive)
    (asked.folder / "hung").unlink()
    wait_until("all is well", lambda: "does not answer" not in str(asked.program.get("/api/status")["problems"]))

    def written() -> bool:
        return (asked.folder / "logs" / "WebUI.log").read_text().count("GET /api/processes 200") >= 200

    wait_until("what was said is written", written)


def test_logs_that_cannot_be_written_from_the_start(tmp_path: Path) -> None:
    """It starts, works, serves and says why it does not log; a disk that comes back gets what was said first; told to end it is gone."""
    with ExitStack() as stack:
        started = Asked(stack, tmp_path, is_hung=True)
        wait_until("it is told", lambda: "does not answer" in str(started.program.get("/api/status")["problems"]))
        started.program.post("/api/processes/radarr/search/restart")
        wait_until("a child has started anew", started.program.all_alive)
        assert list((tmp_path / "logs").iterdir()) == [tmp_path / "logs" / "Main.log.1"]
        (tmp_path / "hung").unlink()

        def written() -> bool:
            file = tmp_path / "logs" / "Main.log"
            return file.exists() and "data folder: " in file.read_text()

        wait_until("its first words are written", written)
        (tmp_path / "hung").touch()
        started.leave_half()
        started.ask(HUNG)
        allowed = allowed_seconds()
        took = started.end()
        assert "Traceback" not in started.output()
        assert took < allowed, started.output()[-4000:]
