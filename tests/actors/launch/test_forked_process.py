"""One forked process, and what may go wrong around its descriptors."""

import fcntl
import os
import select
import subprocess
from collections.abc import Callable
from contextlib import closing
from typing import Any

from twisted.internet.abstract import FileDescriptor
from twisted.internet.epollreactor import EPollReactor
from twisted.internet.protocol import ProcessProtocol

from qbitrr.actors.launch.forked_process import ForkedProcess


class FromServer(FileDescriptor):
    """Stands for the connection of the fork server: does *what* when something comes."""

    def __init__(self, reactor: Any, descriptor: int, what: Callable[[], None]) -> None:
        super().__init__(reactor)
        self.descriptor, self.what = descriptor, what

    def fileno(self) -> int:
        return self.descriptor

    def doRead(self) -> None:
        os.read(self.descriptor, 1)
        self.what()


class Told(ProcessProtocol):
    """Does *what* at the end of its process; remembers whether a pipe was lost."""

    def __init__(self, what: Callable[[], None] = lambda: None) -> None:
        self.what, self.lost = what, list[int]()

    def childConnectionLost(self, childFD: int) -> None:
        self.lost.append(childFD)

    def processEnded(self, reason: object) -> None:
        self.what()


def forked(reactor: Any, protocol: ProcessProtocol, ends: dict[int, int]) -> ForkedProcess:
    """A process with our *ends* of its pipes."""
    return ForkedProcess(reactor, protocol, ends, forget=lambda: None, unreported=lambda: None)


def test_successor_does_not_hear_of_the_end() -> None:
    """The report of an end and the end itself come in one turn; what starts at the report does not get the news that was for another."""
    reactor = EPollReactor()
    incoming, report = os.pipe()
    reading, writing = os.pipe()
    child = subprocess.Popen(["true"])
    handle = os.pidfd_open(child.pid)
    successor = Told()

    def begin_successor() -> None:
        """With the very number of the handle for the pipe towards it, if that is free."""
        forked(reactor, successor, {3: fcntl.fcntl(writing, fcntl.F_DUPFD_CLOEXEC, handle)})

    process = forked(reactor, Told(begin_successor), {})
    server = FromServer(reactor, incoming, lambda: process.exited(0))
    process.forked(child.pid, handle)
    server.startReading()
    os.write(report, b"x")  # first, so that it is told of first
    assert select.select([handle], [], [], 60)[0]
    for _ in range(3):
        reactor.iterate(0)
    assert successor.lost == []
    os.close(reading)  # what is to be heard is heard
    reactor.iterate(1)
    assert successor.lost == [3]
    child.wait()
    server.stopReading()
    with closing(os.fdopen(incoming)), closing(os.fdopen(report)), closing(os.fdopen(writing)):
        reactor.runUntilCurrent()
