"""
Starting the demonstration: a folder, the simulated programs in a process of their own, and a configuration that names them.

What then runs is the real supervisor; `qbitrr.cli` starts it as it does for `qbitrr run`.
"""

import json
import os
import secrets
import select
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import define, frozen

from qbitrr.actors.children.transports import child_environment
from qbitrr.config.files import save
from qbitrr.errors import QbitrrError

__all__ = ["Demo", "DemoFailed", "start"]

MARK = "# Written by `qbitrr demo`; every start of it writes it anew."
_LOOPBACK = "127.0.0.1"
_START_SECONDS = 30.0
_END_SECONDS = 3.0
_SECTIONS = {"radarr": "Radarr-Films", "sonarr": "Sonarr-Series", "lidarr": "Lidarr-Music"}


@frozen
class DemoFailed(QbitrrError):
    """The demonstration cannot begin."""

    why: str

    def __str__(self) -> str:
        return self.why


@define(eq=False)
class Demo:
    """
    A demonstration that is prepared: the simulated programs run. *folder* is the data folder of the supervisor, *port* that of
    its web interface, *addresses* what the programs said of themselves. `end` ends them, and removes a *temporary* folder.
    """

    folder: Path
    temporary: bool
    port: int
    addresses: Mapping[str, Any]
    _world: "subprocess.Popen[bytes]"

    @property
    def introduction(self) -> str:
        """What a person reads first."""
        here = f"http://{_LOOPBACK}:{self.port}"
        programs = [f"qBittorrent  http://{_LOOPBACK}:{self.addresses['qbittorrent']['port']}"]
        programs += [f"{arr['kind'].capitalize():<12} {arr['url']}" for arr in self.addresses["arrs"]]
        simulated = ("\n" + " " * 25).join(programs)
        return f"""{here}/ui is the page of the demonstration.

This is the real supervisor with real child processes, working on simulated programs.

  How its processes do   {here}/api/processes
  What it did, and why   {here}/api/activity
  Its files              {self.folder}{" (removed at the end)" if self.temporary else ""}
  Simulated              {simulated}

Within a minute you will read below that a finished film is imported, that a stalled download and a fake are removed,
blocklisted and replaced, and that missing films, episodes and albums are searched. Ctrl-C ends everything.
"""

    def end(self) -> None:
        """End the simulated programs and wait for it, three seconds at most; later calls do nothing."""
        if self._world.stdin is None or self._world.stdin.closed:
            return
        try:
            self._world.stdin.write(b"bye\n")
            self._world.stdin.close()
        except OSError:
            pass  # it has ended already
        try:
            self._world.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._world.kill()
            self._world.wait()
        if self.temporary:
            shutil.rmtree(self.folder, ignore_errors=True)


def start(*, port: int = 6969, data: str | None = None, seed: int = 1, narrate: bool = True) -> Demo:
    """
    Start the simulated programs and write the configuration.

    *port* is taken if it is free, else another one; 0 = any. *data* is a folder to keep; without one a temporary folder is made.
    Raises `DemoFailed` and `OSError`.
    """
    folder = _folder(data)
    try:
        world, addresses = _start_world(folder, seed, temporary=data is None, narrate=narrate)
        demo = Demo(folder, data is None, _free_port(port), addresses, world)
        save(str(folder / "config.toml"), _configuration(demo))
    except BaseException:
        if data is None:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return demo


def _folder(data: str | None) -> Path:
    """The data folder, without what an earlier demonstration left in it: its torrents exist no more."""
    if data is None:
        return Path(tempfile.mkdtemp(prefix="qbitrr-demo-"))
    folder = Path(data).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "config.toml"
    if config.exists() and not config.read_text("utf-8", "replace").startswith(MARK):
        raise DemoFailed(f"{config} was not written by a demonstration and is left alone: choose another folder")
    shutil.rmtree(folder / "db", ignore_errors=True)
    return folder


def _start_world(
    folder: Path, seed: int, *, temporary: bool, narrate: bool
) -> "tuple[subprocess.Popen[bytes], Mapping[str, Any]]":
    command = [
        sys.executable,
        "-m",
        "qbitrr.testing.demo",
        "--seed",
        str(seed),
        "--save-path",
        str(folder / "downloads"),
    ]
    if temporary:
        command += ["--remove", str(folder)]
    passed: tuple[int, ...] = ()
    if narrate:
        passed = (os.dup(1),)
        command += ["--narrate", str(passed[0])]
    try:
        world = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=passed, env=child_environment(os.environ)
        )
    finally:
        for descriptor in passed:
            os.close(descriptor)
    try:
        return world, _addresses(world)
    except BaseException:
        world.kill()
        world.wait()
        raise


def _addresses(world: "subprocess.Popen[bytes]") -> Mapping[str, Any]:
    """What the world says first."""
    assert world.stdout is not None
    ready, _, _ = select.select([world.stdout], [], [], _START_SECONDS)
    line = world.stdout.readline() if ready else b""
    if not line:
        raise DemoFailed("the simulated programs did not start")
    answer: Mapping[str, Any] = json.loads(line)
    return answer


def _free_port(wanted: int) -> int:
    """*wanted* if nobody listens there, else a free one."""
    for port in (wanted, 0):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((_LOOPBACK, port))
            except OSError:
                continue
            return int(trial.getsockname()[1])
    raise DemoFailed(f"no port of {_LOOPBACK} is free")


def _configuration(demo: Demo) -> str:
    """The configuration of the supervisor: everything quicker than one would want it in earnest."""
    qbit = demo.addresses["qbittorrent"]
    head = f"""{MARK}

[Settings]
SchemaVersion = 1
ConsoleLevel = "INFO"
CompletedDownloadFolder = {_quoted(str(demo.folder / "downloads"))}
LoopSleepTimer = "2s"
SearchLoopDelay = "3s"
IgnoreTorrentsYoungerThan = "8s"
RemovalGraceMinutes = "10m"
PingURLS = []

[WebUI]
Host = "{_LOOPBACK}"
Port = {demo.port}
AuthDisabled = true
Token = "{secrets.token_hex(16)}"

[qBit]
Host = "{_LOOPBACK}"
Port = {qbit["port"]}
UserName = {_quoted(qbit["username"])}
Password = {_quoted(qbit["password"])}
"""
    return head + "".join(_arr_section(arr) for arr in demo.addresses["arrs"])


def _arr_section(arr: Mapping[str, str]) -> str:
    section = _SECTIONS[arr["kind"]]
    return f"""
[{section}]
Managed = true
URI = {_quoted(arr["url"])}
APIKey = {_quoted(arr["api_key"])}
Category = {_quoted(arr["category"])}

[{section}.EntrySearch]
SearchesPerHour = 0
SearchCooldown = "5m"
CatalogRefreshEvery = "60s"

[{section}.Torrent]
StalledDelay = "immediately"

[{section}.Torrent.SeedingMode]
MaxUploadRatio = 1.0
RemoveTorrent = 1
"""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
