"""The web interface moves while somebody takes a long answer from it."""

import http.client
import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.config_file.held import TOKEN, Held
from tests.e2e.outside import Program, wait_until
from tests.e2e.starting import Processes
from tests.real.processes import free_port

pytestmark = pytest.mark.e2e

LINE = b"2026-01-01 00:00:00,000 INFO    : a line like many others of a log\n"
LOG_BYTES = 40_000_000 // len(LINE) * len(LINE)
PART_BYTES = 4_000_000


def listened_at(port: int) -> str:
    """The address that is listened at on a port, as the system writes it; empty if there is none."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    listening = [row[1].split(":") for row in rows if row[3] == "0A"]
    return next((address for address, number in listening if int(number, 16) == port), "")


def test_while_a_log_is_downloaded(tmp_path: Path) -> None:
    """To another host, to one that is none, to a port that is taken, to another port: the answer begun at first comes whole."""
    logs = tmp_path / "data" / "logs"
    logs.mkdir(parents=True)
    (logs / "Long.log").write_bytes(LINE * (LOG_BYTES // len(LINE)))
    with ExitStack() as stack:
        held = Held(Processes(stack, tmp_path), tmp_path / "config.toml")
        download = http.client.HTTPConnection("127.0.0.1", held.port, timeout=60)
        download.request("GET", "/api/logs/Long.log/download", headers={"Authorization": f"Bearer {TOKEN}"})
        answer = download.getresponse()
        taken = len(answer.read(PART_BYTES))

        held.write(held.text.replace("127.0.0.1", "0.0.0.0"))
        wait_until("everybody is listened to", lambda: listened_at(held.port) == "00000000")
        taken += len(answer.read(PART_BYTES))

        held.write(held.text.replace("127.0.0.1", "192.0.2.77"))
        (said,) = wait_until("it is said", lambda: undone(held.program))
        assert "moves to 192.0.2.77:" in said
        assert listened_at(held.port) == "00000000"
        taken += len(answer.read(PART_BYTES))

        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            held.write(held.text.replace(str(held.port), str(other.getsockname()[1])))
            wait_until("it is said", lambda: "already in use" in str(undone(held.program)))
            assert listened_at(held.port) == "00000000"
        port = free_port()
        held.write(held.text.replace(str(held.port), str(port)))
        moved = Program(f"http://127.0.0.1:{port}", TOKEN)
        wait_until("the new port answers, and nothing is left to say", lambda: not undone(moved))
        assert listened_at(held.port) == ""
        while part := answer.read(PART_BYTES):
            taken += len(part)
        assert taken == LOG_BYTES
        download.close()
        assert "Traceback" not in (tmp_path / "program.log").read_text()


def undone(program: Program) -> list[str]:
    """What is said not to have been done."""
    return [each for each in program.get("/api/status")["problems"] if each.startswith("Could not be done")]
