"""A set-up in memory: a simulated client and a simulated Radarr on one disk, and the doctor that looks at them."""

import os
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from treq.client import HTTPClient
from treq.testing import RequestTraversalAgent
from twisted.internet.defer import Deferred, execute
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.http.http import Http
from qbitrr.clients.qbittorrent.client import Credentials, Qbittorrent
from qbitrr.config.load import load
from qbitrr.config.schema.config import ArrSection, QbitSection
from qbitrr.doctor.doctor import Doctor
from qbitrr.doctor.gathering.clients import ClientToAsk, free_space_of
from qbitrr.doctor.gathering.everything import Surroundings
from qbitrr.model.doctor import DoctorReport, Finding, Grade
from qbitrr.redaction import Redactor
from qbitrr.testing.arr import SimulatedArr
from qbitrr.testing.arr.model.downloads.qbittorrent import HttpDownloads
from qbitrr.testing.qbittorrent import SimulatedQbittorrent
from qbitrr.testing.qbittorrent.model.categories import SimulatedCategory

__all__ = ["HASH", "KEY", "NOW", "SetUpCase"]

NOW = 1_787_227_200.0
KEY = "0123456789abcdef0123456789abcdef"
HASH = "aa" * 20
PASSWORD = "adminadmin"
CONFIG = f"""
[Settings]
SchemaVersion = 1
CompletedDownloadFolder = "/downloads"
[qBit]
Host = "qbit"
Port = 8080
UserName = "admin"
Password = "{PASSWORD}"
[Radarr-Films]
Managed = true
URI = "http://radarr:7878"
APIKey = "{KEY}"
Category = "radarr"
"""


class SetUpCase(SynchronousTestCase):
    """Everything is as it should be, until a test breaks something."""

    release = "5.1"
    kind = "radarr"
    config_text = CONFIG

    def setUp(self) -> None:
        self.clock = Clock()
        self.clock.advance(NOW)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.downloads, self.films = self.folder / "downloads", self.folder / "films"
        self.downloads.mkdir()
        self.films.mkdir()
        self.qbit = SimulatedQbittorrent(self.clock, self.release, save_path=str(self.downloads), write_files=True)
        self.qbit_agent = RequestTraversalAgent(self.qbit.resource())
        to_client = HttpDownloads(
            f"http://admin:{PASSWORD}@127.0.0.1:8080", HTTPClient(self.qbit_agent), self.clock  # type: ignore[arg-type]
        )  # fmt: skip
        self.arr = SimulatedArr(
            self.kind, self.clock, KEY, to_client, category="radarr", root=str(self.films), check_paths=True
        )
        self.addCleanup(self.arr.stop)
        self.link = self.arr.tracker.links[0]
        self.link.remove_completed = self.link.remove_failed = False
        self.arr_agent = RequestTraversalAgent(self.arr.resource())
        self.looks: list[Deferred[Any]] = []
        self.looks_hang = False
        self.mounts: tuple[str, ...] = ("/",)
        self.qbit.categories.put(SimulatedCategory(name="radarr"))
        self.finished()
        self.same_space()

    def finished(self, **rest: Any) -> Any:
        """A finished torrent of ours, with its file on the disk."""
        name = rest.pop("name", "Some.Movie.2020.1080p.WEB-DL-GRP")
        torrent = self.qbit.add(
            name=name, files=[(f"{name}/{name}.mkv", 4096)], progress=1.0, category="radarr", added_on=NOW - 100, **rest
        )
        self.clock.pump([1] * 5)
        return torrent

    def grabbed_and_gone(self) -> None:
        """A while ago something was grabbed that nobody has."""
        self.arr.grab([self.arr.add_movie("Gone", 2020).id], HASH)
        for _ in range(301):
            self.clock.advance(1)
            self.qbit_agent.flush()
            self.arr_agent.flush()

    def own_command(self) -> None:
        """One that we send."""
        self.run_it(self.arr_client(load(self.config_text, {}).config.managed_arrs[0]).rss_sync())

    def prefer(self, **preferences: Any) -> None:
        """Change settings of the client."""
        self.qbit.preferences.update(preferences)
        self.qbit.reconsider()

    def same_space(self) -> None:
        """The client and the Arr say of the disk what is seen from here."""
        space = 500 * 10**9
        self.patch(os, "statvfs", lambda path: SimpleNamespace(f_bavail=space, f_frsize=1))
        self.qbit.free_space_bytes = space
        for root in self.arr.settings.roots.all():
            root["freeSpace"] = space

    # The doctor

    def doctor(self, limit_seconds: float = 30.0) -> Doctor:
        """Reaches the simulators without sockets."""
        around = Surroundings(
            client=self.client_to_ask, arr=self.arr_client, look=self.look, mounts=lambda: self.mounts, clock=self.clock,
            journal=str(self.folder / "supervisor.db"), limit_seconds=limit_seconds,
        )  # fmt: skip
        config = load(self.config_text, {}).config
        return Doctor(lambda: config, around, Redactor([KEY, PASSWORD]))

    def client_to_ask(self, section: QbitSection) -> ClientToAsk:
        http = Http(self.qbit_agent, "http://127.0.0.1:8080/api/v2", section.section, self.clock, jitter=lambda: 0.0)
        credentials = Credentials(username="admin", password=section.password.reveal())
        client = Qbittorrent(http, credentials, self.clock, instance=section.section)
        return ClientToAsk(section=section.section, client=client, free_bytes=lambda: free_space_of(client))

    def arr_client(self, section: ArrSection) -> Arr:
        http = Http(self.arr_agent, "http://127.0.0.1:7878", section.section, self.clock, jitter=lambda: 0.0)
        return Arr(section.type, http, section.api_key.reveal())

    def look(self, function: Any, *args: Any) -> Deferred[Any]:
        """At once, or never."""
        if self.looks_hang:
            self.looks.append(Deferred())
            return self.looks[-1]
        return execute(function, *args)

    def run_it(self, work: Coroutine[Any, Any, Any], seconds: float = 200) -> Any:
        """Let time pass until it is done."""
        done = Deferred.fromCoroutine(work)
        for _ in range(int(seconds * 4)):
            if done.called:
                break
            self.clock.advance(0.25)
            self.qbit_agent.flush()
            self.arr_agent.flush()
        return self.successResultOf(done)

    def report(self, **options: Any) -> DoctorReport:
        """One examination."""
        return self.run_it(self.doctor(**options).examine())

    def problems(self, report: DoctorReport) -> set[tuple[str, str, Grade]]:
        """What is not simply good."""
        return {(each.check, each.where, each.grade) for each in report.findings if each.grade is not Grade.OK}

    def found(self, report: DoctorReport, check: str, where: str = "Radarr-Films") -> Finding:
        """The worst finding of a check."""
        order = [Grade.ERROR, Grade.WARNING, Grade.HINT, Grade.UNKNOWN, Grade.OK]
        mine = [each for each in report.findings if (each.check, each.where) == (check, where)]
        return min(mine, key=lambda each: order.index(each.grade))
