"""
The safety rails with what the supervisor knows at this moment: gathers the facts, asks the pure judgement.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

from attrs import evolve, frozen
from msgspec.structs import replace
from twisted.internet.defer import CancelledError
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.running_time import RunningTime
from qbitrr.decide.removals.may_go import may_go_now
from qbitrr.decide.removals.rails import Before, Go, Postponed, Rail, RemovalFacts, Verdict, rail_reason
from qbitrr.decide.removals.survey import survey
from qbitrr.decide.seeding.hit_and_run import (
    DEAD_AFTER_SECONDS,
    Duty,
    dead_hosts,
    duty_of,
    has_duties,
    obliging,
)
from qbitrr.decide.seeding.outlook import duty_outlook
from qbitrr.decide.seeding.tracker_rows import matching_rows
from qbitrr.errors import QbitrrError
from qbitrr.model.reasons import Reason
from qbitrr.model.removals.moments import Moment
from qbitrr.model.removals.protection import RailSettings
from qbitrr.model.removals.quarantine import Quarantined
from qbitrr.model.removals.sharing import Sharing
from qbitrr.model.shown.explained import DutyOutlook, ExplainedRail
from qbitrr.model.steps import Data, Removal
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.torrent import Torrent, Tracker
from qbitrr.model.torrents.trackers import host_of

__all__ = ["Question", "Rails", "Sources"]

Key = tuple[str, str]
_HASHES_AT_ONCE = 100
_UNSAID = Reason(code="unknown", text="Why it was removed is not known.")


@frozen(kw_only=True)
class Question:
    """
    A removal to be judged, which began *since* then (infinity: not yet). `begun` says that its taking out may have begun, `deletes`
    that it means deleting.
    """

    removal: Removal
    since: float = float("inf")
    begun: bool = False
    deletes: bool = False

    @property
    def key(self) -> Key:
        """`(instance, hash)`."""
        return (self.removal.instance, self.removal.hash)


@frozen(kw_only=True)
class Sources:
    """
    Where the rails ask. `rules(section, torrent)` finds the rules of a section that *is_managed(section)*, `owner_of` the section a
    torrent belongs to by its category, `pardoned_at` when a person took a torrent back, `protected_at` since when one protects it,
    `sharing` whose its files are, too, `with_waiver` shows whether a person has set its duty aside, `with_tags` a torrent with all its
    tags, wherever they stand.
    `on_hold(*sections)` says why nothing may be changed for or in one of these now.
    """

    settings: Callable[[], RailSettings]
    rules: Callable[[str, Torrent], OwnerRules]
    is_managed: Callable[[str], bool]
    owner_of: Callable[[Torrent], str | None]
    pardoned_at: Callable[[Key], float | None]
    sharing: Callable[[Torrent], Awaitable[Sharing]]
    on_hold: Callable[..., str] = lambda *sections: ""
    protected_at: Callable[[Key], float | None] = lambda key: None
    with_waiver: Callable[[Torrent], Torrent] = lambda torrent: torrent
    with_tags: Callable[[Torrent], Torrent] = lambda torrent: torrent


class Rails:
    """Judges removals by the torrents as their clients have them now."""

    log = Logger()

    def __init__(
        self, *, clients: Mapping[str, QbitActor], sources: Sources, running_time: RunningTime, clock: IReactorTime
    ) -> None:
        self._clients = clients
        self._from = sources
        self._running = running_time
        self._clock = clock
        self._dead_since: dict[Key, dict[str, Moment]] = {}

    async def judge(self, before: Before, questions: Sequence[Question]) -> tuple[Verdict, ...]:
        """What may go now, in order. Each client is asked once for all of its torrents."""
        current = await self._current(questions)
        return tuple([await self._verdict(each, before, current.get(each.key)) for each in questions])

    async def _verdict(self, question: Question, before: Before, torrent: Torrent | None) -> Verdict:
        """One that cannot be judged costs only itself: it is asked about again later."""
        try:
            facts = await self._facts(question, before, torrent)
            return may_go_now(question.removal, before, facts, self._clock.seconds())
        except CancelledError:
            raise
        except Exception as error:
            self.log.failure("{name} cannot be judged", name=question.removal.name)
            text = f"It cannot be judged: {type(error).__name__}."
            return Postponed(rail_reason(Rail.UNKNOWN, text, question.removal))

    def glance(self, removal: Removal) -> Verdict:
        """What the last listing alone says; it costs nothing, and a go means only that it is worth a closer look."""
        actor = self._clients.get(removal.instance)
        torrent = actor.get(removal.hash) if actor is not None else None
        facts = self._known(Question(removal=removal), Before.BEGINNING, torrent, hosts=())
        return may_go_now(removal, Before.BEGINNING, facts, self._clock.seconds())

    def foresee(self, removal: Removal, settings: RailSettings) -> Verdict:
        """What the last listing would say to a removal by other *settings*, if its section looked after the torrent then."""
        actor = self._clients.get(removal.instance)
        torrent = actor.get(removal.hash) if actor is not None else None
        hosts = torrent.hosts if torrent is not None else None
        removal = self._with_tags(removal)
        known = self._known(Question(removal=removal), Before.BEGINNING, torrent, hosts=hosts)
        facts = evolve(
            known, owner=removal.section, is_managed=True, dry_run=settings.dry_run, protection=settings.protection
        )  # fmt: skip
        return may_go_now(removal, Before.BEGINNING, facts, self._clock.seconds())

    async def may_purge(self, row: Quarantined, torrent: Torrent, by_person: bool) -> str:
        """Why what lies in quarantine, *torrent* as it is now, may not be deleted now; empty if it may."""
        why = row.why or _UNSAID
        removal = Removal(
            instance=row.instance, hash=row.hash, why=why, section=row.section, name=row.name,
            data=Data.DELETE if row.delete_files else Data.KEEP, by_operator=by_person or row.by_person,
        )  # fmt: skip
        question = Question(removal=removal, since=row.at, begun=True)
        facts = await self._facts(question, Before.PURGE, torrent)
        verdict = may_go_now(removal, Before.PURGE, facts, self._clock.seconds())
        return "" if isinstance(verdict, Go) else verdict.why.text

    async def survey(self, removal: Removal) -> tuple[ExplainedRail, ...]:
        """What each rail would say to a removal that begins now. Raises `QbitrrError`."""
        actor = self._clients.get(removal.instance)
        torrent = actor.get(removal.hash) if actor is not None else None
        removal = self._with_tags(removal)
        facts = await self._facts(Question(removal=removal), Before.BEGINNING, torrent)
        return survey(removal, facts, self._clock.seconds())

    def _with_tags(self, removal: Removal) -> Removal:
        """One of which a listing shows the torrent, not a loop."""
        return removal if removal.seen is None else replace(removal, seen=self._from.with_tags(removal.seen))

    def forget(self, keys: Iterable[Key]) -> None:
        """These torrents are gone."""
        for key in keys:
            self._dead_since.pop(key, None)

    async def _current(self, questions: Iterable[Question]) -> dict[Key, Torrent]:
        """What their clients have at this moment of all that is asked for; of a client that does not answer, nothing."""
        wanted: dict[str, list[str]] = {}
        for question in questions:
            instance, hash_ = question.key
            actor = self._clients.get(instance)
            if actor is not None and actor.is_listed:
                wanted.setdefault(instance, []).append(hash_)
        found: dict[Key, Torrent] = {}
        for instance, hashes in wanted.items():
            actor = self._clients.get(instance)
            if actor is None:  # it was taken out of the configuration meanwhile
                continue
            try:
                for start in range(0, len(hashes), _HASHES_AT_ONCE):
                    some = await actor.client.torrents(hashes[start : start + _HASHES_AT_ONCE])
                    found.update({torrent.key: torrent for torrent in some})
            except QbitrrError as error:
                self.log.info("{instance}: nothing is removed now: {why}", instance=instance, why=str(error))
        return found

    async def _facts(self, question: Question, before: Before, torrent: Torrent | None) -> RemovalFacts:
        removal = question.removal
        if torrent is None or removal.data is Data.STAY:
            return self._known(question, before, torrent)
        is_managed = self._from.is_managed(removal.section)
        rules = self._from.rules(removal.section, torrent) if is_managed else OwnerRules(section=removal.section)
        needed = self._from.settings().protection.hosts or has_duties(rules, rules.rows_on(removal.instance))
        actor = self._clients.get(removal.instance)
        trackers = await actor.trackers(removal.hash) if needed and actor is not None else None
        hosts = tuple(host_of(each.url) for each in trackers) if trackers is not None else None
        duty = self._duty(torrent, trackers, rules, removal.had)
        is_open = duty is Duty.UNMET
        outlook = await self._outlook(torrent, trackers or (), rules, removal.had) if is_open else None
        return self._known(
            question,
            before,
            torrent,
            hosts=hosts,
            duty=duty,
            duty_words=outlook.text if outlook is not None else "",
            duty_ends=outlook is None or outlook.safe_at is not None,
            sharing=await self._from.sharing(torrent),
        )

    async def _outlook(
        self, torrent: Torrent, trackers: Iterable[Tracker], rules: OwnerRules, had: float
    ) -> DutyOutlook:
        """From when and at which ratio it is safe to remove, at the speed of this moment: what holds a removal tells for how long."""
        actor = self._clients.get(torrent.instance)
        try:
            speed = await actor.client.upload_speed(torrent.hash) if actor is not None else None
        except QbitrrError as error:
            self.log.debug("{name}: its speed is not known: {why}", name=torrent.name, why=str(error))
            speed = None
        rows = obliging(matching_rows(rules.rows_on(torrent.instance), trackers), rules)
        return duty_outlook(torrent, Duty.UNMET, rows, had, speed, self._clock.seconds())

    def _known(self, question: Question, before: Before, torrent: Torrent | None, **more: Any) -> RemovalFacts:
        settings = self._from.settings()
        actor = self._clients.get(question.removal.instance)
        mirror = actor.mirror if actor is not None else None
        return RemovalFacts(
            torrent=self._from.with_tags(torrent) if torrent is not None else None,
            listed_at=actor.status.listed_at if actor is not None else 0.0,
            is_listed=actor is not None and actor.is_listed,
            is_gone=actor is not None and actor.has_lost(question.removal.hash),
            listed=len(mirror.torrents) if mirror is not None else 0,
            listed_before=mirror.count_before if mirror is not None else 0,
            owner=self._from.owner_of(torrent) if torrent is not None else None,
            is_managed=self._from.is_managed(question.removal.section),
            dry_run=settings.dry_run,
            on_hold=self._from.on_hold(question.removal.section, question.removal.instance),
            protection=settings.protection,
            pardoned_at=self._from.pardoned_at(question.key),
            protected_at=self._from.protected_at(question.key),
            since=question.since,
            begun=question.begun,
            deletes=question.deletes,
            **more,
        )

    def _duty(self, torrent: Torrent, trackers: tuple[Tracker, ...] | None, rules: OwnerRules, had: float) -> Duty:
        """
        The duty as it is now. A tracker's word that it forgot the torrent counts once it has been heard for ten minutes, in which we ran.
        """
        now = self._running.moment
        rows = rules.rows_on(torrent.instance)
        if has_duties(rules, rows):
            torrent = self._from.with_waiver(torrent)
        hosts = dead_hosts(trackers, rules, rows) if trackers else frozenset()
        before = self._dead_since.get(torrent.key, {})
        since = {host: before.get(host, now) for host in hosts}
        if since or before:
            self._dead_since[torrent.key] = since
        dead = {host: now.seconds_since(at) >= DEAD_AFTER_SECONDS for host, at in since.items()}
        return duty_of(torrent, trackers, rules, rows, dead, had)
