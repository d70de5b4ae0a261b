"""
Having a decision's steps done, and remembering those that were.
"""

from attrs import frozen
from msgspec import structs
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.decide.torrents.hand_over import import_sent
from qbitrr.decide.torrents.remembered import after_step_done, handing_over
from qbitrr.decide.torrents.rules import Decision
from qbitrr.errors import NotReady
from qbitrr.loops.torrents.arr.section import NoArr
from qbitrr.loops.torrents.part import Part, PartContext
from qbitrr.loops.torrents.share import Key
from qbitrr.model.steps import ClientStep, Data, Import, Keep, Removal, Result, Step
from qbitrr.model.torrents.queue import Record
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["ASK_AGAIN_SECONDS", "RemovalRequests", "StepPerformer"]

ASK_AGAIN_SECONDS = 600.0
"""The supervisor looks at what waits when its turn comes: asking again is for what was missed."""

# How long a torrent is left alone after a step, by how it ended. The client's listing lags up to 1.5 s behind a command.
_HOLD_SECONDS = {Result.DONE: 3.0, Result.RETRY: 10.0, Result.FAILED: 300.0, Result.HELD: 60.0}
_REMOVAL_UNDER_WAY_SECONDS = 60.0
_NOT_DONE = frozenset({Result.RETRY, Result.FAILED, Result.HELD})
_FOREVER = float("inf")
# A file that cannot be written is tried once a minute.
_WITHOUT_RECORD_SECONDS = 60.0


@frozen
class _Hold:
    """For how long a torrent is left alone, and whether that holds also when it turns (`qbitrr.loops.torrents.share.TorrentShare.hold`)."""

    seconds: float = 0.0
    is_strict: bool = False

    def and_(self, other: "_Hold") -> "_Hold":
        """Both."""
        return _Hold(max(self.seconds, other.seconds), self.is_strict or other.is_strict)


class StepPerformer(Part):
    """Carries decisions out; while one is under way its torrent is not looked at."""

    log = Logger()

    def __init__(self, context: PartContext, arr: NoArr) -> None:
        self._context = context
        self._child = context.child
        self._share = context.share
        self._memories = context.memories
        self._arr = arr
        self._clock = context.clock
        self._requests = RemovalRequests(context.clock)

    async def carry_out(
        self, torrent: Torrent, record: Record | None, steps: tuple[Step, ...], look_again_at: float
    ) -> None:
        """Do what was decided about a torrent, remember what was done, and set when to look again."""
        steps, asked_until = self._unasked(torrent, steps)
        if not steps:
            self._share.plan_by(torrent.key, asked_until)
            return
        if self._context.disk.trouble and any(isinstance(step, Removal | Import) for step in steps):
            self.log.debug("{name}: not done: {why}", name=torrent.name, why=self._context.disk.trouble)
            self._share.plan(torrent.key, self._clock.seconds() + _WITHOUT_RECORD_SECONDS)
            return
        self._share.hold(torrent.key, _FOREVER)
        hold = _Hold(_HOLD_SECONDS[Result.RETRY])
        for step in steps:
            self.log.debug("{name}: {why}", name=torrent.name, why=step.why.text)
        try:
            hold = (await self._in_client(torrent, steps)).and_(await self._in_arr(torrent, record, steps))
        except NotReady as error:
            self.log.debug("{name}: not done: {why}", name=torrent.name, why=str(error))
        finally:
            until = self._clock.seconds() + hold.seconds
            self._share.hold(torrent.key, until, decided=None if hold.is_strict else torrent)
            _, asked_until = self._unasked(torrent, steps)
            if asked_until:
                self._share.plan(torrent.key, asked_until)
            else:
                self._share.plan(torrent.key, min(until, look_again_at) if hold.seconds < 5 else until)

    def with_withdrawal(self, torrent: Torrent, decision: Decision) -> tuple[Step, ...]:
        """The steps of a decision, the taking back of what is not wanted any more, and the handing over of remembered tags."""
        steps = self._requests.with_withdrawal(torrent, decision)
        memory = self._memories.get(torrent.key)
        return (*handing_over(memory, torrent, steps), *steps) if memory.tags_internal else steps

    def configured(self) -> None:
        self._requests.ask_anew()

    def gone(self, key: Key) -> None:
        self._requests.gone(key)

    def _unasked(self, torrent: Torrent, steps: tuple[Step, ...]) -> tuple[tuple[Step, ...], float]:
        """The steps without removals that wait already, and until when these need not be asked for again (0: there is none)."""
        until = {id(step): self._requests.until(torrent, step) for step in steps if isinstance(step, Removal)}
        left = tuple(step for step in steps if until.get(id(step)) is None)
        return left, max((at for at in until.values() if at is not None), default=0.0)

    async def _in_client(self, torrent: Torrent, steps: tuple[Step, ...]) -> "_Hold":
        for step in steps:
            if isinstance(step, Removal):
                await self._arr.asking(torrent, step)
        wanted = [await self._completed(torrent, step) for step in steps if not isinstance(step, Import)]
        if not wanted:
            return _Hold()
        hold = _Hold()
        for step, outcome in zip(wanted, await self._child.steps(wanted), strict=True):
            if outcome.result is Result.DONE:
                memory = after_step_done(self._memories.get(torrent.key), step, self._clock.seconds())
                self._memories.put(torrent.key, memory)
            else:
                self.log.info(
                    "{name}: {step} {result}: {why}",
                    name=torrent.name,
                    step=outcome.step,
                    result=outcome.result.value,
                    why=outcome.why,
                )
            if isinstance(step, Removal):
                await self._arr.answered(torrent, step, outcome)
            elif isinstance(step, Keep):
                await self._arr.withdrawn(torrent)
            seconds = self._hold_seconds(torrent, step, outcome.result)
            hold = hold.and_(_Hold(seconds, is_strict=outcome.result not in _NOT_DONE))
        return hold

    def _hold_seconds(self, torrent: Torrent, step: Step, result: Result) -> float:
        """What waits in the supervisor holds nothing here: when the torrent changes, it is decided about anew."""
        if not isinstance(step, Removal) or result not in (Result.DONE, Result.HELD):
            return _HOLD_SECONDS[result]
        if (step.data is not Data.STAY or result is Result.HELD) and torrent.key in self._share.torrents:
            self._requests.asked(torrent, step)
        return _REMOVAL_UNDER_WAY_SECONDS if result is Result.DONE else _HOLD_SECONDS[Result.DONE]

    async def _in_arr(self, torrent: Torrent, record: Record | None, steps: tuple[Step, ...]) -> "_Hold":
        for step in steps:
            if isinstance(step, Import):
                command_id = await self._arr.hand_over(torrent, record, step)
                if command_id is not None:
                    memory = self._memories.get(torrent.key)
                    self._memories.put(torrent.key, import_sent(memory, self._clock.seconds(), command_id))
                sent = command_id is not None
                return _Hold(_HOLD_SECONDS[Result.DONE if sent else Result.RETRY], is_strict=sent)
        return _Hold()

    async def _completed(self, torrent: Torrent, step: ClientStep | Removal | Keep) -> ClientStep | Removal | Keep:
        """A removal with what a decision cannot know: names, the torrent, and what the Arr remembers of a download it does not list."""
        if not isinstance(step, Removal):
            return step
        memory = self._memories.get(torrent.key)
        step = structs.replace(
            step, section=self._context.section, name=torrent.name, had=memory.watching.had, seen=torrent
        )
        return await self._arr.completed(step, torrent, memory)


@frozen
class _Request:
    rule: int
    data: Data
    state: str
    category: str
    tags: tuple[str, ...]


class RemovalRequests:
    """What was asked for, by torrent. A torrent whose state, category or tags changed is asked for anew."""

    def __init__(self, clock: IReactorTime) -> None:
        self._clock = clock
        self._asked: dict[Key, tuple[_Request, float]] = {}

    def until(self, torrent: Torrent, removal: Removal) -> float | None:
        """Until when this removal need not be asked for again; None if it is to be asked for now."""
        request, until = self._asked.get(torrent.key, (None, 0.0))
        return until if request == _request(torrent, removal) and self._clock.seconds() < until else None

    def asked(self, torrent: Torrent, removal: Removal) -> None:
        """It waits, or is under way."""
        self._asked[torrent.key] = (_request(torrent, removal), self._clock.seconds() + ASK_AGAIN_SECONDS)

    def with_withdrawal(self, torrent: Torrent, decision: Decision) -> tuple[Step, ...]:
        """
        The steps of a decision, and that an earlier request is taken back if it asks for no removal any more. What could not be judged is
        no reason to take it back, nor says a rule anything about what the Arr refuses (rule 0).
        """
        request, _ = self._asked.get(torrent.key, (None, 0.0))
        if request is None or not request.rule or not decision.rule:
            return decision.steps
        if any(isinstance(step, Removal) for step in decision.steps):
            return decision.steps
        self.gone(torrent.key)
        return (*decision.steps, Keep(instance=torrent.instance, hash=torrent.hash, why=decision.why))

    def ask_anew(self) -> None:
        """What stood in the way may do so no more: what is still wanted is asked for at the next look."""
        self._asked = {key: (request, 0.0) for key, (request, _) in self._asked.items()}

    def gone(self, key: Key) -> None:
        """The torrent is gone, or another one."""
        self._asked.pop(key, None)


def _request(torrent: Torrent, removal: Removal) -> _Request:
    return _Request(removal.why.rule, removal.data, torrent.state, torrent.category, torrent.tags)
