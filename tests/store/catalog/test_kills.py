"""kill -9 of processes that write databases."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
KILLS = os.environ.get("QBITRR_TEST_KILLS", "200")
"""How many; they take less than a minute."""


@pytest.mark.catalog_vector(61)
def test_a_killed_writer_leaves_a_sound_file():
    """
    At a random moment, again and again: the files pass the integrity check, a clean series is a whole one, the library is equal to the
    Arr's after one more pass, and of no search that was remembered is anything forgotten.
    """
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.catalog.kill_writer", KILLS],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{KILLS} kills, every file sound" in done.stdout
