"""
What may happen to a child in which state. The table is the whole truth; every effect is the core's.

# Note [Ways out]
The end of a process is judged by the core, which knows whether it was asked for, and comes in as one of four inputs: `ended` (stay
down), `again` (a restart was asked for), `retry` (crashed, try again in a while), `gave_up` (crashed, enough).
Until the process has really ended nothing new is started: there is never more than one.
"""

from enum import Enum
from typing import Protocol

from automat import TypeMachineBuilder

__all__ = ["After", "ChildInputs", "IChildCore", "machine"]


class After(Enum):
    """What is to follow when the running process has ended."""

    JUDGE = "judge"
    """Nobody asked for it: a normal end or a crash."""
    DOWN = "down"
    """It was told to stop."""
    AGAIN = "again"
    """It was told to make room for a fresh one."""


class IChildCore(Protocol):
    """What the machine acts upon. Entering a state cancels the timer of the one before."""

    def spawn(self) -> None:
        """Start a process; `started`, `retry` or the ways out follow."""

    def run(self) -> None:
        """It works."""

    def ask(self, after: After) -> None:
        """Tell it to stop; `due` follows if it takes too long."""

    def terminate(self, why: str) -> None:
        """SIGTERM because of *why*; `due` follows if it takes too long."""

    def kill(self) -> None:
        """SIGKILL; `due` follows if even that takes too long."""

    def then(self, after: After) -> None:
        """It is on its way out: from now on *after* is what follows."""

    def want(self) -> None:
        """It is on its way out and a fresh one is wanted, unless its end will be judged anyway."""

    def rest(self) -> None:
        """There is no process and none is wanted."""

    def wait(self, seconds: float, why: str) -> None:
        """There is no process; `due` follows in *seconds*."""

    def give_up(self, seconds: float | None, why: str) -> None:
        """There is no process and people should see why; `due` follows in *seconds* unless None."""

    def try_once_more(self) -> None:
        """Like `spawn`, but a crash soon afterwards is final for a while."""


class ChildInputs(Protocol):
    """What can happen to a child."""

    def start(self) -> None:
        """It is wanted."""

    def stop(self) -> None:
        """It is not wanted."""

    def restart(self) -> None:
        """A fresh one is wanted."""

    def ready(self) -> None:
        """It says that it works."""

    def broke(self, why: str) -> None:
        """It hangs, or cannot be understood."""

    def due(self) -> None:
        """The time of this state is up."""

    def ended(self) -> None:
        """The process ended, and that is that."""

    def again(self) -> None:
        """The process ended to make room for the next."""

    def retry(self, seconds: float, why: str) -> None:
        """The process crashed or did not start: try again in *seconds*."""

    def gave_up(self, seconds: float | None, why: str) -> None:
        """The process crashed once too often: one more try in *seconds* (None: never)."""


_Child = ChildInputs
_builder = TypeMachineBuilder(ChildInputs, IChildCore)  # type: ignore[type-abstract]  # any core will do
down = _builder.state("down")
starting = _builder.state("starting")
running = _builder.state("running")
asked = _builder.state("asked")
terminated = _builder.state("terminated")
killed = _builder.state("killed")
waiting = _builder.state("waiting")
given_up = _builder.state("given up")


def _spawn(_: ChildInputs, core: IChildCore) -> None:
    core.spawn()


def _run(_: ChildInputs, core: IChildCore) -> None:
    core.run()


def _ask_down(_: ChildInputs, core: IChildCore) -> None:
    core.ask(After.DOWN)


def _ask_again(_: ChildInputs, core: IChildCore) -> None:
    core.ask(After.AGAIN)


def _then_down(_: ChildInputs, core: IChildCore) -> None:
    core.then(After.DOWN)


def _then_again(_: ChildInputs, core: IChildCore) -> None:
    core.then(After.AGAIN)


def _crash(_: ChildInputs, core: IChildCore, why: str) -> None:
    core.terminate(why)


def _want(_: ChildInputs, core: IChildCore) -> None:
    core.want()


def _terminate(_: ChildInputs, core: IChildCore) -> None:
    core.terminate("did not stop when told to")


def _kill(_: ChildInputs, core: IChildCore) -> None:
    core.kill()


def _rest(_: ChildInputs, core: IChildCore) -> None:
    core.rest()


def _wait(_: ChildInputs, core: IChildCore, seconds: float, why: str) -> None:
    core.wait(seconds, why)


def _give_up(_: ChildInputs, core: IChildCore, seconds: float | None, why: str) -> None:
    core.give_up(seconds, why)


def _once_more(_: ChildInputs, core: IChildCore) -> None:
    core.try_once_more()


down.upon(_Child.start).to(starting)(_spawn)
down.upon(_Child.restart).to(starting)(_spawn)
down.upon(_Child.stop).loop().returns(None)
down.upon(_Child.broke).loop().returns(None)

starting.upon(_Child.start).loop().returns(None)
starting.upon(_Child.stop).to(asked)(_ask_down)
starting.upon(_Child.restart).to(asked)(_ask_again)
starting.upon(_Child.ready).to(running)(_run)
starting.upon(_Child.broke).to(terminated)(_crash)
starting.upon(_Child.ended).to(down)(_rest)
starting.upon(_Child.retry).to(waiting)(_wait)
starting.upon(_Child.gave_up).to(given_up)(_give_up)

running.upon(_Child.start).loop().returns(None)
running.upon(_Child.stop).to(asked)(_ask_down)
running.upon(_Child.restart).to(asked)(_ask_again)
running.upon(_Child.ready).loop().returns(None)
running.upon(_Child.broke).to(terminated)(_crash)
running.upon(_Child.ended).to(down)(_rest)
running.upon(_Child.retry).to(waiting)(_wait)
running.upon(_Child.gave_up).to(given_up)(_give_up)

asked.upon(_Child.start).loop()(_then_again)
asked.upon(_Child.stop).loop()(_then_down)
asked.upon(_Child.restart).loop()(_then_again)
asked.upon(_Child.ready).loop().returns(None)
asked.upon(_Child.broke).to(terminated)(_crash)
asked.upon(_Child.due).to(terminated)(_terminate)
asked.upon(_Child.ended).to(down)(_rest)
asked.upon(_Child.again).to(starting)(_spawn)

for _leaving in (terminated, killed):
    _leaving.upon(_Child.start).loop()(_want)
    _leaving.upon(_Child.stop).loop()(_then_down)
    _leaving.upon(_Child.restart).loop()(_then_again)
    _leaving.upon(_Child.ready).loop().returns(None)
    _leaving.upon(_Child.broke).loop().returns(None)
    _leaving.upon(_Child.ended).to(down)(_rest)
    _leaving.upon(_Child.again).to(starting)(_spawn)
    _leaving.upon(_Child.retry).to(waiting)(_wait)
    _leaving.upon(_Child.gave_up).to(given_up)(_give_up)
terminated.upon(_Child.due).to(killed)(_kill)
killed.upon(_Child.due).loop()(_kill)

waiting.upon(_Child.start).loop().returns(None)
waiting.upon(_Child.stop).to(down)(_rest)
waiting.upon(_Child.restart).to(starting)(_spawn)
waiting.upon(_Child.broke).loop().returns(None)
waiting.upon(_Child.due).to(starting)(_spawn)

given_up.upon(_Child.start).loop().returns(None)
given_up.upon(_Child.stop).to(down)(_rest)
given_up.upon(_Child.restart).to(starting)(_spawn)
given_up.upon(_Child.broke).loop().returns(None)
given_up.upon(_Child.due).to(starting)(_once_more)

machine = _builder.build()
"""Makes `ChildInputs` that act upon a core: `machine(core)`."""
