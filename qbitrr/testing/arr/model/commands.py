"""
The command queue: queued, started, finished over time; merged when equal; three at once, one with the disk.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from attrs import define, field
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.logger import Logger

from qbitrr.testing.arr.model.command_body import equal, read_body
from qbitrr.testing.arr.model.tables import commands_of
from qbitrr.testing.arr.model.wire import failure, invalid, missing, prune, span, stamp

__all__ = ["CommandQueue", "SimulatedCommand"]

_STATUSES = ("queued", "started", "completed", "failed", "aborted", "cancelled", "orphaned")
_PRIORITIES = ("low", "normal", "high")
_KEPT_SECONDS = 300.0
_STORED_SECONDS = 86_400.0
_MISTAKES = (AssertionError, AttributeError, KeyError, NameError, TypeError)


@define(kw_only=True, eq=False)
class SimulatedCommand:
    """One command. *body* holds its own properties, *message* the last progress text."""

    id: int
    name: str
    body: dict[str, Any]
    trigger: str = "manual"
    priority: str = "normal"
    status: str = "queued"
    result: str = "unknown"
    queued: float
    started: float | None = None
    ended: float | None = None
    message: str | None = None
    exception: str | None = None
    flags: Mapping[str, Any] = field(factory=dict)
    user_agent: str | None = None

    def record(self) -> dict[str, Any]:
        """The command as the API shows it."""
        common = {
            "sendUpdatesToClient": self.flags.get("sendUpdatesToClient", False), "updateScheduledTask": True,
            "completionMessage": self.flags.get("completionMessage"), "requiresDiskAccess": self._is("requiresDiskAccess"),
            "isExclusive": self._is("isExclusive"), "isTypeExclusive": self._is("isTypeExclusive"),
            "isLongRunning": self._is("isLongRunning"), "name": self.name, "trigger": self.trigger, "suppressMessages": False,
            "clientUserAgent": self.user_agent,
        }  # fmt: skip
        over = self.started is not None and self.ended is not None
        return prune(
            id=self.id, name=self.name, commandName=re.sub(r"(?<=[a-z])(?=[A-Z])", " ", self.name), message=self.message,
            body=prune(**self.body | common), priority=self.priority, status=self.status, result=self.result,
            queued=stamp(self.queued), started=stamp(self.started), ended=stamp(self.ended),
            duration=span(self.ended - self.started) if over else None, exception=self.exception, trigger=self.trigger,  # type: ignore[operator]
            clientUserAgent=self.user_agent, stateChangeTime=stamp(self.ended or self.started or self.queued),
            sendUpdatesToClient=common["sendUpdatesToClient"], updateScheduledTask=True,
        )  # fmt: skip

    def _is(self, flag: str) -> bool:
        return bool(self.flags.get(flag))

    @property
    def is_active(self) -> bool:
        """Queued or started."""
        return self.status in ("queued", "started")


@define
class CommandQueue:
    """
    Commands of the application called *kind*. *run* performs one and answers with its result (None = successful); what it raises
    makes the command fail. Each takes `durations[name]` seconds of *clock* (`default_duration` when not listed) before its effect.
    """

    kind: str
    clock: IReactorTime
    run: Callable[[SimulatedCommand], Awaitable[bool | None]]
    durations: dict[str, float] = field(factory=dict)
    default_duration: float = 0.1
    workers: int = 3
    all: dict[int, SimulatedCommand] = field(factory=dict)
    log = Logger()
    _last: int = 0
    _running: dict[int, Any] = field(factory=dict)
    _wake: IDelayedCall | None = None
    _stopped: bool = False

    def post(
        self,
        sent: Mapping[str, Any],
        *,
        trigger: str = "manual",
        priority: str | None = None,
        user_agent: str | None = None,
    ) -> SimulatedCommand:
        """Queue a command, or return the equal one that is queued or started. ApiError 500 for an unknown name, 400 for none."""
        given = {name.lower(): value for name, value in sent.items()}
        wanted = str(given.get("name") or "").lower()
        if not wanted:
            raise invalid("Name", "'Name' must not be empty.", "")
        table = commands_of(self.kind)
        name = next((name for name in table if name.lower() == wanted), None)
        if name is None:
            raise failure(500, "Sequence contains no matching element", "System.InvalidOperationException")
        body = read_body(table[name], given)
        for command in self.all.values():
            if command.is_active and command.name == name and equal(command.body, body):
                return command
        self._last += 1
        command = SimulatedCommand(
            id=self._last, name=name, body=body, trigger=trigger, queued=self.clock.seconds(), flags=table[name],
            priority=priority or ("high" if name == "ManualImport" else "normal"), user_agent=user_agent,
        )  # fmt: skip
        self.all[command.id] = command
        self._soon()
        return command

    def get(self, command_id: int) -> SimulatedCommand:
        """By id, also those finished within a day; 404 afterwards."""
        command = self.all.get(command_id)
        if command is None:
            raise missing()
        return command

    def listing(self) -> list[SimulatedCommand]:
        """What is in memory: started first, then by status, then the more urgent first."""
        now = self.clock.seconds()
        kept = [
            command for command in self.all.values() if command.ended is None or now - command.ended <= _KEPT_SECONDS
        ]

        def place(command: SimulatedCommand) -> tuple[bool, int, int, int]:
            return (
                command.status != "started",
                _STATUSES.index(command.status),
                -_PRIORITIES.index(command.priority),
                command.id,
            )

        return sorted(kept, key=place)

    def cancel(self, command_id: int) -> None:
        """Take a queued command back; 409 when it runs already."""
        command = self.get(command_id)
        if command.status != "queued":
            raise failure(409, "Unable to cancel task", "NzbDroneClientException")
        self._finish(command, "cancelled")

    def restart(self) -> None:
        """As after a restart of the application: what ran is orphaned, what was queued is queued still."""
        self._break_off("orphaned")
        self._soon()

    def stop(self) -> None:
        """Stop working: what runs is aborted, nothing is scheduled any more."""
        self._stopped = True
        self._break_off("aborted")
        if self._wake is not None and self._wake.active():
            self._wake.cancel()
        self._wake = None

    # Working

    def _break_off(self, status: str) -> None:
        """End what runs with *status*; the last word is said before the work notices that it is cancelled."""
        running = list(self._running.items())
        for number, _ in running:
            self._finish(self.all[number], status)
        for _, work in running:
            work.cancel()

    def _soon(self) -> None:
        if self._wake is None and not self._stopped:
            self._wake = self.clock.callLater(0, self._start_ready)

    def _start_ready(self) -> None:
        self._wake = None
        self._forget_old()
        waiting = [command for command in self.all.values() if command.status == "queued"]
        for command in sorted(waiting, key=lambda one: (-_PRIORITIES.index(one.priority), one.id)):
            if self._may_start(command):
                self._start(command)

    def _may_start(self, command: SimulatedCommand) -> bool:
        running = [self.all[number] for number in self._running]
        if len(running) >= self.workers or any(other.flags.get("isExclusive") for other in running):
            return False
        flags = command.flags
        if flags.get("isExclusive") and running:
            return False
        if flags.get("requiresDiskAccess") and any(other.flags.get("requiresDiskAccess") for other in running):
            return False
        return not (flags.get("isTypeExclusive") and any(other.name == command.name for other in running))

    def _start(self, command: SimulatedCommand) -> None:
        command.status, command.started = "started", self.clock.seconds()
        work = Deferred.fromCoroutine(self._work(command))
        if command.status == "started":
            self._running[command.id] = work

    async def _work(self, command: SimulatedCommand) -> None:
        pause: Deferred[None] = Deferred(lambda _: call.cancel())
        call = self.clock.callLater(self.durations.get(command.name, self.default_duration), pause.callback, None)
        try:
            await pause
            outcome = await self.run(command)
        except Exception as trouble:
            if command.status != "started":  # cancelled by stop or restart, which have set the last word
                return
            command.message = str(trouble) or "Failed"
            command.exception = f"{type(trouble).__name__}: {trouble}\n   at …"
            command.result = "unsuccessful"
            if isinstance(trouble, _MISTAKES):
                self.log.failure("{name} tripped over a mistake of the simulator", name=command.name)
            self._finish(command, "failed")
            return
        if command.status != "started":
            return
        command.result = "unsuccessful" if outcome is False else "successful"
        command.message = command.flags.get("completionMessage") or command.message
        self._finish(command, "completed")

    def _finish(self, command: SimulatedCommand, status: str) -> None:
        command.status, command.ended = status, self.clock.seconds()
        self._running.pop(command.id, None)
        self._soon()

    def _forget_old(self) -> None:
        now = self.clock.seconds()
        old = [
            number for number, one in self.all.items() if one.ended is not None and now - one.ended > _STORED_SECONDS
        ]
        for number in old:
            del self.all[number]
