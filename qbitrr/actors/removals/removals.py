"""
The one way by which anything is removed: gathered, judged, begun, seen through.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve
from msgspec.structs import replace
from twisted.application.service import Service
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.logger import Logger
from twisted.python.failure import Failure

from qbitrr.actors.journal import Journal
from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.actors.removals.arr_notifier import ArrNotifier, IArrChildren
from qbitrr.actors.removals.entries import of_beginning, of_held, of_removal, of_storm
from qbitrr.actors.removals.quarantine.quarantine import Quarantine
from qbitrr.actors.removals.rails import Question, Rails
from qbitrr.actors.removals.runner import RemovalRunner
from qbitrr.actors.removals.waiting import Key, WaitingLine, WaitingRemoval
from qbitrr.actors.running_time import RunningTime
from qbitrr.decide.backoff import doubling
from qbitrr.decide.removals.blast_radius import WINDOW_SECONDS, limit_of, room_at, weight_of, within_window
from qbitrr.decide.removals.rails import Before, Go, Postponed, Rail, Verdict, Withdrawn
from qbitrr.decide.removals.stuck import hindered
from qbitrr.decide.removals.survey import of_cap
from qbitrr.errors import StoreError
from qbitrr.model.reasons import Reason
from qbitrr.model.removals.cases import Case, Passed, RemovalPace, Weight
from qbitrr.model.removals.protection import RailSettings
from qbitrr.model.shown.explained import ExplainedRail
from qbitrr.model.steps import Data, Outcome, Removal, Result
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.store.sqlite.database import Database
from qbitrr.store.supervisor import removals as removal_table

__all__ = ["IArrChildren", "Removals"]

_AT_ONCE = 50
_FIRST_RETRY_SECONDS = 10.0
_LONGEST_RETRY_SECONDS = 600.0
_AFTER_TROUBLE_SECONDS = 30.0
_MOST_SAID = 50_000
_LASTING = frozenset({Rail.DRY_RUN, Rail.OWNER, Rail.PARDONED, Rail.PROTECTED})
"""What stands in the way until a person changes something."""
_UNLISTED = "the torrent is not listed"


class Removals(Service):
    """
    Takes `Removal` steps and sees every one through. Those that count wait in the line of their section until it is their turn; what
    may go then has a row before the first call outside, and a start resumes rows where they stood. `open` are those rows.
    """

    log = Logger()

    def __init__(
        self,
        *,
        database: Database,
        quarantine: Quarantine,
        journal: Journal,
        rails: Rails,
        children_of: Callable[[str], IArrChildren | None],
        owned: Callable[[str], int],
        cap: Callable[[], int],
        open_cases: dict[Key, Case],
        running_time: RunningTime,
        clock: IReactorTime,
    ) -> None:
        self._database = database
        self._quarantine = quarantine
        self._journal = journal
        self._rails = rails
        self._owned = owned
        self._cap = cap
        self._running = running_time
        self._clock = clock
        self._lines: dict[str, WaitingLine] = {}
        self._alarms: dict[str, IDelayedCall] = {}
        self._turning: dict[str, Deferred[None]] = {}
        self._said: dict[Key, str] = {}
        self._is_resumed = False
        self.runner = RemovalRunner(
            quarantine=quarantine,
            journal=journal,
            rails=rails,
            notifier=ArrNotifier(children_of=children_of, open_cases=open_cases, clock=clock),
            open_cases=open_cases,
            clock=clock,
        )
        self.open = self.runner.open

    async def resume(self) -> None:
        """Take up what an earlier run left open. Call it before anything is submitted, and not in a dry run; once is enough."""
        if self._is_resumed:
            return
        self._is_resumed = True
        now = self._running.moment
        passed, told = await self._database.run(removal_table.recent_removals, now, WINDOW_SECONDS)
        for section, recent in passed.items():
            self._line(section).passed = tuple(evolve(each, moment=each.moment.until(now)) for each in recent)
        for each in told:
            self.runner.notifier.remember(each)
        for case in await self._database.run(removal_table.open_cases):
            self.log.info("going on with the removal of {name}", name=case.removal.name, torrent_hash=case.hash)
            self.runner.pursue(case)

    async def reread(self) -> None:
        """
        Go on by what the file says by now: while this stood still, names in it were changed. What only waited is wanted again by
        who wanted it.
        """
        self._lines.clear()
        self._said.clear()
        if self._is_resumed:
            self._is_resumed = False
            await self.resume()

    def stopService(self) -> Deferred[None]:
        """Fires when no removal is being worked on; open ones go on at the next start."""
        super().stopService()
        return Deferred.fromCoroutine(self._stopped())

    async def _stopped(self) -> None:
        for alarm in self._alarms.values():
            alarm.cancel()
        self._alarms.clear()
        for turning in list(self._turning.values()):
            turning.cancel()
            await turning
        await self.runner.stop()

    # What is wanted

    async def submit(self, section: str, removals: Sequence[Removal]) -> tuple[Outcome, ...]:
        """
        Take removals of one owner. `DONE` means it is written down and happens, `HELD` that it waits here (or may not be: then a
        person must change something), `RETRY` that the torrent is not known now, or not any more as it was decided about.
        """
        outcomes: dict[int, Outcome] = {}
        direct: list[Removal] = []
        for removal in removals:
            outcome = self._taken(section, removal)
            if outcome is None:
                direct.append(removal)
            else:
                outcomes[id(removal)] = outcome
        verdicts = await self._rails.judge(Before.BEGINNING, [Question(removal=each) for each in direct])
        for removal, verdict in zip(direct, verdicts, strict=True):
            outcomes[id(removal)] = await self._answered(section, removal, verdict)
        self._plan(section)
        return tuple(outcomes[id(removal)] for removal in removals)

    def _taken(self, section: str, removal: Removal) -> Outcome | None:
        """What can be said without asking anybody; None if that is nothing."""
        key = (removal.instance, removal.hash)
        if key in self.open:
            return _outcome(removal, Result.DONE, "already under way")
        line = self._line(section)
        waiting = line.get(key)
        verdict = self._rails.glance(removal)
        if isinstance(verdict, Withdrawn) or (isinstance(verdict, Postponed) and verdict.why.code in _LASTING):
            line.drop(key)
            return self._refused(removal, verdict.why)
        if removal.data is not Data.STAY and self._quarantine.find(*key) is None:
            return _outcome(removal, Result.RETRY, _UNLISTED)
        if weight_of(removal) is Weight.NONE and (waiting is None or waiting.weight is not Weight.NONE):
            return None
        waiting = line.add(removal, self._running.moment)
        return _outcome(removal, Result.HELD, waiting.text)

    async def _answered(self, section: str, removal: Removal, verdict: Verdict) -> Outcome:
        line, key = self._line(section), (removal.instance, removal.hash)
        match verdict:
            case Go():
                line.drop(key)
                await self._begin(removal, None)
                return _outcome(removal, Result.DONE, "")
            case Withdrawn():
                line.drop(key)
                return self._refused(removal, verdict.why)
            case Postponed():
                if removal.data is not Data.STAY:
                    self._postpone(line, line.add(removal, self._running.moment), verdict.why)
                return self._held(removal, verdict.why)

    def _refused(self, removal: Removal, why: Reason) -> Outcome:
        return self._held(removal, why) if why.code in _LASTING else _outcome(removal, Result.RETRY, why.text)

    def _held(self, removal: Removal, why: Reason) -> Outcome:
        key = (removal.instance, removal.hash)
        if self._said.get(key) != why.code:  # say it once, not at every look
            self._said[key] = why.code
            if len(self._said) > _MOST_SAID:  # what no client of ours has never leaves one
                del self._said[next(iter(self._said))]
            self._journal.write(of_held(removal, why, self._clock.seconds()))
        return _outcome(removal, Result.HELD, why.text)

    async def _begin(self, removal: Removal, passed: Passed | None) -> None:
        key = (removal.instance, removal.hash)
        self._said.pop(key, None)
        if key in self.open:
            return
        now = self._clock.seconds()
        case = _case(removal, self._quarantine.find(*key), now)
        try:
            case = await self._journal.act([of_beginning(removal, now)], removal_table.open_case, case, passed)
        except removal_table.AlreadyOpen:
            return
        self.runner.pursue(case)

    # Whose turn it is

    def _line(self, section: str) -> WaitingLine:
        return self._lines.setdefault(section, WaitingLine())

    def _plan(self, section: str, least_seconds: float = 0.0) -> None:
        """Have the next turn of a section come when it is somebody's, and not before *least_seconds* have passed."""
        alarm = self._alarms.pop(section, None)
        if alarm is not None:
            alarm.cancel()
        now = self._running.moment
        at = self._line(section).next_at(self._cap(), now)
        if at is not None and section not in self._turning and self.running:
            self._alarms[section] = self._clock.callLater(max(least_seconds, at - now.at), self._start_turn, section)

    def _start_turn(self, section: str) -> None:
        self._alarms.pop(section, None)
        turning = self._turning[section] = Deferred.fromCoroutine(self._turn(section))

        def ended(result: Any) -> None:
            del self._turning[section]
            is_broken = isinstance(result, Failure) and not result.check(CancelledError)
            if is_broken:
                self.log.failure("{section}: a turn of removals broke off", result, section=section)
            self._plan(section, _AFTER_TROUBLE_SECONDS if is_broken else 0.0)

        turning.addBoth(ended)

    async def _turn(self, section: str) -> None:
        line = self._line(section)
        held_before, waited = line.held, line.waits_for_room(self._cap(), self._running.moment)
        while taken := line.take(self._owned(section), self._cap(), self._running.moment, _AT_ONCE):
            questions = [Question(removal=each.removal, since=each.since) for each in taken]
            verdicts = await self._rails.judge(Before.BEGINNING, questions)
            for waiting, verdict in zip(taken, verdicts, strict=True):
                if line.get(waiting.key) is waiting:  # else it left meanwhile
                    await self._go(line, waiting, verdict)
        self._say_many(section, line, held_before, waited)

    async def _go(self, line: WaitingLine, waiting: WaitingRemoval, verdict: Verdict) -> None:
        now, removal = self._clock.seconds(), waiting.removal
        match verdict:
            case Go():
                passed = line.let_pass(waiting, self._running.moment)
                try:
                    await self._begin(removal, passed)
                except StoreError as error:
                    self.log.error("{name} is not removed now: {why}", name=removal.name, why=str(error))
            case Withdrawn():
                line.drop(waiting.key)
                self._said.pop(waiting.key, None)
                text = f"{removal.name} is not removed: {verdict.why.text}"
                self._journal.write(of_removal(removal, "removal", "withdrawn", text, now, verdict.why))
            case Postponed():
                self._postpone(line, waiting, verdict.why)
                self._held(removal, verdict.why)

    def _postpone(self, line: WaitingLine, waiting: WaitingRemoval, why: Reason) -> None:
        seconds = doubling(_FIRST_RETRY_SECONDS, waiting.tries, _LONGEST_RETRY_SECONDS)
        now = self._clock.seconds()
        waiting.hindrance = hindered(waiting.hindrance, why.code, why.text, now, why.measured)
        line.postpone(waiting, why, now + seconds)

    def _say_many(self, section: str, line: WaitingLine, held_before: int, waited: bool) -> None:
        now, cap = self._clock.seconds(), self._cap()
        if line.held and not held_before:
            limit = limit_of(self._owned(section))
            text = (
                f"{line.held} removals wait for ten minutes: more than {limit} within an hour may be a mistake of ours."
            )
            self._journal.write(of_storm(section, text, line.held, now))
        if not waited and line.waits_for_room(cap, self._running.moment):
            text = f"{len(line)} removals wait, because {cap} went within the hour."
            self._journal.write(of_storm(section, text, len(line), now))

    # What happens meanwhile

    def seen(self, actor: QbitActor, change: Change) -> None:
        """Look at a change of a client: what is gone waits no more, and a client that is back is asked again."""
        if change.lost:
            self._gone([(actor.section, hash_) for hash_ in change.lost])
        if change.turned and actor.is_listed:
            self._listed(actor.section)

    def _gone(self, keys: Sequence[Key]) -> None:
        self._rails.forget(keys)
        for key in keys:
            self._said.pop(key, None)
            for line in self._lines.values():
                line.drop(key)

    def drop(self, section: str, key: Key) -> None:
        """What made it due is over, says who asked for it: it waits no more. What is under way is asked again anyway."""
        if self._line(section).drop(key) is not None:
            self._said.pop(key, None)
            self._plan(section)

    def rename(self, names: Mapping[str, str]) -> None:
        """Sections got other names (old to new): what they want removed, they want removed under those."""
        self.runner.rename(names)
        lines = {new: self._lines.pop(old) for old, new in names.items() if old in self._lines}
        self._lines.update(lines)  # what waited under such a name before is nobody's
        for section, line in lines.items():
            for waiting in line.all():
                waiting.removal = replace(waiting.removal, section=section)
        for section in {*names, *lines}:
            self._plan(section)

    def hold_turned(self) -> None:
        """A hold has begun or ended: what waited for it is asked about again."""
        self.runner.wake(lambda case: True)
        for section, line in self._lines.items():
            line.hurry(lambda waiting: True, self._clock.seconds())
            self._plan(section)

    def ready(self, section: str) -> None:
        """A child of a section is there: what waited for it goes on."""
        self.runner.wake(lambda case: case.removal.section == section)

    def _listed(self, instance: str) -> None:
        self.runner.wake(lambda case: case.instance == instance)
        for section, line in self._lines.items():
            line.hurry(lambda waiting: waiting.key[0] == instance, self._clock.seconds())
            self._plan(section)

    # For what a person sees and says

    def lines(self) -> Iterator[tuple[WaitingLine, float | None]]:
        """The lines of all sections, each with the time of its next turn."""
        now = self._running.moment
        return ((line, line.next_at(self._cap(), now)) for line in self._lines.values())

    def pace(self, section: str) -> RemovalPace:
        """How many removals of a section went lately, of how many that may."""
        now, cap, owned = self._running.moment, self._cap(), self._owned(section)
        line = self._lines.get(section, WaitingLine())
        passed = within_window(line.passed, now)
        return RemovalPace(
            section=section, owned=owned, removed=len(passed), most=cap if cap > 0 else None,
            judged=sum(each.weight is Weight.SHARE for each in passed), most_judged=limit_of(owned),
            waiting=len(line), held=line.held, room_at=room_at(passed, cap, now),
        )  # fmt: skip

    def find(self, key: Key) -> tuple[str, WaitingRemoval | None]:
        """The removal of a torrent that waits, and in whose line."""
        for section, line in self._lines.items():
            waiting = line.get(key)
            if waiting is not None:
                return section, waiting
        return "", None

    def foresee(self, removal: Removal, settings: RailSettings) -> Verdict:
        """What the last listing would say to a removal by other *settings*; see `Rails.foresee`."""
        return self._rails.foresee(removal, settings)

    async def survey(self, removal: Removal) -> tuple[ExplainedRail, ...]:
        """What stands between a torrent and a removal that begins now. Raises `QbitrrError`."""
        line = self._lines.get(removal.section, WaitingLine())
        gone = len(within_window(line.passed, self._running.moment))
        return (*await self._rails.survey(removal), of_cap(gone, self._cap(), line.held))

    async def let_go(self, section: str, waiting: WaitingRemoval) -> Outcome:
        """A person lets one go that waits; `FAILED` if it is not due any more. Raises `StoreError`."""
        self._line(section).drop(waiting.key)
        removal = replace(waiting.removal, released=True)
        (verdict,) = await self._rails.judge(Before.BEGINNING, [Question(removal=removal, since=waiting.since)])
        outcome = await self._answered(section, removal, verdict)
        self._plan(section)
        return replace(outcome, result=Result.FAILED) if isinstance(verdict, Withdrawn) else outcome


def _outcome(removal: Removal, result: Result, why: str) -> Outcome:
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
