"""
The supervisor in a storm: `twistd qbitrr` with a data folder of its own, and its family of processes.
"""

import http.client
import mmap
import resource
import signal
import sqlite3
import struct
import sys
import time
import urllib.error
from pathlib import Path

import psutil

from tests.e2e.outside import Program, wait_until
from tests.e2e.starting import TWISTD
from tests.real.processes import Leashed, free_port
from tests.storm.haste import HASTE, Haste, hastened

__all__ = ["PROGRAMS", "VICTIMS", "Supervised"]

ROOT = Path(__file__).resolve().parent.parent.parent
TOKEN = "storm-token"
VICTIMS = ("supervisor", "torrent", "search", "forkserver")
_START_SECONDS = 90.0
PROGRAMS = """
[WebUI]
AuthDisabled = false
Token = "{token}"

[qBit]
Host = "127.0.0.1"
Port = {A}
UserName = "admin"
Password = "adminadmin"

[Radarr-Movies]
Managed = true
URI = "http://127.0.0.1:{R}"
APIKey = "arr-key"
Category = "radarr"
"""
"""A client and an Arr, by the names of their ports."""
STORM = (
    PROGRAMS
    + """
[Settings]
SchemaVersion = 1
ConsoleLevel = "INFO"
CompletedDownloadFolder = "/downloads"
PingURLS = []
LoopSleepTimer = 1
SearchLoopDelay = 1
RemovalGraceMinutes = {grace}
MaxRemovalsPerHour = 0
ProtectedTags = ["keep"]
MaxProcessRestarts = 1000
ProcessRestartDelay = 1

[qBit-B]
Host = "127.0.0.1"
Port = {B}
UserName = "admin"
Password = "adminadmin"

[Radarr-Movies.EntrySearch]
SearchesPerHour = 0
SearchMissing = false

[Radarr-Movies.Torrent]
IgnoreTorrentsYoungerThan = 1
StalledDelay = "immediately"

[Radarr-Movies.Torrent.SeedingMode]
MaxUploadRatio = 1.0
RemoveTorrent = 1
"""
)


class Supervised:
    """One supervisor. *folder* gets its data, its log and the file of its clock. *config* has the names of the ports as fields."""

    def __init__(
        self, folder: Path, ports: dict[str, int], *, grace_minutes: int = 0, config: str = STORM, haste: Haste = HASTE
    ) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.data.mkdir(parents=True)
        file = self.data / "config.toml"
        file.write_text(config.format(grace=grace_minutes, token=TOKEN, **ports))
        file.chmod(0o600)
        (folder / "clock").write_bytes(struct.pack("d", 0.0))
        with (folder / "clock").open("r+b") as clock:
            self._clock = mmap.mmap(clock.fileno(), 8)
        # A supervisor that is killed every few seconds would never get to what it waits for.
        self._environment = {**hastened(haste), "STORM_CLOCK": str(folder / "clock")}
        self._process: Leashed | None = None
        self._family: dict[int, psutil.Process] = {}
        self.program = Program("", TOKEN)

    # Life

    def start(self) -> None:
        """Start it and wait until all its loops are alive; as a service manager would, again when it ends at once."""
        deadline = time.monotonic() + _START_SECONDS
        while True:
            self._launch()
            if self._came_up(deadline):
                return
            if time.monotonic() > deadline:
                raise AssertionError(f"the supervisor does not come up: {self.last_words()}")

    def _launch(self) -> None:
        if self._process is not None:
            self._process.stop()
        port = free_port()
        command = [
            sys.executable, "-c", TWISTD, "--nodaemon", "--pidfile=", "qbitrr", "--data", str(self.data),
            "--listen", f"tcp:{port}:interface=127.0.0.1",
        ]  # fmt: skip
        self._process = Leashed(command, self.folder / "supervisor.log", self._environment)
        self.program = Program(f"http://127.0.0.1:{port}", TOKEN)

    def _came_up(self, deadline: float) -> bool:
        while self.is_running and time.monotonic() < deadline:
            try:
                if self.program.all_alive():
                    self.family()
                    return True
            except (OSError, ValueError):
                pass  # it does not listen yet
            time.sleep(0.05)
        return False

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process is not None and self._process.is_running

    def pid(self, victim: str) -> int | None:
        """The process of a victim, None while it has none."""
        supervisor = self._supervisor()
        if supervisor is None or victim == "supervisor":
            return supervisor.pid if supervisor else None
        if victim == "forkserver":
            return next(
                (each.pid for each in self.family() if _is_fork_server(each, supervisor.pid)),
                None,
            )
        try:
            return next((each["pid"] for kind, each in self.program.processes().items() if kind == victim), None)
        except (OSError, ValueError):
            return None

    def _supervisor(self) -> psutil.Process | None:
        assert self._process is not None
        try:
            return next(iter(psutil.Process(self._process.pid).children()), None)
        except psutil.Error:
            return None

    def family(self) -> list[psutil.Process]:
        """It and its descendants; all that were ever seen are ended by `close`."""
        supervisor = self._supervisor()
        if supervisor is None:
            return []
        try:
            found = [supervisor, *supervisor.children(recursive=True)]
        except psutil.Error:
            return []
        self._family |= {each.pid: each for each in found}
        return found

    def ensure(self) -> bool:
        """Start it again if it has ended; whether it had."""
        if self.is_running:
            return False
        self.start()
        return True

    def ended_by_kill(self, patience_seconds: float) -> bool:
        """Whether it ends within that time."""
        deadline = time.monotonic() + patience_seconds
        while self.is_running and time.monotonic() < deadline:
            time.sleep(0.02)
        return not self.is_running

    def stop(self) -> float:
        """Ask it to end as a service manager does; how many seconds that took."""
        began = time.monotonic()
        supervisor = self._supervisor()
        if supervisor is not None:
            supervisor.send_signal(signal.SIGTERM)
        wait_until("the supervisor ends when asked to", lambda: not self.is_running, 60)
        return time.monotonic() - began

    def close(self) -> None:
        """End everything it ever started."""
        self.family()
        if self._process is not None:
            self._process.kill()
        for each in self._family.values():
            try:
                each.kill()  # psutil knows a process by pid and start: never somebody else's
            except psutil.Error:
                continue
        psutil.wait_procs(list(self._family.values()), timeout=5)

    # Trouble

    def jump(self, seconds: float) -> None:
        """Let the clock of all its processes be off by so much."""
        struct.pack_into("d", self._clock, 0, seconds)

    def fill_disk(self, full: bool) -> None:
        """No file of its processes can be written, or all can again."""
        for each in self.family():
            try:
                each.rlimit(resource.RLIMIT_FSIZE, (0 if full else resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            except psutil.Error:
                continue  # it has just ended

    # Asking

    def undo(self, instance: str, hash_: str) -> str:
        """Have a torrent taken back: "done", "refused", or "open" when no answer says what became of it."""
        try:
            answer = self.program.post(f"/api/quarantine/{instance}/{hash_}/undo")
        except urllib.error.HTTPError as error:
            return "refused" if error.code in (404, 409) else "open"
        except (OSError, ValueError, http.client.HTTPException):
            return "open"
        return "done" if answer.get("result") == "done" else "open"

    def plant(self, trigger: str) -> None:
        """Let the database do otherwise than it is told: a trigger, as SQL."""
        connection = sqlite3.connect(self.data / "db" / "supervisor.db", timeout=30)
        try:
            connection.execute(trigger)
            connection.commit()
        finally:
            connection.close()

    def last_words(self) -> str:
        """The end of its log."""
        return self._process.last_words() if self._process is not None else ""

    def tracebacks(self) -> list[str]:
        """The last line of each traceback in its log."""
        path = self.folder / "supervisor.log"
        found, inside = [], False
        for line in path.read_text(errors="replace").splitlines() if path.exists() else ():
            text = line.rpartition("] ")[2] if "[" in line[:40] else line
            if "Traceback (most recent call last)" in line:
                inside = True
            elif inside and text and not text[0].isspace() and ":" in text:
                inside = False
                found.append(text)
        return found


def _is_fork_server(process: psutil.Process, parent: int) -> bool:
    try:
        return process.ppid() == parent and process.name() == "fork server"
    except psutil.Error:
        return False
