"""Whatever becomes of the file of a running program: what is wrong is said, all goes on as before, and a good file is taken again."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.config_file.held import TEXT, Held
from tests.e2e.outside import wait_until
from tests.e2e.starting import Processes

pytestmark = pytest.mark.e2e


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Ends what a test began."""
    with ExitStack() as ended:
        yield ended


ODD: dict[str, tuple[str, Callable[[Path], object]]] = {
    "broken": ("line 2, column", lambda path: path.write_text("[Settings]\nLoopSleepTimer = = 5\n")),
    "a wrong type": ("LoopSleepTimer", lambda path: path.write_text(TEXT.replace("PORT", "6969").replace("Timer = 5", "Timer = [5]"))),
    "rubbish": ("is not UTF-8 text", lambda path: path.write_bytes(bytes(range(128, 256)) * 40)),
    "zeros": ("line 1", lambda path: path.write_bytes(bytes(5000))),
    "ten megabytes": ("larger than 2 MiB", lambda path: path.write_bytes(b"# x\n" * 2_500_000)),
    "a folder": ("is a directory", lambda path: path.mkdir()),
    "a pipe": ("not a file", os.mkfifo),
    "a link to nothing": ("No such file", lambda path: path.symlink_to("nowhere.toml")),
    "nothing": ("No such file", lambda path: None),
    "empty": ("is empty", lambda path: path.touch()),
    "not to be read": ("Permission denied", lambda path: (path.write_text("[Settings]\nLoopSleepTimer = 6\n"), path.chmod(0o000))),
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
        held.write(held.text)
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
        held.write(held.text.replace("Timer = 5", f"Timer {first}"))
        held.write(held.text.replace("Timer = 5", f"Timer {last}"))
        number = int(last[-1])
        wait_until("the last one counts", lambda number=number: loop_sleep(held) == number)
    assert held.problems()["trouble"] == ""
    with held.path.open("r+") as file:  # in place, byte by byte
        for letter in held.text.replace("Timer = 5", "Timer = 4"):
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
    assert held.path.read_text() == held.text.replace("Timer = 5", "Timer = 7")
