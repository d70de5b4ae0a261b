"""The tools that get and hold real clients: none is left behind, and the mirror is the machine's own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.real.debian import mirror_in
from tests.real.processes import Leashed, free_port, wait_for_http
from tests.real.torrents import bencode

LONG = [sys.executable, "-S", "-c", "import time; print('up', flush=True); time.sleep(600)"]
STUBBORN = [
    sys.executable, "-S", "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)",
]  # fmt: skip


def _await(look: object, patience_seconds: float = 90) -> None:
    deadline = time.monotonic() + patience_seconds
    while not look():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _exists(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("command", [LONG, STUBBORN])
def test_stopping_ends_a_process_whether_it_wants_or_not(tmp_path: Path, command: list[str]) -> None:
    """TERM, then KILL; stopping again does nothing."""
    process = Leashed(command, tmp_path / "log")
    _await(lambda: "up" in process.last_words())
    process.stop(patience_seconds=0.3)
    assert not process.is_running
    process.stop()
    process.kill()


def test_a_killed_parent_takes_its_processes_along(tmp_path: Path) -> None:
    """Even `kill -9` of whoever started it leaves nothing behind."""
    code = (
        "import sys, time, pathlib; from tests.real.processes import Leashed;"
        f"Leashed([sys.executable, '-c', 'import os, time; print(os.getpid(), flush=True); time.sleep(600)'],"
        f" pathlib.Path({str(tmp_path / 'log')!r})); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[3])
    log = tmp_path / "log"
    try:
        _await(lambda: log.exists() and log.read_text().strip().isdigit())
        child = int(log.read_text())
        assert _exists(child)
    finally:
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait(5)
    _await(lambda: not _exists(child))


def test_a_program_that_ends_at_once_is_reported(tmp_path: Path) -> None:
    """With its last words."""
    process = Leashed([sys.executable, "-S", "-c", "print('no such option'); raise SystemExit(3)"], tmp_path / "log")
    with pytest.raises(RuntimeError, match="no such option"):
        wait_for_http(process, free_port())
    process.stop()


@pytest.mark.parametrize(
    ("sources", "mirror"),
    [
        ("Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm\n", "http://mirror.example/debian"),
        ("deb [signed-by=/k.gpg] https://mirror.example/debian/ bookworm main\n", "https://mirror.example/debian/"),
        ("# deb http://old.example/debian x main\ndeb http://new.example/debian x main", "http://new.example/debian"),
        ("deb http://security.example/debian-security bookworm-security main\n", None),
        ("Types: deb\nURIs: https://deb.example/node_20.x\n", None),
        ("", None),
    ],
)
def test_the_mirror_is_found_in_both_formats(sources: str, mirror: str | None) -> None:
    """One-line and stanza sources; other archives and comments do not count."""
    assert mirror_in(sources) == mirror


def test_bencoding() -> None:
    """Dictionaries are sorted, text is counted in bytes."""
    assert bencode({"b": [1, -2], "a": "ü"}) == b"d1:a2:\xc3\xbc1:bli1ei-2eee"
    with pytest.raises(TypeError):
        bencode(1.5)
