"""
A child must not outlive its supervisor, whatever it is doing.

# Note [No orphan survives]
Losing the control channel ends a child the ordinary way, within a bounded time. That needs a reactor that turns; for all
other cases there is more, none of it depending on the supervisor still being there:

* A thread waits for the other end of descriptor 3 to be closed and ends the process a little later: for a child that is busy, blocked
  in a system call, or stuck while leaving.
* `PR_SET_PDEATHSIG` wakes a *stopped* child when its parent dies, so that the thread can run. (A child of the fork server is killed
  by the fork server.)
* An alarm set anew with every beat has the kernel kill a child whose C code never lets another thread run.
"""

import ctypes
import os
import select
import signal
import threading
import time

__all__ = ["exit_within", "rearm_alarm", "wake_when_parent_dies", "watch_parent"]

PARENT_GRACE_SECONDS = 3.0
ALARM_SECONDS = 20.0
EXIT_STUCK = 70
"""Exit code of a child that had to be ended by force from inside."""
_PR_SET_PDEATHSIG = 1
_GONE = select.POLLHUP | select.POLLERR | select.POLLNVAL


def watch_parent(descriptor: int, grace_seconds: float = PARENT_GRACE_SECONDS) -> None:
    """End this process *grace_seconds* after the writing end of the pipe *descriptor* has been closed."""
    own = os.dup(descriptor)  # not affected by anybody closing the original
    poll = select.poll()
    poll.register(own, 0)

    def wait() -> None:
        while not any(event & _GONE for _, event in poll.poll()):
            pass
        time.sleep(grace_seconds)
        os._exit(EXIT_STUCK)

    threading.Thread(target=wait, name="parent", daemon=True).start()


def exit_within(seconds: float, code: int = EXIT_STUCK) -> None:
    """End this process after *seconds* at the latest, even when a thread hangs that an ordinary exit would wait for."""

    def wait() -> None:
        time.sleep(seconds)
        os._exit(code)

    threading.Thread(target=wait, name="exit", daemon=True).start()


def rearm_alarm(seconds: float = ALARM_SECONDS) -> None:
    """Have the kernel end this process in *seconds* unless this is called again; 0 switches it off."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def wake_when_parent_dies() -> None:
    """Be continued when stopped while the parent dies. Where the system has no such thing, nothing happens."""
    try:
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGCONT), 0, 0, 0)
    except (OSError, AttributeError):
        return  # not Linux
