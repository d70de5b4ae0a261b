"""
The supervisor's side of the fork server: keeps one running, has it fork children, and manages without it when it dies.
"""

import os
import random
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import count
from typing import Any

from twisted.application.service import Service
from twisted.internet.abstract import FileDescriptor
from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import ProcessExitedAlready
from twisted.internet.interfaces import IDelayedCall
from twisted.internet.main import CONNECTION_DONE, CONNECTION_LOST
from twisted.internet.protocol import ProcessProtocol
from twisted.logger import Logger
from twisted.python.failure import Failure
from zope.interface import implementer

from qbitrr.actors.child_output import StrayOutput
from qbitrr.actors.child_protocol import OutputLines
from qbitrr.actors.forkserver_process import ForkedProcess
from qbitrr.actors.transports import ILaunch, Launched, child_environment
from qbitrr.decide.restarts import Intensity, RestartIn, after_crash, inside
from qbitrr.errors import NotReady, WireError
from qbitrr.wire.forks import MAX_PACKET_BYTES, Exited, Fork, Forked, NotForked, Preloaded, Said, read_said, to_packet

__all__ = ["ForkServer", "can_fork"]

NAME = "fork server"
PRELOAD_SECONDS = 30.0
STOP_SECONDS = 4.5
# It is worth having again, always: without it children only cost more.
_INTENSITY = Intensity(burst=1_000_000)


def can_fork() -> bool:
    """Whether this system has what the fork server is built on (Linux 5.3 or later has)."""
    if not (hasattr(os, "pidfd_open") and hasattr(socket, "send_fds") and hasattr(socket, "SOCK_SEQPACKET")):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False  # an old kernel, or forbidden in this container
    return True


@implementer(ILaunch)
class ForkServer(Service):
    """
    A service that is also a way to launch children (put it first in a `FirstOf`).

    Start it before anything else. `launch` works at once: what is asked for while the server is still importing waits for it.
    When the server dies its children run on, watched through their pidfds, `launch` raises `NotReady` (so that the next way serves),
    and a new server is started after a while. Stop it after the children: it kills those that are left after 3 seconds.
    """

    log = Logger()

    def __init__(self, reactor: Any, modules: Sequence[str] = (), env: Mapping[str, str] | None = None) -> None:
        self._reactor = reactor
        self._modules = tuple(modules)
        self._env = dict(child_environment(os.environ) if env is None else env)
        self._ids = count(1)
        self._server: _Server | None = None
        self._processes: dict[int, ForkedProcess] = {}
        self._restarts: tuple[float, ...] = ()
        self._timer: IDelayedCall | None = None
        self._stopped: Deferred[None] | None = None

    @property
    def is_ready(self) -> bool:
        """Whether a server has imported everything and forks at once."""
        return self._server is not None and self._server.ready

    @property
    def pid(self) -> int | None:
        """Of the server, None when there is none."""
        return None if self._server is None else self._server.pid

    def startService(self) -> None:
        super().startService()
        self._begin()

    def stopService(self) -> Deferred[None]:
        """Fires when the server has ended."""
        super().stopService()
        if self._timer is not None and self._timer.active():
            self._timer.cancel()
        if self._server is None:
            return succeed(None)
        self._stopped = Deferred()
        self._server.stop()
        return self._stopped

    def launch(self, protocol: ProcessProtocol, name: str, env: Mapping[str, str]) -> Launched:
        server = self._server
        if server is None or not self.running:
            raise NotReady("there is no fork server at the moment")
        number = next(self._ids)
        request = to_packet(Fork(id=number, name=name, env=dict(env)))
        ours, theirs = _pipes()
        try:
            server.ask(number, request, theirs)
        except OSError:
            for end in ours.values():
                os.close(end)
            raise
        process = ForkedProcess(self._reactor, protocol, ours, lambda: self._processes.pop(number, None))
        self._processes[number] = process
        return Launched(process, "fork")

    def _begin(self) -> None:
        try:
            self._server = _Server(self._reactor, self._env, self._modules, self._said, self._died)
        except OSError:
            self.log.failure("the fork server cannot be started")
            self._again()

    def _said(self, said: Said, descriptors: list[int]) -> None:
        match said:
            case Preloaded():
                self.log.info("the fork server is ready (pid {pid})", pid=said.pid, missing=list(said.missing))
            case Forked() if said.id in self._processes and descriptors:
                self._processes[said.id].forked(said.pid, descriptors.pop())
            case NotForked() if said.id in self._processes:
                self.log.error("the fork server could not fork: {why}", why=said.why)
                self._processes[said.id].exited(1 << 8)
            case Exited() if said.id in self._processes:
                self._processes[said.id].exited(said.status)
        for descriptor in descriptors:  # of a process that we have given up
            os.close(descriptor)

    def _died(self, why: str, unsent: set[int]) -> None:
        self._server = None
        for number, process in list(self._processes.items()):
            if number in unsent:
                process.exited(1 << 8)
            else:
                process.orphaned()
        if self._stopped is not None:
            stopped, self._stopped = self._stopped, None
            stopped.callback(None)
        if self.running:
            self.log.error("the fork server died ({why}); children are started the plain way meanwhile", why=why)
            self._again()

    def _again(self) -> None:
        now = self._reactor.seconds()
        jitter = random.uniform(-1.0, 1.0)  # noqa: S311  # spreads restarts, guards nothing
        recovery = after_crash(self._restarts, _INTENSITY, now, jitter=jitter)
        assert isinstance(recovery, RestartIn)  # the budget is endless
        self._restarts = (*inside(self._restarts, _INTENSITY.window_seconds, now), now)
        self._timer = self._reactor.callLater(recovery.seconds, self._begin)


class _Server(ProcessProtocol):
    """One life of the fork server: its process and the control socket."""

    def __init__(
        self,
        reactor: Any,
        env: dict[str, str],
        modules: tuple[str, ...],
        said: Callable[[Said, list[int]], None],
        died: Callable[[str, set[int]], None],
    ) -> None:
        self.ready = False
        self.pid: int | None = None
        self._reactor = reactor
        self._said = said
        self._died = died
        self._unsent: dict[int, tuple[bytes, list[int]]] = {}
        output = StrayOutput(reactor, NAME)
        self._output = {descriptor: OutputLines(partial(output.add, descriptor)) for descriptor in (1, 2)}
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-u", "-m", "qbitrr.loops.forkserver", *modules]
        with theirs:
            try:
                reactor.spawnProcess(
                    self, sys.executable, command, env, childFDs={0: "w", 1: "r", 2: "r", 3: theirs.fileno()}
                )
            except BaseException:
                ours.close()
                raise
        self._control = _Control(reactor, ours, self._hear)
        self._deadline: IDelayedCall = reactor.callLater(PRELOAD_SECONDS, self._kill)

    def connectionMade(self) -> None:
        transport: Any = self.transport
        transport.closeStdin()
        self.pid = transport.pid

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

    def stop(self) -> None:
        """Hang up; the server ends, if need be by force."""
        self._control.hang_up()
        if self._deadline.active():
            self._deadline.cancel()
        self._deadline = self._reactor.callLater(STOP_SECONDS, self._kill)

    def childDataReceived(self, childFD: int, data: bytes) -> None:
        self._output[childFD].feed(data)

    def processEnded(self, reason: Failure) -> None:
        if self._deadline.active():
            self._deadline.cancel()
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
            self._kill()
            return
        if isinstance(said, Preloaded):
            self._is_ready()
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

    def _kill(self) -> None:
        transport: Any = self.transport
        try:
            transport.signalProcess("KILL")
        except ProcessExitedAlready:
            pass  # its end is on the way


class _Control(FileDescriptor):
    """Our end of the control socket: packets with descriptors."""

    def __init__(self, reactor: Any, control: socket.socket, heard: Callable[[bytes, list[int]], None]) -> None:
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


def _pipes() -> tuple[dict[int, int], list[int]]:
    """Four pipes: our ends by the child's descriptor, and the child's ends for 1, 2, 3 and 4."""
    ours, theirs = {}, []
    for descriptor in (1, 2, 3, 4):
        reading, writing = os.pipe()
        ours[descriptor], end = (writing, reading) if descriptor == 3 else (reading, writing)
        theirs.append(end)
    return ours, theirs
