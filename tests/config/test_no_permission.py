"""A file or a folder one has no rights to: a real process without any, which says which and why, and changes nothing."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = "[Settings]\nSchemaVersion = 1\nLoopSleepTimer = 5\n"


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where everybody may go through, with a folder that holds a file."""
    top = Path(tempfile.mkdtemp())
    top.chmod(0o755)
    (top / "data").mkdir()
    (top / "data" / "config.toml").write_text(TEXT)
    yield top / "data"
    (top / "data").chmod(0o700)
    shutil.rmtree(top)


def tried(path: Path, *words: str) -> list[list[str]]:
    """What each comes to for a process without rights."""
    process = subprocess.run(
        [sys.executable, "-m", "tests.config.nobody", str(path), *words], cwd=ROOT, capture_output=True, text=True, timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert process.returncode == 0, process.stderr
    return [json.loads(line) for line in process.stdout.splitlines()]


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file()}


def test_a_file_that_may_not_be_read(folder: Path) -> None:
    """Nor is it taken for one that is not there, and written anew."""
    path = folder / "config.toml"
    path.chmod(0o000)
    folder.chmod(0o555)
    for kind, said in tried(path, "read", "start"):
        assert (kind, str(path) in said, "Permission denied" in said) == ("PermissionError", True, True), said
    ((kind, said),) = tried(path, "check")
    assert kind == ""
    assert said == f"1 qbitrr: {path}: Permission denied\n"


def test_a_file_that_may_not_be_read_in_a_folder_one_may_write(folder: Path) -> None:
    """The most dangerous case: it could be replaced."""
    path = folder / "config.toml"
    path.chmod(0o000)
    folder.chmod(0o777)
    before = everything_in(folder)
    for kind, said in tried(path, "read", "start", "save"):
        assert (kind, str(path) in said) == ("PermissionError", True), said
    assert everything_in(folder) == before


def test_a_folder_one_may_not_write(folder: Path) -> None:
    """What it holds can be used; saving says that it cannot be done, and leaves nothing half done."""
    path = folder / "config.toml"
    path.chmod(0o644)
    folder.chmod(0o555)
    before = everything_in(folder)
    read, start, check, save = tried(path, "read", "start", "check", "save")
    assert (read[0], start, check[0]) == ("", ["", "False "], "")
    assert check[1].startswith("0 ")
    assert (save[0], str(folder) in save[1]) == ("PermissionError", True), save
    assert everything_in(folder) == before


def test_a_folder_one_may_not_enter(folder: Path) -> None:
    """It is not said that there is no file."""
    folder.chmod(0o000)
    for kind, said in tried(folder / "config.toml", "read", "start", "save"):
        assert (kind, "Permission denied" in said) == ("PermissionError", True), said


def test_no_folder_and_none_can_be_made(folder: Path) -> None:
    """Which one."""
    folder.chmod(0o555)
    ((kind, said),) = tried(folder / "below" / "config.toml", "start")
    assert (kind, str(folder / "below") in said) == ("PermissionError", True), said
