"""
Removals that have begun: each is seen through to its end, over crashes, and asked again before each act whether it may.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import define, evolve
from msgspec.structs import replace
from twisted.internet.defer import CancelledError, Deferred, DeferredSemaphore
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater
from twisted.logger import Logger, LogLevel
from twisted.python.failure import Failure

from qbitrr.actors.journal import Journal
from qbitrr.actors.removals.arr_notifier import ActResult, ArrNotifier
from qbitrr.actors.removals.entries import of_deletion, of_held, of_removal
from qbitrr.actors.removals.quarantine.quarantine import Quarantine
from qbitrr.actors.removals.rails import Question, Rails
from qbitrr.decide.backoff import doubling
from qbitrr.decide.removals.protocol import (
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
from qbitrr.decide.removals.rails import Before, Go, Postponed, Rail, Verdict, Withdrawn, rail_reason
from qbitrr.decide.removals.stuck import NO_LOOP, hindered
from qbitrr.errors import NotReady, QbitrrError, StoreError
from qbitrr.model.journal import Entry
from qbitrr.model.reasons import Value
from qbitrr.model.removals.cases import Case, Hindrance, Stage, ToldArr
from qbitrr.model.steps import Result
from qbitrr.store.supervisor import removals as removal_table

__all__ = ["RemovalRunner", "Rest"]

Key = tuple[str, str]
_FIRST_RETRY_SECONDS = 2.0
_LONGEST_RETRY_SECONDS = 300.0
_CASES_AT_ONCE = 8
_STORE_RETRY_SECONDS = 30.0
_BEFORE: dict[type[Act], Before] = {
    BlocklistAct: Before.TELLING,
    QuarantineAct: Before.TAKING_OUT,
    DeleteAct: Before.TAKING_OUT,
}


@define
class Rest:
    """What an open removal waits for, and until when at the latest."""

    why: str
    held_by: str
    until: float
    over: Deferred[None]


class RemovalRunner:
    """
    `open` are the removals under way by `(instance, hash)`, `resting` what those of them wait for that wait. What an act records, and
    the entry that tells of it, are written in one transaction; while the file cannot be written, the removal stands still.
    """

    log = Logger()

    def __init__(
        self,
        *,
        quarantine: Quarantine,
        journal: Journal,
        rails: Rails,
        notifier: ArrNotifier,
        open_cases: dict[Key, Case],
        clock: IReactorTime,
    ) -> None:
        self._quarantine = quarantine
        self._journal = journal
        self._rails = rails
        self._clock = clock
        self._pursued: dict[int, Deferred[None]] = {}
        self._few = DeferredSemaphore(_CASES_AT_ONCE)
        self.open = open_cases
        self.resting: dict[Key, Rest] = {}
        self.hindered: dict[Key, Hindrance] = {}
        """What has kept those from going on that cannot; also while it is tried again."""
        self._released: set[Key] = set()
        self.notifier = notifier

    def pursue(self, case: Case) -> None:
        """See a removal through, from where it stands."""
        self.open[case.instance, case.hash] = case
        pursuing = Deferred.fromCoroutine(self._see_through(case))
        self._pursued[case.id] = pursuing

        def ended(result: Any) -> None:
            self._pursued.pop(case.id, None)
            self.open.pop((case.instance, case.hash), None)
            self._released.discard((case.instance, case.hash))
            self.hindered.pop((case.instance, case.hash), None)
            if isinstance(result, Failure) and not result.check(CancelledError):
                self.log.failure("removal of {name} broke off", failure=result, name=case.removal.name)

        pursuing.addBoth(ended)

    async def stop(self) -> None:
        """Returns when no removal is being worked on; open ones go on at the next start."""
        for pursuing in list(self._pursued.values()):
            pursuing.cancel()
            await pursuing

    def wake(self, concerns: Callable[[Case], bool]) -> None:
        """Something happened that removals may wait for: those it *concerns* look again at once."""
        for key, rest in list(self.resting.items()):
            case = self.open.get(key)
            if case is not None and concerns(case) and not rest.over.called:
                rest.over.callback(None)

    def rename(self, names: Mapping[str, str]) -> None:
        """Sections got other names (old to new): their removals are theirs, and go on under those."""
        for key, case in self.open.items():
            if case.removal.section in names:
                self.open[key] = _of_section(case, names[case.removal.section])
        self.notifier.rename(names)

    def release(self, key: Key) -> None:
        """A person lets an open removal go on: what only protects others holds it no more."""
        case = self.open[key]
        self._released.add(key)
        text = f"{case.removal.name}: a person let its removal go on"
        self._journal.write(of_removal(case.removal, "removal", "released", text, self._clock.seconds()))
        self.wake(lambda each: each is case)

    async def _see_through(self, case: Case) -> None:
        key = (case.instance, case.hash)
        sent, waits, held_by = False, 0, ""
        while True:
            case = self.open[key]  # a person may have had a word meanwhile
            act = next_act(case, quarantine=self._quarantine.is_on, sent=sent)
            if isinstance(act, Close):
                await self._close(case)
                return
            verdict = await self._verdict(case, act)
            case = self.open[key]  # its section may have another name by now
            if isinstance(verdict, Withdrawn):
                await self._withdraw(case, verdict)
                return
            if isinstance(verdict, Postponed):
                waits += 1
                if held_by != verdict.why.code:  # say it once
                    held_by = verdict.why.code
                    self._journal.write(of_held(case.removal, verdict.why, self._clock.seconds()))
                self._hinder(key, verdict.why.code, verdict.why.text, verdict.why.measured)
                await self._rest(case, verdict.why.text, verdict.why.code, waits)
                continue
            if isinstance(act, DeleteAct):
                act = await self._intend(case, act, verdict)
            said = await self._attempt(case, act)
            if said.result is Result.HELD:  # our own child is not there: that is no attempt
                waits += 1
                self._hinder(key, NO_LOOP, said.text)
                await self._rest(case, said.text, NO_LOOP, waits)
                continue
            waits = 0
            sent = said.result is Result.DONE and isinstance(act, QuarantineAct)
            if await self._record(key, act, said):
                return
            if said.result is Result.DONE:
                if self.open[key].attempts == 0:  # else only the order was taken, again: nothing has been seen of it
                    self.hindered.pop(key, None)
            else:
                self._hinder(key, "", said.text)
                self._say(self.open[key], act, said.text)
                await self._rest(self.open[key], said.text, "", self.open[key].attempts)

    def _hinder(self, key: Key, held_by: str, why: str, measured: Mapping[str, Value] | None = None) -> None:
        self.hindered[key] = hindered(self.hindered.get(key), held_by, why, self._clock.seconds(), measured)

    async def _verdict(self, case: Case, act: Act) -> Verdict:
        """Whether the act may happen now. What only looks needs no leave, yet nothing is done for what a person took back."""
        before = _BEFORE.get(type(act))
        if before is None:
            taken_back = self._quarantine.was_taken_back(case)
            why = rail_reason(Rail.PARDONED, "A person took it back.", case.removal)
            return Withdrawn(why) if taken_back else Go()
        is_released = case.removal.released or (case.instance, case.hash) in self._released
        # Its row is written as the taking out begins. The stage alone does not say so: one with nothing to do is passed unwritten.
        is_begun = case.stage <= Stage.TAKE_OUT and (case.instance, case.hash) in self._quarantine.rows
        question = Question(
            removal=replace(case.removal, released=is_released),
            since=case.opened_at,
            begun=is_begun,
            deletes=not self._quarantine.is_on,
        )
        async with self._few:
            (verdict,) = await self._rails.judge(before, [question])
        return verdict

    async def _intend(self, case: Case, act: DeleteAct, verdict: Go) -> DeleteAct:
        """Write down that it is deleted, and how, before it is: after a crash in between the entry says so all the same."""
        if case.deleting and self._quarantine.find(case.instance, case.hash) is None:
            return evolve(act, with_files=case.with_files)  # it went the way that is written
        intended = replace(case, deleting=True, with_files=verdict.with_files, kept_for=verdict.kept_for)
        if intended != case:
            await self.recorded([], removal_table.save_case, intended)
            self._stands(intended)
        return evolve(act, with_files=verdict.with_files)

    async def _record(self, key: Key, act: Act, said: ActResult) -> bool:
        """Write down what an act came to. Returns whether the removal is over."""
        case = self.open[key]
        after = advance(case, act, said.result, said.text)
        if said.media_ids and not after.removal.media_ids:
            after = replace(after, removal=replace(after.removal, media_ids=said.media_ids))
        entries = self._entries(case, act, said)
        if after.stage is Stage.OVER:
            await self._close(case, *entries, told=said.told)
            return True
        await self.recorded(entries, removal_table.save_case, after, said.told)
        self._stands(after)
        return False

    def _stands(self, case: Case) -> None:
        """It is written that it stands there; its section may have got another name meanwhile, in the file, too."""
        key = (case.instance, case.hash)
        self.open[key] = _of_section(case, self.open[key].removal.section)

    def _entries(self, case: Case, act: Act, said: ActResult) -> list[Entry]:
        now, removal = self._clock.seconds(), case.removal
        match act:
            case BlocklistAct() if said.told is not None:
                return [of_removal(removal, "blocklist", "done", f"{removal.name}: {said.text}", now)]
            case DeleteAct() if said.result is Result.DONE:
                return [of_deletion(case, now)]
            case SearchAct() if said.result is Result.FAILED:
                text = f"no replacement is searched for {removal.name}: {said.text}"
                return [of_removal(removal, "replacement", "failed", text, now)]
            case _:
                return []

    async def _close(self, case: Case, *entries: Entry, told: ToldArr | None = None) -> None:
        await self.recorded(entries, removal_table.close_case, case.id, told)
        self._quarantine.settled(case)

    async def _withdraw(self, case: Case, verdict: Withdrawn) -> None:
        """It stays after all. If its Arr gave it up already, a replacement is searched all the same, unless a person took it back."""
        removal = case.removal
        is_told = removal.blocklist and case.stage > Stage.TELL_ARR
        goes_on = is_told and removal.search_again and verdict.why.code != Rail.PARDONED
        text = f"{removal.name} is not removed: {verdict.why.text}"
        if is_told:
            text += " Its release was blocklisted already" + (", so another one is searched." if goes_on else ".")
        await self._quarantine.let_be(case)
        entry = of_removal(removal, "removal", "withdrawn", text, self._clock.seconds(), verdict.why)
        if not goes_on:
            await self._close(case, entry)
            return
        after = replace(self.open[case.instance, case.hash], stage=Stage.SEARCH_AGAIN, attempts=0)
        await self.recorded([entry], removal_table.save_case, after)
        self._stands(after)
        await self._see_through(after)

    async def recorded(self, entries: Sequence[Entry], function: Callable[..., Any], *args: Any) -> Any:
        """Have something written together with what tells of it, however long that takes."""
        while True:
            try:
                return await self._journal.act(entries, function, *args)
            except StoreError as error:
                self.log.error("a removal cannot go on, its file cannot be written: {why}", why=str(error))
            await deferLater(self._clock, _STORE_RETRY_SECONDS)

    async def _rest(self, case: Case, why: str, held_by: str, times: int) -> None:
        """Wait, the longer the more often, or until something happens."""
        seconds = doubling(_FIRST_RETRY_SECONDS, times - 1, _LONGEST_RETRY_SECONDS)
        key = (case.instance, case.hash)
        over: Deferred[None] = Deferred()
        call = self._clock.callLater(seconds, over.callback, None)
        self.resting[key] = Rest(why, held_by, self._clock.seconds() + seconds, over)
        try:
            await over
        finally:
            del self.resting[key]
            if call.active():
                call.cancel()

    def _say(self, case: Case, act: Act, why: str) -> None:
        self.log.emit(
            LogLevel.warn if is_stuck(case) else LogLevel.info,
            "removal of {name}: {act} not done yet ({why})",
            name=case.removal.name,
            act=type(act).__name__,
            why=why,
        )

    async def _attempt(self, case: Case, act: Act) -> ActResult:
        try:
            async with self._few:
                return await self._do(case, act)
        except CancelledError:
            raise
        except NotReady as error:
            return ActResult(Result.HELD, str(error))
        except QbitrrError as error:
            return ActResult(Result.RETRY, str(error))
        except Exception as error:
            self.log.failure("removal of {name}: {act} failed", name=case.removal.name, act=type(act).__name__)
            return ActResult(Result.RETRY, f"{type(error).__name__}: {error}")

    async def _do(self, case: Case, act: Act) -> ActResult:
        match act:
            case BlocklistAct():
                return await self.notifier.blocklist(case, act)
            case SearchAct():
                return await self.notifier.search_again(case, act)
            case QuarantineAct():
                return ActResult(*await self._quarantine.take_out(case))
            case DeleteAct():
                return ActResult(*await self._quarantine.delete(case.instance, case.hash, delete_files=act.with_files))
            case ConfirmAct():
                return ActResult(*await self._quarantine.confirm(case))
        raise AssertionError(act)


def _of_section(case: Case, section: str) -> Case:
    return replace(case, removal=replace(case.removal, section=section))
