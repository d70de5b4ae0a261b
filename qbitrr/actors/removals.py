"""
The one way by which anything is removed: rails, then Arr, then quarantine, then a new search; each step survives a crash.
"""

from collections.abc import Callable, Sequence
from typing import Any

from twisted.application.service import Service
from twisted.internet.defer import CancelledError, Deferred, DeferredSemaphore
from twisted.internet.task import deferLater
from twisted.logger import Logger, LogLevel
from twisted.python.failure import Failure

from qbitrr.actors.journal import Journal
from qbitrr.actors.quarantine import Quarantine
from qbitrr.actors.rails import Rails
from qbitrr.actors.removal_hands import IHands, Messenger
from qbitrr.decide.patience import doubling
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
from qbitrr.decide.removals import Allowed, Held, Outdated, Rail, Refused
from qbitrr.errors import QbitrrError, StoreError
from qbitrr.model.journal import Entry
from qbitrr.model.removing import Case, Stage
from qbitrr.model.steps import Data, Outcome, Removal, Result
from qbitrr.model.torrents import Torrent
from qbitrr.store import supervisor as tables
from qbitrr.store.database import Database

__all__ = ["IHands", "Removals"]

_FIRST_RETRY_SECONDS = 2.0
_LONGEST_RETRY_SECONDS = 300.0
_CASES_AT_ONCE = 8
_STORE_RETRY_SECONDS = 30.0


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
        self._clock = clock
        self._pursued: dict[int, Deferred[None]] = {}
        self._few = DeferredSemaphore(_CASES_AT_ONCE)
        self._held: dict[tuple[str, str], Rail] = {}
        self.open: dict[tuple[str, str], Case] = {}
        self._messenger = Messenger(hands=hands, open_cases=self.open, note=self._note, clock=clock)

    async def resume(self) -> None:
        """Take up what an earlier run left open. Call it once, before anything is submitted; not at all in a dry run."""
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
        the rail; `RETRY` that the torrent is not known now, or not any more as it was decided about.
        """
        outcomes = []
        for removal, verdict in zip(removals, await self._rails.judge(section, removals), strict=True):
            if isinstance(verdict, Allowed):
                outcomes.append(await self._begin(removal))
            elif isinstance(verdict, Outdated):
                outcomes.append(self._outcome(removal, Result.RETRY, verdict.text))
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
        verb = "giving up" if removal.blocklist or removal.search_again else "removing"
        self._note(removal, "removal", "done", f"{verb} {removal.name}: {removal.why.text}")
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
        seconds = doubling(_FIRST_RETRY_SECONDS, case.attempts - 1, _LONGEST_RETRY_SECONDS)
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
                return await self._messenger.blocklist(case, act)
            case SearchAct():
                return await self._messenger.search_again(case, act)
            case QuarantineAct():
                return await self._quarantine.take_out(case)
            case DeleteAct():
                return await self._quarantine.delete(case.instance, case.hash, delete_files=act.with_files)
            case ConfirmAct():
                return await self._quarantine.confirm(case)
        raise AssertionError(act)

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
