"""
What a child's machine acts upon: the process, the clock, the history of crashes, the published status.
"""

import math
import os
from collections import deque
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace
from twisted.internet.defer import Deferred, succeed
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.logger import Logger

from qbitrr.actors.children.beats import BeatWatch
from qbitrr.actors.children.history import CrashHistory
from qbitrr.actors.children.machine import After, ChildInputs
from qbitrr.actors.children.output import StrayOutput
from qbitrr.actors.children.protocol import ChildProtocol, Exit
from qbitrr.actors.children.spec import ChildSpec, Hooks
from qbitrr.actors.children.transports import ILaunch, child_environment
from qbitrr.clock import offset_of
from qbitrr.decide.restarts import GiveUp, RestartIn, StayDown
from qbitrr.loops.child.main import BEAT_VARIABLE
from qbitrr.model.restarts import ChildLimits
from qbitrr.model.shown.passes import MOST_PASSES, LoopPasses
from qbitrr.model.status import ProcessState, ProcessStatus
from qbitrr.redaction import Redactor, secrets_in
from qbitrr.wire.framing import UnknownMessage
from qbitrr.wire.messages import (
    PROTOCOL,
    Beat,
    Configured,
    Ended,
    FromChild,
    FromSupervisor,
    Hello,
    Log,
    Ready,
    Report,
    Stop,
)

__all__ = ["ChildCore"]


class ChildCore:
    """See `qbitrr.actors.children.machine.IChildCore`; also the listener (`IListener`) of the process of the moment."""

    log = Logger()
    inputs: ChildInputs

    def __init__(
        self,
        clock: IReactorTime,
        launch: ILaunch,
        spec: ChildSpec,
        hooks: Hooks,
        limits: ChildLimits,
        jitter: Callable[[], float],
    ) -> None:
        self.limits = limits
        self.last_restart: tuple[str, float] | None = None
        self._clock = clock
        self._launch = launch
        self._spec = spec
        self._hooks = hooks
        self._process: ChildProtocol | None = None
        self._greeted = False
        self._after = After.JUDGE
        self._trouble = ""  # why we end it although nobody asked
        self._last_words = ""
        self._timer: IDelayedCall | None = None
        self._beats = BeatWatch(clock)
        self._output = StrayOutput(clock, spec.name)
        self._history = CrashHistory(jitter)
        self._gone: list[Deferred[None]] = []
        self._told: list[tuple[int, Deferred[None]]] = []
        self.passes: deque[LoopPasses] = deque(maxlen=MOST_PASSES)
        """What its loop did lately, crashes included."""
        self._status = ProcessStatus(
            section=spec.section, category=spec.category, kind=spec.kind, state="stopped", metric_type=spec.metric_type
        )

    # For the actor

    @property
    def status(self) -> ProcessStatus:
        """How the child is."""
        intensity, now = self.limits.intensity, self._clock.seconds()
        return replace(
            self._status, output=self._output.lines, restarts=self._history.restarts(intensity, now),
            restarts_allowed=intensity.burst if intensity.auto else None, window_seconds=intensity.window_seconds,
            budget_renewed_at=self._history.renewed_at(intensity, now),
        )  # fmt: skip

    def gone(self) -> Deferred[None]:
        """Fires when the process of this moment has ended; at once when there is none."""
        if self._process is None:
            return succeed(None)
        gone = Deferred[None](self._forget)
        self._gone.append(gone)
        return gone

    def begin_restart(self, by: str) -> bool:
        """Note who wants a restart; False when it is on the way already."""
        if by == "user":
            self._history.forget()
            if self._status.state == "starting":
                return False
        if self._status.state == "stopping" and self._after is After.AGAIN:
            return False
        self.last_restart = (by, self._clock.seconds())
        return True

    def send(self, message: FromSupervisor) -> bool:
        """Say *message* to the process, if one is there that is wanted."""
        if self._process is None or self._status.state not in ("starting", "running"):
            return False
        self._process.send(message)
        return True

    def reconfigure(self, category: str) -> Deferred[None]:
        """Tell the process the newest configuration."""
        self._publish(category=category)
        configure = self._spec.configure()
        if not self.send(configure):
            return succeed(None)
        self._output.redact = Redactor(secrets_in(configure.config))
        told = Deferred[None](self._no_longer_told)
        self._told.append((configure.revision, told))
        return told

    def _no_longer_told(self, told: Deferred[None]) -> None:
        self._told = [each for each in self._told if each[1] is not told]

    def _took(self, revision: int | None = None) -> None:
        """The process goes by that revision, or is gone (None): nobody waits for it any more."""
        taken = [told for wanted, told in self._told if revision is None or wanted <= revision]
        self._told = [each for each in self._told if each[1] not in taken]
        for told in taken:
            told.callback(None)

    # For the machine

    def spawn(self) -> None:
        self._after, self._trouble, self._last_words, self._greeted = After.JUDGE, "", "", False
        self._enter("starting", exit_code=None, report=None)
        try:
            self._begin_process()
        except Exception as error:  # a missing interpreter, no more processes, a configuration that cannot be read
            self._process = None
            self._beats.stop()
            self.log.failure("{child}: cannot be started", child=self._spec.name)
            self.inputs.retry(self._history.spawn_failed(), f"cannot be started: {error}")

    def try_once_more(self) -> None:
        self._history.begin_last_try(self._clock.seconds())
        self.spawn()

    def run(self) -> None:
        self._watch(self.limits.beats_missed)
        self._enter("running", alive=True, why="")
        self._tell(self._hooks.on_ready)

    def ask(self, after: After) -> None:
        self._after = after
        self._beats.stop()
        self._enter("stopping", self.limits.stop_seconds)
        if self._process is not None:
            self._process.send(Stop())

    def terminate(self, why: str) -> None:
        self._beats.stop()
        self._trouble = self._trouble or why
        self.log.warn("{child}: {why}: terminating it", child=self._spec.name, why=why)
        self._enter("stopping", self.limits.term_seconds, why=why)
        if self._process is not None:
            self._process.signal("TERM")

    def kill(self) -> None:
        self.log.error("{child}: does not end: killing it", child=self._spec.name)
        self._enter("stopping", self.limits.kill_seconds)
        if self._process is not None:
            self._process.signal("KILL")

    def then(self, after: After) -> None:
        self._after = after

    def want(self) -> None:
        if self._after is After.DOWN:
            self._after = After.AGAIN

    def rest(self) -> None:
        self._enter("stopped")

    def wait(self, seconds: float, why: str) -> None:
        self._enter("backoff", seconds, why=why)

    def give_up(self, seconds: float | None, why: str) -> None:
        self._enter("crashed", seconds, why=why)

    # From the process

    def said(self, message: FromChild | UnknownMessage) -> None:
        self._beats.heard()
        if not self._greeted and not isinstance(message, Hello):
            self._give_trouble("its first word was not hello")
            return
        match message:
            case Beat():
                if message.passes is not None:
                    self.passes.append(message.passes)
            case Hello():
                self._greet(message)
            case Ready():
                self.inputs.ready()
            case Report():
                self._publish(report=message.report)
            case Configured():
                self._took(message.revision)
            case Log():
                self._tell(self._hooks.on_log, self._spec.name, message)
            case Ended():
                self._last_words = message.why
            case UnknownMessage():
                self.log.warn("{child}: says {kind!r}, unknown here: ignored", child=self._spec.name, kind=message.kind)
            case _:
                self._tell(self._hooks.on_message, message)

    def broke(self, why: str) -> None:
        self._give_trouble(f"broke the protocol: {why}")

    def printed(self, descriptor: int, line: str) -> None:
        self._output.add(descriptor, line)

    def ended(self, exit: Exit) -> None:
        self._process = None
        self._beats.stop()
        self._output.end()
        why = self._trouble or (f"{exit} ({self._last_words})" if self._last_words else str(exit))
        self._status = replace(self._status, pid=None, alive=False, exit_code=exit.status, why=why)
        if self._after is After.DOWN:
            self.inputs.ended()
        elif self._after is After.AGAIN:
            self.inputs.again()
        elif exit.code == 0 and self._last_words and not self._trouble:
            self.log.info("{child}: has ended: {why}", child=self._spec.name, why=self._last_words)
            self.inputs.ended()
        else:  # one that leaves in order, unasked and without a word believes that we are gone
            self._crashed(why)
        self._took()
        gone, self._gone = self._gone, []
        for waiting in gone:
            waiting.callback(None)

    # Helpers

    def _begin_process(self) -> None:
        configure = self._spec.configure()
        self._output.redact = Redactor(secrets_in(configure.config))
        env = dict(self._spec.env) or child_environment(os.environ)
        env[BEAT_VARIABLE] = str(self.limits.beat_seconds)
        process = self._process = ChildProtocol(self._clock, self)
        self._watch(math.ceil(self.limits.spawn_seconds / self.limits.beat_seconds))
        launched = self._launch.launch(process, self._spec.name, env)
        self._publish(transport=launched.how, pid=launched.transport.pid, started_at=self._clock.seconds())
        process.send(
            Hello(protocol=PROTOCOL, name=self._spec.name, pid=os.getpid(), clock_offset=offset_of(self._clock))
        )
        process.send(configure)

    def _greet(self, hello: Hello) -> None:
        self._greeted = True
        self._history.spawned()
        if hello.protocol != PROTOCOL:
            self._give_trouble(f"it speaks protocol {hello.protocol}, not {PROTOCOL}: is it of another version?")
        self._publish(pid=hello.pid)

    def _give_trouble(self, why: str) -> None:
        self.inputs.broke(why)

    def _crashed(self, why: str) -> None:
        now = self._clock.seconds()
        self.passes.append(LoopPasses(at=now, why=why, has_crashed=True))
        recovery = self._history.crashed(self.limits.intensity, now)
        why = f"crashed: {why}"
        match recovery:
            case RestartIn():
                self.last_restart = ("crash", now)
                self.log.error(
                    "{child}: {why}; restarting it in {seconds:.1f} s",
                    child=self._spec.name,
                    why=why,
                    seconds=recovery.seconds,
                )
                self.inputs.retry(recovery.seconds, why)
            case GiveUp():
                self.log.critical(
                    "{child}: {why}; given up: {reason}", child=self._spec.name, why=why, reason=recovery.why
                )
                self.inputs.gave_up(recovery.try_again_seconds, f"{why}; given up: {recovery.why}")
            case StayDown():
                self.log.critical("{child}: {why}; {reason}", child=self._spec.name, why=why, reason=recovery.why)
                self.inputs.gave_up(None, f"{why}; {recovery.why}")

    def _watch(self, allowed: int) -> None:
        self._beats.watch(self.limits.beat_seconds, allowed, self._give_trouble)

    def _enter(self, state: ProcessState, seconds: float | None = None, **changes: Any) -> None:
        """Be in *state*; `due` comes in *seconds*."""
        if self._timer is not None and self._timer.active():
            self._timer.cancel()
        self._timer = None if seconds is None else self._clock.callLater(seconds, self.inputs.due)
        if state != "running":
            changes["alive"] = False
        self._publish(state=state, **changes)

    def _publish(self, **changes: Any) -> None:
        self._status = replace(self._status, **changes)
        self._tell(self._hooks.on_status, self.status)

    def _tell(self, hook: Callable[..., None], *args: object) -> None:
        try:
            hook(*args)
        except Exception:
            self.log.failure("{child}: its owner failed", child=self._spec.name)

    def _forget(self, gone: Deferred[None]) -> None:
        self._gone.remove(gone)
