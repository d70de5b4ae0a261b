"""
Having a plan of the guard carried out: mark, stop, start, unmark, each only when what comes before it was done.
"""

from collections.abc import Callable, Collection, Iterable, Sequence

from attrs import define, field
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.decide.space.guard import Going, PoolPlan, Waiting
from qbitrr.model.steps import AddTags, ClientStep, Outcome, Result

__all__ = ["GuardPerformer"]

Key = tuple[str, str]

# How long a torrent is left alone after a step, by how it ended. The client's listing lags up to 1.5 s behind a command.
_REST_SECONDS = {Result.DONE: 3.0, Result.RETRY: 10.0, Result.FAILED: 300.0, Result.HELD: 60.0}


@define
class _Round:
    """What was done: which torrents got their mark, and which have stopped."""

    marked: set[Key] = field(factory=set)
    stopped: set[Key] = field(factory=set)


class GuardPerformer:
    """
    A torrent whose mark could not be written is not stopped: nobody would know why. Nothing is started in a pool in which something that
    should stop still runs: its room is not there yet. *steps* has steps done, in order.
    """

    log = Logger()

    def __init__(
        self, steps: Callable[[Sequence[ClientStep]], Deferred[tuple[Outcome, ...]]], clock: IReactorTime
    ) -> None:
        self._steps = steps
        self._clock = clock
        self._rest_until: dict[Key, float] = {}

    async def carry_out(self, plans: Sequence[PoolPlan], unguarded: Iterable[Going] = ()) -> Collection[Key]:
        """Do what is planned; returns the keys of what was marked. Raises `NotReady` when the end of a step is not known."""
        done = _Round()
        waiting = [each for plan in plans for each in plan.waiting if not self._rests(_key_of(each))]
        await self._mark(waiting, done)
        await self._stop(waiting, done)
        going = list(unguarded)
        for plan in plans:
            is_blocked = any(each.pause is not None and _key_of(each) not in done.stopped for each in plan.waiting)
            going += [each for each in plan.going if each.resume is None or not is_blocked]
        await self._start([each for each in going if not self._rests(each.torrent.key)])
        return done.marked

    def hurry(self) -> None:
        """What was refused may go now."""
        self._rest_until.clear()

    def forget(self, listed: Collection[Key]) -> None:
        """Keep nothing of what is not listed."""
        for key in self._rest_until.keys() - listed:
            del self._rest_until[key]

    async def _mark(self, waiting: Sequence[Waiting], done: _Round) -> None:
        for step, outcome in await self._do([step for each in waiting for step in each.marks]):
            if not isinstance(step, AddTags):
                continue
            if outcome.result is Result.DONE:
                done.marked.add((step.instance, step.hash))
            elif outcome.result is not Result.HELD:
                self.log.warn("{hash}: not paused, as its tag was not written: {why}", hash=step.hash, why=outcome.why)

    async def _stop(self, waiting: Sequence[Waiting], done: _Round) -> None:
        stops = [each.pause for each in waiting if each.pause and (not each.marks or _key_of(each) in done.marked)]
        for step, outcome in await self._do(stops):
            if outcome.result is Result.DONE:
                done.stopped.add((step.instance, step.hash))

    async def _start(self, going: Sequence[Going]) -> None:
        starts = [each.resume for each in going if each.resume is not None]
        ended = await self._do(starts)
        started = {(step.instance, step.hash) for step, outcome in ended if outcome.result is Result.DONE}
        await self._do([each.unmark for each in going if each.resume is None or each.torrent.key in started])

    async def _do(self, steps: Sequence[ClientStep]) -> list[tuple[ClientStep, Outcome]]:
        if not steps:
            return []
        ended = list(zip(steps, await self._steps(steps), strict=True))
        now = self._clock.seconds()
        for step, outcome in ended:
            key = (step.instance, step.hash)
            self._rest_until[key] = max(self._rest_until.get(key, 0.0), now + _REST_SECONDS[outcome.result])
        return ended

    def _rests(self, key: Key) -> bool:
        return self._clock.seconds() < self._rest_until.get(key, 0.0)


def _key_of(waiting: Waiting) -> Key:
    return waiting.download.torrent.key
