"""
The exit status of a supervisor that ends by itself. twistd knows 0 and signals only.
"""

import atexit
import os
import sys
from typing import Any

__all__ = ["Ending"]


class Ending:
    """Ends the process with a status of its own after everything was stopped in order."""

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self.status = 0

    def arrange(self) -> None:
        """See to it that `status` becomes the exit status. To be called early: what registers later runs before."""
        atexit.register(self._leave)

    def fail(self) -> None:
        """Stop the reactor, as soon as it runs; the process ends with status 1."""
        self.status = 1
        self._reactor.callWhenRunning(self._stop)

    def _stop(self) -> None:
        if self._reactor.running:  # no signal was faster
            self._reactor.stop()

    def _leave(self) -> None:
        if self.status == 0:
            return
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):  # whoever read it is gone
                continue
        os._exit(self.status)
