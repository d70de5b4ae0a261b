"""
Trying things out for whoever writes a configuration: a few at once, each in a process that is ended when it takes too long.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from twisted.application.service import Service
from twisted.internet.defer import Deferred, DeferredSemaphore

from qbitrr.actors.browser.short_process import ShortProcess
from qbitrr.errors import NotReady
from qbitrr.wire.trials import PathFound, PathTrial, PatternTrial, PatternTried, Trial

__all__ = ["Trials"]

MOST_SECONDS = 5.0
_AT_ONCE = 2
_MOST_WAITING = 16
_MOST_HANGING = 8


class Trials(Service):
    """Starts the processes, in the environment *env*."""

    def __init__(self, reactor: Any, env: Mapping[str, str]) -> None:
        self._reactor = reactor
        self._env = dict(env)
        self._turns = DeferredSemaphore(_AT_ONCE)
        self._running: set[ShortProcess] = set()

    def stopService(self) -> None:
        """End them. Nobody waits for a process that a hanging disk holds."""
        super().stopService()
        for process in tuple(self._running):
            process.kill()

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
        if len(self._turns.waiting) >= _MOST_WAITING or len(self._running) >= _MOST_HANGING:
            raise NotReady("too much is tried out at once, or a disk hangs")
        async with self._turns:
            if not self.running:
                raise NotReady("the program is being stopped")
            process = ShortProcess(self._reactor, self._running.discard)
            self._running.add(process)
            process.begin("qbitrr.loops.trial", self._env, msgspec.json.encode(trial), MOST_SECONDS)
            *lines, _ = (await process.written).split(b"\n")
            return lines, process.is_late
