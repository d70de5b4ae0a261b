"""Many connections, and such as end badly: children start, programs are reached, and no descriptor is lost."""

import os
import re
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.e2e.outside import Program, wait_until
from tests.e2e.sections import arr_section, opening
from tests.e2e.starting import Processes
from tests.real.processes import free_port
from tests.storm.haste import hastened

pytestmark = pytest.mark.e2e

DESCRIPTORS = 1024
STRANGERS = 700
LISTENERS = 500
LARGE_BYTES = 200 * 1024 * 1024
HASTE = {"qbitrr.web.serving.site": {"_STRANGER_SECONDS": 5.0}}
CONFIG = opening() + arr_section("Radarr-X", "http://127.0.0.1:{port}", "radarr")


class Running:
    """A program that may open as many files as is usual, and a Radarr it looks after."""

    def __init__(self, stack: ExitStack) -> None:
        self.folder = Path(stack.enter_context(TemporaryDirectory()))
        processes, radarr, self.port = Processes(stack, self.folder), free_port(), free_port()
        (self.folder / "config.toml").write_text(CONFIG.format(port=radarr))
        (self.folder / "config.toml").chmod(0o600)
        processes.start(
            "radarr", "-m", "qbitrr.testing.arr", "--kind", "radarr", "--port", str(radarr), "--api-key", "k"
        )
        leashed, self.program = processes.supervisor(self.port, environment=hastened(HASTE), descriptors=DESCRIPTORS)
        wait_until("every loop lives", self.program.all_alive)
        wait_until("Radarr is found", self.is_connected)
        self.pid = processes.inner_pid(leashed)
        with (self.folder / "logs" / "Main.log.1").open("wb") as file:
            file.truncate(LARGE_BYTES)
            file.seek(0, os.SEEK_END)
            file.write(b"\na line\n")

    def is_connected(self) -> bool:
        """Whether the Arr is reached."""
        return bool(self.program.get("/api/arr")["arr"][0]["connected"])

    def descriptors(self) -> int:
        """Open ones of the supervisor."""
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def connect(self, source: str = "127.0.0.1") -> socket.socket:
        """A connection from an address of this machine."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=60, source_address=(source, 0))

    def memory_bytes(self) -> int:
        """Of the supervisor, without what it maps of files."""
        (line,) = re.findall(r"RssAnon:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text())
        return int(line) * 1024

    def ask(self, path: str, *headers: str, method: str = "GET", source: str = "127.0.0.1") -> socket.socket:
        """A connection by which something was asked that is not read."""
        asked = self.connect(source)
        lines = (f"{method} {path} HTTP/1.1", "Host: localhost", "Authorization: Bearer t", *headers, "", "")
        asked.sendall("\r\n".join(lines).encode())
        return asked


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with ExitStack() as stack:
        yield Running(stack)


def abort(connection: socket.socket) -> None:
    """Leave without a word of farewell."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def restarted(program: Program, before: int) -> Callable[[], bool]:
    """Whether another process does the searching."""

    def look() -> bool:
        child = program.processes()["search"]
        return bool(child["alive"]) and child["pid"] != before

    return look


@pytest.mark.parametrize("addresses", [1, 7])
def test_many_strangers(running: Running, addresses: int) -> None:
    """However many connect and say nothing: a child starts anew, its Arr is reached, people are served; the strangers are dropped soon."""
    at_rest = running.descriptors()
    strangers = [running.connect(f"127.0.0.{1 + number % addresses}") for number in range(STRANGERS)]
    try:
        most = wait_until("they have come", lambda: running.descriptors() - at_rest)
        assert most < DESCRIPTORS - 300
        before = running.program.processes()["search"]["pid"]
        running.program.post("/api/processes/radarr/search/restart")
        wait_until("its child has started anew", restarted(running.program, before))
        wait_until("the Arr is reached", running.is_connected)
        assert running.program.get("/api/logs/Main.log?lines=5")
        wait_until("the strangers are dropped", lambda: running.descriptors() <= at_rest + 5)
    finally:
        for each in strangers:
            each.close()


def test_many_listeners(running: Running) -> None:
    """Five hundred that listen to live events cost less than 10 MB, and people are served."""

    def listen(number: int) -> socket.socket:
        asked = running.ask("/api/events?topics=config", source=f"127.0.0.{1 + number % 20}")
        assert b"200 OK" in asked.recv(100)
        return asked

    first = [listen(number) for number in range(50)]  # what is made once, whoever listens
    before = running.memory_bytes()
    more = [listen(number) for number in range(LISTENERS)]
    grown = running.memory_bytes() - before
    assert running.program.get("/api/status")["ready"]
    for each in (*first, *more):
        each.close()
    assert grown < 10_000_000


@pytest.mark.parametrize(
    ("path", "headers", "method"),
    [
        ("/api/logs/Main.log.1/download", (f"Range: bytes={'9' * 5000}-",), "GET"),
        ("/api/logs/Main.log.1/download", (f"Range: bytes=0-{'9' * 5000}",), "GET"),
        ("/api/logs/Main.log.1/download", (f"Range: bytes=-{'9' * 5000}",), "GET"),
        ("/api/logs/Main.log.1/download", (), "GET"),
        ("/api/logs/Main.log.1/download", (), "HEAD"),
        ("/api/logs/Main.log.1", (), "GET"),
        (f"/api/logs/Main.log.1?lines={'9' * 4000}", (), "GET"),
        ("/api/logs/Main.log.1?format=json&offset=40000", (), "GET"),
        ("/api/logs/Main.log.1/stream?since_bytes=0", (), "GET"),
        ("/api/logs/Main.log.1/search?q=nothing", (), "GET"),
        ("/api/events", (), "GET"),
        ("/api/radarr/radarr/movie/1/thumbnail", (), "GET"),
        (f"/api/radarr/radarr/movie/{'9' * 5000}/thumbnail", (), "GET"),
        ("/api/config", ("Content-Length: 500", "Content-Type: application/json"), "POST"),
    ],
)
def test_descriptors(running: Running, path: str, headers: tuple[str, ...], method: str) -> None:
    """Whoever asks that and leaves, at once or after the first words, leaves no open file behind."""
    wait_until("nothing is asked", lambda: running.program.get("/api/status"))
    running.ask("/health").close()
    at_rest = running.descriptors()
    for turn in range(20):
        asked = running.ask(path, *headers, method=method)
        if turn % 2 and method != "POST":
            assert asked.recv(100)
        abort(asked)
    wait_until("all is closed", lambda: running.descriptors() <= at_rest)
    before, fault, after = (running.folder / "program.log").read_text().partition("Traceback")
    assert not fault, before[-500:] + fault + after[:3000]
