"""
Searches of log files: a few at once, each a process that is ended when it takes too long, when nobody waits for it, or when we stop.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from twisted.application.service import Service
from twisted.internet.defer import Deferred, DeferredSemaphore

from qbitrr.actors.browser.short_process import ShortProcess
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
        self._running: set[ShortProcess] = set()

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
            process = ShortProcess(self._reactor, self._running.discard)
            self._running.add(process)
            try:
                process.begin(
                    "qbitrr.logs.search", self._env, msgspec.json.encode(query), MOST_SECONDS + _GRACE_SECONDS
                )
                found = await process.written
            finally:
                self._running.discard(process)
            return _TOO_LONG if process.is_late else _read(found)


def _read(found: bytes) -> SearchOutcome:
    try:
        return msgspec.json.decode(found, type=SearchOutcome)
    except msgspec.DecodeError:
        raise NotReady("the search of the log was ended") from None
