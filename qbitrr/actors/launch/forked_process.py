"""
A forked child as Twisted sees processes: a transport that drives a `ProcessProtocol`.
"""

import os
import signal
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from twisted.internet.abstract import FileDescriptor
from twisted.internet.error import ProcessDone, ProcessExitedAlready, ProcessTerminated
from twisted.internet.interfaces import IDelayedCall, IProcessTransport
from twisted.internet.main import CONNECTION_DONE
from twisted.internet.process import ProcessReader, ProcessWriter
from twisted.internet.protocol import ProcessProtocol
from twisted.logger import Logger
from twisted.python.failure import Failure
from zope.interface import implementer

from qbitrr.reactors import IWholeReactor

__all__ = ["ForkedProcess"]

REPORT_SECONDS = 5.0
UNKNOWN = -1
"""Exit status of a process whose end was seen but not explained."""


@implementer(IProcessTransport)
class ForkedProcess:
    """
    One process forked for us by the fork server. *ends* are our ends of its pipes by the child's descriptor.

    Its exit status is reported by the fork server, and its pidfd tells that it has ended: that is all we learn when the fork server
    has died, or hangs and reports nothing (*unreported* is called then). As with any process of Twisted, `processEnded` comes when it
    has ended and its pipes are closed.
    """

    log = Logger()

    def __init__(
        self,
        reactor: IWholeReactor,
        protocol: ProcessProtocol,
        ends: Mapping[int, int],
        *,
        forget: Callable[[], object],
        unreported: Callable[[], object],
    ) -> None:
        self.pid: int | None = None
        self.pipes: dict[int, Any] = {}
        self._reactor = reactor
        self._protocol = protocol
        self._forget = forget
        self._unreported = unreported
        self._handle: int | None = None  # a pidfd
        self._watch: _Watch | None = None
        self._report_due: IDelayedCall | None = None  # its end was seen
        self._status: int | None = None
        self._over = False
        self._orphaned = False
        for descriptor, end in ends.items():
            kind: Any = ProcessWriter if descriptor == 3 else ProcessReader
            extra = {"forceReadHack": True} if descriptor == 3 else {}
            self.pipes[descriptor] = kind(reactor, self, descriptor, end, **extra)
        protocol.makeConnection(self)

    # What the fork server reports

    def forked(self, pid: int, handle: int) -> None:
        """It runs as *pid*; *handle* is a pidfd, ours from now on."""
        self.pid, self._handle = pid, handle
        self._watch = _Watch(self._reactor, handle, self._seen)
        self._watch.startReading()

    def exited(self, status: int) -> None:
        """It has ended with *status* as `waitpid` gives it, `UNKNOWN` when nobody could find out."""
        if self._status is None:
            self._status = status
            if self._report_due is not None and self._report_due.active():
                self._report_due.cancel()
            self._close_handle()
            self._protocol.processExited(self._reason())
            self._end_if_over()

    def orphaned(self) -> None:
        """The fork server has died: whatever is still to come, we must see for ourselves."""
        self._orphaned = True
        if self._status is not None:
            return
        if self._report_due is not None:
            self._find_out()
        elif self._handle is None and not self.pipes:
            self.exited(UNKNOWN)
        # else: its pidfd tells; without one it may have been forked or not; its pipes tell, see childConnectionLost

    # IProcessTransport

    def closeStdin(self) -> None:
        """It has none."""

    def closeStdout(self) -> None:
        self.closeChildFD(1)

    def closeStderr(self) -> None:
        self.closeChildFD(2)

    def closeChildFD(self, descriptor: int) -> None:
        if descriptor in self.pipes:
            self.pipes[descriptor].loseConnection()

    def write(self, data: bytes) -> None:
        """It has no standard input to write to."""

    def writeSequence(self, data: Iterable[bytes]) -> None:
        """It has no standard input to write to."""

    def getHost(self) -> Any:
        raise NotImplementedError("processes have no address")

    def getPeer(self) -> Any:
        raise NotImplementedError("processes have no address")

    def writeToChild(self, childFD: int, data: bytes) -> None:
        self.pipes[childFD].write(data)

    def loseConnection(self) -> None:
        for descriptor in list(self.pipes):
            self.closeChildFD(descriptor)

    def signalProcess(self, signalID: str | int) -> None:
        number = getattr(signal, f"SIG{signalID}") if isinstance(signalID, str) else signalID
        if self._status is not None:
            raise ProcessExitedAlready
        if self._handle is None:
            # Not forked yet, perhaps never: without its channel it ends by itself if it ever begins.
            self.loseConnection()
            if number == signal.SIGKILL:
                self.exited(number)
            return
        try:
            signal.pidfd_send_signal(self._handle, number)
        except ProcessLookupError as error:
            raise ProcessExitedAlready from error

    # What the pipes report (see twisted.internet.process)

    def childDataReceived(self, name: int, data: bytes) -> None:
        self._protocol.childDataReceived(name, data)

    def childConnectionLost(self, name: int, reason: Failure) -> None:
        os.close(self.pipes.pop(name).fileno())
        try:
            self._protocol.childConnectionLost(name)
        except Exception:
            self.log.failure("a protocol failed")
        if self._orphaned and self._handle is None and not self.pipes:
            self.exited(UNKNOWN)
        self._end_if_over()

    # Helpers

    def _end_if_over(self) -> None:
        if self._status is not None and not self.pipes and not self._over:
            self._over = True
            self._forget()
            self._protocol.processEnded(self._reason())

    def _reason(self) -> Failure:
        status = self._status
        assert status is not None
        if status == 0:
            return Failure(ProcessDone(status))
        code = os.WEXITSTATUS(status) if status != UNKNOWN and os.WIFEXITED(status) else None
        number = os.WTERMSIG(status) if status != UNKNOWN and os.WIFSIGNALED(status) else None
        return Failure(ProcessTerminated(code, number, status))

    def _seen(self) -> None:
        """Its pidfd says that it has ended."""
        if self._orphaned:
            self._find_out()
        else:
            self._report_due = self._reactor.callLater(REPORT_SECONDS, self._not_reported)

    def _not_reported(self) -> None:
        self.log.error("the fork server does not report the end of {pid}", pid=self.pid)
        self.exited(UNKNOWN)
        self._unreported()

    def _find_out(self) -> None:
        """Learn how it ended, as far as that is ours to know."""
        assert self._handle is not None
        status = UNKNOWN
        try:
            result = os.waitid(os.P_PIDFD, self._handle, os.WEXITED | os.WNOHANG)
        except ChildProcessError:
            pass  # somebody else's child now; as process 1 of a container it would be ours
        else:
            if result is not None:
                status = result.si_status << 8 if result.si_code == os.CLD_EXITED else result.si_status
        self.exited(status)

    def _close_handle(self) -> None:
        if self._watch is not None:
            self._watch.stopReading()
            self._watch = None
        if self._handle is not None:
            # Not at once: that it is readable may be among the events of this very turn, and would be told to whoever gets its number. A
            # pipe of the successor would count as closed by that.
            self._reactor.callLater(0, os.close, self._handle)
            self._handle = None


class _Watch(FileDescriptor):
    """Calls *seen* when the process behind the pidfd *handle* has ended."""

    def __init__(self, reactor: IWholeReactor, handle: int, seen: Callable[[], None]) -> None:
        super().__init__(reactor)
        self._handle = handle
        self._seen = seen

    def fileno(self) -> int:
        return self._handle

    def doRead(self) -> None:
        self.stopReading()
        self._seen()

    def writeSomeData(self, data: bytes) -> Any:
        return CONNECTION_DONE  # nothing is ever written to a pidfd
