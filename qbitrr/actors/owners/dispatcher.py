"""
Between the clients and the owners: news of the mirrors goes out, wishes of the children come in.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from attrs import evolve
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.actors.journal import Journal
from qbitrr.actors.network import Network
from qbitrr.actors.owners.policy_news import PolicyNews
from qbitrr.actors.owners.router import Router, Shares
from qbitrr.actors.owners.section_actor import SectionActor
from qbitrr.actors.owners.tags.internal_tags import InternalTags
from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.actors.qbittorrent.rooms import Rooms
from qbitrr.actors.removals.clean_up import CleanUpCheck
from qbitrr.actors.removals.duty_waivers import DutyWaivers
from qbitrr.actors.removals.quarantine.quarantine import Quarantine
from qbitrr.actors.removals.removals import Removals
from qbitrr.actors.removals.sharing.import_check import ImportCheck
from qbitrr.actors.removals.sharing.shared_data import SharedData
from qbitrr.actors.verdict_book import VerdictBook
from qbitrr.decide.upkeep.leaving import not_ours_any_more
from qbitrr.errors import NotReady, QbitrrError
from qbitrr.model.journal import Entry
from qbitrr.model.owners import POLICY, Owners
from qbitrr.model.steps import (
    BEING_REMOVED,
    IN_QUARANTINE,
    AddTags,
    ClientStep,
    Data,
    Keep,
    LimitDownload,
    LimitUpload,
    MoveToTop,
    Outcome,
    Removal,
    RemoveTags,
    Result,
    outcome_of,
    step_name,
)
from qbitrr.model.torrents.listed import TorrentVerdict
from qbitrr.model.torrents.tags import ALLOWED_SEEDING
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.wire.messages import Answer, Ask, FilesOf, FolderOf, MayDelete, MayImport, RoomsOf, Torrents

__all__ = ["Dispatcher"]


_ENDS = {Result.FAILED: "failed", Result.HELD: "held back"}


class Dispatcher:
    """Implements `qbitrr.actors.owners.section_actor.IDispatcher`. *owners* are the actors by section."""

    log = Logger()

    def __init__(
        self,
        *,
        clients: Mapping[str, QbitActor],
        owners: Mapping[str, SectionActor],
        router: Router,
        network: Network,
        quarantine: Quarantine,
        removals: Removals,
        journal: Journal,
        clock: IReactorTime,
        shared_data: SharedData,
        tags: InternalTags,
        waivers: DutyWaivers,
        clean_up: CleanUpCheck,
        book: VerdictBook | None = None,
        dry_run: Callable[[], bool] = lambda: False,
        on_hold: Callable[..., str] = lambda *sections: "",
    ) -> None:
        self._import_check = ImportCheck(clients=clients, shared=shared_data)
        self._rooms = Rooms(clients, clock)
        self._policy_news = PolicyNews()
        self._tags = tags
        self._waivers = waivers
        self._clean_up = clean_up
        self._owners = owners
        self._router = router
        self._network = network
        self.book = book or VerdictBook()
        self._dry_run = dry_run
        self._on_hold = on_hold
        self._told_held: set[tuple[str, str, str, str]] = set()
        self._clients = clients
        self._quarantine = quarantine
        self._removals = removals
        self._journal = journal
        self._clock = clock

    # Out

    def changed(self, actor: QbitActor, change: Change) -> None:
        """A client's listing changed, or the client went away or came back: tell who owns what."""
        if change.lost and self._told_held:
            self._told_held = {key for key in self._told_held if key[0] != actor.section or key[1] not in change.lost}
        if change.lost:
            self._tags.forget((actor.section, hash_) for hash_ in change.lost)
        if self._waivers.rows:
            self._waivers.seen(actor, change)
        shares = self._router.route(actor.section, change)
        concerned = shares.sections()
        if change.turned:
            concerned |= self._router.watchers(actor.section)
        self._pass_on(shares, concerned)
        self._tell_policy(actor.section, change)

    def _tell_policy(self, instance: str, change: Change) -> None:
        policy = self._owners.get(POLICY)
        if policy is None:
            return
        if self._tags.kept:
            change = evolve(change, changed={key: self._tags.shown(each) for key, each in change.changed.items()})
        torrents, gone = self._policy_news.of(instance, change)
        if instance not in self._clients:
            gone = (*gone, *self._policy_news.forget_client(instance))
        if torrents or gone or change.turned:
            policy.tell_torrents(self._news(full=False, torrents=torrents, gone=gone))

    def tell_again(self, torrent: Torrent) -> None:
        """What is told of a torrent beside its listing is another thing now."""
        actor = self._clients.get(torrent.instance)
        listed = actor.get(torrent.hash) if actor is not None else None
        if actor is not None and listed is not None:  # it may have changed since that was asked for
            self.changed(actor, Change(changed={torrent.hash: listed}))

    def share_out(self, owners: Owners) -> None:
        """Other owners: tell those that get torrents, and those that lose some."""
        torrents = [torrent for actor in self._clients.values() for torrent in actor.mirror.torrents.values()]
        shares = self._router.renew(owners, torrents)
        self._pass_on(shares, shares.sections())

    def _pass_on(self, shares: Shares, sections: Iterable[str]) -> None:
        for section in sections:
            owner = self._owners.get(section)
            if owner is not None:
                torrents, gone = shares.torrents.get(section, ()), shares.gone.get(section, ())
                owner.tell_torrents(self._news(full=False, torrents=tuple(torrents), gone=tuple(gone)))

    def network_turned(self) -> None:
        """The internet went or came back: every torrent loop must know."""
        for owner in self._owners.values():
            owner.tell_torrents(self._news(full=False))

    def share(self, section: str) -> Torrents:
        """Everything the mirrors know of a section's torrents."""
        torrents = [torrent for actor in self._clients.values() for torrent in actor.mirror.torrents.values()]
        if section == POLICY:
            return self._news(full=True, torrents=self._policy_news.all(self._tags.all_shown(torrents)))
        return self._news(full=True, torrents=self._router.share_of(section, torrents))

    def _news(self, *, torrents: Iterable[Torrent] = (), **news: Any) -> Torrents:
        listed = {name: actor for name, actor in self._clients.items() if actor.is_listed}
        return Torrents(
            listed_at={name: actor.status.listed_at for name, actor in listed.items()},
            connected_since={
                name: actor.connected_since for name, actor in listed.items() if actor.connected_since is not None
            },
            is_online=self._network.is_online,
            torrents=self._shown(torrents),
            **news,
        )

    def _shown(self, torrents: Iterable[Torrent]) -> tuple[Torrent, ...]:
        """Torrents with what we keep of them."""
        torrents = self._tags.all_shown(torrents)
        return self._waivers.all_shown(torrents) if self._waivers.rows else torrents

    def ready(self, section: str) -> None:
        """A child of a section is there: what waited for it goes on."""
        self._removals.ready(section)

    # In

    def answer(self, ask: Ask) -> Deferred[Answer]:
        """Read what a child wants to know about a torrent, or about the clients."""
        return Deferred.fromCoroutine(self._answer(ask))

    async def _answer(self, ask: Ask) -> Answer:
        if isinstance(ask.what, FolderOf):
            return Answer(id=ask.id, folder=self._clean_up.proof(ask.what))
        if isinstance(ask.what, MayDelete):
            return Answer(id=ask.id, allowed=await self._clean_up.allow(ask.what))
        if isinstance(ask.what, RoomsOf):
            return Answer(id=ask.id, rooms=tuple(await self._rooms.read()))
        actor = self._clients.get(ask.what.instance)
        if actor is None:
            return Answer(id=ask.id, error="there is no such client")
        if isinstance(ask.what, MayImport):
            return await self._may_import(ask.id, ask.what)
        if isinstance(ask.what, FilesOf):
            return Answer(id=ask.id, files=await actor.files(ask.what.hash))
        return Answer(id=ask.id, trackers=await actor.trackers(ask.what.hash))

    async def _may_import(self, number: int, question: MayImport) -> Answer:
        try:
            return Answer(id=number, objection=await self._import_check.objection(question))
        except NotReady as error:
            return Answer(id=number, error=str(error))

    def carry_out(self, section: str, steps: Sequence[ClientStep | Removal | Keep]) -> Deferred[tuple[Outcome, ...]]:
        """Have the steps of a section done; fires with one outcome each, in order."""
        return Deferred.fromCoroutine(self._carry_out(section, steps))

    async def _carry_out(self, section: str, steps: Sequence[ClientStep | Removal | Keep]) -> tuple[Outcome, ...]:
        outcomes: dict[int, Outcome] = {}
        for keep in (step for step in steps if isinstance(step, Keep)):
            self._removals.drop(section, (keep.instance, keep.hash))
            outcomes[id(keep)] = Outcome(instance=keep.instance, hash=keep.hash, step="keep", result=Result.DONE)
        others = [step for step in steps if not isinstance(step, Removal | Keep)]
        for instance in dict.fromkeys(step.instance for step in others):
            mine = [step for step in others if step.instance == instance]
            stops = [self._why_not(section, step) for step in mine]
            free = [step for step, stop in zip(mine, stops, strict=True) if not stop]
            done = iter(await self._have_done(instance, free) if free else ())
            for step, stop in zip(mine, stops, strict=True):
                outcome = outcomes[id(step)] = outcome_of(step, Result.HELD, stop) if stop else next(done)
                self._note(section, step, outcome)
        removals = [step for step in steps if isinstance(step, Removal)]
        if removals:
            for removal, outcome in zip(removals, await self._remove(section, removals), strict=True):
                outcomes[id(removal)] = outcome
        return tuple(outcomes[id(step)] for step in steps)

    def _why_not(self, section: str, step: ClientStep) -> str:
        """Why nothing may be changed now for a section; what looks at all torrents changes those of their owners. Empty if it may."""
        if self._dry_run():
            return "dry run, nothing is changed"
        owner = (self._router.section_of((step.instance, step.hash)) or section,) if section == POLICY else ()
        return self._on_hold(section, step.instance, *owner)

    async def _have_done(self, instance: str, steps: Sequence[ClientStep]) -> list[Outcome]:
        """Keep what is kept here, and have the rest done in the client."""
        if not any(isinstance(step, AddTags | RemoveTags) for step in steps):
            return list(await self._perform(instance, steps))
        left = await self._keep(self._clients.get(instance), steps)
        in_client = [each for each in left if not isinstance(each, Outcome)]
        done = iter(await self._perform(instance, in_client) if in_client else ())
        return [each if isinstance(each, Outcome) else next(done) for each in left]

    async def _keep(self, actor: QbitActor | None, steps: Sequence[ClientStep]) -> list[ClientStep | Outcome]:
        """Keep what steps say of our tags, and tell who decides. What is left of each for the client, or how it ended."""
        listed = {step.hash: actor.get(step.hash) if actor is not None else None for step in steps}
        before = {hash_: self._tags.shown(torrent) for hash_, torrent in listed.items() if torrent is not None}
        left = [step if self._why_leaving(step) else await self._tags.take(step, listed[step.hash]) for step in steps]
        retagged = [
            hash_
            for hash_, torrent in listed.items()
            if torrent is not None and self._tags.shown(torrent) != before[hash_]
        ]
        if actor is not None and retagged:
            there = {hash_: torrent for hash_ in retagged if (torrent := actor.get(hash_)) is not None}
            self.changed(actor, Change(changed=there))
        return left

    async def _remove(self, section: str, removals: Sequence[Removal]) -> tuple[Outcome, ...]:
        try:
            return await self._removals.submit(section, removals)
        except QbitrrError as error:
            self.log.warn("{section}: removals were not taken: {why}", section=section, why=str(error))
            return tuple(
                Outcome(instance=each.instance, hash=each.hash, step="removal", result=Result.RETRY, why=str(error))
                for each in removals
            )

    async def _perform(self, instance: str, steps: Sequence[ClientStep]) -> tuple[Outcome, ...]:
        actor = self._clients.get(instance)
        try:
            if actor is None:
                raise NotReady(f"{instance} is not configured")
            ended = [self._ended_before(actor, step) for step in steps]
            done = iter(await actor.perform([step for step, end in zip(steps, ended, strict=True) if end is None]))
        except NotReady as error:
            return tuple(outcome_of(step, Result.RETRY, str(error)) for step in steps)
        return tuple(next(done) if end is None else end for end in ended)

    def _ended_before(self, actor: QbitActor, step: ClientStep) -> Outcome | None:
        """How a step ends that is out of date; None if it is to be done."""
        if why := self._why_leaving(step):
            return outcome_of(step, Result.RETRY, why)
        if not isinstance(step, LimitDownload | LimitUpload) or step.only_from is None:
            return None
        torrent = actor.get(step.hash)
        if torrent is None:
            if actor.mirror.absences.is_missing(step.hash):
                return outcome_of(step, Result.RETRY, "it is not listed")
            return outcome_of(step, Result.DONE, "the torrent is gone")
        why = not_ours_any_more(step, torrent)
        return outcome_of(step, Result.DONE, why) if why else None

    def _why_leaving(self, step: ClientStep) -> str:
        """Why whatever else was decided about a torrent is out of date: it is being removed or was set aside. Empty if neither."""
        key = (step.instance, step.hash)
        case = self._removals.open.get(key)
        if case is not None and case.removal.data is not Data.STAY:
            return BEING_REMOVED
        return IN_QUARANTINE if key in self._quarantine.rows else ""

    def verdicts(self, section: str, verdicts: Sequence[TorrentVerdict]) -> None:
        """What was decided about torrents of a section changed."""
        self.book.take(section, verdicts)

    def note(self, entry: Entry) -> None:
        """Put an act into the journal."""
        self._journal.write(entry)

    def _note(self, section: str, step: ClientStep, outcome: Outcome) -> None:
        if outcome.result is Result.RETRY or _is_no_news(step, outcome):
            return  # not an act yet
        if outcome.result is Result.HELD:
            key = (step.instance, step.hash, outcome.step, outcome.why)
            if key in self._told_held:  # it is wanted again at every look
                return
            self._told_held.add(key)
        actor = self._clients.get(step.instance)
        torrent = actor.get(step.hash) if actor is not None else None
        name = torrent.name if torrent is not None else step.hash
        failed = f" {_ENDS[outcome.result]}: {outcome.why}" if outcome.result in _ENDS else ""
        self.note(
            Entry(
                at=self._clock.seconds(),
                section=section,
                act=outcome.step,
                result=outcome.result.value,
                text=f"{name}: {_words(step)}{failed} ({step.why.text})",
                instance=step.instance,
                hash=step.hash,
                name=name,
                why=step.why,
            )
        )


def _is_no_news(step: ClientStep, outcome: Outcome) -> bool:
    """A tag that nearly every torrent gets, who is before whom among those that wait, and a limit that was not ours any more."""
    if isinstance(step, LimitDownload | LimitUpload):
        return step.only_from is not None and outcome.result is Result.DONE and bool(outcome.why)
    if isinstance(step, AddTags | RemoveTags):
        return set(step.tags) <= {ALLOWED_SEEDING}
    return isinstance(step, MoveToTop)


def _words(step: ClientStep) -> str:
    match step:
        case AddTags():
            return f"tagged {', '.join(step.tags)}"
        case RemoveTags():
            return f"tag {', '.join(step.tags)} taken off"
        case _:
            return step_name(step).replace("_", " ")
