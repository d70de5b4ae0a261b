"""Whatever becomes of the file of a running program: what is wrong is said, all goes on as before, and a good file is taken again."""

import json
import os
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.outside import Program, wait_until
from tests.e2e.starting import TWISTD, Processes
from tests.real.processes import free_port

pytestmark = pytest.mark.e2e

TOKEN = "token-of-the-odd-files"
TEXT = f"""\
[Settings]
SchemaVersion = 1
PingURLS = []
LoopSleepTimer = 5
[WebUI]
AuthDisabled = false
Token = "{TOKEN}"
"""
GOES_ON = "everything goes on as before"


class Held:
    """The program with its file at *path*, bound by the modes of files like anybody."""

    def __init__(self, processes: Processes, path: Path) -> None:
        self.path, self.folder = path, path.parent
        self.write(TEXT)
        port = free_port()
        processes.start(
            "program", "-m", "tests.e2e.config_file.bounded", "-c", TWISTD, "--nodaemon", "--pidfile=", "qbitrr",
            "--data", str(processes.folder / "data"), "--config", str(path), "--listen", f"tcp:{port}:interface=127.0.0.1",
        )  # fmt: skip
        self.program = Program(f"http://127.0.0.1:{port}", TOKEN)
        self.revision = wait_until("the file is watched", lambda: self.problems()["revision"])

    def write(self, text: str) -> None:
        """Like an editor: another file of that name."""
        fresh = self.folder / "config.new"
        fresh.write_text(text)
        fresh.chmod(0o600)
        fresh.replace(self.path)

    def problems(self) -> dict[str, Any]:
        found: dict[str, Any] = self.program.get("/api/config/problems")
        return found

    def is_told(self, words: str) -> None:
        """The trouble is there, under attention too, and what was in force is."""
        wait_until(words, lambda: words in self.problems()["trouble"])
        assert self.problems()["revision"] == self.revision
        wait_until("attention is drawn", lambda: self.said(words))

    def said(self, words: str) -> list[str]:
        return [each for each in self.program.get("/api/attention")["problems"] if words in each and GOES_ON in each]

    def is_well(self) -> None:
        wait_until("it is well again", lambda: not self.problems()["trouble"])
        assert not self.said("")
        assert self.problems()["revision"] == self.revision

    def change(self, key: str, value: object) -> tuple[int, Any]:
        """Status and answer of a change over HTTP, whatever they are."""
        body = json.dumps({"changes": {key: value}}).encode()
        request = urllib.request.Request(f"{self.program.url}/api/config", body, method="POST")
        request.add_header("Content-Type", "application/json")
        request.add_header("Authorization", f"Bearer {TOKEN}")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Ends what a test began."""
    with ExitStack() as ended:
        yield ended


ODD: dict[str, tuple[str, Callable[[Path], object]]] = {
    "broken": ("line 2, column", lambda path: path.write_text("[Settings]\nLoopSleepTimer = = 5\n")),
    "a wrong type": ("LoopSleepTimer", lambda path: path.write_text(TEXT.replace("= 5", "= [5]"))),
    "rubbish": ("is not UTF-8 text", lambda path: path.write_bytes(bytes(range(128, 256)) * 40)),
    "zeros": ("line 1", lambda path: path.write_bytes(bytes(5000))),
    "ten megabytes": ("larger than 2 MiB", lambda path: path.write_bytes(b"# x\n" * 2_500_000)),
    "a folder": ("is a directory", lambda path: path.mkdir()),
    "a pipe": ("not a file", os.mkfifo),
    "a link to nothing": ("No such file", lambda path: path.symlink_to("nowhere.toml")),
    "nothing": ("No such file", lambda path: None),
    "empty": ("is empty", lambda path: path.touch()),
    "not to be read": ("Permission denied", lambda path: (path.write_text(TEXT.replace("= 5", "= 6")), path.chmod(0o000))),
}  # fmt: skip


def test_odd_files(stack: ExitStack, tmp_path: Path) -> None:
    """One after the other takes the place of the file, by renaming where that can be; nothing is saved over, and each is got over."""
    held = Held(Processes(stack, tmp_path), tmp_path / "config.toml")
    for what, (words, make) in ODD.items():
        odd = tmp_path / "odd"
        make(odd)
        held.path.unlink()
        if os.path.lexists(odd):
            odd.rename(held.path)
        held.is_told(words)
        status, answer = held.change("Settings.NoInternetSleepTimer", 7)
        assert status == 400 if what == "a wrong type" else status == 500, (what, answer)
        assert "Traceback" not in str(answer)
        if held.path.is_dir():
            held.path.rmdir()
        held.write(TEXT)
        held.is_well()
    # the same file, which may not be read any more, and may again
    held.path.chmod(0o000)
    held.is_told("Permission denied")
    held.path.chmod(0o600)
    held.is_well()
    assert "Traceback" not in (tmp_path / "program.log").read_text()


def test_edited_twice_at_once(stack: ExitStack, tmp_path: Path) -> None:
    """The last text counts, whatever was there for a moment, of whatever length."""
    held = Held(Processes(stack, tmp_path), tmp_path / "config.toml")
    for first, last in (("= 6", "= 7"), ("= [", "= 8"), ("= 9", "= 5")):
        held.write(TEXT.replace("= 5", first))
        held.write(TEXT.replace("= 5", last))
        number = int(last[-1])
        wait_until("the last one counts", lambda number=number: loop_sleep(held) == number)
    assert held.problems()["trouble"] == ""
    with held.path.open("r+") as file:  # in place, byte by byte
        for letter in TEXT.replace("= 5", "= 4"):
            file.write(letter)
            file.flush()
    wait_until("what was written slowly counts", lambda: loop_sleep(held) == 4)


def loop_sleep(held: Held) -> int:
    """The number in the file, once that file is what is in force."""
    shown = held.program.get("/api/config")
    told = held.problems()
    found = shown["Settings"]["LoopSleepTimer"]
    return int(found) if (told["trouble"] == "" and told["revision"] != held.revision) or found == 5 else -1


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few pages."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "qbitrr-test", str(folder)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no small file system can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk(stack: ExitStack, tmp_path: Path, tiny: Path) -> None:
    """Saving is refused with the reason, the file and what is in force stay, nothing half written is left; with room it is saved."""
    held = Held(Processes(stack, tmp_path), tiny / "config.toml")
    room = shutil.disk_usage(tiny).free
    (tiny / "filler").write_bytes(bytes(room))
    before = held.path.read_bytes()
    status, answer = held.change("Settings.LoopSleepTimer", 7)
    assert (status, "No space left on device" in answer["error"]) == (500, True), answer
    assert held.path.read_bytes() == before
    assert {each.name for each in tiny.rglob("*") if each.is_file()} == {"config.toml", "filler"}
    assert held.problems()["revision"] == held.revision
    (tiny / "filler").unlink()
    status, answer = held.change("Settings.LoopSleepTimer", 7)
    assert (status, answer["saved"]) == (200, True)
    assert held.path.read_text() == TEXT.replace("= 5", "= 7")
