"""
The supervisor: starts everything in order, answers for everything, stops everything in reverse.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace
from twisted.application.service import Service
from twisted.internet.defer import CancelledError, Deferred, succeed
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater
from twisted.logger import Logger

from qbitrr.actors.holds import Holds
from qbitrr.actors.journal import Journal
from qbitrr.actors.owners.arr_actor import ArrActor
from qbitrr.actors.owners.explainer import Explainer
from qbitrr.actors.owners.previewer import Previewer
from qbitrr.actors.owners.router import Router
from qbitrr.actors.owners.section_actor import SectionActor
from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.removals.person_orders import PersonOrders
from qbitrr.actors.removals.quarantine.quarantine import Quarantine
from qbitrr.actors.services import OrderedServices
from qbitrr.actors.torrent_index import TorrentIndex
from qbitrr.actors.verdict_book import VerdictBook
from qbitrr.config.schema.config import Config
from qbitrr.errors import Unknown
from qbitrr.model.journal import Entry
from qbitrr.model.journal_filter import EVERY_ENTRY, EntryCount, EntryFilter
from qbitrr.model.reasons import Reason
from qbitrr.model.removals.cases import OpenRemoval, RemovalPace
from qbitrr.model.removals.quarantine import Quarantined
from qbitrr.model.shown.explained import Explanation
from qbitrr.model.shown.passes import ChildPasses
from qbitrr.model.shown.previewed import Preview, PreviewFilter
from qbitrr.model.status import (
    HoldOrder,
    Overview,
    PolicyReport,
    ProcessKind,
    ProcessStatus,
    QbitStatus,
    SearchReport,
    TorrentReport,
)
from qbitrr.model.steps import (
    BEING_REMOVED,
    IN_QUARANTINE,
    ClientStep,
    Outcome,
    Pause,
    Reannounce,
    Recheck,
    Result,
    Resume,
)
from qbitrr.model.torrents.listed import (
    ListedTorrent,
    Place,
    TorrentFacets,
    TorrentFilter,
    TorrentPage,
    TorrentSorting,
    TorrentVerdict,
)
from qbitrr.store.sqlite.database import Database
from qbitrr.wire.messages import RunNow, SetLogLevel
from qbitrr.wire.search_orders import SearchOrder, SearchView
from qbitrr.wire.torrent_orders import ImportTorrent

__all__ = ["OpenDatabase", "Supervisor"]

_ALL_KINDS: tuple[ProcessKind, ...] = ("search", "torrent", "category")
_REBUILD_PATIENCE_SECONDS = 60.0
_IMPORT_PATIENCE_SECONDS = 60.0
OrderedStep = Pause | Resume | Recheck | Reannounce
_ORDERED: dict[str, type[OrderedStep]] = {
    "pause": Pause,
    "resume": Resume,
    "recheck": Recheck,
    "reannounce": Reannounce,
}


class OpenDatabase(Service):
    """The supervisor's database as a service: opened before anything needs it, closed after everything has stopped."""

    log = Logger()

    def __init__(self, database: Database, load: Callable[[], Any]) -> None:
        self.problem = ""
        self._database = database
        self._load = load

    def startService(self) -> Deferred[None]:
        """Open the file and read what earlier runs left. Fails with `StoreError` when that is impossible."""
        super().startService()
        return Deferred.fromCoroutine(self._open())

    async def _open(self) -> None:
        opened = await self._database.open()
        if opened.problem is not None:
            self.problem = opened.problem.text
            self.log.error("{problem}", problem=self.problem)
        await self._load()

    def stopService(self) -> Deferred[None]:
        """Close the file; fires when it is closed."""
        super().stopService()
        return self._database.close()


class Supervisor(OrderedServices):
    """
    The root of the tree. What the web may know and do is here (see `qbitrr.web.program`); everything is answered from
    memory, or from the journal's file.
    """

    log = Logger()

    def __init__(
        self,
        *,
        clients: Mapping[str, QbitActor],
        owners: Mapping[str, SectionActor],
        router: Router,
        journal: Journal,
        quarantine: Quarantine,
        orders: PersonOrders,
        index: TorrentIndex,
        explainer: Explainer,
        previewer: Previewer,
        verdict_book: VerdictBook,
        holds: Holds,
        carry_out: Callable[[str, Sequence[ClientStep]], Deferred[tuple[Outcome, ...]]],
        set_level: Callable[[str], str],
        problems: Callable[[], Sequence[str]],
        dry_run: Callable[[], bool],
        disabled: Callable[[], Sequence[QbitStatus]] = tuple,
        clock: IReactorTime,
    ) -> None:
        super().__init__()
        self._clients = clients
        self._owners = owners
        self._router = router
        self._journal = journal
        self._quarantine = quarantine
        self._orders = orders
        self._index = index
        self._explainer = explainer
        self._previewer = previewer
        self._verdicts = verdict_book
        self._holds = holds
        self._carry_out = carry_out
        self._set_level = set_level
        self._problems = problems
        self._dry_run = dry_run
        self._disabled = disabled
        self._clock = clock
        self._rebuilding: Deferred[None] | None = None

    def stopService(self) -> Deferred[None]:
        """Fires when nothing of ours runs any more."""
        if self._rebuilding is not None:
            self._rebuilding.cancel()
        return super().stopService()

    # What the web asks

    def overview(self) -> Overview:
        """Everything at this moment, from memory."""
        processes = tuple(status for owner in self._owners.values() for status in owner.processes)
        return Overview(
            ready=bool(self.running),
            qbits=(*(actor.status for actor in self._clients.values()), *self._disabled()),
            arrs=tuple(owner.status for owner in self._arrs()),
            processes=processes,
            rebuilding=self._rebuilding is not None,
            dry_run=self._dry_run(),
            stuck=self._orders.stuck(),
            problems=(*self._problems(), *_problems_of(processes)),
        )

    def passes(self) -> tuple[ChildPasses, ...]:
        """What the loop of each child did lately."""
        return tuple(passes for owner in self._owners.values() for passes in owner.passes)

    def distribution(self) -> dict[str, dict[str, int]]:
        """Number of torrents by category and client name; a client that does not answer has none to count."""
        counts: dict[str, dict[str, int]] = {}
        for actor in self._clients.values():
            if not actor.status.alive:
                continue
            for category, count in actor.mirror.counts.items():
                counts.setdefault(category, {})[actor.status.name] = count
        return counts

    def torrents(
        self, wanted: TorrentFilter, sorting: TorrentSorting, *, after: Place | None, limit: int
    ) -> TorrentPage:
        """A page of all torrents; see `TorrentIndex.page`."""
        return self._index.page(wanted, sorting, after=after, limit=limit)

    def torrent_facets(self, wanted: TorrentFilter) -> TorrentFacets:
        """How many torrents there are of each value; see `TorrentIndex.facets`."""
        return self._index.facets(wanted)

    def torrent(self, instance: str, hash_: str) -> ListedTorrent:
        """One torrent as its client had it last. Raises `Unknown`."""
        found = self._index.one((instance, hash_))
        if found is None:
            raise Unknown(f"{hash_} is not listed on {instance}")
        return found

    def recent_verdicts(self) -> tuple[TorrentVerdict, ...]:
        """What was decided about the torrents of which that changed last."""
        return tuple(self._verdicts.recent.values())

    def explain(self, instance: str, hash_: str) -> Deferred[Explanation]:
        """Why a torrent is still there. Raises `Unknown` if it is not listed."""
        return Deferred.fromCoroutine(self._explainer.explain(self.torrent(instance, hash_)))

    def preview(self, config: Config, renamed: Mapping[str, str], wanted: PreviewFilter) -> Deferred[Preview]:
        """What would be done now by *config*, in which sections are *renamed*. Fails with `NotReady` while too much is asked."""
        return Deferred.fromCoroutine(self._previewer.preview(config, renamed, wanted))

    def restart(self, section: str, kind: str) -> tuple[str, ...]:
        """Tell children of a section to restart; answers which were told. Raises `Unknown`."""
        owner = self._owners.get(section)
        if owner is None:
            raise Unknown(f"Unknown section {section}")
        kinds = _ALL_KINDS if kind == "all" else (kind,)
        return owner.restart(kinds, by="user")  # type: ignore[arg-type]

    def restart_all(self) -> None:
        """Tell every child to restart."""
        for owner in self._owners.values():
            owner.restart(_ALL_KINDS, by="user")

    def rebuild(self) -> bool:
        """Begin to restart all Arrs one after another and reread their libraries; True if that is going on already."""
        if self._rebuilding is not None:
            return True
        self._rebuilding = Deferred.fromCoroutine(self._rebuild())
        self._rebuilding.addErrback(lambda failure: failure.trap(CancelledError) and None)
        self._rebuilding.addErrback(lambda failure: self.log.failure("rebuilding failed", failure=failure))
        self._rebuilding.addBoth(lambda _: setattr(self, "_rebuilding", None))
        return False

    async def _rebuild(self) -> None:
        for owner in self._arrs():
            owner.restart(_ALL_KINDS, by="user")
            until = self._clock.seconds() + _REBUILD_PATIENCE_SECONDS
            await deferLater(self._clock, 0.5)
            while not owner.status.alive and self._clock.seconds() < until:
                await deferLater(self._clock, 0.25)
            owner.tell_all(RunNow(refresh=True))

    def look_through(self, section: str) -> None:
        """Have the library of a section looked through now."""
        if (owner := self._owners.get(section)) is not None:
            owner.tell_all(RunNow(refresh=True))

    def search(self, section: str, order: SearchOrder) -> Deferred[SearchView]:
        """Have the search of a section do what a person wants. Raises `Unknown` for what is no Arr."""
        owner = self._owners.get(section)
        if not isinstance(owner, ArrActor):
            raise Unknown(f"Unknown instance {section}")
        return owner.search(order)

    def _arrs(self) -> list[ArrActor]:
        return [owner for owner in self._owners.values() if isinstance(owner, ArrActor)]

    def set_log_level(self, level: str) -> str:
        """Log from this level on, here and in every child; answers the level in effect."""
        effective = self._set_level(level)
        for owner in self._owners.values():
            owner.tell_all(SetLogLevel(level=effective))
        return effective

    def activity(
        self, wanted: EntryFilter = EVERY_ENTRY, *, limit: int, before_id: int = 0
    ) -> Deferred[tuple[Entry, ...]]:
        """Entries of the journal, newest first."""
        return Deferred.fromCoroutine(self._journal.read(wanted, limit=limit, before_id=before_id))

    def activity_counts(
        self, wanted: EntryFilter, *, since: float, step_seconds: int
    ) -> Deferred[tuple[EntryCount, ...]]:
        """How many entries there are of each sort in each span."""
        return Deferred.fromCoroutine(self._journal.counted(wanted, since, step_seconds))

    def holds(self) -> tuple[HoldOrder, ...]:
        """The holds in force, the one that ends first first."""
        return self._holds.all()

    def hold(self, scope: str, seconds: float, reason: str) -> Deferred[HoldOrder]:
        """Hold a section, or everything, for so long. Fails with `StoreError`, and is in force all the same."""
        return Deferred.fromCoroutine(self._holds.begin(scope, seconds, reason))

    def end_hold(self, scope: str) -> Deferred[None]:
        """End a hold before its time. Fails with `Unknown` and `StoreError`."""
        return Deferred.fromCoroutine(self._holds.end(scope))

    def quarantine(self) -> Deferred[tuple[Quarantined, ...]]:
        """What is in quarantine, oldest first."""
        return succeed(tuple(sorted(self._quarantine.rows.values(), key=lambda row: row.at)))

    def undo(self, instance: str, hash_: str) -> Deferred[Outcome]:
        """Bring a torrent back from quarantine, or from the way there. Raises `Unknown` if it is on neither."""
        return self.cancel_removal(instance, hash_)

    def purge(self, instance: str, hash_: str) -> Deferred[Outcome]:
        """Delete a torrent in quarantine now, because a person wants it. Raises `Unknown` if it is not there."""
        row = self._quarantine.rows.get((instance, hash_.lower()))
        if row is None:
            raise Unknown(f"{hash_} is not in quarantine on {instance}")
        return Deferred.fromCoroutine(self._quarantine.purge(row, by_person=True))

    def removals(self) -> tuple[OpenRemoval, ...]:
        """Every removal that waits or is under way, oldest first."""
        return self._orders.all()

    def removal_paces(self) -> tuple[RemovalPace, ...]:
        """How many removals of each section went within the hour, of how many that may."""
        return tuple(self._orders.pace(section) for section in self._owners)

    def cancel_removal(self, instance: str, hash_: str) -> Deferred[Outcome]:
        """Take a removal back, from wherever it stands. Fails with `Unknown` if there is none."""
        return Deferred.fromCoroutine(self._orders.cancel(instance, hash_.lower()))

    def release_removal(self, instance: str, hash_: str) -> Deferred[Outcome]:
        """Let a removal that waits go at once. Fails with `Unknown` if there is none."""
        return Deferred.fromCoroutine(self._orders.release(instance, hash_.lower()))

    def act(self, instance: str, hash_: str, action: str) -> Deferred[Outcome]:
        """Have a step done on a torrent because a person wants it. Fails with `Unknown` if it is not listed."""
        return Deferred.fromCoroutine(self._act(instance, hash_.lower(), _ORDERED[action]))

    async def _act(self, instance: str, hash_: str, kind: type[OrderedStep]) -> Outcome:
        listed = self.torrent(instance, hash_)
        why = Reason(code="by_operator", text="A person wants it.")
        (outcome,) = await self._carry_out(listed.section, [kind(instance=instance, hash=hash_, why=why)])
        # A loop decides anew when that is over; a person takes it back first.
        return replace(outcome, result=Result.FAILED) if outcome.why in (BEING_REMOVED, IN_QUARANTINE) else outcome

    def import_now(self, instance: str, hash_: str) -> Deferred[Outcome]:
        """Have an Arr import a torrent. Fails with `Unknown` if it is not listed, with `NotReady` while its loop does not run."""
        return Deferred.fromCoroutine(self._import_now(self.torrent(instance, hash_.lower())))

    async def _import_now(self, listed: ListedTorrent) -> Outcome:
        instance, hash_ = listed.torrent.key
        owner = self._owners.get(listed.section)
        outcome = Outcome(instance=instance, hash=hash_, step="import", result=Result.FAILED)
        if listed.is_quarantined or not isinstance(owner, ArrActor):
            why = IN_QUARANTINE if listed.is_quarantined else "no Arr looks after it"
            return replace(outcome, why=why)
        done = await owner.order(ImportTorrent(instance=instance, hash=hash_), _IMPORT_PATIENCE_SECONDS)
        return replace(outcome, result=Result(done.result), why=done.text)

    def protect(self, instance: str, hash_: str, *, on: bool, reason: str = "") -> Deferred[Outcome]:
        """Never remove a torrent by itself, for a *reason*, or end that. Fails with `Unknown` if it is not listed."""
        orders, hash_ = self._orders, hash_.lower()
        order = orders.protect(instance, hash_, reason) if on else orders.unprotect(instance, hash_)
        return Deferred.fromCoroutine(order)

    def waive_duty(self, instance: str, hash_: str, reason: str) -> Deferred[Outcome]:
        """Set the Hit-and-Run duty of a torrent aside. Fails with `Unknown` if it is not listed, and with `StoreError`."""
        return Deferred.fromCoroutine(self._orders.waive_duty(instance, hash_.lower(), reason))

    def restore_duty(self, instance: str, hash_: str) -> Deferred[Outcome]:
        """Let it count again. Fails with `Unknown` if it is not listed, and with `StoreError`."""
        return Deferred.fromCoroutine(self._orders.restore_duty(instance, hash_.lower()))

    def remove(self, instance: str, hash_: str, *, fail: bool, with_files: bool) -> Deferred[Outcome]:
        """Remove a torrent because a person wants it. Fails with `Unknown` if it is not listed."""
        section = self._router.section_of((instance, hash_.lower())) or ""
        return Deferred.fromCoroutine(
            self._orders.remove(instance, hash_.lower(), section, fail=fail, with_files=with_files)
        )


def _problems_of(processes: Sequence[ProcessStatus]) -> Iterator[str]:
    """What the loops say of their files and patterns, and the guard of free space of what keeps it from its work."""
    for status in processes:
        if isinstance(status.report, SearchReport):
            yield from (f"{status.section}: {text}" for text in status.report.problems)
        elif isinstance(status.report, TorrentReport) and status.report.alarm:
            yield f"{status.section}: {status.report.alarm}"
        elif isinstance(status.report, PolicyReport) and status.alive:
            yield from status.report.problems
