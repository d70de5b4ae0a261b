"""
The torrent loop of one section: observe its share of the mirror and its Arr's queue, decide, have it done, report.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from twisted.internet.defer import CancelledError, Deferred
from twisted.logger import Logger

from qbitrr.clients.arr.client import Arr
from qbitrr.config.plain import build
from qbitrr.config.schema.config import Config
from qbitrr.decide.torrents.remembered import after_import_sent
from qbitrr.decide.torrents.rules import decide
from qbitrr.decide.torrents.watching import is_another, seen, unseen
from qbitrr.errors import QbitrrError
from qbitrr.loops.arr.client import arr_client
from qbitrr.loops.child.channel import ChildContext
from qbitrr.loops.torrents.acts import Acts
from qbitrr.loops.torrents.arr.blocklist import blocklist
from qbitrr.loops.torrents.arr.forced import Forced
from qbitrr.loops.torrents.arr.rejections import Complaints
from qbitrr.loops.torrents.arr.side import ArrSide
from qbitrr.loops.torrents.arr.watch import ArrWatch
from qbitrr.loops.torrents.facts import FactsOf
from qbitrr.loops.torrents.imports.hand_over import Imports
from qbitrr.loops.torrents.imports.history import ArrHistory
from qbitrr.loops.torrents.imports.paths import ImportPaths, shared_folders
from qbitrr.loops.torrents.listing import Listing
from qbitrr.loops.torrents.memory import Memories
from qbitrr.loops.torrents.mounts import Mounts
from qbitrr.loops.torrents.reads import Reads
from qbitrr.loops.torrents.report import REPORT_SECONDS, Reporter
from qbitrr.loops.torrents.share import Key, Share
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.resolved.torrents import rules_finder
from qbitrr.store.sqlite.database import Database
from qbitrr.store.torrents import SCHEMA
from qbitrr.wire.messages import Blocklist, Configure, FromSupervisor, Perform, Performed, RunNow, Torrents

__all__ = ["TorrentLoop", "start"]

# So many decisions, then the reactor gets its turn: beats must not wait.
_DECISIONS_PER_TURN = 400
_SWEEP_SECONDS = 300.0
_AFTER_TROUBLE_SECONDS = 5.0


async def start(child: ChildContext) -> "TorrentLoop":
    """Open the section's facts and begin; the loop is ready when this returns."""
    configure = child.configure
    config = build(configure.config)
    folder = Path(configure.data_folder) / "db" / configure.section
    database = Database(folder / "torrents.db", "facts", SCHEMA, reactor=child.reactor)
    opened = await database.open()
    section = config.arr(configure.section)
    arr = arr_client(section, child.reactor) if section is not None else None
    loop = TorrentLoop(child, config, database, arr)
    loop.alarm(opened.problem.text if opened.problem else "")
    await loop.begin()
    return loop


def warm_up() -> None:
    """Have msgspec learn the configuration's classes before the fork: half a megabyte that every child else has for itself."""
    build({})


class TorrentLoop:
    """Works as long as its child lives; one turn at a time, woken by what changes and by its own clock."""

    log = Logger()

    def __init__(
        self,
        child: ChildContext,
        config: Config,
        database: Database,
        arr: Arr | None,
        in_thread: Callable[..., Deferred[Any]] | None = None,
    ) -> None:
        self.section = child.configure.section
        self._child = child
        self._clock = child.reactor
        self._database = database
        self._share = Share()
        self._memories = Memories(database)
        self._listing = Listing(self._memories, database)
        self._reads = Reads(child, lambda key: self._wake_for([key]), self._share.plan_by, in_thread)
        self._mounts = Mounts(self._memories, self._reads.in_thread, self._clock)
        self._arr_client = arr
        self._configure(config)
        self._is_online = True
        self._swept_at = 0.0
        self._working: set[Deferred[Any]] = set()
        self._awake: Deferred[None] | None = None
        self._may_wake_at = 0.0
        self._scanned = 0
        self._stopping = False
        self._ended: Deferred[None] | None = None

    def _configure(self, config: Config) -> None:
        arr = config.arr(self.section)
        self._settings = config.settings
        self._rules = rules_finder(config, self.section)
        self._arr: ArrSide | None = None
        self._history: ArrHistory | None = None
        self._watch: ArrWatch | None = None
        self._paths: ImportPaths | None = None
        self._forced: Forced | None = None
        self._imports: Imports | None = None
        self._complaints: Complaints | None = None
        if arr is not None and self._arr_client is not None:
            self._arr = ArrSide(
                self._arr_client,
                self._clock,
                rss_minutes=0 if config.settings.dry_run else arr.rss_sync_minutes,
                refresh_minutes=0 if config.settings.dry_run else arr.refresh_downloads_minutes,
            )
            self._history = ArrHistory(
                arr=self._arr_client, memories=self._memories, share=self._share, database=self._database, section=self.section,
                note=self._child.note, answered=self._wake_for, clock=self._clock,
            )  # fmt: skip
            self._paths = ImportPaths(
                arr=self._arr, child=self._child, clock=self._clock,
                hosts={qbit.section: qbit.host for qbit in config.qbits},
                folders=shared_folders(config, arr.category),
            )  # fmt: skip
            self._imports = Imports(
                arr=self._arr, history=self._history, paths=self._paths, database=self._database, section=self.section,
                mode=arr.import_mode.value.lower(), note=self._child.note, clock=self._clock,
                dry_run=config.settings.dry_run,
            )  # fmt: skip
            self._forced = Forced(self._arr_client, self._clock)
            self._watch = ArrWatch(
                arr=self._arr, history=self._history, imports=self._imports, share=self._share, forced=self._forced, work=self._work,
                looked=self._wake_for, usual_seconds=float(config.settings.loop_sleep_seconds), clock=self._clock,
            )  # fmt: skip
        self._facts = FactsOf(
            self._reads, self._arr, self._memories, self._listing, self._history, self._paths, self._forced
        )
        self._acts = Acts(
            child=self._child, share=self._share, memories=self._memories, imports=self._imports,
            arr=self._arr, history=self._history, re_search=arr is not None and arr.re_search,
            tagless=config.settings.tagless, clock=self._clock,
        )  # fmt: skip
        self._reporter = Reporter(child=self._child, share=self._share, arr=self._arr, clock=self._clock)
        if self._arr is not None and self._history is not None:
            rules = self._rules(Torrent(instance="", hash="", state="unknown"))
            self._complaints = Complaints(
                arr=self._arr, history=self._history, share=self._share, memories=self._memories, facts=self._facts,
                listing=self._listing, rules=rules,
            )  # fmt: skip

    def alarm(self, text: str) -> None:
        """Something a person must see."""
        self._reporter.alarm = text

    async def begin(self) -> None:
        """Read what is remembered and start turning."""
        await self._memories.load(self._clock.seconds())
        await self._listing.load(self._clock.seconds())
        if self._history is not None:
            await self._history.load()
        if self._imports is not None:
            await self._imports.load()
            self._recall_attempts(self._imports)
        self._ended = Deferred.fromCoroutine(self._live())
        self._ended.addErrback(lambda failure: failure.trap(CancelledError) and None)

    def _recall_attempts(self, imports: Imports) -> None:
        """A command that was accepted counts as an attempt, also when we died before that was written."""
        for key, intent in imports.open.items():
            memory = self._memories.get(key)
            if intent.command_id and memory.import_command_id != intent.command_id:
                self._memories.put(key, after_import_sent(memory, intent.at, intent.command_id))

    def message(self, message: FromSupervisor) -> None:
        """Something from the supervisor."""
        match message:
            case Torrents():
                self._take(message)
            case Perform(what=Blocklist()):
                self._work(self._blocklist(message))
            case RunNow():
                self._share.mark_all()
                if self._arr is not None:
                    self._arr.next_at = 0.0
            case Configure():
                self._child.fail("configured anew")
        self._wake()

    def _take(self, message: Torrents) -> None:
        now = self._clock.seconds()
        new, gone = self._share.take(message)
        self._is_online = message.is_online
        back = self._listing.take(message.listed_at, message.connected_since, now)
        if back:
            self._share.mark(key for key in list(self._share.torrents) if key[0] in back)
        self._forget_other_lives(message.torrents)
        for torrent in message.torrents:  # also those that wait for their look: what happens meanwhile counts
            memory = seen(self._memories.get(torrent.key), torrent, self._listing.watch(torrent.instance, now), now)
            self._memories.put_idle(torrent.key, memory, now)
        if new and self._arr is not None:
            self._arr.hurry()  # a new torrent: most likely the Arr has just grabbed it
        for key in gone:
            self._memories.put(key, unseen(self._memories.get(key), self._listing.watch(key[0], now).now))
            self._forget(key)

    def _forget_other_lives(self, torrents: Iterable[Torrent]) -> None:
        """What was read, sent and begun for a torrent that was deleted says nothing about another one under its hash."""
        for torrent in torrents:
            if is_another(self._memories.get(torrent.key), torrent):
                self.log.info("{name}: it was added anew, what was known of it is forgotten", name=torrent.name)
                self._forget(torrent.key)

    def _forget(self, key: Key) -> None:
        self._reads.forget(key)
        self._reporter.forget(key)
        if self._history is not None:
            self._history.forget(key)
        self._acts.forget(key)
        if self._imports is not None:
            self._work(self._imports.forget(key))

    def stop(self) -> Deferred[None]:
        """Start nothing new, write what is remembered, close the file. Steps under way end in the supervisor."""
        return Deferred.fromCoroutine(self._stop())

    async def _stop(self) -> None:
        self._stopping = True
        self._wake()
        if self._ended is not None:
            self._ended.cancel()  # it only reads; what changes something is under way by itself
            await self._ended
        await self._reads.stop()
        if self._history is not None:
            await self._history.stop()
        for working in list(self._working):
            working.cancel()
            await working
        now = self._clock.seconds()
        try:
            await self._listing.keep(now, at_once=True)
            await self._memories.save(now, at_once=True)
        finally:
            await self._database.close()

    # The loop

    async def _live(self) -> None:
        while not self._stopping:
            least = 0.0
            try:
                await self._turn()
            except CancelledError:
                raise
            except Exception:
                self.log.failure("turn failed")
                least = _AFTER_TROUBLE_SECONDS
            await self._wait(least)

    async def _turn(self) -> None:
        now = self._clock.seconds()
        if self._watch is not None:
            self._watch.turn(now, is_online=self._is_online)
        if now - self._swept_at > _SWEEP_SECONDS:
            self._swept_at = now
            await self._sweep(now)
        self._give_up_refused(self._clock.seconds())
        self._decide_due(self._clock.seconds())
        if self._history is not None:
            self._history.turn(self._clock.seconds(), is_busy=self._share.next_at() == 0.0)
        await self._listing.keep(self._clock.seconds())
        await self._memories.save(self._clock.seconds())
        self._reporter.report(is_online=self._is_online)

    async def _sweep(self, now: float) -> None:
        """Look at everything, in case news were missed."""
        self._share.mark_all()
        await self._memories.expire(self._share.torrents, now)
        listed = [torrent for torrent in self._share.torrents.values() if torrent.instance in self._listing]
        self._work(self._mounts.note(listed))

    def _give_up_refused(self, now: float) -> None:
        """What the Arr refuses to import is given up; looked at once after each read of its queue."""
        if self._arr is None or self._complaints is None or not self._arr.is_known:
            return
        if self._arr.reads == self._scanned and not self._complaints.is_waiting:
            return
        self._scanned = self._arr.reads
        for each in self._complaints.scan(now):
            self._work(self._acts.carry_out(each.torrent, each.record, (each.removal,), now + REPORT_SECONDS))
        if self._complaints.look_again_at < self._arr.next_at:
            self._arr.next_at = self._complaints.look_again_at

    def _decide_due(self, now: float) -> None:
        for key in self._share.due(now, _DECISIONS_PER_TURN):
            torrent = self._share.torrents[key]
            if torrent.instance not in self._listing:
                continue  # not known how it is; it is due again when its client is back
            try:
                rules = self._rules(torrent)
                if self._facts.is_looking(torrent, rules):
                    self._share.plan(key, now + 1)  # woken before, but only one of several with the same place
                    continue
                facts = self._facts.of(torrent, rules, now)
                decision = decide(facts, rules, self._memories.get(key), now)
            except Exception:
                self.log.failure("deciding about {name} failed", name=torrent.name)
                self._share.plan(key, now + 60)
                continue
            self._memories.put_idle(key, decision.memory, now)
            self._share.plan(key, min(decision.look_again_at, self._reads.again_at(key)))
            self._reporter.note(torrent, facts.record, decision.why)
            if decision.asks_history and self._history is not None:
                self._history.want(key)
            steps = self._acts.second_thoughts(torrent, decision)
            if steps:
                self._work(self._acts.carry_out(torrent, facts.record, steps, decision.look_again_at))

    async def _wait(self, least: float) -> None:
        """Until something is due or happens; after trouble at least a while, whatever happens meanwhile."""
        if self._stopping:
            return
        pause = max(least, self._pause(self._clock.seconds()))
        awake = self._awake = Deferred[None]()
        self._may_wake_at = self._clock.seconds() + least
        call = self._clock.callLater(pause, self._wake)
        try:
            await awake
        finally:
            self._awake = None
            if call.active():
                call.cancel()

    def _pause(self, now: float) -> float:
        """Until the next thing is due: at once while torrents wait, at least a moment, at most the time to the next report."""
        due = [REPORT_SECONDS]
        if self._watch is not None:
            due.append(self._watch.next_at() - now)
        if self._history is not None:
            due.append(self._history.next_at() - now)
        planned = self._share.next_at()
        if planned is not None:
            due.append(planned - now)
        return max(0.02, min(due))

    def _wake(self) -> None:
        if not self._stopping and self._clock.seconds() < self._may_wake_at:
            return
        awake, self._awake = self._awake, None
        if awake is not None:
            awake.callback(None)

    def _wake_for(self, keys: Iterable[Key]) -> None:
        self._share.mark(keys)
        self._wake()

    # What is asked of us

    async def _blocklist(self, message: Perform) -> None:
        assert isinstance(message.what, Blocklist)
        if self._arr is None:
            self._child.send(Performed(id=message.id, result="done", text="there is no Arr to tell"))
            return
        request = message.what
        known = [hash_ for key in self._share.keys_of(request.hash) for hash_ in self._share.torrents[key].hashes]
        answer = await blocklist(self._arr, request, [request.hash, *request.other_hashes, *known])
        self._child.send(Performed(id=message.id, result=answer.result, text=answer.text, media_ids=answer.media_ids))
        self._wake()

    def _work(self, work: Any) -> None:
        working = Deferred.fromCoroutine(work)
        if working.called and working.result is None:
            return
        self._working.add(working)
        working.addErrback(self._not_done)
        working.addBoth(lambda _: self._working.discard(working))
        working.addBoth(lambda _: self._wake())

    def _not_done(self, failure: Any) -> None:
        if not failure.check(CancelledError, QbitrrError):
            self.log.failure("a step failed", failure=failure)
