"""
qbitrr and the programs around it as processes: started, asked and ended.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import MappingProxyType
from typing import Any

from attrs import frozen

from bench.settings import API_KEY, KINDS, TOKEN
from bench.tree import alive, tree_of

__all__ = ["HOME", "Qbitrr", "Simulated", "World", "environment", "library", "until", "world"]

HOME = Path(__file__).resolve().parent.parent


def until(what: str, check: Callable[[], Any], seconds: float, pause: float = 0.02) -> Any:
    """The first true value of *check*, asked every *pause* seconds. Raises `TimeoutError` after *seconds*."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = check()
        if found:
            return found
        time.sleep(pause)
    raise TimeoutError(f"{what}: not within {seconds:g} s")


def environment() -> dict[str, str]:
    """Of the processes that are measured: nothing of ours from outside, and with bytecode, as an installed package has it."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("QBITRR_", "PYTHONDONTWRITE"))}
    return env | {"PYTHONPATH": str(HOME)}


class Simulated:
    """A `bench.outside` process."""

    def __init__(self, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.outside", *arguments], cwd=HOME, env=environment(),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.ports = self._read()

    def ask(self, *command: Any) -> dict[str, Any]:
        """Send a command and return the answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("a simulated program ended")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def end(self) -> None:
        """Have it end, by force if need be."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Qbitrr:
    """`twistd qbitrr` on the data folder *data*, with *more* in its environment; `started` is the moment before it was executed."""

    def __init__(self, data: Path, port: int, more: Mapping[str, str]) -> None:
        self.data, self.port = data, port
        self._output = (data / "output.txt").open("ab")
        self.started = time.monotonic()
        self._process = subprocess.Popen(
            [str(Path(sys.executable).with_name("twistd")), "-n", "--pidfile=", "--no_save", "qbitrr", "--data", str(data)],
            cwd=HOME, env=environment() | dict(more), stdin=subprocess.DEVNULL, stdout=self._output, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.pid = self._process.pid

    def tree(self) -> list[int]:
        """The supervisor, the fork server and the children."""
        return tree_of(self.pid)

    def get(self, path: str) -> Any:
        """The JSON answer of a GET, None when there is none (yet)."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path, headers={"Authorization": f"Bearer {TOKEN}"})
            answer = connection.getresponse()
            body = answer.read()
            return json.loads(body) if answer.status == 200 else None
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()

    def processes(self) -> list[dict[str, Any]]:
        """`/api/processes`, empty when it does not answer."""
        answer = self.get("/api/processes")
        return answer["processes"] if answer else []

    def wait_alive(self, children: int, seconds: float = 60) -> float:
        """Seconds since `started` until *children* children are alive."""

        def all_alive() -> bool:
            each = self.processes()
            return len(each) == children and all(child["alive"] for child in each)

        until(f"{children} loops alive", all_alive, seconds)
        return time.monotonic() - self.started

    def stop(self, seconds: float = 90) -> float:
        """SIGTERM; seconds until no process of the tree is left."""
        pids = self.tree()
        begin = time.monotonic()
        self._process.send_signal(signal.SIGTERM)

        def gone() -> bool:
            self._process.poll()
            return not any(alive(pid) for pid in pids)

        until("everything gone", gone, seconds, 0.01)
        return time.monotonic() - begin

    def end(self) -> None:
        """Whatever is left is killed."""
        left = self.tree() if self._process.poll() is None else []
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue  # just gone
        self._process.wait()
        self._output.close()


@frozen(kw_only=True)
class World:
    """Simulated programs and the configuration for them; `qbitrr()` starts the program to be measured."""

    qbits: tuple[Simulated, ...]
    arrs: Simulated
    children: int
    config: str

    @property
    def qbit(self) -> Simulated:
        """The first client."""
        return self.qbits[0]

    @contextmanager
    def qbitrr(
        self,
        prepare: Callable[[Path], object] = lambda _: None,
        *,
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> Iterator[Qbitrr]:
        """qbitrr on a data folder that is fresh but for what `prepare(folder)` does, ended afterwards. *environment* is added to ours."""
        with tempfile.TemporaryDirectory(prefix="qbitrr-bench-") as folder:
            data, port = Path(folder), _free_port()
            (data / "config.toml").write_text(self.config.replace("@PORT@", str(port)), encoding="utf-8")
            prepare(data)
            running = Qbitrr(data, port, environment)
            try:
                yield running
            finally:
                running.end()


@contextmanager
def world(
    arrs: int, torrents: int = 0, *, clients: int = 1, together: bool = False, refresh: float = 0
) -> Iterator[World]:
    """
    *arrs* simulated Arrs in one process and *clients* simulated qBittorrents in others, which have *torrents* unchanging torrents in
    all, whose seeding times they bring up to date every *refresh* seconds (0: never); with *together* all in one, so that the Arrs
    see what qBittorrent has.
    """
    categories = ",".join(f"arr{number}" for number in range(arrs))
    each = torrents // clients
    qbit_arguments = ["--qbit", "--torrents", str(each), "--categories", categories, "--refresh", str(refresh)]
    started: list[Simulated] = []
    try:
        if together:
            started.append(Simulated("--arrs", str(arrs), *qbit_arguments))
        else:
            started.extend(Simulated(*qbit_arguments, "--first", str(n * each)) for n in range(clients))
            started.append(Simulated("--arrs", str(arrs)))
        qbits, arr = started[:clients], started[-1]
        text = _config([qbit.ports["qbit"] for qbit in qbits], arr.ports["arrs"])
        yield World(qbits=tuple(qbits), arrs=arr, children=2 * arrs, config=text)
    finally:
        for program in started:
            program.end()


@contextmanager
def library(films: int, *, wordy: bool = False) -> Iterator[World]:
    """A simulated Radarr with so many *films*, and a client with nothing in it."""
    started = [Simulated("--films", str(films), *(["--wordy"] if wordy else [])), Simulated("--qbit")]
    arr, qbit = started
    try:
        text = _config([qbit.ports["qbit"]], [arr.ports["films"]]) + "[Radarr-0.EntrySearch]\nSearchMissing = true\n"
        yield World(qbits=(qbit,), arrs=arr, children=2, config=text)
    finally:
        for program in started:
            program.end()


def _config(qbit_ports: list[int], arr_ports: list[int]) -> str:
    head = f"""\
[Settings]
SchemaVersion = 1
CompletedDownloadFolder = "/downloads"
PingURLS = ["127.0.0.1"]
[WebUI]
Host = "127.0.0.1"
Port = @PORT@
Token = "{TOKEN}"
AuthDisabled = false
"""
    clients = [
        f"""\
[qBit{f"-{number}" if number else ""}]
Host = "127.0.0.1"
Port = {port}
UserName = "admin"
Password = "adminadmin"
"""
        for number, port in enumerate(qbit_ports)
    ]
    sections = [
        f"""\
[{KINDS[number % len(KINDS)].capitalize()}-{number}]
Managed = true
URI = "http://127.0.0.1:{port}"
APIKey = "{API_KEY}"
Category = "arr{number}"
"""
        for number, port in enumerate(arr_ports)
    ]
    return head + "".join(clients) + "".join(sections)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
