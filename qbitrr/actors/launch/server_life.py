"""
One process of the fork server, as the supervisor talks to it.
"""

import os
import socket
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from twisted.internet.abstract import FileDescriptor
from twisted.internet.error import ProcessExitedAlready
from twisted.internet.interfaces import IDelayedCall
from twisted.internet.main import CONNECTION_DONE, CONNECTION_LOST
from twisted.internet.protocol import ProcessProtocol
from twisted.logger import Logger
from twisted.python.failure import Failure

from qbitrr.actors.children.output import StrayOutput
from qbitrr.actors.children.protocol import OutputLines
from qbitrr.actors.launch.early import EarlyServer
from qbitrr.actors.launch.forked_process import ForkedProcess
from qbitrr.errors import WireError
from qbitrr.reactors import IWholeReactor
from qbitrr.wire.forks import MAX_PACKET_BYTES, NotForked, Preloaded, Said, read_said

__all__ = ["ServerLife"]

NAME = "fork server"
PRELOAD_SECONDS = 30.0
ANSWER_SECONDS = 15.0
"""A fork takes milliseconds; whoever has not answered by then hangs, on however busy a machine."""
STOP_SECONDS = 4.5


class ServerLife(ProcessProtocol):
    """
    One life of the fork server: its process and the control socket.

    Started at once, or *early* is adopted, which runs already. *said* gets each packet with its descriptors (which are its to close),
    *died* why it ended and the ids of the requests that were never sent. Raises `OSError` when no process can be started.
    """

    def __init__(
        self,
        reactor: IWholeReactor,
        env: dict[str, str],
        modules: tuple[str, ...],
        said: Callable[[Said, list[int]], None],
        died: Callable[[str, set[int]], None],
        early: EarlyServer | None = None,
    ) -> None:
        self.ready = False
        self.pid: int | None = None
        self._reactor = reactor
        self._said = said
        self._died = died
        self._unsent: dict[int, tuple[bytes, list[int]]] = {}
        self._unanswered: dict[int, IDelayedCall] = {}
        output = StrayOutput(reactor, NAME)
        self._output = {descriptor: OutputLines(partial(output.add, descriptor)) for descriptor in (1, 2)}
        ours = self._spawned(env, modules) if early is None else self._adopted(early)
        self._control = _Control(reactor, ours, self._hear)
        self._deadline: IDelayedCall = reactor.callLater(PRELOAD_SECONDS, self.kill)

    def _spawned(self, env: dict[str, str], modules: tuple[str, ...]) -> socket.socket:
        """Our end of the control socket of a process of its own."""
        command = [sys.executable, "-u", "-m", "qbitrr.loops.child.forkserver", *modules]
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                process = self._reactor.spawnProcess(
                    self, sys.executable, command, env, childFDs={0: "w", 1: "r", 2: "r", 3: theirs.fileno()}
                )
            except BaseException:
                ours.close()
                raise
        process.closeStdin()
        self.pid = process.pid
        return ours

    def _adopted(self, early: EarlyServer) -> socket.socket:
        process = ForkedProcess(self._reactor, self, early.outputs, forget=_nothing, unreported=_nothing)
        process.forked(early.pid, early.handle)
        process.orphaned()  # nobody else tells us of its end
        self.pid = early.pid
        return early.control

    def ask(self, number: int, request: bytes, descriptors: list[int]) -> None:
        """Send *request*, now or as soon as the server listens; takes over *descriptors*. Raises `OSError`."""
        if not self.ready:
            self._unsent[number] = (request, descriptors)
            return
        try:
            self._control.send(request, descriptors)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        self._unanswered[number] = self._reactor.callLater(ANSWER_SECONDS, self.kill)

    def stop(self) -> None:
        """Hang up; the server ends, if need be by force."""
        self._control.hang_up()
        if self._deadline.active():
            self._deadline.cancel()
        self._deadline = self._reactor.callLater(STOP_SECONDS, self.kill)

    def childDataReceived(self, childFD: int, data: bytes) -> None:
        self._output[childFD].feed(data)

    def processEnded(self, reason: Failure) -> None:
        for call in (self._deadline, *self._unanswered.values()):
            if call.active():
                call.cancel()
        self._control.read_the_rest()
        self._control.hang_up()
        for _, descriptors in self._unsent.values():
            for descriptor in descriptors:
                os.close(descriptor)
        self._died(reason.getErrorMessage(), set(self._unsent))

    def _hear(self, packet: bytes, descriptors: list[int]) -> None:
        try:
            said = read_said(packet)
        except WireError:
            Logger().failure("the fork server cannot be understood")
            self.kill()
            return
        if isinstance(said, Preloaded):
            self._is_ready()
        elif (call := self._unanswered.pop(said.id, None)) is not None and call.active():
            call.cancel()
        self._said(said, descriptors)

    def _is_ready(self) -> None:
        self.ready = True
        self._deadline.cancel()
        unsent, self._unsent = self._unsent, {}
        for number, (request, descriptors) in unsent.items():
            try:
                self.ask(number, request, descriptors)
            except OSError as error:
                self._said(NotForked(id=number, why=str(error)), [])

    def kill(self) -> None:
        """End it by force: it hangs, or cannot be understood."""
        transport: Any = self.transport
        try:
            transport.signalProcess("KILL")
        except ProcessExitedAlready:
            pass  # its end is on the way


def _nothing() -> None:
    """What there is to do besides when a process has ended."""


class _Control(FileDescriptor):
    """Our end of the control socket: packets with descriptors."""

    def __init__(
        self, reactor: IWholeReactor, control: socket.socket, heard: Callable[[bytes, list[int]], None]
    ) -> None:
        super().__init__(reactor)
        self._socket = control
        self._heard = heard
        control.setblocking(False)
        self.connected = 1
        self.startReading()

    def fileno(self) -> int:
        return self._socket.fileno()

    def send(self, packet: bytes, descriptors: list[int]) -> None:
        """Raises `OSError` when the other side does not read or is gone."""
        socket.send_fds(self._socket, [packet], descriptors)

    def hang_up(self) -> None:
        """Close."""
        if self.connected:
            self.connectionLost(Failure(CONNECTION_DONE))

    def read_the_rest(self) -> None:
        """What was said before the end."""
        if self.connected:
            self.doRead()

    def doRead(self) -> Any:
        while self.connected:
            try:
                packet, descriptors, _, _ = socket.recv_fds(self._socket, MAX_PACKET_BYTES, 8)
            except BlockingIOError:
                return None
            except OSError:
                return CONNECTION_LOST
            if not packet:
                return CONNECTION_DONE
            self._heard(packet, descriptors)
        return None

    def writeSomeData(self, data: bytes) -> Any:
        return CONNECTION_DONE  # only used while closing

    def connectionLost(self, reason: Failure) -> None:
        if self.connected:
            super().connectionLost(reason)
            self._socket.close()
