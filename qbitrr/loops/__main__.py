"""
`python -m qbitrr.loops NAME`: a child process of its own, as the supervisor starts it when there is no fork server.
"""

import os
import sys

from qbitrr.loops.child.main import run
from qbitrr.loops.child.watchdog import wake_when_parent_dies


def main(arguments: list[str]) -> int:
    """Run the child named by *arguments*; returns the exit code."""
    name = " ".join(arguments) or "child"
    wake_when_parent_dies()
    if os.getpgid(0) != os.getpid():
        os.setsid()  # what happens to the supervisor's terminal is none of our business
    return run(name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
