"""The end of the process."""

import subprocess
import sys

import pytest

STUCK = """
import sys, threading, time
from twisted.internet import reactor
from qbitrr.actors import ending
ending.LONGEST_STOP_SECONDS = ending.LONGEST_LEAVE_SECONDS = 0.2
one = ending.Ending(reactor)
one.arrange()
reactor.callInThread(time.sleep, 1000)          # as a name server that does not answer
reactor.addSystemEventTrigger("before", "shutdown", getattr(one, sys.argv[1]))
if len(sys.argv) > 2:
    one.fail()
else:
    reactor.callWhenRunning(reactor.stop)
reactor.run()
"""


def ended(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """What becomes of a process with a thread that hangs."""
    return subprocess.run([sys.executable, "-c", STUCK, *arguments], capture_output=True, text=True, timeout=60)


@pytest.mark.correction("E7")
def test_a_hanging_thread_keeps_no_process() -> None:
    """Once everything is stopped the process ends, with the status it should have."""
    assert ended("is_near").returncode == 0
    assert ended("is_near", "failed").returncode == 1


@pytest.mark.correction("E7")
def test_what_does_not_stop_is_ended_by_force() -> None:
    """And that is said."""
    result = ended("begins")
    assert result.returncode == 1
    assert "did not stop in time" in result.stderr
