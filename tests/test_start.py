"""A start that cannot succeed ends, with one clear line and status 1; as a process, since that is what people start."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from qbitrr.actors.folder_lock import FolderLock
from qbitrr.store.supervisor import SCHEMA

ROOT = Path(__file__).resolve().parent.parent
TWISTD = "import sys; from twisted.scripts.twistd import run; sys.argv[0] = 'twistd'; sys.exit(run())"
QBITRR = "import sys; from qbitrr.cli import main; sys.exit(main())"
COMMANDS = {
    "twistd": ("-c", TWISTD, "--nodaemon", "--pidfile=", "qbitrr"),
    "qbitrr": ("-c", QBITRR, "run"),
}
CONFIG = """
[Settings]
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
