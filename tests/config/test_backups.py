"""Earlier texts can be found and read again, and a save that is killed leaves the old file or the new one."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from qbitrr.config.backups import backups, read_backup
from qbitrr.config.files import LARGEST_BYTES, read_file, save
from qbitrr.config.problems import ConfigError
from qbitrr.errors import Unknown

WRITER = """
import itertools, sys
from qbitrr.config.files import save
texts = [sys.argv[2] * 50_000 + "\\n", sys.argv[3] * 50_000 + "\\n"]
print("go", flush=True)
for number in itertools.count():
    save(sys.argv[1], texts[number % 2])
"""


def test_backups_newest_first(tmp_path: Path) -> None:
    """Each with its time and size; other files are none."""
    path = str(tmp_path / "config.toml")
    assert backups(path) == ()
    for number in range(3):
        save(path, f"a = {number}\n" * (number + 1), now=lambda number=number: 1_800_000_000.5 + number)
    (tmp_path / "backups" / "mine.toml").write_text("x")
    (tmp_path / "backups" / "config.9999-99-99T99-99-99.000000Z.toml").write_text("x")
    assert [(each.at, each.size_bytes) for each in backups(path)] == [(1_800_000_002.5, 12), (1_800_000_001.5, 6)]
    assert read_backup(path, backups(path)[1].name) == "a = 0\n"


@pytest.mark.parametrize("name", ["", "mine.toml", "../config.toml", "config.2026-01-01T00-00-00.000000Z.toml"])
def test_only_backups_can_be_read(tmp_path: Path, name: str) -> None:
    """No path leads elsewhere."""
    save(str(tmp_path / "config.toml"), "a = 1\n")
    with pytest.raises(Unknown):
        read_backup(str(tmp_path / "config.toml"), name)


def test_files_that_are_no_configuration(tmp_path: Path) -> None:
    """Far too large, and a directory, are said at once."""
    (tmp_path / "large").write_bytes(b"#" * (LARGEST_BYTES + 1))
    with pytest.raises(ConfigError, match="larger than 2 MiB"):
        read_file(str(tmp_path / "large"))
    with pytest.raises(ConfigError, match="is a directory"):
        read_file(str(tmp_path))


def test_killed_while_saving(tmp_path: Path) -> None:
    """Killed again and again in the middle of saving, the file is whole each time, and what was left lying is cleared away."""
    path = tmp_path / "config.toml"
    path.write_text("0" * 50_000 + "\n")
    for turn in range(8):
        old = path.read_text()[0]
        new = str(turn + 1)
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path), old, new], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        seen = 0
        while seen < turn * 3 + 1:  # another moment each time
            seen += os.stat(path).st_ino != -1
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        assert path.read_text() in (old * 50_000 + "\n", new * 50_000 + "\n")
    save(str(path), "end\n")
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".new")]
    assert not [name for name in os.listdir(tmp_path / "backups") if name.endswith(".new")]
