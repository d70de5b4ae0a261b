"""
Searches of log files: a few at once, each a process that is ended when it takes too long, when nobody waits for it, or when we stop.
"""

from typing import Any

import msgspec
from twisted.internet.defer import Deferred

from qbitrr.actors.browser.short_process import ShortProcesses
from qbitrr.errors import NotReady
from qbitrr.logs.filtering import MOST_SECONDS as FILTER_SECONDS
from qbitrr.logs.filtering import FilterOutcome, FilterQuery
from qbitrr.logs.search import MOST_SECONDS, BadPattern, LogQuery, SearchOutcome

__all__ = ["LogSearch"]

_GRACE_SECONDS = 2.0
_TOO_LONG = BadPattern(why="it takes too long")


class LogSearch(ShortProcesses):
    """Starts the processes; stopping ends every search."""

    def search(self, query: LogQuery) -> Deferred[SearchOutcome]:
        """Fires with what came of it, within about ten seconds once it has its turn; fails with `NotReady`. Cancelling ends it."""
        return Deferred.fromCoroutine(self._ask("qbitrr.logs.search", query, MOST_SECONDS, SearchOutcome))

    def filter(self, query: FilterQuery) -> Deferred[FilterOutcome]:
        """Fires with what passes a filter, a little sooner; otherwise the same."""
        return Deferred.fromCoroutine(self._ask("qbitrr.logs.filtering", query, FILTER_SECONDS, FilterOutcome))

    async def _ask(self, module: str, query: LogQuery | FilterQuery, seconds: float, outcome: Any) -> Any:
        if self._are_many_waiting():
            raise NotReady("too many searches of logs at once")
        async with self._turns:
            process = self._begin(module, msgspec.json.encode(query), seconds + _GRACE_SECONDS)
            try:
                found = await process.written
            finally:
                self._running.discard(process)
            if process.is_late and not query.is_pattern:
                raise NotReady("the search of the log took too long: the machine is busy, or its disk does not answer")
            return _TOO_LONG if process.is_late else _read(found, outcome)


def _read(found: bytes, outcome: Any) -> Any:
    try:
        return msgspec.json.decode(found, type=outcome)
    except msgspec.DecodeError:
        raise NotReady("the search of the log was ended") from None
