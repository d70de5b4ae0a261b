"""
The supervisor's side of the fork server: keeps one running, has it fork children, and manages without it when it dies.
"""

import os
import random
from collections.abc import Mapping, Sequence
from itertools import count

from twisted.application.service import Service
from twisted.internet.defer import Deferred, succeed
from twisted.internet.interfaces import IDelayedCall
from twisted.internet.protocol import ProcessProtocol
from twisted.logger import Logger
from zope.interface import implementer

from qbitrr.actors.children.transports import ILaunch, Launched, child_environment
from qbitrr.actors.launch.early import EarlyServer
from qbitrr.actors.launch.forked_process import ForkedProcess
from qbitrr.actors.launch.server_life import ServerLife
from qbitrr.decide.restarts import RestartIn, after_crash, inside
from qbitrr.errors import NotReady
from qbitrr.model.restarts import Intensity
from qbitrr.reactors import IWholeReactor
from qbitrr.wire.forks import Exited, Fork, Forked, NotForked, Preloaded, Said, to_packet

__all__ = ["ForkServer"]

# It is worth having again, always: without it children only cost more.
_INTENSITY = Intensity(burst=1_000_000)


@implementer(ILaunch)
class ForkServer(Service):
    """
    A service that is also a way to launch children (put it first in a `FirstOf`).

    Start it before anything else. `launch` works at once: what is asked for while the server is still importing waits for it.
    When the server dies its children run on, watched through their pidfds, `launch` raises `NotReady` (so that the next way serves),
    and a new server is started after a while. One that hangs is killed. Stop it after the children: it kills those that are left after
    3 seconds. The first server may have been forked *early*.
    """

    log = Logger()

    def __init__(
        self,
        reactor: IWholeReactor,
        modules: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        early: EarlyServer | None = None,
    ) -> None:
        self._reactor = reactor
        self._modules = tuple(modules)
        self._env = dict(child_environment(os.environ) if env is None else env)
        self._early = early
        self._ids = count(1)
        self._server: ServerLife | None = None
        self._processes: dict[int, ForkedProcess] = {}
        self._restarts: tuple[float, ...] = ()
        self._timer: IDelayedCall | None = None
        self._stopped: Deferred[None] | None = None

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
        process = ForkedProcess(
            self._reactor, protocol, ours, forget=lambda: self._processes.pop(number, None), unreported=server.kill
        )
        self._processes[number] = process
        return Launched(process, "fork")

    def _begin(self) -> None:
        early, self._early = self._early, None
        if early is not None and not early.is_one_of_us():
            early.abandon()
            early = None
        try:
            self._server = ServerLife(self._reactor, self._env, self._modules, self._said, self._died, early)
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


def _pipes() -> tuple[dict[int, int], list[int]]:
    """Four pipes: our ends by the child's descriptor, and the child's ends for 1, 2, 3 and 4."""
    ours, theirs = {}, []
    for descriptor in (1, 2, 3, 4):
        reading, writing = os.pipe()
        ours[descriptor], end = (writing, reading) if descriptor == 3 else (reading, writing)
        theirs.append(end)
    return ours, theirs
