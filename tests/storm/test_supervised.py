"""What a storm changes in the supervisor's processes."""

import mmap
import os
import struct
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from tests.e2e.test_shared_data import SEEDS_IN_HASTE
from tests.storm.haste import HASTE, Haste, hastened


@pytest.mark.parametrize("haste", [HASTE, SEEDS_IN_HASTE])
def test_what_is_shortened_is_there(haste: Haste) -> None:
    """A constant that was renamed would make storms slow and blind, in silence."""
    assert not [
        f"{module}.{name}" for module in haste for name in haste[module] if not hasattr(import_module(module), name)
    ]


def test_clock_and_constants_are_changed_from_outside(tmp_path: Path) -> None:
    """A process that starts with the storm's folder first sees the clock of a file, jumps included, and the shortened constants."""
    clock = tmp_path / "clock"
    clock.write_bytes(struct.pack("d", 0.0))
    program = "\n".join(
        (
            "import sys, time",
            "from qbitrr.decide.removals.blast_radius import GATHER_SECONDS",
            "print(GATHER_SECONDS, flush=True)",
            "for line in sys.stdin: print(time.time(), time.time_ns(), flush=True)",
        )
    )
    environment = {
        **os.environ, **hastened({"qbitrr.decide.removals.blast_radius": {"GATHER_SECONDS": 0.5}}), "STORM_CLOCK": str(clock),
    }  # fmt: skip
    with (
        clock.open("r+b") as file,
        subprocess.Popen(
            [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "0.5"
        moments = []
        for offset in (0.0, 172_800.0, -10_800.0):
            struct.pack_into("d", mmap.mmap(file.fileno(), 8), 0, offset)
            process.stdin.write("\n")
            process.stdin.flush()
            seconds, nanoseconds = process.stdout.readline().split()
            assert abs(float(seconds) - float(nanoseconds) / 1e9) < 60
            moments.append(float(seconds))
        process.stdin.close()
    assert moments[1] - moments[0] >= 172_800
    assert -10_800 <= moments[2] - moments[0] < -10_000
