"""
Having a decision's steps done, and remembering those that were.
"""

from typing import Any

from attrs import frozen
from msgspec import structs
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.decide.removals.unlisted import by_grab, needs_grab
from qbitrr.decide.torrents.remembered import after_import_sent, after_step_done, apply_tags
from qbitrr.decide.torrents.rules import Decision
from qbitrr.errors import NotReady, RemoteError
from qbitrr.loops.child.channel import ChildContext
from qbitrr.loops.torrents.arr.side import ArrSide
from qbitrr.loops.torrents.imports.hand_over import Imports
from qbitrr.loops.torrents.imports.history import ArrHistory
from qbitrr.loops.torrents.memory import Memories
from qbitrr.loops.torrents.share import Key, Share
from qbitrr.loops.torrents.wishes import Wishes
from qbitrr.model.steps import AddTags, Data, Import, Removal, RemoveTags, Result, Step
from qbitrr.model.torrents.queue import Record
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["Acts"]

# How long a torrent is left alone after a step, by how it ended. The client's listing lags up to 1.5 s behind a command.
_HOLD_SECONDS = {Result.DONE: 3.0, Result.RETRY: 10.0, Result.FAILED: 300.0, Result.HELD: 60.0}
_REMOVAL_UNDER_WAY_SECONDS = 60.0
_NOT_DONE = frozenset({Result.RETRY, Result.FAILED, Result.HELD})
_FOREVER = float("inf")


@frozen
class _Hold:
    """For how long a torrent is left alone, and whether that holds also when it turns (`qbitrr.loops.torrents.share.Share.hold`)."""

    seconds: float = 0.0
    is_strict: bool = False

    def and_(self, other: "_Hold") -> "_Hold":
        """Both."""
        return _Hold(max(self.seconds, other.seconds), self.is_strict or other.is_strict)


class Acts:
    """Carries decisions out; while one is under way its torrent is not looked at."""

    log = Logger()

    def __init__(
        self,
        *,
        child: ChildContext,
        share: Share,
        memories: Memories,
        imports: Imports | None,
        arr: ArrSide | None,
        history: ArrHistory | None,
        re_search: bool,
        tagless: bool,
        clock: IReactorTime,
    ) -> None:
        self._child = child
        self._share = share
        self._memories = memories
        self._imports = imports
        self._arr = arr
        self._history = history
        self._re_search = re_search
        self._tagless = tagless
        self._clock = clock
        self._wishes = Wishes(clock)

    async def carry_out(
        self, torrent: Torrent, record: Record | None, steps: tuple[Step, ...], look_again_at: float
    ) -> None:
        """Do what was decided about a torrent, remember what was done, and set when to look again."""
        steps, asked_until = self._unasked(torrent, steps)
        if not steps:
            self._share.plan_by(torrent.key, asked_until)
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

    def second_thoughts(self, torrent: Torrent, decision: Decision) -> tuple[Step, ...]:
        """The steps of a decision, and the taking back of what is not wanted any more."""
        return self._wishes.second_thoughts(torrent, decision)

    def forget(self, key: Key) -> None:
        """The torrent is gone, or another one."""
        self._wishes.forget(key)

    def _unasked(self, torrent: Torrent, steps: tuple[Step, ...]) -> tuple[tuple[Step, ...], float]:
        """The steps without removals that wait already, and until when these need not be asked for again (0: there is none)."""
        until = {id(step): self._wishes.until(torrent, step) for step in steps if isinstance(step, Removal)}
        left = tuple(step for step in steps if until.get(id(step)) is None)
        return left, max((at for at in until.values() if at is not None), default=0.0)

    async def _in_client(self, torrent: Torrent, steps: tuple[Step, ...]) -> "_Hold":
        steps = self._remembered(torrent, steps) if self._tagless else steps
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
            seconds = self._hold_seconds(torrent, step, outcome.result)
            hold = hold.and_(_Hold(seconds, is_strict=outcome.result not in _NOT_DONE))
        return hold

    def _hold_seconds(self, torrent: Torrent, step: Step, result: Result) -> float:
        """What waits in the supervisor holds nothing here: when the torrent changes, it is decided about anew."""
        if not isinstance(step, Removal) or result not in (Result.DONE, Result.HELD):
            return _HOLD_SECONDS[result]
        if step.data is not Data.STAY or result is Result.HELD:
            self._wishes.asked(torrent, step)
        return _REMOVAL_UNDER_WAY_SECONDS if result is Result.DONE else _HOLD_SECONDS[Result.DONE]

    def _remembered(self, torrent: Torrent, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        """Tagless mode: tags go into the memory. What is left is for the client: there only tags that are there are removed."""
        left: list[Step] = []
        for step in steps:
            if isinstance(step, AddTags | RemoveTags):
                self._memories.put(torrent.key, apply_tags(self._memories.get(torrent.key), step))
                there = tuple(tag for tag in step.tags if tag in torrent.tags)
                if isinstance(step, RemoveTags) and there:
                    left.append(structs.replace(step, tags=there))
            else:
                left.append(step)
        return tuple(left)

    async def _in_arr(self, torrent: Torrent, record: Record | None, steps: tuple[Step, ...]) -> "_Hold":
        for step in steps:
            if isinstance(step, Import) and self._imports is not None:
                command_id = await self._imports.send(torrent, record, step.why, must_copy=step.copy)
                if command_id is not None:
                    memory = self._memories.get(torrent.key)
                    self._memories.put(torrent.key, after_import_sent(memory, self._clock.seconds(), command_id))
                sent = command_id is not None
                return _Hold(_HOLD_SECONDS[Result.DONE if sent else Result.RETRY], is_strict=sent)
        return _Hold()

    async def _completed(self, torrent: Torrent, step: Any) -> Any:
        """A removal with what a decision cannot know: names, the torrent, and what the Arr remembers of a download it does not list."""
        if not isinstance(step, Removal):
            return step
        had = self._memories.get(torrent.key).had
        step = structs.replace(step, section=self._child.configure.section, name=torrent.name, had=had, seen=torrent)
        if self._arr is None or not needs_grab(step, torrent, self._memories.get(torrent.key)):
            return step
        try:
            told = await self._history.ask_now(torrent) if self._history is not None else Told.UNKNOWN
            if told is Told.IGNORED:
                raise NotReady("the Arr was told to ignore it")
            if told is Told.NONE:
                return step  # it never grabbed it
            grab = await self._arr.grab_of(torrent.hashes)
        except RemoteError as error:
            raise NotReady(f"the Arr cannot say what it grabbed: {error}") from error
        return step if grab is None else by_grab(step, grab.media_ids, re_search=self._re_search)
