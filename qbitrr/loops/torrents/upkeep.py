"""
Keeping trackers, rates, super seeding and tags of torrents as the rows of their trackers and their owner want them.
"""

import heapq
import math
from collections.abc import Iterable, Sequence

from attrs import frozen
from twisted.internet.task import deferLater
from twisted.logger import Logger

from qbitrr.decide.upkeep.announced import Announced
from qbitrr.decide.upkeep.asking import asked, with_upkept
from qbitrr.decide.upkeep.leaving import limits_left, limits_left_unseen, with_leaving, without_limits
from qbitrr.decide.upkeep.upkeep import UpkeepPlan, UpkeepStep, look_after
from qbitrr.errors import NotReady
from qbitrr.loops.torrents.client_clocks import ClientClocks
from qbitrr.loops.torrents.part import Part, PartContext
from qbitrr.loops.torrents.reads import Reads
from qbitrr.loops.torrents.share import Key, own_fraction, together
from qbitrr.model.steps import IN_QUARANTINE, ClientStep, Outcome, Result
from qbitrr.model.torrents.torrent import COMPLETE_STATES, Torrent
from qbitrr.wire.messages import Torrents

__all__ = ["UPKEEP_ABOUT", "Upkeep", "UpkeepAgenda"]

_ROOM = 1000


class UpkeepAgenda:
    """Torrents that are due now, each once, in the order in which they became so, and those that will be at a time of their own."""

    def __init__(self) -> None:
        self._due: dict[Key, None] = {}
        self._at: dict[Key, float] = {}
        self._heap: list[tuple[float, Key]] = []

    def now(self, keys: Iterable[Key]) -> None:
        """These are due."""
        self._due.update(dict.fromkeys(keys))

    def later(self, key: Key, at: float) -> None:
        """This one is due at that time, or sooner if that was planned before."""
        if at < self._at.get(key, math.inf):
            self._at[key] = at
            heapq.heappush(self._heap, (at, key))
            if len(self._heap) > _ROOM + 2 * len(self._at):  # most of it is out of date
                self._heap = [(at, key) for key, at in self._at.items()]
                heapq.heapify(self._heap)

    def drop(self, key: Key) -> None:
        """This one is gone."""
        self._due.pop(key, None)
        self._at.pop(key, None)

    def take(self, now: float) -> Key | None:
        """The next that is due; None if none is. It is taken as looked after."""
        while self._heap and self._heap[0][0] <= now:
            at, key = heapq.heappop(self._heap)
            if self._at.get(key) == at:
                del self._at[key]
                self._due[key] = None
        if not self._due:
            return None
        key = next(iter(self._due))
        del self._due[key]
        return key

    def next_at(self) -> float:
        """When the next is due, 0 if one is now, infinity if none will be."""
        if self._due:
            return 0.0
        while self._heap and self._at.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else math.inf


_LOOKS_PER_TURN = 400
# Adding a tracker is a call for each torrent, and other steps wait behind them in the client's queue.
_MOST_AT_ONCE = 50
_LIFT_TRIES = 3
_AGAIN_SECONDS = {Result.RETRY: 60.0, Result.HELD: 300.0}
# In case something was missed; spread, so that at no moment all are looked after.
_ANEW_SECONDS = 3 * 3600.0
_TOGETHER_SECONDS = 60.0
# How often what trackers say is looked at where that matters; of what seeds, with all others.
_SAYINGS_SECONDS = 600.0
UPKEEP_ABOUT = (
    "hosts", "tags", "dl_limit", "up_limit", "super_seeding", "category", "state", "private", "amount_left",
)  # fmt: skip
"""What upkeep depends on, of what a listing says of a torrent."""


@frozen
class _DueStep:
    key: Key
    step: UpkeepStep


class Upkeep(Part):
    """
    Each torrent when something it depends on changed, and all of them a few times a day. What is asked of the client is not waited
    for, and there is never more under way than it can do in a moment.
    """

    log = Logger()

    def __init__(self, context: PartContext, clocks: ClientClocks, reads: Reads) -> None:
        self._context = context
        self._share = context.share
        self._memories = context.memories
        self._clocks = clocks
        self._reads = reads
        self._agenda = UpkeepAgenda()
        self._seen: dict[Key, Torrent] = {}
        self._warned: dict[Key, tuple[str, ...]] = {}
        self._listed: frozenset[str] = frozenset()
        self._gone_through: set[str] = set()
        self._is_asking = False
        reads.subscribe(lambda key: self._agenda.now([key] if key in self._seen else ()))

    def listed(self, news: Torrents, new: frozenset[Key]) -> None:
        for torrent in news.torrents:
            self._forget_limits(torrent.key)
            before = self._seen.get(torrent.key)
            self._seen[torrent.key] = torrent
            if before is None or _differ(before, torrent):
                self._agenda.now([torrent.key])
                if before is not None and before.hosts != torrent.hosts:
                    self._reads.trackers_changed(torrent.key)
        back = news.listed_at.keys() - self._listed
        self._listed = frozenset(news.listed_at)
        if back:  # what came due while its client was away
            self._agenda.now(key for key in self._seen if key[0] in back)
        for instance in back - self._gone_through:
            self._gone_through.add(instance)
            self._lift_leftovers(instance)

    def configured(self) -> None:
        self._warned.clear()
        self.hurried()

    def hurried(self) -> None:
        self._agenda.now(self._seen)

    def gone(self, key: Key) -> None:
        self._leave(key)
        self._seen.pop(key, None)
        self._warned.pop(key, None)
        self._agenda.drop(key)

    def _leave(self, key: Key) -> None:
        """It went to another owner, or for good: then its client has nothing to do."""
        torrent, memory = self._seen.get(key), self._memories.get(key)
        if torrent is None or key in self._share.torrents:
            return
        steps = limits_left(torrent, memory.upkept)
        upkept = with_leaving(memory.upkept) if steps else without_limits(memory.upkept)
        self._memories.put(key, with_upkept(memory, upkept))
        if steps:
            self._context.begin(self._lift(key, torrent.name, steps))

    def _lift_leftovers(self, instance: str) -> None:
        """What left in an earlier life, or while there was none. See Note [Lifted for certain] in `qbitrr.decide.upkeep.leaving`."""
        for key, memory in self._memories.items_on(instance):
            steps = limits_left_unseen(key, memory.upkept) if key not in self._share.torrents else ()
            if steps and key not in self._seen:
                self._memories.put(key, with_upkept(memory, with_leaving(memory.upkept)))
                self._context.begin(self._lift(key, key[1], steps))

    def _forget_limits(self, key: Key) -> None:
        """Of one that has left: they are lifted, or it has come back and is looked after as if it had never been."""
        memory = self._memories.get(key)
        if memory.upkept.is_left:
            self._memories.put(key, with_upkept(memory, without_limits(memory.upkept)))

    def _still_ours(self, key: Key) -> None:
        """It keeps its limits where nothing is done to it: they go with it, or are lifted as ours once it is back."""
        memory = self._memories.get(key)
        self._memories.put(key, with_upkept(memory, with_leaving(memory.upkept, is_left=False)))

    async def _lift(self, key: Key, name: str, steps: Sequence[ClientStep]) -> None:
        for _ in range(_LIFT_TRIES):
            try:
                outcomes = await self._context.child.steps(list(steps))
            except NotReady as error:
                self.log.debug("{name}: limits are not lifted now: {why}", name=name, why=str(error))
            else:
                if all(outcome.result not in _AGAIN_SECONDS for outcome in outcomes):
                    self._forget_limits(key)
                    return
                if any(outcome.why == IN_QUARANTINE for outcome in outcomes):
                    self._still_ours(key)
                    return
            await deferLater(self._context.clock, _AGAIN_SECONDS[Result.RETRY])
            if key in self._share.torrents:
                return  # it came back
        self.log.warn("{name} has left, and its limits could not be lifted; the next start tries again", name=name)

    def next_at(self) -> float:
        return math.inf if self._is_asking else self._agenda.next_at()

    async def turn(self, now: float) -> None:
        if self._is_asking:
            return
        wanted: list[_DueStep] = []
        torrents = 0
        for _ in range(_LOOKS_PER_TURN):
            if torrents >= _MOST_AT_ONCE or (key := self._agenda.take(now)) is None:
                break
            steps = self._look(key, now)
            wanted += [_DueStep(key, step) for step in steps]
            torrents += bool(steps)
        if wanted:
            self._is_asking = True
            self._context.begin(self._ask(wanted))

    def _look(self, key: Key, now: float) -> tuple[UpkeepStep, ...]:
        torrent = self._share.torrents.get(key)
        if torrent is None or torrent.instance not in self._clocks:
            return ()  # not known how it is; it is due again when its client is back
        self._agenda.later(key, together(now + _ANEW_SECONDS * (1 + own_fraction(key)), _TOGETHER_SECONDS))
        try:
            plan = self._plan(torrent, now)
        except Exception:
            self.log.failure("looking after {name} failed", name=torrent.name)
            return ()
        memory = self._memories.get(key)
        self._memories.put(key, with_upkept(memory, plan.upkept))
        if plan.again_at < math.inf:
            self._agenda.later(key, plan.again_at)
        self._warn(torrent, plan)
        return plan.steps

    def _plan(self, torrent: Torrent, now: float) -> UpkeepPlan:
        """With what was read of its trackers; only where that would make a difference it is read at all."""
        rules, upkept = self._context.rules_of(torrent), self._memories.get(torrent.key).upkept
        plan = look_after(Announced(torrent=torrent, rules=rules, upkept=upkept), now)
        if not plan.wants_trackers:
            return plan
        is_calm = torrent.state in COMPLETE_STATES
        read_at, trackers = self._reads.trackers(torrent.key, is_calm=is_calm)
        if rules.seeding.dead_trackers and not is_calm:
            self._agenda.later(torrent.key, now + _SAYINGS_SECONDS)
        if trackers is None or not self._clocks.watch(torrent.instance, now).is_running:
            return plan  # what trackers say while their client reaches nobody says nothing about them
        return look_after(
            Announced(torrent=torrent, rules=rules, upkept=upkept, trackers=trackers, trackers_at=read_at), now
        )

    def _warn(self, torrent: Torrent, plan: UpkeepPlan) -> None:
        if plan.warnings != self._warned.get(torrent.key, ()):
            self._warned[torrent.key] = plan.warnings
            for text in plan.warnings:
                self.log.warn("{name}: {text}", name=torrent.name, text=text)

    async def _ask(self, wanted: Sequence[_DueStep]) -> None:
        try:
            outcomes = await self._context.child.steps([each.step.step for each in wanted])
        except NotReady as error:
            self.log.debug("not done: {why}", why=str(error))
            again = self._context.clock.seconds() + _AGAIN_SECONDS[Result.RETRY]
            for each in wanted:
                self._agenda.later(each.key, again)
        else:
            for each, outcome in zip(wanted, outcomes, strict=True):
                self._ended(each, outcome)
        finally:
            self._is_asking = False

    def _ended(self, wanted: _DueStep, outcome: Outcome) -> None:
        """What was refused counts as asked for, too: it is not asked for without end."""
        now = self._context.clock.seconds()
        if outcome.result in _AGAIN_SECONDS:
            self._agenda.later(wanted.key, now + _AGAIN_SECONDS[outcome.result])
        elif wanted.key in self._seen:
            memory = self._memories.get(wanted.key)
            self._memories.put(wanted.key, with_upkept(memory, asked(memory.upkept, wanted.step.wishes, now)))
            self._agenda.now([wanted.key])
        if outcome.result is not Result.DONE:
            self.log.info(
                "{hash}: {step} {result}: {why}",
                hash=wanted.key[1], step=outcome.step, result=outcome.result.value, why=outcome.why,
            )  # fmt: skip


def _differ(before: Torrent, torrent: Torrent) -> bool:
    return any(getattr(before, name) != getattr(torrent, name) for name in UPKEEP_ABOUT)
