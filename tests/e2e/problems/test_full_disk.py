"""A disk that is full below the running program: that is said everywhere, nothing ends, and it passes by itself."""

import os
import resource
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.e2e.outside import ArrSeen, wait_until
from tests.e2e.starting import Processes
from tests.real.processes import free_port
from tests.storm.haste import Haste, hastened

pytestmark = pytest.mark.e2e

HASTE: Haste = {
    "qbitrr.actors.running_time": {"_TICK_SECONDS": 1.0, "_SAVE_EVERY_SECONDS": 3.0},
    "qbitrr.actors.journal": {"_UNWRITTEN_SECONDS": 3.0},
    "qbitrr.store.sqlite.stand_in": {"TRY_EVERY_SECONDS": 3.0},
    "qbitrr.loops.torrents.client_clocks": {"_KEEP_SECONDS": 2.0},
}
CONFIG = """
[Settings]
SchemaVersion = 1
PingURLS = []
SearchLoopDelay = 1
[WebUI]
AuthDisabled = false
Token = "t"
[qBit]
Host = "127.0.0.1"
Port = 9
[Radarr-X]
Managed = true
URI = "{uri}"
APIKey = "key-of-arr"
Category = "radarr"
[Radarr-X.EntrySearch]
SearchMissing = true
"""
FILES = ("supervisor.db", "torrents.db", "search.db")


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    with ExitStack() as stack:
        yield Processes(stack, tmp_path)


def let_write(family: list[psutil.Process], *, allowed: bool) -> None:
    """Whether these processes, and those they start from now on, find room for a single byte in any file."""
    for each in family:
        if each.is_running():
            resource.prlimit(
                each.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY if allowed else 0, resource.RLIM_INFINITY)
            )


@pytest.mark.correction("D3")
def test_full_and_not_full_any_more(processes: Processes) -> None:
    """
    Each file is named and the state is degraded, every loop lives on, a killed one comes back, what is read is answered, searching goes
    on; with room again all of it is written.
    """
    arr = processes.start("arr", "-m", "qbitrr.testing.arr", "--kind", "radarr", "--api-key", "key-of-arr")
    uri = wait_until("the Arr listens", lambda: _address(processes.log("arr")))
    seen = ArrSeen(uri)
    (processes.folder / "config.toml").write_text(CONFIG.format(uri=uri))
    supervisor, program = processes.supervisor(free_port(), environment=hastened(HASTE))
    wait_until("every loop lives", program.all_alive)
    family = [psutil.Process(processes.inner_pid(supervisor))]
    family += family[0].children(recursive=True)
    let_write(family, allowed=False)

    film = seen.movie("Late Film")
    program.get("/api/radarr/radarr/movies?live=1")  # has the library looked through
    wait_until("it is searched all the same", lambda: seen.commands("MoviesSearch", movieIds=[film]))
    wait_until("every file is named", lambda: _named(program) == FILES)
    assert "rollback" not in " ".join(program.get("/api/health")["problems"])
    assert program.get("/api/health")["status"] == "degraded"
    program.get("/api/activity")
    before = _pids(program)
    os.kill(before["torrent"], signal.SIGKILL)
    after = wait_until("another one lives", lambda: _others_alive(program, before["torrent"]))
    assert after["search"] == before["search"]

    family += family[0].children(recursive=True)
    let_write(family, allowed=True)
    wait_until("nothing is said any more", lambda: not any(_named(program)))
    assert _pids(program) == after
    with closing(sqlite3.connect(processes.folder / "db" / "Radarr-X" / "search.db")) as file:
        statement = "SELECT 1 FROM search_state WHERE item_id = ? AND attempts > 0"
        wait_until("the search is in the file", lambda: file.execute(statement, (film,)).fetchone())
    assert len(seen.commands("MoviesSearch", movieIds=[film])) == 1
    arr.stop()


def _named(program: Any) -> tuple[str, ...]:
    said = " ".join(program.get("/api/health")["problems"])
    return tuple(name for name in FILES if name in said)


def _pids(program: Any) -> dict[str, int | None]:
    return {each["kind"]: each["pid"] for each in program.get("/api/processes")["processes"]}


def _others_alive(program: Any, killed: int | None) -> dict[str, int | None] | None:
    """The processes once all are alive and none is *killed*, by one answer: between two of them one may end."""
    each = program.get("/api/processes")["processes"]
    is_so = all(child["alive"] and child["pid"] not in {None, killed} for child in each)
    return {child["kind"]: child["pid"] for child in each} if is_so else None


def _address(log: str) -> str:
    return next((word for word in log.split() if word.startswith("http://")), "")
