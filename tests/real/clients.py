"""
Real `qbittorrent-nox` of three releases: found on this machine, or fetched into a cache folder, and started on loopback.

    with start_real("5.1", folder) as client:       # "4.5", "5.1" or "5.3"
        client.url, client.username, client.password, client.version

As a program, `python -m tests.real.clients` gets all of them and says what it found; `… run 5.1 FOLDER` runs one until
interrupted.
"""

import base64
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

from attrs import define, evolve, field, frozen

from tests.real.debian import Unavailable, unpack
from tests.real.processes import Leashed, free_port, wait_for_http

__all__ = ["CACHE", "RELEASES", "RealClient", "Unavailable", "find", "start_real"]

CACHE = Path(os.environ.get("QBITRR_REAL_CACHE", Path(__file__).resolve().parents[2] / ".cache/real"))
# Our name of a release -> the Debian suite that has it. What a suite has moves on; `RealClient.version` says what it was.
RELEASES = {"4.5": "bookworm", "5.1": "trixie", "5.3": "testing"}
_PROGRAM = "qbittorrent-nox"
PASSWORD = "adminadmin"


@frozen(kw_only=True)
class Program:
    """How to run one release. *version* is what it calls itself ("5.1.0")."""

    command: tuple[str, ...]
    version: str
    environment: dict[str, str] = field(factory=dict)


def find(release: str, cache: Path = CACHE) -> Program:
    """
    The program for *release* ("4.5", "5.1", "5.3"): the machine's own if it is that release, else the Debian package.

    Raises `Unavailable` with the reason; the version found may be newer than the name where the suite moved on.
    """
    own = shutil.which(_PROGRAM)
    if own is not None and (version := _version(Program(command=(own,), version=""))).startswith(f"{release}."):
        return Program(command=(own,), version=version)
    unpacked = unpack(_PROGRAM, RELEASES[release], cache)
    program = Program(
        command=(*unpacked.command, str(unpacked.root / "usr/bin" / _PROGRAM)),
        version="",
        environment=unpacked.environment,
    )
    return evolve(program, version=_version(program))


def _version(program: Program) -> str:
    """What the program says it is; proves that it runs here at all."""
    asked = subprocess.run(
        [*program.command, "--version"], capture_output=True, text=True, timeout=30, check=False,
        env={**os.environ, **program.environment},
    )  # fmt: skip
    if asked.returncode:
        raise Unavailable(f"{program.command[0]} does not run here: {(asked.stderr or asked.stdout).strip()[-300:]}")
    return asked.stdout.strip().rpartition("v")[2]


@define(kw_only=True)
class RealClient:
    """A running client with a web interface on 127.0.0.1 only. *folder* holds its profile, *save_path* its downloads."""

    version: str
    port: int
    torrent_port: int
    folder: Path
    save_path: Path
    username: str = "admin"
    password: str = PASSWORD
    _process: Leashed

    @property
    def url(self) -> str:
        """Where the web interface is, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.is_running

    def stop(self) -> None:
        """Let it save its state and end. Starting again with the same folder continues there."""
        self._process.stop()

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()

    def __enter__(self) -> "RealClient":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def start_real(
    release: str, folder: Path, port: int = 0, *, cache: Path = CACHE, settings: dict[str, str] | None = None
) -> RealClient:
    """
    Start *release* with its profile in *folder* and wait until it answers (bounded, blocking).

    A new folder gets a fresh configuration: `admin` / `adminadmin`, no DHT, PeX or local discovery, loopback only, login
    required, a ban after five failures; *settings* adds lines like `{"BitTorrent/Session\\QueueingSystemEnabled": "true"}`.
    *port* 0 takes a free one, or again the one *folder* is configured for. Raises `Unavailable` or `RuntimeError`.
    """
    program = find(release, cache)
    folder.mkdir(parents=True, exist_ok=True)
    save_path = folder / "downloads"
    save_path.mkdir(exist_ok=True)
    # In a file of our own: releases move these settings to other places of their configuration.
    ports = folder / "ports.json"
    if not ports.exists():
        port, torrent_port = port or free_port(), free_port()
        _configure(folder / "qBittorrent/config/qBittorrent.conf", port, torrent_port, save_path, settings or {})
        ports.write_text(json.dumps([port, torrent_port]), encoding="utf-8")
    known_port, torrent_port = json.loads(ports.read_text(encoding="utf-8"))
    port = port or known_port
    process = Leashed(
        [*program.command, f"--profile={folder}", f"--webui-port={port}"],
        folder / "output.log",
        {**program.environment, "HOME": str(folder)},
    )
    wait_for_http(process, port)
    return RealClient(
        version=program.version,
        port=port,
        torrent_port=torrent_port,
        folder=folder,
        save_path=save_path,
        process=process,
    )


def _configure(path: Path, port: int, torrent_port: int, save_path: Path, settings: dict[str, str]) -> None:
    lines = {
        "LegalNotice/Accepted": "true",
        "Preferences/General\\Locale": "C",
        "Preferences/WebUI\\Address": "127.0.0.1",
        "Preferences/WebUI\\Port": str(port),
        "Preferences/WebUI\\Username": "admin",
        "Preferences/WebUI\\Password_PBKDF2": f'"@ByteArray({_hashed(PASSWORD)})"',
        "Preferences/WebUI\\LocalHostAuth": "true",
        "Preferences/WebUI\\UseUPnP": "false",
        "Preferences/WebUI\\MaxAuthenticationFailCount": "5",
        "Preferences/WebUI\\BanDuration": "3600",
        "BitTorrent/Session\\DHTEnabled": "false",
        "BitTorrent/Session\\PeXEnabled": "false",
        "BitTorrent/Session\\LSDEnabled": "false",
        "BitTorrent/Session\\QueueingSystemEnabled": "false",
        "BitTorrent/Session\\Interface": "lo",
        "BitTorrent/Session\\InterfaceName": "lo",
        "BitTorrent/Session\\Port": str(torrent_port),
        "BitTorrent/Session\\DefaultSavePath": str(save_path),
        "Network/PortForwardingEnabled": "false",
        **settings,
    }
    sections: dict[str, list[str]] = {}
    for name, value in lines.items():
        section, _, key = name.partition("/")
        sections.setdefault(section, []).append(f"{key}={value}")
    path.parent.mkdir(parents=True)
    path.write_text(
        "\n".join(f"[{section}]\n" + "\n".join(keys) + "\n" for section, keys in sections.items()), encoding="utf-8"
    )


def _hashed(password: str) -> str:
    """The password as qBittorrent stores it: salt and PBKDF2 (SHA-512, 100,000 rounds), both base64."""
    salt = secrets.token_bytes(16)
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 100_000)
    return f"{base64.b64encode(salt).decode()}:{base64.b64encode(key).decode()}"


def main(arguments: list[str]) -> int:
    """Get all releases, or run one."""
    if arguments[:1] == ["run"]:
        with start_real(arguments[1], Path(arguments[2])) as client:
            print(f"qBittorrent {client.version} at {client.url}, {client.username} / {client.password}", flush=True)
            try:
                while client.is_running:
                    time.sleep(0.5)
            except KeyboardInterrupt:
                return 0
        return 1
    missing = 0
    for release in RELEASES:
        try:
            program = find(release)
            print(f"{release}: qBittorrent {program.version}, {program.command[-1]}")
        except Unavailable as why:
            missing += 1
            print(f"{release}: not available: {why}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
