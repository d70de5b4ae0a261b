"""
The search loop of one Arr: keep the catalog, ask the lanes what to search next, have it sent, follow it to its end.

    wait for the Arr → settle what was interrupted → ask the lanes in order → check again, budget, slot → send → wait the delay

Every wait ends early by whatever happens: a request, a finished command, a changed library or configuration.

# Note [Before the first pass]
A large library takes longer to list than anybody wants to wait for the first search. Therefore what an earlier start has left in the
catalog is searched from at once, and at the very first start what has come of the list so far, in its order. Until all has been listed,
each search reads what it is about first, and is checked against that; and as what is not in the catalog may only not have come yet, no
cycle ends. Never from the catalog of another Arr.

# Note [From memory]
While the disk is full or can only be read, what is planned goes on with what is remembered here: an Arr knows when it searched an item
last, so that a process that ends meanwhile has nothing searched twice. Requests wait: of them only the file knows that they were served.
"""

from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from twisted.internet.defer import Deferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from qbitrr.clients.arr.client import Arr
from qbitrr.config.plain import build
from qbitrr.config.schema.config import ArrSection
from qbitrr.config.values.texts import without_login
from qbitrr.decide.searches.telling import of_another_library, of_damage
from qbitrr.errors import NotReady, RemoteError, StoreError
from qbitrr.loops.arr.client import arr_client
from qbitrr.loops.arr.link import Link
from qbitrr.loops.catalog.passes import LibraryCopy, Pass
from qbitrr.loops.catalog.refresher import CatalogRefresher
from qbitrr.loops.child.channel import ChildContext
from qbitrr.loops.child.tasks import Cycle, Tasks
from qbitrr.loops.searches.commands import SearchCommands
from qbitrr.loops.searches.follow import CommandFollower, SearchEndings
from qbitrr.loops.searches.lanes.catalogued import AskedLane, MissingLane
from qbitrr.loops.searches.lanes.planned import LONGEST_REST_SECONDS, PlannedLane
from qbitrr.loops.searches.lanes.proposal import SearchLane, Wait
from qbitrr.loops.searches.lanes.replacements import ReplacementLane
from qbitrr.loops.searches.lanes.todays import TodaysLane
from qbitrr.loops.searches.memory import SearchMemory
from qbitrr.loops.searches.orders import SearchOrders
from qbitrr.loops.searches.report import REPORT_SECONDS, FileProblems, SearchReporter
from qbitrr.loops.searches.sender import SearchSender
from qbitrr.model.searches import Candidate, Lane, Replacement, SearchOutcome, SearchRules, Sending
from qbitrr.model.status import SearchReport
from qbitrr.resolved.searches import search_rules, want_rules
from qbitrr.store.catalog.schema import catalog_schema
from qbitrr.store.searches import history as store
from qbitrr.store.searches.schema import SCHEMA
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.sql import Damaged, DiskFull
from qbitrr.wire.messages import Configure, FromSupervisor, LibraryTouched, Perform, RunNow, SearchAgain
from qbitrr.wire.search_orders import LeaveAlone, PauseSearch, SearchNow, SearchOrder, ShowSearch

__all__ = ["SearchLoop", "start"]

TROUBLE_SECONDS = 60.0
# The Arr needs a moment to note what it grabbed. A search that found nothing is no reason to read the library.
AFTER_SEARCH_SECONDS = 10.0
# Several imports become one look.
AFTER_TOUCH_SECONDS = 5.0
REPLACED_SHARE = 0.2
MOST_BYTES_IN_MEMORY = 64 * 1024 * 1024
"""Of each file: larger ones are not stood in for."""


async def start(child: ChildContext) -> "SearchLoop":
    """Open the section's files and begin; the loop is ready when this returns."""
    configure = child.configure
    config = build(configure.config)
    section = config.arr(configure.section)
    if section is None:
        raise KeyError(configure.section)
    folder = Path(configure.data_folder) / "db" / configure.section
    rules = search_rules(config, section)
    how: dict[str, Any] = {"reactor": child.reactor, "stand_in_bytes": MOST_BYTES_IN_MEMORY}
    catalog = Database(folder / "catalog.db", "cache", catalog_schema(rules.kind), **how)
    database = Database(folder / "search.db", "facts", SCHEMA, **how)
    source = f"{section.type} {without_login(section.uri)}"
    loop = SearchLoop(child, rules, source, arr_client(section, child.reactor, child.on_hold), catalog, database)
    await loop.begin()
    return loop


class SearchLoop:
    """Works as long as its child lives."""

    log = Logger()

    def __init__(
        self, child: ChildContext, rules: SearchRules, source: str, arr: Arr, catalog: Database, database: Database
    ) -> None:
        self.section = child.configure.section
        self._child = child
        self._clock = clock = child.reactor
        self._config = child.configure.config
        self._arr = arr
        self._catalog = catalog
        self._database = database
        self._rules = rules
        self._is_damaged = False
        self._problems = FileProblems()
        self._tasks = Tasks(self._not_done)
        self._cycle = Cycle(clock, self._turn, self._turn_failed, child.passes.add)
        self._link = Link(arr, clock, self._link_changed)
        self._memory = SearchMemory(catalog, database, clock)
        self._want_rules = want_rules(rules)
        self._library = LibraryCopy(rules.kind, arr, catalog, clock, lambda: self._want_rules, self._progressed)
        self._refresher = CatalogRefresher(
            self._library, catalog, self._link, clock, source=source, interval=lambda: self._rules.refresh_seconds,
            passed=self._passed, written=self._library_changed, usable=self._library_changed, repaired=self._repaired,
        )  # fmt: skip
        commands = SearchCommands(arr, database, self._memory, clock)
        self._follower = CommandFollower(arr, database, self._link, clock, self._search_ended, self._store_trouble)
        self._sender = SearchSender(
            self.section, commands, self._memory, database, self._link, clock,
            reread=self._reread, follow=self._follower.follow, note=child.note,
        )  # fmt: skip
        self._missing = MissingLane(
            self._memory, clock, queued=commands.queued, is_whole=lambda: self._refresher.is_whole
        )
        asked = AskedLane(self._memory, clock, queued=commands.queued, database=database, refresher=self._refresher)
        self._lanes: tuple[SearchLane, ...] = (
            asked,
            ReplacementLane(self.section, arr, database, self._memory, clock, note=child.note),
            *self._lanes_of_sonarr(arr, commands),
            self._missing,
        )  # fmt: skip
        """The highest first."""
        self._endings = SearchEndings(
            child, self._memory, self._tasks, broken_off=self._broken_off, grabbed=self._grabbed,
            trouble=self._store_trouble,
        )  # fmt: skip
        self._reporter = SearchReporter(
            self._link, self._memory, self._sender, self._follower, self._refresher, self._library, self._lanes,
            self._missing, clock, self._report,
        )  # fmt: skip
        planned = [lane for lane in self._lanes if isinstance(lane, PlannedLane)]
        self._orders = SearchOrders(
            self.section, self._memory, database, commands, self._sender, planned, clock,
            phase=lambda: self._reporter.phase, note=child.note,
        )  # fmt: skip

    def _lanes_of_sonarr(self, arr: Arr, commands: SearchCommands) -> tuple[SearchLane, ...]:
        if self._rules.kind != "sonarr":
            return ()
        reread = partial(self._refresher.reread_soon, 0.0)
        return (TodaysLane(self._memory, self._clock, queued=commands.queued, arr=arr, reread=reread),)

    async def begin(self) -> None:
        """Open the files and start turning."""
        for database in (self._catalog, self._database):
            opened = await database.open()
            if opened.problem is not None:
                self._repaired(opened.problem.text)
            if opened.slow:
                self._problems.add(opened.slow)
        await self._memory.load(self._rules)
        await self._sender.load()
        self._link.start()
        self._refresher.start()
        self._cycle.start()
        self._reporter.report()

    def message(self, message: FromSupervisor) -> None:
        """Something from the supervisor."""
        match message:
            case Perform(what=SearchAgain() as what):
                self._tasks.begin(self._ask(message.id, what))
            case Perform(what=SearchNow() | LeaveAlone() | PauseSearch() | ShowSearch() as order):
                self._tasks.begin(self._order(message.id, order))
                return
            case RunNow():
                self._link.hurry()
                self._sender.hurry()
                for lane in self._lanes:
                    lane.hurry()
                if message.refresh:
                    self._refresher.refresh_now()
            case LibraryTouched():
                self._refresher.touched_soon(AFTER_TOUCH_SECONDS)
                return
            case Configure():
                self._reconfigure(message)
        self._cycle.soon()

    def stop(self) -> Deferred[None]:
        """Finish the call in flight, start nothing new, close the files."""
        return Deferred.fromCoroutine(self._stop())

    async def _stop(self) -> None:
        await self._link.stop()
        await self._cycle.stop()
        await self._refresher.stop()
        await self._follower.stop()
        await self._tasks.stop()
        await self._catalog.close()
        await self._database.close()

    # What happens around it

    async def _ask(self, number: int, what: SearchAgain) -> None:
        """Store a request for a replacement; only then it counts as taken."""
        request = Replacement(
            key=what.key, media_ids=what.media_ids, why=what.why, name=what.name, asked_at=self._clock.seconds(),
            since=what.since, instance=what.instance, hash=what.hash,
        )  # fmt: skip
        try:
            await self._database.run(store.ask_replacement, request)
            if self._database.in_memory:
                raise DiskFull(self._database.in_memory)
        except StoreError as error:
            self._child.performed(number, "retry", str(error))
            self._store_trouble(error)
            return
        self._child.performed(number, "done")
        self._cycle.soon()

    async def _order(self, number: int, order: SearchOrder) -> None:
        """Carry out what a person wants. Only when it is stored it counts as done."""
        try:
            view = await self._orders.carry_out(order)
            if self._database.in_memory and not isinstance(order, ShowSearch):
                raise DiskFull(self._database.in_memory)
        except (RemoteError, StoreError, NotReady) as error:
            self._child.performed(number, "retry", str(error))
        else:
            self._child.performed(number, "done", view=view)
        self._cycle.soon()

    def _reconfigure(self, configure: Configure) -> None:
        config = build(configure.config)
        section, before = config.arr(self.section), build(self._config).arr(self.section)
        if section is None or before is None or _address(section) != _address(before):
            self._child.fail("configured anew")
            return
        self._config = configure.config
        self._rules = self._memory.rules = search_rules(config, section)
        self._want_rules = want_rules(self._rules)
        self._library_changed()
        self._refresher.reconsider()

    def _library_changed(self) -> None:
        for lane in self._lanes:
            lane.replan()
        self._cycle.soon()

    def _passed(self, found: Pass) -> None:
        if len(found.replaced) > REPLACED_SHARE * found.known > 0:
            self._tasks.begin(self._begin_anew(found))
        if found.changed or self._reporter.phase == "updating":
            self._library_changed()

    async def _begin_anew(self, found: Pass) -> None:
        """The Arr was set up anew, and its ids mean other things: what is remembered by them is put aside."""
        copy = await self._database.set_aside()
        await self._memory.begin_anew()
        text = (
            f"{len(found.replaced)} of {found.known} entries of the library are others than before under the same numbers: the Arr"
            f" was set up anew. What was remembered of searches is kept in {copy} and does not count any more"
        )
        self.log.warn("{text}", text=text)
        self._child.note(of_another_library(self.section, text, self._clock.seconds()))
        self._problems.add(text)
        self._library_changed()

    def _repaired(self, text: str) -> None:
        """A file was damaged: *text* tells what became of it."""
        self.log.error("{text}", text=text)
        self._child.note(of_damage(self.section, text, self._clock.seconds()))
        self._problems.add(text)

    def _report(self, report: SearchReport) -> None:
        self._child.report(replace(report, problems=self._problems.texts))

    def _progressed(self) -> None:
        self._reporter.progressed()

    def _link_changed(self) -> None:
        if self._link.is_up:
            self._refresher.came_back()
        self._reporter.report()

    def _search_ended(self, sending: Sending, outcome: SearchOutcome) -> None:
        self._endings.take(sending, outcome)
        self._cycle.soon()

    def _broken_off(self, item_ids: Collection[int]) -> None:
        for lane in self._lanes:
            if isinstance(lane, PlannedLane):
                lane.broken_off(item_ids)

    async def _reread(self, candidate: Candidate) -> bool:
        """
        See Note [Before the first pass]: read what *candidate* is about. Tells whether all of it is there.
        """
        if self._refresher.is_filled:
            return True
        parents = {candidate.parent_id} if candidate.parent_id else set(candidate.item_ids)
        found = await self._library.reread(parents)
        return not found.gone

    def _grabbed(self, parents: Collection[int]) -> None:
        self._refresher.reread_soon(AFTER_SEARCH_SECONDS, parents)

    def _store_trouble(self, error: StoreError | NotReady) -> None:
        """A damaged file is put right by opening it anew, from its backup if it has to be: a fresh process does that."""
        if not isinstance(error, Damaged):
            self.log.error("{error}; nothing is searched for a minute", error=error)
            self._problems.disk = f"{error}: nothing is searched until it can be written again"
        elif not self._is_damaged:
            self._is_damaged = True
            self.log.error("{error}; starting anew to repair it", error=error)
            self._child.fail(str(error))

    def _not_done(self, failure: Failure) -> None:
        self.log.failure("a message could not be dealt with", failure=failure)

    # Turning

    async def _turn(self) -> float:
        pause = await self._sender.ready() or await self._search()
        for database in (self._database, self._catalog):
            if database.in_memory:
                await database.look_at_file()
        self._see_disk()
        self._reporter.report()
        return min(pause, REPORT_SECONDS)

    def _see_disk(self) -> None:
        """See Note [From memory]."""
        why = self._database.in_memory or self._catalog.in_memory
        text = f"{why}: searching goes on from memory, and requests wait until it can be written again" if why else ""
        if text and text != self._problems.disk:
            self.log.error("{text}", text=text)
        self._problems.disk = text

    async def _search(self) -> float:
        """Have the next search sent, or find that there is none; returns the seconds to wait after it."""
        if self._refresher.is_filled:
            existing = await self._memory.forget()
            if existing is not None:
                self._endings.keep_only(existing)
        if self._arr.on_hold():
            self._reporter.phase = "held"
            return LONGEST_REST_SECONDS
        for lane in self._lanes:
            if self._database.in_memory and not lane.lane.is_planned:
                continue
            now = self._clock.seconds()
            wait = self._paused(now) if lane.lane is not Lane.ASKED else None
            if wait is None and lane.lane.is_planned:
                wait = self._closed(now)
            if wait is None:
                found = await lane.propose(now)
                wait = found if isinstance(found, Wait | None) else await self._sender.offer(found)
            if wait is not None:
                self._reporter.phase = wait.phase
                return wait.seconds
        self._reporter.phase = "resting" if self._refresher.is_whole else "updating"
        look_at = min(lane.look_at for lane in self._lanes)
        return max(1.0, min(look_at - self._clock.seconds(), LONGEST_REST_SECONDS))

    def _paused(self, now: float) -> Wait | None:
        pause = self._memory.paused_until - now
        return Wait("paused", min(pause, LONGEST_REST_SECONDS)) if pause > 0 else None

    def _closed(self, now: float) -> Wait | None:
        """Why nothing that is planned is sent now; None when it may be."""
        if not self._memory.rules.enabled:
            return Wait("disabled", LONGEST_REST_SECONDS)
        if not self._refresher.is_usable:
            return Wait("updating", LONGEST_REST_SECONDS)
        pause = self._sender.pause_until - now
        return Wait("sending", pause) if pause > 0 else None

    def _turn_failed(self, error: Exception) -> float:
        pause = TROUBLE_SECONDS
        match error:
            case RemoteError():
                pause = self._sender.failed(error)
            case StoreError() | NotReady():  # not ready: the catalog is just being begun anew
                self._store_trouble(error)
            case _:
                self.log.failure("a turn of the search failed", failure=Failure(error))
        self._reporter.report()
        return min(pause, REPORT_SECONDS)


def _address(section: ArrSection) -> tuple[object, ...]:
    return (section.type, section.uri, section.api_key, section.skip_tls_verify)
