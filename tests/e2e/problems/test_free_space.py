"""A disk that gets full: downloads wait, through kills and restarts, and go on when there is room."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from qbitrr.model.torrents.tags import FREE_SPACE_PAUSED
from tests.e2e.outside import Program, Qbit, wait_until
from tests.e2e.sections import opening, qbit_section
from tests.e2e.starting import Processes
from tests.real.processes import free_port, wait_for_http

pytestmark = pytest.mark.e2e

EACH = 10**14
"""What is left of each download, and hardly gets less."""

FILE = opening("LoopSleepTimer = 1", 'FreeSpace = "{limit}"', "Tagless = {tagless}") + qbit_section(
    "{port}", 'ManagedCategories = ["seed"]'
)


class Disk:
    """A client with three downloads that are ours, its disk, and the program beside it."""

    def __init__(self, processes: Processes, folder: Path) -> None:
        self.processes, self.folder = processes, folder
        self.room = folder / "free"
        self.has(3.5)
        self.port = free_port()
        client = processes.start(
            "qbit", "-m", "qbitrr.testing.qbittorrent", "--port", str(self.port), "--downloading", "3", "--categories", "seed",
            "--save-path", "/surely/not/here", "--free-space-file", str(self.room),
        )  # fmt: skip
        wait_for_http(client, self.port)
        self.qbit = Qbit(f"http://127.0.0.1:{self.port}", "admin", "adminadmin")

    def has(self, downloads: float) -> None:
        """So many of the downloads have room, and what is to stay free, too."""
        fresh = self.folder / "free.new"
        fresh.write_text(str(int(downloads * EACH)))
        os.replace(fresh, self.room)

    def configure(self, limit: str, tagless: str = "false") -> None:
        (self.folder / "config.toml").write_text(FILE.format(port=self.port, limit=limit, tagless=tagless))

    def torrents(self) -> list[tuple[bool, bool]]:
        """Whether each is stopped, and has the mark, in the order of the queue."""
        found = sorted(self.qbit.get("torrents/info"), key=lambda each: each["name"])
        return [("stopped" in each["state"], FREE_SPACE_PAUSED in each["tags"]) for each in found]

    def wait(self, program: Program, held: int, tagged: bool = True) -> None:
        """The last so many wait, the others do not; the program says so."""
        wanted = [(False, False)] * (3 - held) + [(True, tagged)] * held
        wait_until(f"{held} wait", lambda: self.torrents() == wanted)
        wait_until("it says so", lambda: guard(program)["freeSpacePaused"] == held)


def guard(program: Program) -> dict[str, Any]:
    (found,) = [
        each for each in program.get("/api/processes")["processes"] if each.get("metricType") == "torrent-policy"
    ]
    return {"freeSpacePaused": -1, **found}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with ExitStack() as stack:
        yield Disk(Processes(stack, tmp_path), tmp_path)


def test_full_and_free_again(disk: Disk) -> None:
    """The last in the queue waits first; what waits survives the death of the guard and of the program, and goes on afterwards."""
    disk.configure("1T")
    process, program = disk.processes.supervisor(free_port())
    wait_until("every loop alive", program.all_alive)
    disk.wait(program, 0)
    disk.has(2.5)
    disk.wait(program, 1)
    (pool,) = program.get("/api/disk")["pools"]
    assert (pool["guard_bytes"], pool["total_bytes"], pool["paused_count"]) == (2**40, None, 1)
    assert pool["paused"][0]["left_bytes"] > EACH / 2
    entry = program.get(f"/api/activity?act=pause&hash={pool['paused'][0]['hash']}")["entries"][0]
    assert (entry["section"], entry["result"], entry["why"]["rule"]) == ("TorrentPolicyManager", "done", 7)
    assert entry["why"]["configured"] == {"FreeSpace_bytes": 2**40}
    assert entry["why"]["measured"]["lacking_bytes"] > 0

    disk.has(0.001)
    disk.wait(program, 3)
    wait_until(
        "it is said", lambda: any("are to stay free" in each for each in program.get("/api/attention")["problems"])
    )

    before = guard(program)["pid"]
    os.kill(before, 9)
    wait_until("the guard is back", lambda: guard(program)["alive"] and guard(program)["pid"] != before)
    disk.wait(program, 3)
    process.kill()
    _, program = disk.processes.supervisor(free_port())
    wait_until("every loop alive", program.all_alive)
    disk.wait(program, 3)
    disk.has(9)
    disk.wait(program, 0)
    assert not any("are to stay free" in each for each in program.get("/api/attention")["problems"])


def test_without_tags(disk: Disk) -> None:
    """What waits is known without them, over a kill of the program, and is not started by other rules."""
    disk.configure("1T", tagless="true")
    process, program = disk.processes.supervisor(free_port())
    wait_until("every loop alive", program.all_alive)
    disk.has(1.5)
    disk.wait(program, 2, tagged=False)
    process.kill()
    _, program = disk.processes.supervisor(free_port())
    wait_until("every loop alive", program.all_alive)
    disk.wait(program, 2, tagged=False)
    entries = program.get("/api/activity?act=resume")["entries"]
    assert entries == []
    disk.has(9)
    disk.wait(program, 0)


def test_without_a_guard(disk: Disk) -> None:
    """What the program before us stopped for want of room is started, not stuck for ever; there is no process for that."""
    first = sorted(disk.qbit.get("torrents/info"), key=lambda each: each["name"])[0]["hash"]
    disk.qbit.post("torrents/addTags", hashes=first, tags=FREE_SPACE_PAUSED)
    disk.qbit.post("torrents/stop", hashes=first)
    disk.configure("-1")
    _, program = disk.processes.supervisor(free_port())
    wait_until("it is let go", lambda: disk.torrents() == [(False, False)] * 3)
    rows = program.get("/api/processes")["processes"]
    assert [each["kind"] for each in rows] == ["category"]
    shown = program.get("/api/disk")
    assert (shown["guard"], [each["guard_bytes"] for each in shown["pools"]]) == (False, [None])
