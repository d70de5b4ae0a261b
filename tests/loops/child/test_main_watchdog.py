"""
The ways a child ends when nothing else ends it, each in a process of its own.
"""

import os
import signal
import sys

import pytest
import pytest_twisted
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.protocol import ProcessProtocol

from qbitrr.loops.child.watchdog import EXIT_STUCK

# A regular expression that keeps the interpreter to itself for hours.
STUCK_IN_C = "import re; re.match('(a+)+$', 'a' * 60 + 'b')"
BUSY = "while True: pass"
THREAD = "import threading, time; threading.Thread(target=time.sleep, args=(1000,)).start()"


class Ending(ProcessProtocol):
    """Fires `ended` with how the process ended."""

    def __init__(self):
        self.ended = Deferred()

    def outReceived(self, data):
        self.transport.closeChildFD(3)

    def processEnded(self, reason):
        self.ended.callback(reason.value)


async def end_of(*statements):
    """How a program of *statements* ends; it prints when its descriptor 3 is to be closed."""
    ending = Ending()
    program = "\n".join(["from qbitrr.loops.child.watchdog import *", *statements])
    childFDs = {0: "w", 1: "r", 2: 2, 3: "w"}
    reactor.spawnProcess(ending, sys.executable, [sys.executable, "-u", "-c", program], os.environ, childFDs=childFDs)
    return await ending.ended.addTimeout(90, reactor)


@pytest_twisted.ensureDeferred
async def test_the_kernel_ends_what_never_lets_go():
    """The alarm needs no Python to run."""
    assert (await end_of("rearm_alarm(0.2)", STUCK_IN_C)).signal == signal.SIGALRM


@pytest_twisted.ensureDeferred
async def test_the_alarm_can_be_put_off_and_switched_off():
    """Then nothing happens."""
    end = await end_of(
        "import signal", "rearm_alarm(1000)", "rearm_alarm(2000)", "assert signal.getitimer(signal.ITIMER_REAL)[0] > 1000",
        "rearm_alarm(0)", "assert signal.getitimer(signal.ITIMER_REAL)[0] == 0",
    )  # fmt: skip
    assert end.exitCode == 0


@pytest.mark.parametrize("work", [BUSY, "import time; time.sleep(1000)"])
@pytest_twisted.ensureDeferred
async def test_a_lost_parent_ends_what_is_busy_or_blocked(work):
    """A little after descriptor 3 was closed on the other side, not before."""
    assert (await end_of("watch_parent(3, 0.1)", "print('close it')", work)).exitCode == EXIT_STUCK


@pytest_twisted.ensureDeferred
async def test_a_living_parent_is_no_reason():
    """Data or silence on descriptor 3 change nothing."""
    assert (await end_of("import time", "watch_parent(3, 0.0)", "time.sleep(0.5)")).exitCode == 0


@pytest_twisted.ensureDeferred
async def test_a_thread_that_hangs_does_not_keep_the_process():
    """The exit code is the one that was asked for."""
    assert (await end_of("exit_within(0.2, 7)", THREAD)).exitCode == 7


@pytest_twisted.ensureDeferred
async def test_waking_can_be_asked_for():
    """It is harmless everywhere."""
    assert (await end_of("wake_when_parent_dies()")).exitCode == 0
