"""A start that cannot succeed ends, with one clear line and status 1; as a process, since that is what people start."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest

from qbitrr.actors.folder_lock import FolderLock
from qbitrr.store.supervisor.schema import SCHEMA

ROOT = Path(__file__).resolve().parent.parent
TWISTD = "import sys; from twisted.scripts.twistd import run; sys.argv[0] = 'twistd'; sys.exit(run())"
QBITRR = "import sys; from qbitrr.cli.main import main; sys.exit(main())"
COMMANDS = {
    "twistd": ("-c", TWISTD, "--nodaemon", "--pidfile=", "qbitrr"),
    "qbitrr": ("-c", QBITRR, "run"),
}
CONFIG = """
[Settings]
SchemaVersion = 1
PingURLS = []
[WebUI]
AuthDisabled = false
Token = "t"
[Radarr-X]
Managed = true
URI = "http://127.0.0.1:9"
APIKey = "k"
Category = "radarr"
"""


def started(folder: Path, command: tuple[str, ...]) -> "subprocess.CompletedProcess[str]":
    """The supervisor on that folder, when it has ended by itself."""
    return subprocess.run(
        [sys.executable, *command, "--data", str(folder), "--listen", f"unix:{folder}/web.sock"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def complaints(ended: "subprocess.CompletedProcess[str]") -> list[str]:
    """Everything it said that is no information, and whatever is no log line at all."""
    lines = (ended.stdout + ended.stderr).splitlines()
    return [line for line in lines if line.strip() and not re.search(r"\b(INFO|NOTICE|DEBUG)\b", line)]


def newer(folder: Path) -> str:
    """The database of a later release."""
    (folder / "db").mkdir()
    connection = sqlite3.connect(folder / "db" / "supervisor.db")
    connection.execute("PRAGMA user_version = 99")
    connection.commit()
    connection.close()
    return f"has version 99 of the supervisor tables, this program knows {len(SCHEMA.steps)}: update the program"


def no_folder(folder: Path) -> str:
    """Something else where the databases should be."""
    (folder / "db").write_text("a file")
    return "File exists"


def no_file(folder: Path) -> str:
    """Something that can never be opened where the database should be."""
    (folder / "db" / "supervisor.db").mkdir(parents=True)
    return "unable to open database file"


@pytest.mark.correction("E2")
@pytest.mark.parametrize("spoil", [newer, no_folder, no_file])
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_database_that_cannot_be_used(tmp_path: Path, command: tuple[str, ...], spoil: Callable[[Path], str]) -> None:
    """It names the file and what is wrong with it, once, and nothing of it lives on."""
    (tmp_path / "config.toml").write_text(CONFIG)
    (tmp_path / "config.toml").chmod(0o600)
    why = spoil(tmp_path)
    ended = started(tmp_path, command)
    assert ended.returncode == 1, ended.stdout
    (line,) = complaints(ended)
    assert "qbitrr cannot start" in line
    assert str(tmp_path / "db") in line
    assert why in line


NO_ROOM = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)); "


@pytest.mark.correction("E2", "D3")
def test_disk_without_room(tmp_path: Path) -> None:
    """Not a byte can be written: it ends with status 1, one line says why; what else cannot be written is remarked, without a traceback."""
    (tmp_path / "config.toml").write_text(CONFIG)
    (tmp_path / "config.toml").chmod(0o600)
    first, code, *rest = COMMANDS["twistd"]
    ended = started(tmp_path, (first, NO_ROOM + code, *rest))
    assert ended.returncode == 1, ended.stdout
    said = complaints(ended)
    assert "Traceback" not in "\n".join(said)
    (line,) = [line for line in said if "cannot start" in line]
    assert str(tmp_path / "db" / "supervisor.db") in line


def folder_in_place(path: Path) -> str:
    """What a container leaves where the file it is to mount is missing."""
    path.mkdir()
    return "is a directory, not a file.\nRemove the folder"


def rubbish(path: Path) -> str:
    """Another kind of file."""
    path.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 40)
    return "is not UTF-8 text"


def far_too_large(path: Path) -> str:
    """A log, perhaps, under the wrong name."""
    path.write_bytes(b"x = 1\n" * 1_700_000)
    return "which no configuration is"


def broken_toml(path: Path) -> str:
    """A slip of the pen."""
    path.write_text(CONFIG.replace("Managed = true", "Managed = yes"))
    return "line 9, column 11"


def a_pipe(path: Path) -> str:
    """Something that would never end to be read."""
    os.mkfifo(path)
    return "is a device or a pipe, not a file"


@pytest.mark.parametrize("spoil", [folder_in_place, rubbish, far_too_large, broken_toml, a_pipe])
def test_configuration_that_cannot_be_read(tmp_path: Path, spoil: Callable[[Path], str]) -> None:
    """Start and check end at once with status 1 and one message that names the file; nothing of it is touched."""
    path = tmp_path / "config.toml"
    why = spoil(path)
    before = path.read_bytes() if path.is_file() else None
    check = subprocess.run(
        [sys.executable, "-c", QBITRR.replace("main())", f"main(['config', 'check', {str(path)!r}]))")],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    ended = started(tmp_path, COMMANDS["qbitrr"])
    for each in (check, ended):
        said = "\n".join(complaints(each))
        assert each.returncode == 1, said
        assert said.startswith(f"qbitrr: {path}")
        assert why in said
        assert "Traceback" not in said
        assert len(said) < 600
    assert (path.read_bytes() if path.is_file() else None) == before
    assert not (tmp_path / "backups").exists()


@pytest.mark.correction("E3")
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_second_on_one_folder(tmp_path: Path, command: tuple[str, ...]) -> None:
    """It says who holds the folder and ends; it has neither logged nor written into that folder."""
    lock = FolderLock(tmp_path)
    lock.hold()
    ended = started(tmp_path, command)
    assert ended.returncode == 1, ended.stdout
    (line,) = complaints(ended)
    assert line.startswith(f"qbitrr: {tmp_path} is in use by process {os.getpid()} on ")
    assert [path.name for path in tmp_path.iterdir()] == ["supervisor.lock"]
    assert json.loads((tmp_path / "supervisor.lock").read_text())["pid"] == os.getpid()
    lock.release()


class Proxy(BaseHTTPRequestHandler):
    """What stands in front of a program and wants a login of its own; `asked` keeps what came."""

    asked: ClassVar[list[tuple[str, str | None]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["Authorization"]))
        self.send_response(403)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Nothing: it is not the one under test."""


@pytest.mark.correction("C1")
def test_login_in_front_of_a_host(tmp_path: Path) -> None:
    """A login in `Host` and `URI` goes along with what is asked, and is nowhere to be read."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    Thread(target=server.serve_forever, daemon=True).start()
    place = f"me:hunter2hunter2@127.0.0.1:{server.server_port}"
    text = CONFIG.replace("http://127.0.0.1:9", f"http://{place}/radarr") + f'[qBit]\nHost = "http://{place}/qbt"\n'
    (tmp_path / "config.toml").write_text(text)
    (tmp_path / "config.toml").chmod(0o600)
    log = tmp_path / "output"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *COMMANDS["qbitrr"], "--data", str(tmp_path), "--listen", f"unix:{tmp_path}/web.sock"],
            env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=output, stderr=output,
        )  # fmt: skip
    try:
        wanted = {"/qbt/api/v2/app/webapiVersion", "/radarr/api/v3/system/status"}
        until = time.monotonic() + 120
        while not wanted <= {path for path, _ in list(Proxy.asked)}:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.05)
    finally:
        process.terminate()
        process.wait(120)
        server.shutdown()
        server.server_close()
    assert {login for _, login in Proxy.asked} == {"Basic bWU6aHVudGVyMmh1bnRlcjI="}
    assert "hunter2" not in log.read_text()
    assert "Traceback" not in log.read_text()
