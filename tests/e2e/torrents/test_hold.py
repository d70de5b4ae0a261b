"""A hold, from outside: whatever there is to be done, clients and Arrs are only read until it ends."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from tests.e2e.outside import Program, Qbit, wait_until
from tests.e2e.sections import arr_section, opening, qbit_section
from tests.e2e.starting import Processes
from tests.e2e.torrents.recorded import Recorded, recorded
from tests.real.processes import free_port

pytestmark = pytest.mark.e2e

LOOK_SECONDS = 10.0
"""In which each of the loops looks several times."""
RETRY_SECONDS = 400.0
"""What was refused in the very moment the hold ended is tried again five minutes later."""
OF_THE_CLIENT = {"POST /api/v2/torrents/createCategory", "POST /api/v2/torrents/createTags"}
# Torrents that have seeded for long enough or need too long, rates and tags to be set, no room, films that are missing.
RADARR = """\
[Radarr-Movies.EntrySearch]
SearchMissing = true
[Radarr-Movies.Torrent]
IgnoreTorrentsYoungerThan = 1
MaximumETA = 60
DoNotRemoveSlow = false
[Radarr-Movies.Torrent.SeedingMode]
MaxSeedingTime = 60
RemoveTorrent = 2
UploadRateLimitPerTorrent = "100K"
"""


class Held:
    """A program with much to do, which did nothing so far, and the ways by which it would do it."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        ports = {name: free_port() for name in ("qbit", "radarr", "web")}
        processes = Processes(stack, folder)
        (folder / "free").write_text("1000000")
        processes.start(
            "qbit", "-m", "qbitrr.testing.qbittorrent", "--port", str(ports["qbit"]), "--torrents", "3", "--downloading", "2",
            "--categories", "radarr", "--free-space-file", str(folder / "free"),
        )  # fmt: skip
        processes.start(
            "radarr", "-m", "qbitrr.testing.arr", "--kind", "radarr", "--port", str(ports["radarr"]), "--api-key", "k",
            "--library", "5", "--have", "0",
        )  # fmt: skip
        self.client: Recorded = stack.enter_context(recorded(ports["qbit"]))
        self.radarr: Recorded = stack.enter_context(recorded(ports["radarr"]))
        settings = (
            "DryRun = true",
            "LoopSleepTimer = 1",
            "SearchLoopDelay = 1",
            'FreeSpace = "1G"',
            f'FreeSpaceFolder = "{folder}"',
        )
        (folder / "config.toml").write_text(
            opening(*settings) + qbit_section(self.client.port, 'ManagedCategories = ["books"]')
            + arr_section("Radarr-Movies", f"http://127.0.0.1:{self.radarr.port}", "radarr") + RADARR
        )  # fmt: skip
        (folder / "config.toml").chmod(0o600)
        _, self.program = processes.supervisor(ports["web"])
        wait_until("every loop lives", self.program.all_alive)
        wait_until("all are found", self.are_found)
        self.seen_by_hand = Qbit(f"http://127.0.0.1:{ports['qbit']}", "admin", "adminadmin")

    def are_found(self) -> bool:
        """Whether the client and the Arr are reached."""
        is_there = self.program.get("/api/status")["qbit"]["alive"]
        return bool(is_there and self.program.get("/api/arr")["arr"][0]["connected"])

    def changing(self) -> list[str]:
        """What was asked by which something may change."""
        return [*self.client.changing, *self.radarr.changing]

    def save(self, changes: dict[str, object]) -> None:
        """Change the configuration."""
        assert self.program.post("/api/config", {"changes": changes})["status"] == "ok"


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    """In dry run, so that nothing has happened before the test holds it."""
    with ExitStack() as stack:
        yield Held(stack, tmp_path)


@pytest.mark.parametrize("scope", ["all", "Radarr-Movies"])
def test_nothing_is_changed_until_it_ends(held: Held, scope: str) -> None:
    """Not by loops, nor for a person, nor by a child that starts anew or a client that is reached anew; afterwards it is."""
    program = held.program
    assert held.changing() == []
    assert program.post("/api/hold", {"scope": scope, "minutes": 60, "reason": "a test"})["scope"] == scope
    held.save({"Settings.DryRun": False})
    wait_until("what is decided is put off", lambda: put_off(program))
    for torrent in held.seen_by_hand.get("torrents/info"):
        for action in ("recheck", "fail"):
            assert is_refused(program, f"/api/torrents/qBit/{torrent['hash']}/actions", {"action": action})
    program.post("/api/arr/Radarr-Movies/restart")
    held.save({"qBit.UserName": "Admin"})  # who is refused, and reached anew by the next
    held.save({"qBit.UserName": "admin"})
    wait_until("every loop lives again", program.all_alive)
    wait_until("all are found again", held.are_found)
    until = time.monotonic() + LOOK_SECONDS
    wait_until("they have looked around", lambda: time.monotonic() > until)
    assert held.radarr.changing == []
    # What is of the client, and of no section's torrents, is done under the hold of a section.
    assert set(held.client.changing) <= (set() if scope == "all" else OF_THE_CLIENT)
    assert "GET /api/v2/sync/maindata" in held.client.seen
    assert any(each.startswith("GET /api/v3/") for each in held.radarr.seen)

    program.delete(f"/api/hold?scope={scope}")
    wait_until("films are searched", lambda: "POST /api/v3/command" in held.radarr.changing, RETRY_SECONDS)
    for act in ("torrents/createCategory", "torrents/addTags", "torrents/setUploadLimit", "torrents/stop"):
        wait_until(f"{act} comes", lambda act=act: f"POST /api/v2/{act}" in held.client.changing, RETRY_SECONDS)  # type: ignore[misc]


def test_what_was_set_aside_before(held: Held) -> None:
    """Under the hold of its section it is neither given back nor deleted, whoever wants that; afterwards it is given back."""
    program = held.program
    held.save({"Settings.DryRun": False})
    (wanted, *_) = held.seen_by_hand.get("torrents/info", filter="completed")
    order = f"/api/torrents/qBit/{wanted['hash']}/actions"
    wait_until("it is known", lambda: is_done(program, order, {"action": "fail"}))
    row = wait_until("it is set aside", lambda: set_aside(program, wanted["hash"]))
    one = f"/api/quarantine/{row['instance']}/{row['hash']}"
    wait_until("it lies there", lambda: held.seen_by_hand.torrent(row["hash"])["category"] == "qbitrr-quarantine")  # type: ignore[index]
    program.post("/api/hold", {"scope": "Radarr-Movies", "minutes": 60, "reason": "a test"})
    assert is_refused(program, f"{one}/undo", None)
    assert is_refused(program, f"{one}/purge", None)
    assert is_refused(program, f"/api/removals/{row['instance']}/{row['hash']}/cancel", None)
    assert held.seen_by_hand.torrent(row["hash"])["category"] == "qbitrr-quarantine"  # type: ignore[index]
    program.delete("/api/hold?scope=Radarr-Movies")
    wait_until("it is given back", lambda: not is_refused(program, f"{one}/undo", None))
    wait_until("it is back", lambda: held.seen_by_hand.torrent(row["hash"])["category"] == "radarr")  # type: ignore[index]


def set_aside(program: Program, hash_: str) -> dict[str, Any] | None:
    """The row of a torrent that was set aside."""
    return next((row for row in program.get("/api/quarantine")["quarantine"] if row["hash"] == hash_), None)


def is_done(program: Program, path: str, body: object) -> bool:
    """Whether what a person wants is done, for whatever reason it is not."""
    try:
        program.post(path, body)
    except HTTPError:
        return False
    return True


def is_refused(program: Program, path: str, body: object) -> bool:
    """Whether what a person wants is not done."""
    try:
        program.post(path, body)
    except HTTPError as refused:
        return refused.code in (409, 503)
    return False


def put_off(program: Program) -> bool:
    """Whether the journal tells of steps that were held."""
    entries = program.get("/api/activity?limit=200")["entries"]
    return any(entry["result"] == "held" for entry in entries)
