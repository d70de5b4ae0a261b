"""
Runs a command that must not outlive whoever started this script: `python leash.py COMMAND ARGUMENT…`.

When standard input closes, also because the parent was killed, the whole process group dies. SIGTERM is passed on.
"""

import os
import signal
import subprocess
import sys
import threading


def _wait_for_the_end_of_input() -> None:
    os.read(0, 1)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def main() -> int:
    """Run the command and return its status. Expects to lead a process group of its own."""
    child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    threading.Thread(target=_wait_for_the_end_of_input, daemon=True).start()
    return child.wait()


if __name__ == "__main__":
    sys.exit(main())
