"""
Searches of log files: a few at once, each a process that is ended when it takes too long, when nobody waits for it, or when we stop.
"""

import msgspec
from twisted.internet.defer import Deferred

from qbitrr.actors.browser.short_process import ShortProcesses
from qbitrr.errors import NotReady
from qbitrr.logs.search import MOST_SECONDS, BadPattern, LogQuery, SearchOutcome

__all__ = ["LogSearch"]

_GRACE_SECONDS = 2.0
_TOO_LONG = BadPattern(why="it takes too long")


class LogSearch(ShortProcesses):
    """Starts the processes; stopping ends every search."""

    def search(self, query: LogQuery) -> Deferred[SearchOutcome]:
        """Fires with what came of it, within about ten seconds once it has its turn; fails with `NotReady`. Cancelling ends it."""
        return Deferred.fromCoroutine(self._search(query))

    async def _search(self, query: LogQuery) -> SearchOutcome:
        if self._are_many_waiting():
            raise NotReady("too many searches of logs at once")
        async with self._turns:
            process = self._begin("qbitrr.logs.search", msgspec.json.encode(query), MOST_SECONDS + _GRACE_SECONDS)
            try:
                found = await process.written
            finally:
                self._running.discard(process)
            return _TOO_LONG if process.is_late else _read(found)


def _read(found: bytes) -> SearchOutcome:
    try:
        return msgspec.json.decode(found, type=SearchOutcome)
    except msgspec.DecodeError:
        raise NotReady("the search of the log was ended") from None
