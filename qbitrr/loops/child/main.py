"""
The main of a child process.

Descriptor 3 is the control channel from the supervisor, 4 the one to it (see `qbitrr.wire`); whatever is printed on 1 and 2 becomes log
lines there. The child says `Hello`, waits for `Configure`, starts the loop it names, says `Ready`, and beats as long as
its reactor turns. `Stop`, SIGTERM and the loss of the channel end it within a bounded time. SIGINT is ignored: stopping is the
supervisor's business.

Exit codes: 0 left because it was told to, or had nothing to do; 1 an error (traceback on descriptor 2); 2 not started by a supervisor;
70 ended by its own watchdog; 143 left in order after a SIGTERM that no `Stop` announced.
"""

import faulthandler
import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, cast

from twisted.internet import default
from twisted.internet.defer import CancelledError, Deferred, TimeoutError, maybeDeferred
from twisted.internet.error import ReactorNotRunning
from twisted.internet.protocol import Factory
from twisted.internet.stdio import StandardIO
from twisted.internet.task import LoopingCall
from twisted.logger import Logger
from twisted.python.failure import Failure

from qbitrr.clock import install
from qbitrr.errors import StoreError, WireError
from qbitrr.loops.child.channel import Channel, ChildContext, ILoop
from qbitrr.loops.child.logs import LogForwarder
from qbitrr.loops.child.watchdog import exit_within, rearm_alarm, watch_parent
from qbitrr.reactors import IWholeReactor
from qbitrr.redaction import Redactor, secrets_in
from qbitrr.wire.messages import (
    PROTOCOL,
    Beat,
    Configure,
    Configured,
    Ended,
    FromSupervisor,
    Hello,
    Ready,
    SetClock,
    SetHold,
    SetLogLevel,
    Stop,
)

__all__ = ["BEAT_VARIABLE", "KINDS", "Main", "run"]

KINDS = {
    "torrent": "qbitrr.loops.torrents.loop",
    "search": "qbitrr.loops.searches.loop",
    "policy": "qbitrr.loops.policy.loop",
}
"""Which module is the loop of a kind, imported when needed: see Note [Contract of a loop]. Another loop is asked for by its module."""

FROM_SUPERVISOR, TO_SUPERVISOR = 3, 4
BEAT_VARIABLE = "QBITRR_BEAT_SECONDS"
BEAT_SECONDS = 2.0
STOP_SECONDS = 2.0  # what a loop gets to finish its call in flight
FLUSH_SECONDS = 0.5
HARD_SECONDS = 3.0
EXIT_NOT_SUPERVISED = 2
EXIT_TERMINATED = 128 + signal.SIGTERM


class Main:
    """The life of a child: from its first word to its last."""

    log = Logger()

    def __init__(
        self,
        reactor: IWholeReactor,
        name: str,
        logs: LogForwarder,
        set_clock: Callable[[float], None] = lambda offset_seconds: None,
    ) -> None:
        self.exit_code = 0
        self._reactor = reactor
        self._name = name
        self._logs = logs
        self._set_clock = set_clock
        self._channel = Channel(self._said, self._lost)
        self._beats = LoopingCall(self._beat)
        self._beats.clock = reactor
        self._waiting: list[FromSupervisor] = []
        self._greeted = False
        self._starting: Deferred[Any] | None = None
        self._child: ChildContext | None = None
        self._loop: ILoop | None = None
        self._leaving = False
        self._finished = Deferred[None]()

    def begin(self, connect: Callable[[Channel], object]) -> None:
        """Open the channel with *connect* and say hello. Everything else follows from what the supervisor says."""
        self._reactor.addSystemEventTrigger("before", "shutdown", self._terminated)
        connect(self._channel)
        self._channel.send(Hello(protocol=PROTOCOL, name=self._name, pid=os.getpid()))
        self._logs.send_to(self._channel.send)
        beat_seconds = float(os.environ.get(BEAT_VARIABLE, BEAT_SECONDS))
        self._beats.start(beat_seconds).addErrback(self._broken)

    def leave(self, why: str, code: int = 0) -> Deferred[None]:
        """Finish and exit with *code*. Fires when nothing of ours runs any more; the first call decides."""
        if not self._leaving:
            self._leaving = True
            self.exit_code = code
            exit_within(HARD_SECONDS, code)
            Deferred.fromCoroutine(self._finish(why)).chainDeferred(self._finished)
        return _when(self._finished)

    def _beat(self) -> None:
        rearm_alarm()
        self._channel.send(Beat(passes=None if self._child is None else self._child.passes.taken()))

    def _said(self, message: FromSupervisor) -> None:
        match message:
            case Hello():
                if message.protocol != PROTOCOL:
                    raise WireError(f"the supervisor speaks protocol {message.protocol}, this child {PROTOCOL}")
                self._greeted = True
                if message.clock_offset is not None:
                    self._set_clock(message.clock_offset)
            case Stop():
                self.leave("told to stop")
            case SetClock():
                self._set_clock(message.clock_offset)
            case SetLogLevel():
                self._logs.set_level(message.level)
            case SetHold():
                if self._child is not None:
                    self._child.on_hold.take(message.hold_until, message.hold_why)
            case Configure() if self._starting is None:
                self._configured(message)
            case _ if self._loop is None:
                self._waiting.append(message)
            case _:
                self._pass_on(message)

    def _configured(self, configure: Configure) -> None:
        if not self._greeted:
            raise WireError("the supervisor did not say hello")
        self._logs.redact = Redactor(secrets_in(configure.config))
        self._logs.set_level(configure.log_level)
        self._child = ChildContext(self._reactor, configure, self._channel, self.leave)
        self._starting = maybeDeferred(_start, self._child)
        self._starting.addCallbacks(self._started, self._broken)

    def _started(self, loop: ILoop) -> None:
        if self._leaving:
            return  # told to stop meanwhile, and not to be stopped itself: it has done nothing yet
        self._loop = loop
        self._channel.send(Ready())
        waiting, self._waiting = self._waiting, []
        for message in waiting:
            self._pass_on(message)

    def _pass_on(self, message: FromSupervisor) -> None:
        if isinstance(message, Configure):
            self._logs.redact = Redactor(secrets_in(message.config))
            self._logs.set_level(message.log_level)
        if self._loop is None or self._leaving:
            return
        try:
            self._loop.message(message)
            if isinstance(message, Configure):
                self._channel.send(Configured(revision=message.revision))
        except Exception:  # whatever it is, the loop's state can no longer be trusted
            self._broken(Failure())

    def _broken(self, failure: Failure) -> None:
        """Nothing can be done about *failure* but a fresh start."""
        if self._leaving and failure.check(CancelledError):
            return
        if not failure.check(StoreError):  # which says all there is to say
            sys.stderr.write(self._logs.redact(failure.getTraceback()))
            sys.stderr.flush()
        self.leave(failure.getErrorMessage(), code=1)

    def _lost(self, error: WireError | None) -> None:
        if error is not None:
            self._broken(Failure(error))
        self.leave("the supervisor has gone")

    def _terminated(self) -> Deferred[None]:
        return self.leave("SIGTERM", code=EXIT_TERMINATED)

    async def _finish(self, why: str) -> None:
        if self._beats.running:
            self._beats.stop()
        if self._starting is not None and self._loop is None:
            self._starting.cancel()
        if self._loop is not None:
            await self._patiently(maybeDeferred(self._loop.stop), STOP_SECONDS)
        try:
            self._channel.send(Ended(why=why))
        except WireError:
            self.log.warn("no last word: the supervisor does not read")
        await self._patiently(self._channel.close(), FLUSH_SECONDS)
        self._reactor.callLater(0, self._halt)

    async def _patiently(self, last_act: Deferred[Any], seconds: float) -> None:
        try:
            await last_act.addTimeout(seconds, self._reactor)
        except (TimeoutError, CancelledError):
            self.log.warn("left after {seconds} s without waiting for the end of a call", seconds=seconds)
        except Exception:
            self.log.failure("while stopping")

    def _halt(self) -> None:
        rearm_alarm(0)
        try:
            self._reactor.stop()
        except ReactorNotRunning:
            pass  # SIGTERM stopped it already, and waited for us


def run(name: str) -> int:
    """Be the child called *name* (`torrent Radarr-4K`) until it ends; returns its exit code. Needs descriptors 3 and 4."""
    if not (_is_open(FROM_SUPERVISOR) and _is_open(TO_SUPERVISOR)):
        sys.stderr.write("qbitrr.loops runs inside the qbitrr supervisor, which starts it. You want: qbitrr run\n")
        return EXIT_NOT_SUPERVISED
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.enable()
    watch_parent(FROM_SUPERVISOR)
    for descriptor in (FROM_SUPERVISOR, TO_SUPERVISOR):
        os.set_inheritable(descriptor, False)  # not for programs that a loop starts
    logs = LogForwarder()
    logs.begin()
    Factory.noisy = False  # connections that come and go are no news
    default.install()  # as late as this; by itself, importing the reactor's module would have the whole machinery of imports write
    from twisted.internet import reactor

    main = Main(cast("IWholeReactor", reactor), name, logs, install(reactor).move_to)
    connect: Any = StandardIO  # its stub knows the constructor of another platform
    reactor.callWhenRunning(
        main.begin, lambda channel: connect(channel, FROM_SUPERVISOR, TO_SUPERVISOR, reactor=reactor)
    )
    reactor.run()
    return main.exit_code


def _start(child: ChildContext) -> Any:
    kind = child.configure.kind
    if kind not in KINDS and "." not in kind:
        raise WireError(f"there is no loop of kind {kind!r}")
    return import_module(KINDS.get(kind, kind)).start(child)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _when(shared: Deferred[None]) -> Deferred[None]:
    """A Deferred of one's own that fires with *shared*."""
    own = Deferred[None]()

    def pass_on(result: Any) -> Any:
        own.callback(None)
        return result

    shared.addBoth(pass_on)
    return own
