"""
Processes that answer one question and end, or are ended: for what may hang or take for ever, which cannot be stopped from within.
"""

import sys
from collections.abc import Callable, Mapping
from typing import Any

from twisted.application.service import Service
from twisted.internet.defer import Deferred, DeferredSemaphore
from twisted.internet.error import ProcessExitedAlready
from twisted.internet.interfaces import IDelayedCall, IProcessTransport
from twisted.internet.protocol import ProcessProtocol
from twisted.python.failure import Failure

from qbitrr.reactors import IProcessReactor

__all__ = ["ShortProcess", "ShortProcesses"]

_AT_ONCE = 2
_MOST_WAITING = 16


class ShortProcess(ProcessProtocol):
    """
    `python -m module`, once begun. *written* fires with what it wrote, when it has ended or was ended; cancelling that ends it. `is_late`
    says that it was ended for taking too long; then nobody waits for its end, for which *ended* is called: a hanging disk may hold it.
    """

    def __init__(self, reactor: IProcessReactor, ended: Callable[["ShortProcess"], object]) -> None:
        self.written: Deferred[bytes] = Deferred(lambda _: self.kill())
        self.is_late = False
        self._reactor = reactor
        self._tell_ended = ended
        self._found = bytearray()
        self._process: IProcessTransport | None = None
        self._timer: IDelayedCall | None = None

    def begin(self, module: str, env: Mapping[str, str], question: bytes, seconds: float) -> None:
        """Start it; it has so many seconds."""
        command = [sys.executable, "-m", module]
        process: Any = self._reactor.spawnProcess(self, command[0], command, env=dict(env))
        self._process = process
        self._timer = self._reactor.callLater(seconds, self._late)
        process.write(question)
        process.closeStdin()

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None:
            try:
                self._process.signalProcess("KILL")
            except ProcessExitedAlready:
                return

    def _late(self) -> None:
        self.is_late = True
        self.kill()
        self._tell()

    def outReceived(self, data: bytes) -> None:
        """A piece of the answer."""
        self._found += data

    def processEnded(self, reason: Failure) -> None:
        """All of the answer is here, or none comes."""
        if self._timer is not None and self._timer.active():
            self._timer.cancel()
        self._tell_ended(self)
        self._tell()

    def _tell(self) -> None:
        if not self.written.called:
            self.written.callback(bytes(self._found))


class ShortProcesses(Service):
    """Starts them in the environment *env*, a few at once; more wait for their turn. Stopping ends them all."""

    def __init__(self, reactor: IProcessReactor, env: Mapping[str, str]) -> None:
        self._reactor = reactor
        self._env = dict(env)
        self._turns = DeferredSemaphore(_AT_ONCE)
        self._running: set[ShortProcess] = set()

    def stopService(self) -> None:
        """End them. Nobody waits for a process that a hanging disk holds."""
        super().stopService()
        for process in tuple(self._running):
            process.kill()

    def _are_many_waiting(self) -> bool:
        return len(self._turns.waiting) >= _MOST_WAITING

    def _begin(self, module: str, question: bytes, seconds: float) -> ShortProcess:
        """Start one, which counts as running until it has ended: a hanging disk may hold it long after its time."""
        process = ShortProcess(self._reactor, self._running.discard)
        self._running.add(process)
        try:
            process.begin(module, self._env, question, seconds)
        except BaseException:
            self._running.discard(process)
            raise
        return process
