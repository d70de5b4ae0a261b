"""
The search loop of one Arr: keep the catalogue, plan, send one command at a time per slot, follow it to its end.

    wait for the Arr → settle what was interrupted → replacements → (the search is on, the library is read)
    → plan → check again → slot, hourly cap → send → wait the delay

Every wait is one `Sleep`, ended early by whatever happens: a request, a finished command, a changed library or configuration.
"""

from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from twisted.internet.defer import CancelledError, Deferred, gatherResults
from twisted.logger import Logger

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.http.retries import Busy
from qbitrr.config.plain import build
from qbitrr.config.values.texts import without_login
from qbitrr.decide.backoff import doubling
from qbitrr.decide.searches.summary import SearchPhase, summary
from qbitrr.errors import NotReady, RemoteError, StoreError, Unauthorized, Unreachable
from qbitrr.loops.arr.client import arr_client
from qbitrr.loops.arr.link import Link
from qbitrr.loops.catalog.passes import Library, Pass
from qbitrr.loops.catalog.refresher import Keeper
from qbitrr.loops.child.channel import ChildContext
from qbitrr.loops.child.sleep import Sleep
from qbitrr.loops.searches.follow import Follower
from qbitrr.loops.searches.lanes.missing import LONGEST_REST_SECONDS, MissingLane
from qbitrr.loops.searches.lanes.replacements import Replacer
from qbitrr.loops.searches.memory import SearchMemory
from qbitrr.loops.searches.notes import of_damage, of_end, of_refusing, of_search
from qbitrr.loops.searches.sender import TOO_MANY_REQUESTS, Sender
from qbitrr.model.searches import Replacement, SearchOutcome, SearchRules, Sending
from qbitrr.model.status import SearchReport
from qbitrr.resolved.searches import search_rules, want_rules
from qbitrr.store.catalog.schema import catalog_schema
from qbitrr.store.searches import history as store
from qbitrr.store.searches.schema import SCHEMA
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.faults import Damaged
from qbitrr.wire.messages import Configure, FromSupervisor, Perform, RunNow, SearchAgain

__all__ = ["SearchLoop", "start"]

BACK_OFF_SECONDS, LONGEST_BACK_OFF_SECONDS = 300.0, 1800.0
TROUBLE_SECONDS = 60.0
PATIENCE = 3
REPORT_SECONDS = 20.0
# The Arr needs a moment to note what it grabbed. A search that found nothing is no reason to read the library.
AFTER_SEARCH_SECONDS = 10.0
REPLACED_SHARE = 0.2
# How commands end that an Arr was stopped, or died, in the middle of.
BROKEN_OFF = frozenset({"aborted", "orphaned"})
# A search that fails in the Arr so often in a row counts as one: there it fails for a reason of its own, and would for ever.
MOST_FAILED = 3


async def start(child: ChildContext) -> "SearchLoop":
    """Open the section's files and begin; the loop is ready when this returns."""
    configure = child.configure
    config = build(configure.config)
    section = config.arr(configure.section)
    if section is None:
        raise KeyError(configure.section)
    folder = Path(configure.data_folder) / "db" / configure.section
    rules = search_rules(config, section)
    catalogue = Database(folder / "catalog.db", "cache", catalog_schema(rules.kind), reactor=child.reactor)
    database = Database(folder / "search.db", "facts", SCHEMA, reactor=child.reactor)
    loop = SearchLoop(
        child,
        rules,
        f"{section.type} {without_login(section.uri)}",
        arr_client(section, child.reactor),
        catalogue,
        database,
    )
    await loop.begin()
    return loop


class SearchLoop:
    """Works as long as its child lives."""

    log = Logger()

    def __init__(
        self, child: ChildContext, rules: SearchRules, source: str, arr: Arr, catalogue: Database, database: Database
    ) -> None:
        self.section = child.configure.section
        self._child = child
        self._clock = clock = child.reactor
        self._config = child.configure.config
        self._catalogue = catalogue
        self._database = database
        self._rules = rules
        self._link = Link(arr, clock, self._link_changed)
        self._memory = SearchMemory(catalogue, database, clock)
        self._sender = Sender(arr, database, self._memory, clock)
        self._follower = Follower(arr, database, self._link, clock, self._search_ended, self._store_trouble)
        self._replacer = Replacer(
            self.section, arr, database, self._memory, self._sender, clock,
            sent=self._was_sent, note=child.note,
        )  # fmt: skip
        self._missing = MissingLane(
            self.section, database, self._memory, self._sender, clock, sent=self._was_sent, note=child.note
        )
        self._keeper = Keeper(
            Library(rules.kind, arr, catalogue, clock, lambda: want_rules(self._rules)), catalogue, self._link, clock,
            source=source, interval=lambda: self._rules.refresh_seconds, passed=self._passed,
        )  # fmt: skip
        self._sleep = Sleep(clock)
        self._unsettled = True
        self._phase: SearchPhase = "starting"
        self._last = ("", 0.0)
        self._troubles = self._backed_off = 0
        self._retry_at = 0.0
        self._refusal = ""
        """With which words the Arr refuses every search; empty while it does not."""
        self._reported: SearchReport | None = None
        self._failed: dict[int, int] = {}
        """By item: how many of its searches in a row have failed in the Arr."""
        self._working: set[Deferred[None]] = set()
        self._living: Deferred[None] | None = None
        self._stopping = self._damaged = False

    async def begin(self) -> None:
        """Open the files and start turning."""
        for database in (self._catalogue, self._database):
            opened = await database.open()
            if opened.problem is not None:
                self.log.error("{text}", text=opened.problem.text)
                self._child.note(of_damage(self.section, opened.problem.text, self._clock.seconds()))
        await self._memory.load(self._rules)
        self._last = await self._database.run(store.last_search)
        self._link.start()
        self._keeper.start()
        self._living = Deferred.fromCoroutine(self._live())
        self._report()

    def message(self, message: FromSupervisor) -> None:
        """Something from the supervisor."""
        match message:
            case Perform(what=SearchAgain()):
                self._work(self._ask(message))
            case RunNow():
                self._link.hurry()
                self._retry_at = 0.0
                self._missing.hurry()
                self._replacer.hurry()
                if message.refresh:
                    self._keeper.refresh_now()
            case Configure():
                self._reconfigure(message)
        self._sleep.at_most(0.0)

    def stop(self) -> Deferred[None]:
        """Finish the call in flight, start nothing new, close the files."""
        return Deferred.fromCoroutine(self._stop())

    async def _stop(self) -> None:
        self._stopping = True
        self._link.stop()
        if self._living is not None:
            self._living.cancel()
            await self._living
        await gatherResults([self._keeper.stop(), self._follower.stop(), *self._working])
        await self._catalogue.close()
        await self._database.close()

    # What happens around it

    async def _ask(self, message: Perform) -> None:
        """Store a request for a replacement; only then it counts as taken."""
        what = message.what
        assert isinstance(what, SearchAgain)
        request = Replacement(
            key=what.key, media_ids=what.media_ids, why=what.why, name=what.name, asked_at=self._clock.seconds(),
            since=what.since, instance=what.instance, hash=what.hash,
        )  # fmt: skip
        try:
            await self._database.run(store.ask_replacement, request)
        except StoreError as error:
            self._child.performed(message.id, "retry", str(error))
            self._store_trouble(error)
            return
        self._child.performed(message.id, "done")
        self._sleep.at_most(0.0)

    def _reconfigure(self, configure: Configure) -> None:
        config = build(configure.config)
        section, before = config.arr(self.section), build(self._config).arr(self.section)
        if section is None or before is None or _address(section) != _address(before):
            self._child.fail("configured anew")
            return
        self._config = configure.config
        self._rules = self._memory.rules = search_rules(config, section)
        self._missing.replan()
        self._keeper.reconsider()

    def _passed(self, found: Pass) -> None:
        if found.changed or self._phase == "updating":
            self._missing.replan()
            self._sleep.at_most(0.0)
        if len(found.replaced) > REPLACED_SHARE * found.known > 0:
            self.log.warn(
                "{count} of {known} entries mean something else than before: was the Arr set up anew? What was"
                " remembered of searching them does not count any more",
                count=len(found.replaced),
                known=found.known,
            )

    def _link_changed(self) -> None:
        if not self._stopping:
            self._report()

    def _search_ended(self, sending: Sending, outcome: SearchOutcome) -> None:
        entry = of_end(self.section, sending, outcome, self._rules)
        if entry is not None:
            self._child.note(entry)
        words = f"found {sending.release}" if sending.grabbed else outcome.value.replace("_", ", ")
        (self.log.debug if entry is not None else self.log.info)("{title}: {words}", title=sending.title, words=words)
        if self._counts_for_nothing(sending):
            self._work(self._broken_off(sending))
        if outcome is SearchOutcome.GRABBED:
            self._keeper.refresh_soon(AFTER_SEARCH_SECONDS, {sending.parent_id} - {0})
        self._sleep.at_most(0.0)

    def _counts_for_nothing(self, sending: Sending) -> bool:
        """Whether its items are to be searched again as if this search had not been."""
        times = 1 + max((self._failed.get(number, 0) for number in sending.item_ids), default=0)
        if sending.grabbed or sending.status != "failed" or times >= MOST_FAILED:
            for number in sending.item_ids:
                self._failed.pop(number, None)
        else:
            self._failed |= dict.fromkeys(sending.item_ids, times)
            return True
        return sending.status in BROKEN_OFF and not sending.grabbed

    async def _broken_off(self, sending: Sending) -> None:
        """The Arr ended in the middle of it, by a restart mostly, or failed at it: its items have not been searched."""
        self._missing.broken_off(sending.item_ids)
        try:
            await self._memory.give_back(sending)
        except StoreError as error:
            self._store_trouble(error)

    def _was_sent(self, sending: Sending, name: str) -> None:
        self._last = (sending.title, sending.sent_at)
        self._troubles = self._backed_off = 0
        self._refusal = ""
        self._follower.follow(sending)
        self._child.note(of_search(self.section, sending, self._rules, name))

    def _work(self, call: Coroutine[Any, Any, None]) -> None:
        working = Deferred.fromCoroutine(call)
        self._working.add(working)

        def ended(result: Any) -> None:
            self._working.discard(working)
            if result is not None:
                self.log.failure("a message could not be dealt with", failure=result)

        working.addBoth(ended)

    # Turning

    async def _live(self) -> None:
        while not self._stopping:
            try:
                pause = await self._turn()
            except CancelledError:
                return
            except (Unreachable, Unauthorized) as error:
                pause = self._unanswered(error)
            except RemoteError as error:
                pause = self._back_off(error)
            except (StoreError, NotReady) as error:  # not ready: the catalogue is just being begun anew
                self._store_trouble(error)
                pause = TROUBLE_SECONDS
            except Exception:
                if not self._stopping:  # else it is how a call in flight takes being cancelled
                    self.log.failure("a turn of the search failed")
                pause = TROUBLE_SECONDS
            if self._stopping:
                return
            self._report()
            try:
                await self._sleep.rest(min(pause, REPORT_SECONDS))
            except CancelledError:
                return

    def _unanswered(self, error: Unreachable | Unauthorized) -> float:
        """
        No answer: wait until there is one again. An Arr that keeps saying "not now" to us, while it says who it is, wants to be
        left alone.
        """
        if isinstance(error, Busy):
            self._troubles += 1
            if error.status == TOO_MANY_REQUESTS or self._troubles >= PATIENCE or self._sender.is_refused:
                return self._back_off(error, error.retry_after or 0.0)
        self._unsettled = True
        self._link.failed(error)
        return 0.0

    def _back_off(self, error: RemoteError, at_least: float = 0.0) -> float:
        """The Arr answers, but not as it should: leave it alone for a while. It may have got what was sent."""
        self._unsettled = True
        pause = max(at_least, doubling(BACK_OFF_SECONDS, self._backed_off, LONGEST_BACK_OFF_SECONDS))
        self._backed_off += 1
        now = self._clock.seconds()
        self._retry_at = now + pause
        if self._sender.is_refused:
            if not self._refusal:
                self._child.note(of_refusing(self.section, str(error), now))
            self._refusal = str(error)
        self.log.warn("{error}; searching again in {pause:.0f} s", error=error, pause=pause)
        return pause

    def _store_trouble(self, error: StoreError | NotReady) -> None:
        """A damaged file is put right by opening it anew, from its backup if it has to be: a fresh process does that."""
        if not isinstance(error, Damaged):
            self.log.error("{error}; nothing is searched for a minute", error=error)
        elif not self._damaged:
            self._damaged = True
            self.log.error("{error}; starting anew to repair it", error=error)
            self._child.fail(str(error))

    async def _turn(self) -> float:
        """One step; returns the seconds to wait after it."""
        await self._link.up()
        if self._retry_at > self._clock.seconds():
            return self._retry_at - self._clock.seconds()
        if self._unsettled:
            for sending in await self._sender.settle():
                self._follower.follow(sending)
            self._unsettled = False
        pause = await self._replacer.turn()
        if pause is not None:
            self._phase = "waiting_slot" if pause else "sending"
            return pause
        if self._keeper.is_filled:
            await self._memory.forget()
        if not self._rules.enabled:
            self._phase = "disabled"
            return LONGEST_REST_SECONDS
        if not self._keeper.is_filled:
            self._phase = "updating"
            return LONGEST_REST_SECONDS
        self._phase, pause = await self._missing.turn()
        return pause

    # Telling

    def _report(self) -> None:
        now = self._clock.seconds()
        down = not self._link.is_up and bool(self._link.why)
        phase = self._phase
        if down or self._retry_at > now:
            phase = "refused" if self._refusal and not down else "backoff"
        cycle = self._memory.cycle
        text, at = self._last
        report = SearchReport(
            at=now,
            summary=summary(
                phase, self._rules.kind, last=text, searched=cycle.searched, missing=self._missing.missing,
                next_at=self._missing.next_at, retry_at=self._link.retry_at if down else self._retry_at,
            ),
            searched_at=at,
            arr_connected=self._link.is_up,
            arr_version=self._link.version,
            arr_why=self._link.why or self._refusal or self._keeper.trouble,
            arr_at=self._link.evidence_at,
            waiting=self._missing.waiting + self._replacer.waiting,
            active_commands=self._follower.active,
            next_search_at=self._missing.next_at or 0.0,
            state=phase,
        )  # fmt: skip
        last = self._reported
        if last is None or now - last.at >= REPORT_SECONDS or replace(report, at=last.at, arr_at=last.arr_at) != last:
            self._reported = report
            self._child.report(report)


def _address(section: Any) -> tuple[object, ...]:
    return (section.type, section.uri, section.api_key, section.skip_tls_verify)
