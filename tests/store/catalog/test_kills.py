"""kill -9 of a process that writes the catalog."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.catalog_vector(61)
def test_a_killed_writer_leaves_a_sound_file():
    """Twenty times at a random moment: the file passes the integrity check and a clean series is a whole one."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.catalog.kill_writer", "20"],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "20 kills" in done.stdout
