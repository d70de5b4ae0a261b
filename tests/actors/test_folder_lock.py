"""One supervisor per data folder."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from qbitrr.actors.folder_lock import FILE_NAME, FolderLock
from qbitrr.errors import FolderTaken

pytestmark = pytest.mark.correction("E3")

HOLDER = """
import sys
from pathlib import Path
from qbitrr.actors.folder_lock import FolderLock
FolderLock(Path(sys.argv[1])).hold()
print("held", flush=True)
sys.stdin.read()
"""


def holder(folder: Path) -> "subprocess.Popen[bytes]":
    """Another process that holds the folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ}
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    return process


def test_second_is_told_who_holds_it(tmp_path: Path) -> None:
    """The second one gets neither the lock nor a word of its own into the file, and says who has it and what to do."""
    first = FolderLock(tmp_path)
    first.hold()
    signed = (tmp_path / FILE_NAME).read_text()
    for _ in range(2):
        with pytest.raises(FolderTaken, match=rf"process {os.getpid()} on '.+' since \d.*--data"):
            FolderLock(tmp_path).hold()
    assert (tmp_path / FILE_NAME).read_text() == signed
    first.release()


def test_stopping_lets_go(tmp_path: Path) -> None:
    """A stopped service holds nothing, however often it is stopped; the next one signs for itself."""
    first, second = FolderLock(tmp_path), FolderLock(tmp_path)
    first.hold()
    first.startService()
    first.stopService()
    first.release()
    second.hold()
    with pytest.raises(FolderTaken):
        first.hold()
    second.release()


def test_death_lets_go(tmp_path: Path) -> None:
    """After `kill -9` of the holder the folder is free at once, and what it signed stands in nobody's way."""
    process = holder(tmp_path)
    with pytest.raises(FolderTaken, match=f"process {process.pid} "):
        FolderLock(tmp_path).hold()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    lock = FolderLock(tmp_path)
    lock.hold()
    assert f'"pid": {os.getpid()},' in (tmp_path / FILE_NAME).read_text()
    lock.release()


def test_children_do_not_hold_it(tmp_path: Path) -> None:
    """A child that outlives its supervisor keeps nobody out."""
    lock = FolderLock(tmp_path)
    lock.hold()
    child = subprocess.Popen(["sleep", "600"], close_fds=False)
    lock.release()
    try:
        other = FolderLock(tmp_path)
        other.hold()
        other.release()
    finally:
        child.kill()
        child.wait()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"pid": "x", "host": 1, "since": 1e400}', "\x00" * 2000])
def test_any_signature_is_survived(tmp_path: Path, text: str) -> None:
    """Whatever stands in the file, the second one is refused with a line that can be read."""
    first = FolderLock(tmp_path)
    first.hold()
    (tmp_path / FILE_NAME).write_text(text)
    with pytest.raises(FolderTaken, match="is in use by another process"):
        FolderLock(tmp_path).hold()
    first.release()
