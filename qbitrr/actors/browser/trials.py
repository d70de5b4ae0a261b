"""
Trying things out for whoever writes a configuration: a few at once, each in a process that is ended when it takes too long.
"""

import msgspec
from twisted.internet.defer import Deferred

from qbitrr.actors.browser.short_process import ShortProcesses
from qbitrr.errors import NotReady
from qbitrr.wire.trials import PathFound, PathTrial, PatternTrial, PatternTried, Trial

__all__ = ["Trials"]

MOST_SECONDS = 5.0
_MOST_HANGING = 8


class Trials(ShortProcesses):
    """Starts the processes; stopping ends every trial."""

    def path(self, trial: PathTrial) -> Deferred[PathFound | None]:
        """Fires with what is there, None if that cannot be known within seconds: a disk hangs. Fails with `NotReady`."""
        return Deferred.fromCoroutine(self._path(trial))

    async def _path(self, trial: PathTrial) -> PathFound | None:
        lines, is_late = await self._asked(trial)
        if not lines:
            if is_late:
                return None
            raise NotReady("the look at the path was ended")
        return msgspec.json.decode(lines[0], type=PathFound)

    def patterns(self, trial: PatternTrial) -> Deferred[tuple[PatternTried, ...]]:
        """
        Fires with how each pattern fares, up to one that takes too long, which is missing with those behind it. Fails with `NotReady`.
        Cancelling ends it.
        """
        return Deferred.fromCoroutine(self._patterns(trial))

    async def _patterns(self, trial: PatternTrial) -> tuple[PatternTried, ...]:
        lines, is_late = await self._asked(trial)
        if len(lines) < len(trial.patterns) and not is_late:
            raise NotReady("trying the patterns was ended")
        return tuple(msgspec.json.decode(each, type=PatternTried) for each in lines)

    async def _asked(self, trial: Trial) -> tuple[list[bytes], bool]:
        """The whole lines that were written, and whether it took too long."""
        if self._are_many_waiting() or len(self._running) >= _MOST_HANGING:
            raise NotReady("too much is tried out at once, or a disk hangs")
        async with self._turns:
            if not self.running:
                raise NotReady("the program is being stopped")
            process = self._begin("qbitrr.loops.trial", msgspec.json.encode(trial), MOST_SECONDS)
            *lines, _ = (await process.written).split(b"\n")
            return lines, process.is_late
