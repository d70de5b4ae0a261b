"""Starting depends on nothing outside: everything may be down, and come up in any order."""

import re
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from tests.e2e.outside import Program, wait_until
from tests.e2e.sections import arr_section, opening, qbit_section
from tests.e2e.starting import Processes
from tests.real.processes import Leashed, free_port

pytestmark = pytest.mark.e2e

KINDS = ("radarr", "sonarr", "lidarr", "readarr")


def config(ports: dict[str, int]) -> str:
    """Four Arrs and a client, none of which need exist."""
    arrs = (arr_section(f"{kind.capitalize()}-X", f"http://127.0.0.1:{ports[kind]}", kind) for kind in KINDS)
    return opening() + qbit_section(ports["qbit"]) + "".join(arrs)


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    """Ends every process of a test."""
    with ExitStack() as stack:
        yield Processes(stack, tmp_path)


@pytest.mark.correction("D1")
def test_everything_down_then_up_in_any_order(processes: Processes) -> None:
    """With nothing there every loop lives and the API says what is missing; each program is used as it appears."""
    ports = {name: free_port() for name in (*KINDS, "qbit", "web")}
    (processes.folder / "config.toml").write_text(config(ports))
    supervisor, program = processes.supervisor(ports["web"])
    wait_until("it is healthy", lambda: program.get("/health") == {"status": "ok"})
    wait_until("every loop lives although nothing is there", program.all_alive)
    assert len(program.get("/api/processes")["processes"]) == 8
    assert program.get("/api/status")["qbit"]["alive"] is False
    assert not any(arr["connected"] for arr in program.get("/api/arr")["arr"])

    lidarr = arr(processes, "lidarr", ports)
    arr(processes, "radarr", ports)
    wait_until("two Arrs are found", lambda: connected(program) == {"lidarr", "radarr"})
    processes.start("qbit", "-m", "qbitrr.testing.qbittorrent", "--port", str(ports["qbit"]), "--profile", "5.3")
    wait_until("the client is found", lambda: program.get("/api/status")["qbit"]["alive"])
    for kind in ("readarr", "sonarr"):
        arr(processes, kind, ports)
    wait_until("all Arrs are found", lambda: connected(program) == set(KINDS))

    lidarr.stop()
    wait_until("the one that is gone is known to be", lambda: connected(program) == set(KINDS) - {"lidarr"})
    (why,) = [each["why"] for each in program.get("/api/arr")["arr"] if each["type"] == "lidarr"]
    assert "connection refused" in why
    (shown,) = [each for each in program.get("/api/status")["arrs"] if each["type"] == "lidarr"]
    assert (shown["connected"], shown["why"]) == (False, why)

    assert len(stop(supervisor)) >= 10


def unread_by(servers: list[psutil.Process]) -> int:
    """How many bytes these processes were sent that they have not read."""
    ports = {each.laddr.port for server in servers for each in server.net_connections() if each.status == "LISTEN"}
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    established = [(int(row[1].rpartition(":")[2], 16), row[4]) for row in rows if row[3] == "01"]
    return sum(int(queues.rpartition(":")[2], 16) for port, queues in established if port in ports)


def test_stops_while_the_outside_hangs(processes: Processes) -> None:
    """Programs that take a request and never answer hold nobody up who wants to stop."""
    ports = {name: free_port() for name in (*KINDS, "qbit", "web")}
    (processes.folder / "config.toml").write_text(config(ports))
    outside = [
        processes.start(
            "qbit",
            "-m",
            "qbitrr.testing.qbittorrent",
            "--port",
            str(ports["qbit"]),
            "--profile",
            "5.1",
        ),
        *(arr(processes, kind, ports) for kind in KINDS),
    ]
    supervisor, program = processes.supervisor(ports["web"])
    wait_until("all Arrs are found", lambda: connected(program) == set(KINDS))
    frozen = [child for process in outside for child in psutil.Process(process.pid).children()]
    for process in frozen:
        process.suspend()
    try:
        wait_until("requests are under way", lambda: unread_by(frozen))
        stop(supervisor)
    finally:
        for process in frozen:
            process.resume()


@pytest.mark.correction("E7")
def test_stops_although_its_fork_server_is_frozen(processes: Processes) -> None:
    """A process of ours that hangs delays a stop by seconds; nothing is left, the frozen one included."""
    ports = {name: free_port() for name in (*KINDS, "qbit", "web")}
    (processes.folder / "config.toml").write_text(config(ports))
    supervisor, program = processes.supervisor(ports["web"])
    wait_until("every loop lives", program.all_alive)
    (frozen,) = [
        each
        for each in psutil.Process(supervisor.pid).children(recursive=True)
        if each.name() == "fork server" and any("search" in child.name() for child in each.children())
    ]  # fmt: skip
    frozen.suspend()
    stop(supervisor)


def stop(process: Leashed, within: float = 29) -> list[psutil.Process]:
    """SIGTERM: nothing of it is left, and nothing had to be ended by force (after 30 s). Returns what there was."""
    family = psutil.Process(process.pid).children(recursive=True)
    began = time.monotonic()
    family[0].send_signal(signal.SIGTERM)
    gone, alive = psutil.wait_procs(family, timeout=60)
    assert not alive
    assert time.monotonic() - began < within
    return gone


def arr(processes: Processes, kind: str, ports: dict[str, int]) -> Leashed:
    """A simulated Arr appears."""
    process = processes.start(
        kind, "-m", "qbitrr.testing.arr", "--kind", kind, "--port", str(ports[kind]), "--api-key", "k"
    )
    wait_until(f"{kind} listens", lambda: re.search("listening", processes.log(kind)))
    return process


def connected(program: Program) -> set[str]:
    """The types of the Arrs that answer."""
    return {each["type"] for each in program.get("/api/arr")["arr"] if each["connected"]}
