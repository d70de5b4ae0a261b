"""
The one way by which anything is removed: rails, then Arr, then quarantine, then a new search; each step survives a crash.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol
from weakref import WeakValueDictionary

from msgspec.structs import replace
from twisted.application.service import Service
from twisted.internet.defer import CancelledError, Deferred, DeferredLock, DeferredSemaphore
from twisted.internet.task import deferLater
from twisted.logger import Logger, LogLevel
from twisted.python.failure import Failure

from qbitrr.actors.journal import Journal
from qbitrr.actors.quarantine import Quarantine
from qbitrr.actors.rails import Rails
from qbitrr.decide.protocol import (
    Act,
    BlocklistAct,
    Close,
    ConfirmAct,
    DeleteAct,
    QuarantineAct,
    SearchAct,
    advance,
    is_stuck,
    next_act,
)
from qbitrr.decide.removals import Allowed, Held, Rail, Refused
from qbitrr.errors import QbitrrError, StoreError
from qbitrr.model.journal import Entry
from qbitrr.model.removing import Case, Stage
from qbitrr.model.steps import Data, Outcome, Removal, Result
from qbitrr.model.torrents import Torrent
from qbitrr.store import supervisor as tables
from qbitrr.store.database import Database
from qbitrr.wire.messages import Blocklist, Performed, SearchAgain

__all__ = ["IHands", "Removals"]

_FIRST_RETRY_SECONDS = 2.0
_LONGEST_RETRY_SECONDS = 300.0
_CASES_AT_ONCE = 8
_STORE_RETRY_SECONDS = 30.0
_TWINS_WITHIN_SECONDS = 600.0
_RESULTS = {"done": Result.DONE, "retry": Result.RETRY, "failed": Result.FAILED}


class IHands(Protocol):
    """What an Arr's children do for a removal. Both fail with `NotReady` while the child is not there."""

    def blocklist(self, request: Blocklist) -> Deferred[Performed]: ...

    def search_again(self, request: SearchAgain) -> Deferred[Performed]: ...


class Removals(Service):
    """
    Takes `Removal` steps and sees every one through: a row is written before the first call outside, and a start resumes
    rows where they stood.
    """

    log = Logger()

    def __init__(
        self,
        *,
        database: Database,
        quarantine: Quarantine,
        journal: Journal,
        rails: Rails,
        hands: Callable[[str], IHands | None],
        clock: Any,
    ) -> None:
        self._database = database
        self._quarantine = quarantine
        self._journal = journal
        self._rails = rails
        self._hands = hands
        self._clock = clock
        self._pursued: dict[int, Deferred[None]] = {}
        self._few = DeferredSemaphore(_CASES_AT_ONCE)
        self._held: dict[tuple[str, str], Rail] = {}
        # The same torrent in two clients is one download for its Arr: it is told once.
        self._one_at_a_time: WeakValueDictionary[tuple[str, str], DeferredLock] = WeakValueDictionary()
        self._told: dict[tuple[str, str], float] = {}
        self._searched: dict[tuple[str, str], float] = {}
        self.open: dict[tuple[str, str], Case] = {}

    async def resume(self) -> None:
        """Take up what an earlier run left open. Call it once, before anything is submitted."""
        for case in await self._database.run(tables.open_cases):
            self.log.info("going on with the removal of {name}", name=case.removal.name, torrent_hash=case.hash)
            self._pursue(case)

    def stopService(self) -> Deferred[None]:
        """Fires when no removal is being worked on; open ones go on at the next start."""
        super().stopService()
        return Deferred.fromCoroutine(self._stopped())

    async def _stopped(self) -> None:
        for pursuing in list(self._pursued.values()):
            pursuing.cancel()
            await pursuing

    async def submit(self, section: str, removals: Sequence[Removal]) -> tuple[Outcome, ...]:
        """
        Judge `removals` of one owner and begin those that pass. `DONE` means it is written down and will happen; `HELD` names
        the rail; `RETRY` that the torrent is not known now.
        """
        outcomes = []
        for removal, verdict in zip(removals, await self._rails.judge(section, removals), strict=True):
            if isinstance(verdict, Allowed):
                outcomes.append(await self._begin(removal))
            else:
                outcomes.append(self._hold(removal, verdict))
        return tuple(outcomes)

    def _hold(self, removal: Removal, verdict: Held | Refused) -> Outcome:
        key = (removal.instance, removal.hash)
        if self._held.get(key) != verdict.rail:  # say it once, not at every look
            self._held[key] = verdict.rail
            text = f"{removal.name} is not removed: {verdict.why.text} What speaks for it: {removal.why.text}"
            self._note(removal, "removal", "held", text)
        return self._outcome(removal, Result.HELD, verdict.why.text)

    async def _begin(self, removal: Removal) -> Outcome:
        key = (removal.instance, removal.hash)
        torrent = self._quarantine.find(*key)
        self._held.pop(key, None)
        if torrent is None and removal.data is not Data.STAY:
            return self._outcome(removal, Result.RETRY, "the torrent is not listed")
        if key in self.open:
            return self._outcome(removal, Result.DONE, "already under way")
        case = await self._database.run(tables.open_case, _case(removal, torrent, self._clock.seconds()))
        if case is None:
            return self._outcome(removal, Result.DONE, "already under way")
        self._note(removal, "removal", "done", f"giving up {removal.name}: {removal.why.text}")
        self._pursue(case)
        return self._outcome(removal, Result.DONE, "")

    # Seeing a case through

    def _pursue(self, case: Case) -> None:
        self.open[case.instance, case.hash] = case
        pursuing = Deferred.fromCoroutine(self._see_through(case))
        self._pursued[case.id] = pursuing

        def ended(result: Any) -> None:
            self._pursued.pop(case.id, None)
            self.open.pop((case.instance, case.hash), None)
            if isinstance(result, Failure) and not result.check(CancelledError):
                self.log.failure("removal of {name} broke off", failure=result, name=case.removal.name)

        pursuing.addBoth(ended)

    async def _see_through(self, case: Case) -> None:
        sent = False
        while True:
            act = next_act(case, quarantine=self._quarantine.is_on, sent=sent)
            if isinstance(act, Close):
                break
            result, told = await self._attempt(case, act)
            sent = result is Result.DONE and isinstance(act, QuarantineAct | DeleteAct)
            case = advance(case, act, result, told)
            self.open[case.instance, case.hash] = case
            if case.stage is Stage.OVER:
                break
            await self._written(tables.save_case, case)
            if result is not Result.DONE:
                await self._pause(case, act, told)
        await self._written(tables.close_case, case.id)
        self._quarantine.settled(case)

    async def _written(self, function: Callable[..., None], what: Any) -> None:
        """Write down how far a removal got; while the file cannot be written, the removal stands still."""
        while True:
            try:
                return await self._database.run(function, what)
            except StoreError as error:
                self.log.error("a removal cannot go on, its file cannot be written: {why}", why=str(error))
                await deferLater(self._clock, _STORE_RETRY_SECONDS)

    async def _attempt(self, case: Case, act: Act) -> tuple[Result, str]:
        try:
            async with self._few:
                return await self._do(case, act)
        except CancelledError:
            raise
        except QbitrrError as error:
            return Result.RETRY, str(error)
        except Exception as error:
            self.log.failure("removal of {name}: {act} failed", name=case.removal.name, act=type(act).__name__)
            return Result.RETRY, f"{type(error).__name__}: {error}"

    async def _pause(self, case: Case, act: Act, why: str) -> None:
        seconds = min(_FIRST_RETRY_SECONDS * 2 ** min(case.attempts - 1, 12), _LONGEST_RETRY_SECONDS)
        level = LogLevel.warn if is_stuck(case) else LogLevel.info
        self.log.emit(
            level,
            "removal of {name}: {act} not done yet ({why}), again in {seconds:.0f} s",
            name=case.removal.name,
            act=type(act).__name__,
            why=why,
            seconds=seconds,
        )
        await deferLater(self._clock, seconds)

    async def _do(self, case: Case, act: Act) -> tuple[Result, str]:
        match act:
            case BlocklistAct():
                return await self._tell_arr(case, act)
            case SearchAct():
                return await self._search_again(case, act)
            case QuarantineAct():
                return await self._quarantine.take_out(case)
            case DeleteAct():
                return await self._quarantine.delete(case.instance, case.hash, delete_files=act.with_files)
            case ConfirmAct():
                return await self._quarantine.confirm(case)
        raise AssertionError(act)

    async def _tell_arr(self, case: Case, act: BlocklistAct) -> tuple[Result, str]:
        removal = case.removal
        hands = self._hands(removal.section)
        if hands is None:
            return Result.DONE, "its Arr is not configured any more"
        request = Blocklist(hash=act.hash, record_ids=act.record_ids, skip_redownload=act.skip_redownload)
        lock = self._one_at_a_time.setdefault((removal.section, act.hash), DeferredLock())
        async with lock:
            if self._has_twin(case) or self._lately(self._told, case):
                return Result.DONE, "its Arr was told already"
            answer = await hands.blocklist(request)
            if answer.result == "done":
                self._told[removal.section, act.hash] = self._clock.seconds()
                self.open[case.instance, case.hash] = replace(case, stage=Stage.TAKE_OUT)
        if answer.result == "done":
            self._note(removal, "blocklist", "done", f"{removal.name}: {answer.text}")
        return _RESULTS.get(answer.result, Result.RETRY), answer.text

    def _has_twin(self, case: Case) -> bool:
        """Whether the same download in another client is given up, too, and its Arr knows."""
        return any(
            other.hash == case.hash and other.instance != case.instance and other.removal.section == case.removal.section
            and other.removal.blocklist and other.stage >= Stage.TAKE_OUT
            for other in self.open.values()
        )  # fmt: skip

    def _lately(self, times: Mapping[tuple[str, str], float], case: Case) -> bool:
        """Whether the same was done a moment ago, for a twin whose removal is over."""
        at = times.get((case.removal.section, case.hash), float("-inf"))
        return self._clock.seconds() - at < _TWINS_WITHIN_SECONDS

    async def _search_again(self, case: Case, act: SearchAct) -> tuple[Result, str]:
        removal = case.removal
        hands = self._hands(removal.section)
        if hands is None:
            return Result.DONE, "its Arr is not configured any more"
        if self._lately(self._searched, case):
            return Result.DONE, "a replacement is searched already"
        key = f"removal-{case.id}-{int(case.opened_at)}"
        request = SearchAgain(
            key=key, media_ids=act.media_ids, why=removal.why, name=removal.name, since=case.opened_at
        )
        answer = await hands.search_again(request)
        result = _RESULTS.get(answer.result, Result.RETRY)
        if result is Result.DONE:
            self._searched[removal.section, case.hash] = self._clock.seconds()
        elif result is Result.FAILED:
            self._note(
                removal, "replacement", "failed", f"no replacement is searched for {removal.name}: {answer.text}"
            )
        return result, answer.text

    def _note(self, removal: Removal, act: str, result: str, text: str) -> None:
        self._journal.write(
            Entry(
                at=self._clock.seconds(),
                section=removal.section,
                act=act,
                result=result,
                text=text,
                instance=removal.instance,
                hash=removal.hash,
                name=removal.name,
                media=removal.media_ids,
                why=removal.why,
            )
        )

    def _outcome(self, removal: Removal, result: Result, why: str) -> Outcome:
        return Outcome(instance=removal.instance, hash=removal.hash, step="removal", result=result, why=why)


def _case(removal: Removal, torrent: Torrent | None, now: float) -> Case:
    if torrent is None:  # only the Arr is told
        return Case(instance=removal.instance, hash=removal.hash, removal=removal, opened_at=now)
    return Case(
        instance=removal.instance,
        hash=removal.hash,
        removal=removal,
        opened_at=now,
        category=torrent.category,
        tags=torrent.tags,
        auto_tmm=torrent.auto_tmm,
        was_running=torrent.state not in ("stoppedDL", "stoppedUP"),
        size_bytes=torrent.size_bytes,
        content_path=torrent.content_path,
    )
