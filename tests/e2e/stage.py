"""The stage of the end-to-end tests: two real qBittorrents, a simulated Radarr, and qbitrr as a process of its own."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.outside import ArrSeen, Program, Qbit, wait_until
from tests.e2e.sections import arr_section, opening, qbit_section
from tests.e2e.starting import ROOT, TWISTD
from tests.real.clients import RealClient, Unavailable, start_real
from tests.real.processes import Leashed, free_port
from tests.real.torrents import MadeTorrent, make_torrent
from tests.storm.haste import Haste, hastened

__all__ = ["Stage", "staged"]

TOKEN = "e2e-token"
SIZE = 2_000_000


class Stage:
    """
    `seeder` has every torrent that is meant to succeed, `downloader` is the client qbitrr looks after, `arr` grabs into it.

    The Arr shows finished downloads as pending but leaves their import to others, so that an import proves ours. *settings* are
    lines for `[Settings]`, *radarr* lines and tables for the end of the Arr's section; *both* lets qbitrr look after the seeder, too,
    and *haste* shortens constants of its modules.
    """

    def __init__(
        self,
        folder: Path,
        release: str,
        *,
        settings: str = "",
        radarr: str = "",
        both: bool = False,
        stalled: str = "immediately",
        haste: Haste | None = None,
    ) -> None:
        self._environment = hastened(haste) if haste else {"PYTHONPATH": str(ROOT)}
        self._settings, self._radarr, self._both, self._stalled = settings, radarr, both, stalled
        self._stack = ExitStack()
        self._folder = folder
        self._release = release
        self._supervisor: Leashed | None = None
        self._downloader: RealClient | None = None
        self.start_seeder()
        self._downloader_port = free_port()
        self.start_downloader()
        self.arr = self._start_arr()
        self._write_config()
        self.house_port = 0
        self.start_supervisor()

    def close(self) -> None:
        """End every process."""
        for running in (self._supervisor, self._downloader, self.seeder_client):
            if running is not None:
                running.stop()
        self._stack.close()

    # The programs

    def start_downloader(self) -> None:
        """Start the client that is looked after; again at the same port with what it had."""
        self._downloader = start_real(self._release, self._folder / "downloader", self._downloader_port)
        self.downloader = self._login(self._downloader)

    def start_seeder(self) -> None:
        """Start the other client; again at the same port with what it had."""
        self.seeder_client = start_real(self._release, self._folder / "seeder")
        self.seeder = self._login(self.seeder_client)

    def stop_downloader(self) -> None:
        """Let it save and end."""
        assert self._downloader is not None
        self._downloader.stop()

    def start_supervisor(self) -> None:
        """Start `twistd qbitrr` and wait until every loop is alive."""
        port = free_port()
        command = [
            sys.executable, "-c", TWISTD, "--nodaemon", "--pidfile=", "qbitrr",
            "--data", str(self._folder / "data"), "--listen", f"tcp:{port}:interface=127.0.0.1",
        ]  # fmt: skip
        self._supervisor = Leashed(command, self._folder / "program.log", self._environment)
        self.program = Program(f"http://127.0.0.1:{port}", TOKEN)
        wait_until("every loop alive", self.program.all_alive)

    def kill_supervisor(self) -> None:
        """`kill -9` of the supervisor alone: its children must end by themselves."""
        assert self._supervisor is not None
        os.kill(self.supervisor_pid(), 9)
        wait_until("the supervisor is gone", lambda: not self._supervisor.is_running)  # type: ignore[union-attr]
        self._supervisor.stop()

    def supervisor_pid(self) -> int:
        """The process that runs twistd: the child of the leash."""
        assert self._supervisor is not None
        children = Path(f"/proc/{self._supervisor.pid}/task/{self._supervisor.pid}/children").read_text().split()
        return int(children[0])

    def log(self) -> str:
        """The end of what the supervisor wrote."""
        assert self._supervisor is not None
        return self._supervisor.last_words()

    def _start_arr(self) -> ArrSeen:
        log = self._folder / "arr.log"
        qbit = self.downloader.url.replace("http://", "http://admin:adminadmin@")
        process = Leashed(
            [
                sys.executable, "-u", "-m", "qbitrr.testing.arr", "--kind", "radarr", "--api-key", "arr-key", "--qbit", qbit,
                "--category", "radarr", "--no-auto-import", "--refresh-seconds", "1",
            ],
            log,
            {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        self._stack.callback(process.stop)
        found = wait_until("the Arr listens", lambda: re.search(r"listening on (http\S+)", log.read_text()))
        return ArrSeen(found.group(1))

    def _login(self, client: RealClient) -> Qbit:
        return Qbit(client.url, client.username, client.password)

    def _write_config(self) -> None:
        folder = self._folder / "data"
        folder.mkdir()
        self.config = config = folder / "config.toml"
        config.write_text(
            opening(
                'ConsoleLevel = "DEBUG"',
                f'CompletedDownloadFolder = "{self._folder}/completed"',
                "LoopSleepTimer = 1",
                "SearchLoopDelay = 1",
                self._settings,
                token=TOKEN,
            )
            + qbit_section(self._downloader_port)
            + (qbit_section(self.seeder_client.port, name="qBit-Second") if self._both else "")
            + arr_section("Radarr-Movies", self.arr.url, "radarr", key="arr-key")
            # a busy machine needs some seconds until a peer is connected
            + f'[Radarr-Movies.Torrent]\nIgnoreTorrentsYoungerThan = 8\nStalledDelay = "{self._stalled}"\n{self._radarr}\n'
        )
        config.chmod(0o600)

    # The play

    def movie_and_torrent(self, title: str, *, seeded: bool) -> tuple[int, MadeTorrent]:
        """A movie without a file and a torrent of it, with a seed or without."""
        torrent = self.torrent(title, "GRP", seeded=seeded)
        return self.arr.movie(title), torrent

    def torrent(self, title: str, group: str, *, seeded: bool) -> MadeTorrent:
        """A release of a movie; with `seeded` the seeder has it."""
        name = f"{title.replace(' ', '.')}.2020.1080p.WEB-DL.x264-{group}"
        torrent = make_torrent(name, {f"{name}.mkv": SIZE})
        if seeded:
            torrent.write(self.seeder_client.save_path)
            self.seeder.add(torrent, savepath=str(self.seeder_client.save_path), skip_checking="true")
            wait_until("the seeder seeds", lambda: (self.seeder.torrent(torrent.hash) or {}).get("progress") == 1)
        return torrent

    def introduce(self, torrent: MadeTorrent) -> None:
        """Once the downloader has the torrent, tell it where the seed is: there is no tracker here."""
        wait_until("the downloader has the torrent", lambda: self.downloader.torrent(torrent.hash))
        peer = f"127.0.0.1:{self.seeder_client.torrent_port}"

        def complete() -> bool:
            self.downloader.post("torrents/addPeers", hashes=torrent.hash, peers=peer)
            found = self.downloader.torrent(torrent.hash)
            return found is not None and found["progress"] == 1

        wait_until("the download is complete", complete)


@contextmanager
def staged(folder: Path, **more: Any) -> Iterator[Stage]:
    """
    A stage in *folder* with qBittorrent `E2E_QBITTORRENT` (5.1), ended however the tests end; *more* is what `Stage` takes. Where there is
    no such client the tests are skipped, in continuous integration they fail.
    """
    release = os.environ.get("E2E_QBITTORRENT", "5.1")
    try:
        built = Stage(folder, release, **more)
    except Unavailable as why:
        reason = f"no real qBittorrent {release}: {why}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    try:
        yield built
    finally:
        built.close()
