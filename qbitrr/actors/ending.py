"""
The end of the supervisor's process: its exit status when it ends by itself (twistd knows 0 and signals only), and that it comes.
"""

import atexit
import os
import sys
import threading
import time

from twisted.internet.interfaces import IReactorCore

__all__ = ["Ending"]

LONGEST_STOP_SECONDS = 30.0
"""What is not stopped by then hangs: on a dead disk, say. Whatever happens to us then, nothing is lost."""
LONGEST_LEAVE_SECONDS = 2.0
"""With everything stopped, a thread may still wait for the answer of a name server."""


class Ending:
    """Ends the process with a status of its own after everything was stopped in order."""

    def __init__(self, reactor: IReactorCore) -> None:
        self._reactor = reactor
        self.status = 0

    def arrange(self) -> None:
        """See to it that `status` becomes the exit status. To be called early: what registers later runs before."""
        atexit.register(self._leave)

    def fail(self) -> None:
        """Stop the reactor, as soon as it runs; the process ends with status 1."""
        self.status = 1
        self._reactor.callWhenRunning(self._stop)

    def begins(self) -> None:
        """Everything is being stopped. That takes seconds, not for ever."""
        _end_within(LONGEST_STOP_SECONDS, 1, "qbitrr: something did not stop in time; ended by force")

    def is_near(self) -> None:
        """Everything has stopped: nothing is lost any more."""
        _end_within(LONGEST_LEAVE_SECONDS, self.status, "")

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


def _end_within(seconds: float, status: int, words: str) -> None:
    """End this process after *seconds* at the latest, even when a thread hangs that an ordinary end would wait for."""

    def wait() -> None:
        time.sleep(seconds)
        if words:
            os.write(2, f"{words}\n".encode())
        os._exit(status)

    threading.Thread(target=wait, name="ending", daemon=True).start()
