"""
The child actor: one object holds everything about one child process, for all its lives.
"""

import random
from collections.abc import Callable
from typing import Literal

from twisted.application.service import Service
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime

from qbitrr.actors.children.core import ChildCore
from qbitrr.actors.children.machine import machine
from qbitrr.actors.children.spec import ChildSpec, Hooks
from qbitrr.actors.children.transports import ILaunch
from qbitrr.model.restarts import ChildLimits
from qbitrr.model.shown.passes import ChildPasses
from qbitrr.model.status import ProcessStatus
from qbitrr.wire.messages import FromSupervisor

__all__ = ["Child", "ChildLimits", "ChildSpec", "Hooks"]

By = Literal["user", "config"]


class Child(Service):
    """
    A child process that is kept running: started, watched, restarted after a crash, given up visibly, stopped.

    It is a service (`startService` is `start`, `stopService` is `stop`) but may as well be driven by its owner directly. What it says
    and how it is reach the owner through *hooks*; `status` is always the newest. *clock* is a reactor or a `Clock`.
    """

    def __init__(
        self,
        clock: IReactorTime,
        launch: ILaunch,
        spec: ChildSpec,
        hooks: Hooks,
        limits: ChildLimits | None = None,
        jitter: Callable[[], float] = lambda: random.uniform(-1.0, 1.0),  # noqa: S311  # spreads restarts, guards nothing
    ) -> None:
        self._core = ChildCore(clock, launch, spec, hooks, limits or ChildLimits(), jitter)
        self._machine = self._core.inputs = machine(self._core)

    @property
    def status(self) -> ProcessStatus:
        """How the child is."""
        return self._core.status

    @property
    def passes(self) -> ChildPasses:
        """What its loop did lately."""
        status = self._core.status
        return ChildPasses(
            section=status.section, category=status.category, kind=status.kind, passes=tuple(self._core.passes)
        )

    @property
    def last_restart(self) -> tuple[str, float] | None:
        """Who asked for the last restart (`user`, `config`, `crash`) and when (seconds since the epoch)."""
        return self._core.last_restart

    def start(self) -> None:
        """Have it running. Returns at once; does nothing when it runs, starts, or waits for a restart."""
        self._machine.start()

    def stop(self) -> Deferred[None]:
        """
        Have it stopped: told to, then TERM, then KILL, each after a bounded wait. Works in every state.

        Fires when the process of this moment is gone. Cancelling the Deferred does not take the wish back.
        """
        gone = self._core.gone()
        self._machine.stop()
        return gone

    def restart(self, by: By = "user") -> None:
        """
        Have a fresh process, started once the old one is gone. Returns at once. Also starts a child that is down.

        A user's wish clears the history of crashes, and is fulfilled already when a start or restart is under way; one by `config` always
        leads to a process that was configured afterwards.
        """
        if self._core.begin_restart(by):
            self._machine.restart()

    def reconfigure(self, category: str) -> Deferred[None]:
        """
        Have the process go by the newest configuration, *category* being what the API calls it by from now on. Fires when it says that
        it does, or is gone: the next one is started with it. Cancelling waits no more, and takes nothing back.
        """
        return self._core.reconfigure(category)

    def limit(self, limits: ChildLimits) -> None:
        """From now on be so patient."""
        self._core.limits = limits

    def send(self, message: FromSupervisor) -> bool:
        """
        Say *message* to the child; False when there is none to hear it, or one on its way out.

        What a process was told is forgotten with it: after each `on_ready` the owner says again what matters.
        """
        return self._core.send(message)

    def startService(self) -> None:
        super().startService()
        self.start()

    def stopService(self) -> Deferred[None]:
        super().stopService()
        return self.stop()
