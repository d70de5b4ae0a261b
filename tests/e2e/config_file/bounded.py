"""
A program that may read only what its user may: `python -m tests.e2e.config_file.bounded ARGUMENTS OF PYTHON…`.

Root reads whatever it likes; without the two rights that let it, it is bound by the mode of a file like anybody else.
"""

import ctypes
import os
import sys

_DROP_FROM_BOUNDS = 24  # PR_CAPBSET_DROP
_PASSING_BY_MODES = (1, 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


def main() -> None:
    """Give the rights away for good, and become the program."""
    libc = ctypes.CDLL(None, use_errno=True)
    for right in _PASSING_BY_MODES if os.geteuid() == 0 else ():
        if libc.prctl(_DROP_FROM_BOUNDS, right, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "the rights of root cannot be given away")
    os.execv(sys.executable, [sys.executable, "-u", *sys.argv[1:]])


if __name__ == "__main__":
    main()
