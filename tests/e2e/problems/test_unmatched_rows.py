"""The running program names tracker rows that match no torrent, and stops when one comes that they match."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.outside import Program, Qbit, wait_until
from tests.e2e.sections import opening, qbit_section
from tests.e2e.starting import Processes
from tests.real.processes import free_port, wait_for_http

pytestmark = pytest.mark.e2e

SECRET = "passkey0123456789abcdef"


def named(program: Program) -> list[str]:
    """What status and attention say of rows; both say the same, unless it changes between two questions."""
    before, needs, after = (_of_rows(program, name) for name in ("status", "attention", "status"))
    assert needs in (before, after)
    return after


def _of_rows(program: Program, name: str) -> list[str]:
    return [each for each in program.get(f"/api/{name}")["problems"] if "matches 0 of" in each]


def test_rows_come_and_go(tmp_path: Path) -> None:
    """One row of two matches; the other is named, without its passkey, until a tracker of its host is added to a torrent."""
    with ExitStack() as stack:
        processes, port = Processes(stack, tmp_path), free_port()
        client = processes.start("qbit", "-m", "qbitrr.testing.qbittorrent", "--port", str(port), "--torrents", "3")
        wait_for_http(client, port)
        qbit = Qbit(f"http://127.0.0.1:{port}", "admin", "adminadmin")
        torrents = [each["hash"] for each in qbit.get("torrents/info")]
        qbit.post("torrents/addTrackers", hash=torrents[0], urls="http://tracker.one.example/announce")
        row = f"[[qBit.Trackers]]\nURI = 'https://{{0}}/{SECRET}/announce'\n"
        (tmp_path / "config.toml").write_text(
            opening("DryRun = true")
            + qbit_section(port, "ManagedCategories = ['seed']")
            + row.format("one.example")
            + row.format("two.example")
        )
        _, program = processes.supervisor(free_port())
        (text,) = wait_until(
            "the row is named", lambda: named(program) if program.get("/api/status")["ready"] else None
        )
        assert text == f"notice: [qBit] Trackers[1] two.example: matches 0 of {len(torrents)} torrents."
        assert SECRET not in processes.log("program")
        qbit.post("torrents/addTrackers", hash=torrents[1], urls=f"https://t.two.example/{SECRET}/announce")
        wait_until("the row is not named any more", lambda: not named(program))
