"""
Runs first in every process of the supervisor in a storm: Python imports a module of this name by itself.

`STORM_CLOCK` names a file with one number, how many seconds `time.time` is off; it is mapped, so that all processes see a jump at once.
"""

import mmap
import os
import struct
import time


def _skew_the_clock(path: str) -> None:
    with open(path, "r+b") as file:
        offset = mmap.mmap(file.fileno(), 8)
    true_time, unpack = time.time, struct.Struct("d").unpack_from
    time.time = lambda: true_time() + unpack(offset)[0]
    true_ns = time.time_ns
    time.time_ns = lambda: true_ns() + int(unpack(offset)[0] * 1e9)


if "STORM_CLOCK" in os.environ:
    _skew_the_clock(os.environ["STORM_CLOCK"])
