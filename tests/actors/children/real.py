"""
Real child processes for tests: a child that runs the echo loop, and bounded waits for what it does.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from twisted.internet import reactor
from twisted.internet.task import deferLater

from qbitrr.actors.children.child import Child, ChildSpec, Hooks
from qbitrr.actors.children.transports import ILaunch
from qbitrr.model.reasons import Reason
from qbitrr.model.restarts import ChildLimits
from qbitrr.model.status import ProcessStatus
from qbitrr.wire.messages import Configure, FromChild, Log, Perform, SearchAgain

__all__ = ["EchoChild", "eventually", "is_gone"]

PATIENCE = 90.0  # for what should take milliseconds, on a machine that is busy with other things


async def eventually(claim: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Wait until *claim* is true, at most *seconds*; returns what it gave."""
    until = reactor.seconds() + seconds
    while not (found := claim()):
        assert reactor.seconds() < until, f"not so after {seconds} s"
        await deferLater(reactor, 0.01)
    return found


def is_gone(pid: int) -> bool:
    """Whether no process *pid* runs; one that is dead but not collected by its new parent does not run."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in ("Z", "X")
    except (FileNotFoundError, ProcessLookupError):
        return True


class EchoChild:
    """A child running the echo loop, what it said, and the states it was in."""

    def __init__(
        self, launch: ILaunch, section: str = "Radarr", limits: ChildLimits | None = None, **config: Any
    ) -> None:
        self.config = {"ApiKey": "top-secret", **config}
        self.messages: list[FromChild] = []
        self.logs: list[Log] = []
        self.readies = 0
        self.states: list[str] = []
        self.exit_codes: list[int | None] = []
        spec = ChildSpec(section=section, category="c", kind="torrent", configure=self._configure)
        hooks = Hooks(
            on_message=self.messages.append,
            on_ready=self._ready,
            on_status=self._changed,
            on_log=lambda name, record: self.logs.append(record),
        )
        self.child = Child(reactor, launch, spec, hooks, limits)

    async def run(self) -> "EchoChild":
        """Start it and wait until it is ready."""
        self.child.start()
        await self.ready(1)
        return self

    async def ready(self, times: int) -> int:
        """Wait until it has been ready so many *times*; returns its pid."""
        await eventually(lambda: self.readies >= times and self.child.status.pid)
        assert self.child.status.pid is not None
        return self.child.status.pid

    def tell(self, command: str, number: int = 1) -> None:
        """Have the loop obey *command*."""
        why = Reason(code="test", text="a test")
        self.child.send(Perform(id=number, what=SearchAgain(key=command, media_ids=(), why=why)))

    @property
    def summary(self) -> str:
        """What it reported last."""
        report = self.child.status.report
        return "" if report is None else report.summary  # type: ignore[union-attr]

    def pipes(self) -> set[str]:
        """What its descriptors beyond the reactor's own lead to."""
        folder = f"/proc/{self.child.status.pid}/fd"
        found = set()
        for descriptor in os.listdir(folder):
            try:
                found.add(os.readlink(f"{folder}/{descriptor}"))
            except FileNotFoundError:
                pass  # closed meanwhile
        return {link for link in found if link.startswith(("pipe:", "socket:"))}

    def _configure(self) -> Configure:
        return Configure(revision=1, kind="qbitrr.testing.echo", section="Radarr", config=self.config, data_folder="/")

    def _changed(self, status: ProcessStatus) -> None:
        self.states.append(status.state)
        self.exit_codes.append(status.exit_code)

    def _ready(self) -> None:
        self.readies += 1
