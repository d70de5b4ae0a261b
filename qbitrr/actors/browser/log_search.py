"""
Searches of log files: a few at once, each a process that is ended when it takes too long, when nobody waits for it, or when we stop.
"""

import sys
from collections.abc import Mapping
from typing import Any

import msgspec
from twisted.application.service import Service
from twisted.internet.defer import Deferred, DeferredSemaphore
from twisted.internet.error import ProcessExitedAlready
from twisted.internet.interfaces import IProcessTransport
from twisted.internet.protocol import ProcessProtocol
from twisted.python.failure import Failure

from qbitrr.errors import NotReady
from qbitrr.logs.search import MOST_SECONDS, BadPattern, LogQuery, SearchOutcome

__all__ = ["LogSearch"]

_AT_ONCE = 2
_MOST_WAITING = 16
_GRACE_SECONDS = 2.0
_TOO_LONG = BadPattern(why="it takes too long")


class LogSearch(Service):
    """Starts the processes, in the environment *env*."""

    def __init__(self, reactor: Any, env: Mapping[str, str]) -> None:
        self._reactor = reactor
        self._env = dict(env)
        self._turns = DeferredSemaphore(_AT_ONCE)
        self._running: set[_SearchProcess] = set()

    def stopService(self) -> None:
        """End every search. Nobody waits for a process that a hanging disk holds."""
        super().stopService()
        for process in tuple(self._running):
            process.kill()

    def search(self, query: LogQuery) -> Deferred[SearchOutcome]:
        """Fires with what came of it, within about ten seconds once it has its turn; fails with `NotReady`. Cancelling ends it."""
        return Deferred.fromCoroutine(self._search(query))

    async def _search(self, query: LogQuery) -> SearchOutcome:
        if len(self._turns.waiting) >= _MOST_WAITING:
            raise NotReady("too many searches of logs at once")
        async with self._turns:
            process = _SearchProcess(self._reactor)
            self._running.add(process)
            try:
                process.begin(self._env, query)
                return await process.outcome
            finally:
                self._running.discard(process)


class _SearchProcess(ProcessProtocol):
    """One search."""

    def __init__(self, reactor: Any) -> None:
        self.outcome: Deferred[SearchOutcome] = Deferred(lambda _: self.kill())
        self._reactor = reactor
        self._found = bytearray()
        self._process: IProcessTransport | None = None
        self._timer: Any = None

    def begin(self, env: dict[str, str], query: LogQuery) -> None:
        """Start it."""
        command = [sys.executable, "-m", "qbitrr.logs.search"]
        process: Any = self._reactor.spawnProcess(self, command[0], command, env=env)
        self._process = process
        self._timer = self._reactor.callLater(MOST_SECONDS + _GRACE_SECONDS, self._late)
        process.write(msgspec.json.encode(query))
        process.closeStdin()

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None:
            try:
                self._process.signalProcess("KILL")
            except ProcessExitedAlready:
                return

    def _late(self) -> None:
        self.kill()
        self._tell(_TOO_LONG)

    def outReceived(self, data: bytes) -> None:
        """A piece of the answer."""
        self._found += data

    def processEnded(self, reason: Failure) -> None:
        """All of the answer is here, or none comes."""
        if self._timer is not None and self._timer.active():
            self._timer.cancel()
        try:
            self._tell(msgspec.json.decode(bytes(self._found), type=SearchOutcome))
        except msgspec.DecodeError:
            self._tell(NotReady("the search of the log was ended"))

    def _tell(self, outcome: SearchOutcome | NotReady) -> None:
        if self.outcome.called:
            return
        if isinstance(outcome, NotReady):
            self.outcome.errback(outcome)
        else:
            self.outcome.callback(outcome)
