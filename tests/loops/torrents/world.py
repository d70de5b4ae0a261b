"""
A torrent child's world in memory: a simulated Arr behind the real client, a database file, and a child that keeps what it is told.
"""

import tempfile
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from msgspec.structs import replace
from treq.testing import RequestTraversalAgent
from twisted.internet.defer import Deferred, maybeDeferred, succeed
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.http.http import Http
from qbitrr.config.load import load
from qbitrr.config.schema.config import Config
from qbitrr.decide.torrents.watching import seen
from qbitrr.loops.child.tasks import PassTally
from qbitrr.loops.torrents.client_clocks import ClientClocks
from qbitrr.loops.torrents.loop import TorrentLoop
from qbitrr.model.journal import Entry
from qbitrr.model.status import TorrentReport
from qbitrr.model.steps import Outcome, Removal, Result
from qbitrr.model.torrents.listed import TorrentVerdict
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.torrent import Torrent, TorrentFile, Tracker
from qbitrr.model.torrents.watching import Watch
from qbitrr.store import torrents as store
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.threads import immediately
from qbitrr.store.torrents import SCHEMA
from qbitrr.testing.arr import MemoryDownloads, SimulatedArr
from qbitrr.testing.strategies.memories import altered
from qbitrr.wire.messages import (
    Answer,
    Configure,
    FilesOf,
    LibraryTouched,
    MayImport,
    Note,
    Performed,
    Report,
    Steps,
    Torrents,
    TrackersOf,
    Verdicts,
)
from tests.loops.travelling import travels
from tests.passing import let_pass
from tests.unsynced import do_not_sync

__all__ = ["HASH", "NOW", "FakeChild", "LoopCase", "hash_of"]

T = TypeVar("T")
NOW = 1_787_227_200.0
HASH = "a" * 40

CONFIG = """\
[Settings]
SchemaVersion = 1
CompletedDownloadFolder = "/downloads"
FailedCategory = "failed"
IgnoreTorrentsYoungerThan = 180
LoopSleepTimer = 5
{settings}
[WebUI]
Token = "t"
[qBit]
Host = "qbit.example"
Port = 8080
{qbit}
[Radarr]
Managed = true
URI = "http://arr.example:7878"
APIKey = "key"
Category = "radarr"
{arr}
[Radarr.EntrySearch]
SearchMissing = false
{search}
[Radarr.Torrent]
IgnoreTorrentsYoungerThan = 180
{torrent}
"""


def hash_of(number: int) -> str:
    """A torrent hash."""
    return f"{number:040x}"


class FakeChild:
    """What the loop asks of the supervisor, kept; steps are done at once unless `manual`."""

    def __init__(self, clock: Clock, section: str) -> None:
        self.reactor = clock
        self.configure = Configure(revision=1, kind="torrent", section=section, config={}, data_folder="/nowhere")
        self.wanted: list[Any] = []
        self.result: Callable[[Any], Result] = lambda step: Result.DONE
        self.why = ""
        """Why a step ended as it did."""
        self.manual = False
        self.waiting: list[tuple[Sequence[Any], Deferred[Any]]] = []
        self.asked: list[FilesOf | TrackersOf | MayImport] = []
        self.files: dict[str, tuple[TorrentFile, ...]] = {}
        self.trackers: dict[str, tuple[Tracker, ...]] = {}
        self.objection: Callable[[MayImport], str | None] = lambda question: ""
        self.reports: list[TorrentReport] = []
        self.passes = PassTally(clock)
        self.notes: list[Entry] = []
        self.performed_: list[Performed] = []
        self.failures: list[str] = []
        self.verdicts: list[TorrentVerdict] = []
        self.touched = 0
        """How often it said that the library was touched."""

    def steps(self, steps: Sequence[Any]) -> Deferred[tuple[Outcome, ...]]:
        travels(Steps(id=1, steps=tuple(steps)))
        self.wanted.extend(steps)
        if self.manual:
            waiting: Deferred[Any] = Deferred()
            self.waiting.append((steps, waiting))
            return waiting
        return succeed(self.outcomes(steps))

    def outcomes(self, steps: Sequence[Any]) -> tuple[Outcome, ...]:
        return tuple(
            Outcome(
                instance=step.instance, hash=step.hash, step=type(step).__name__, result=self.result(step), why=self.why
            )
            for step in steps
        )

    def ask(self, what: FilesOf | TrackersOf | MayImport) -> Deferred[Answer]:
        self.asked.append(what)
        answer: Deferred[Answer] = Deferred()
        self.reactor.callLater(0.01, self._answer, what, answer)
        return answer

    def _answer(self, what: FilesOf | TrackersOf | MayImport, answer: Deferred[Answer]) -> None:
        if answer.called:
            return
        if isinstance(what, MayImport):
            answer.callback(Answer(id=1, objection=self.objection(what), error="a client is away"))
        elif isinstance(what, FilesOf):
            answer.callback(Answer(id=1, files=self.files.get(what.hash)))
        else:
            answer.callback(Answer(id=1, trackers=self.trackers.get(what.hash)))

    def report(self, report: TorrentReport) -> None:
        travels(Report(report=report))
        self.reports.append(report)

    def note(self, entry: Entry) -> None:
        travels(Note(entry=entry))
        self.notes.append(entry)

    def send(self, message: Any) -> None:
        travels(message)
        if isinstance(message, LibraryTouched):
            self.touched += 1
        elif isinstance(message, Verdicts):
            self.verdicts.extend(message.verdicts)
        else:
            self.performed_.append(message)

    def fail(self, why: str) -> None:
        self.failures.append(why)


class LoopCase(SynchronousTestCase):
    """A torrent loop over a simulated Radarr. The database is a file: loops can be killed and begun anew on it."""

    kind = "radarr"
    settings = arr_settings = search_settings = torrent_settings = qbit_settings = ""
    stand_in_bytes = 0

    def setUp(self) -> None:
        self.clock = Clock()
        self.clock.advance(NOW)
        self.downloads = MemoryDownloads()
        self.sim = SimulatedArr("radarr", self.clock, "key", self.downloads, category="radarr")
        self.sim.auto_import = False
        self.sim.start()
        self.addCleanup(self.sim.stop)
        self.agent = RequestTraversalAgent(self.sim.resource())
        do_not_sync(self)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.loop: TorrentLoop | None = None
        self.torrents: dict[str, Torrent] = {}
        self.online, self.connected_since = True, NOW
        self.looks: list[tuple[str, tuple[str, ...]]] = []
        self.on_disk: dict[str, Any] = {}
        self.addCleanup(self.end)
        self.settle(2)

    def config(self) -> Config:
        text = textwrap.dedent(CONFIG).format(
            settings=self.settings, arr=self.arr_settings, search=self.search_settings, torrent=self.torrent_settings,
            qbit=self.qbit_settings,
        )  # fmt: skip
        loaded = load(text, {})
        self.assertIsNotNone(loaded.config.arr("Radarr"))
        return loaded.config

    def begin(self, section: str = "Radarr", seconds: float = 1.0) -> None:
        """Start a loop on the file, as a new process would."""
        config = self.config()
        self.child = FakeChild(self.clock, section)
        self.database = Database(
            self.folder / "torrents.db", "facts", SCHEMA, reactor=self.clock, run=immediately, stand_in_bytes=self.stand_in_bytes
        )  # fmt: skip
        self.done(self.database.open())
        arr = None
        if config.arr(section) is not None:
            http = Http(self.agent, "http://arr.example:7878", "Radarr", self.clock, jitter=lambda: 0.0)
            arr = Arr("radarr", http, "key")
        self.arr = arr
        self.loop = TorrentLoop(self.child, config, self.database, arr, self.in_thread)  # type: ignore[arg-type]
        self.done(self.loop.begin())
        self.settle(seconds)

    def part(self, kind: type[T]) -> T:
        """The loop's part of this kind."""
        (found,) = (part for part in self.loop.parts if isinstance(part, kind))
        return found

    def remembered(self, hash_: str = HASH) -> Memory:
        """What is written of a torrent, and so outlives the loop."""
        return self.done(self.database.run(store.memories))["qBit", hash_]

    def mounts(self) -> dict[str, int]:
        """What is written of the devices data lay on."""
        return self.done(self.database.run(store.mounts))

    def in_thread(self, function: Callable[..., Any], *args: Any) -> Deferred[Any]:
        """Looks at the disk: what the test says by path, None otherwise."""
        self.looks.append((function.__name__, args))
        return maybeDeferred(self.on_disk.get, args[-1])

    def end(self) -> None:
        if self.loop is not None:
            loop, self.loop = self.loop, None
            self.done(loop.stop(), 60)

    def kill(self) -> None:
        """The process ends without a word: nothing more is written."""
        loop, self.loop = self.loop, None
        self.patch(loop._database, "run", lambda *_: succeed(None))
        self.done(loop.stop(), 60)

    def restart(self) -> None:
        """The loop ends; another one is told everything."""
        self.end()
        self.begin(seconds=0)
        self.tell_all()

    def settle(self, seconds: float = 0.0, step: float = 0.25) -> None:
        """Let time pass in small steps, and everything that follows happen."""
        let_pass(self.clock, (self.agent,), seconds, step)

    def done(self, call: Any, seconds: float = 30.0) -> Any:
        """What a call comes to within `seconds`."""
        waiting = call if isinstance(call, Deferred) else Deferred.fromCoroutine(call)
        ended: list[Any] = []
        waiting.addBoth(ended.append)
        for _ in range(round(seconds / 0.25)):
            if ended:
                break
            self.settle(0.25)
        self.assertTrue(ended, "did not end in time")
        if hasattr(ended[0], "raiseException"):
            ended[0].raiseException()
        return ended[0]

    # Torrents

    def torrent(self, hash_: str = HASH, **fields: Any) -> Torrent:
        """A download half done, an hour old."""
        usual: dict[str, Any] = {
            "instance": "qBit", "hash": hash_, "name": f"Movie.{hash_[-4:]}", "category": "radarr", "state": "downloading",
            "added_on": int(NOW - 3600), "last_activity": int(self.clock.seconds()), "progress": 0.5, "amount_left": 500,
            "size_bytes": 1000, "availability": 2.0, "eta_seconds": 600, "save_path": "/downloads/radarr",
            "content_path": f"/downloads/radarr/Movie.{hash_[-4:]}",
        }  # fmt: skip
        return Torrent(**{**usual, **fields})

    def finished(self, hash_: str = HASH, **fields: Any) -> Torrent:
        """A download that was finished an hour ago."""
        usual: dict[str, Any] = {
            "state": "stalledUP", "progress": 1.0, "amount_left": 0, "completion_on": int(NOW - 1800), "added_on": int(NOW - 7200),
        }  # fmt: skip
        usual |= fields
        seeding_seconds = int(self.clock.seconds()) - usual["completion_on"]
        return self.torrent(hash_, **{"seeding_time_seconds": seeding_seconds, **usual})

    def tell(self, *torrents: Torrent, gone: Sequence[str] = (), full: bool = False, listed: bool = True) -> None:
        """News of the mirror."""
        for torrent in torrents:
            self.torrents[torrent.hash] = torrent
        for hash_ in gone:
            self.torrents.pop(hash_, None)
        instances = {"qBit", *(each.instance for each in self.torrents.values())}
        self.loop.message(
            Torrents(
                full=full,
                torrents=torrents,
                gone=tuple(("qBit", hash_) for hash_ in gone),
                listed_at=dict.fromkeys(instances, self.clock.seconds()) if listed else {},
                connected_since={} if self.connected_since is None else dict.fromkeys(instances, self.connected_since),
                is_online=self.online,
            )
        )
        self.settle()

    def watched(self, torrent: Torrent, *, idle: float = 0.0, age: float = 3600.0) -> Torrent:
        """Let the loop have seen a torrent *age* seconds ago, and then for *idle* seconds no byte of it; returns the torrent."""
        self.tell()
        clock = self.part(ClientClocks)._clock(torrent.instance, self.clock.seconds())
        clock.seconds, clock.unbroken_from = max(clock.seconds, 100_000.0), 0.0
        began = clock.seconds - max(age, idle)
        memory = seen(self.loop._memories.get(torrent.key), torrent, Watch(now=began), self.clock.seconds())
        idling = (
            replace(memory.watching.idle, since=clock.seconds - idle)
            if memory.watching.idle.since is not None
            else memory.watching.idle
        )
        self.loop._memories.put(torrent.key, altered(memory, idle=idling))
        return torrent

    def tell_all(self) -> None:
        """Everything, as after the start of a child."""
        self.tell(*self.torrents.values(), full=True)
        self.settle(1)

    def grab(self, hash_: str = HASH, *, done: bool = False, path: str = "") -> Any:
        """A movie that the Arr has grabbed with this hash; returns it once the Arr tracks it."""
        movie = self.sim.add_movie(f"Movie {hash_[-4:]}", 2020)
        grab = self.sim.grab([movie.id], hash_)
        state = {"state": "stalledUP", "progress": 1.0} if done else {}
        more = {"content_path": path} if path else {}
        self.downloads.put(hash_, name=grab.title, category="radarr", **state, **more)
        self.refresh()
        return movie

    def refresh(self) -> None:
        """Let the Arr look at its client."""
        self.sim.commands.post({"name": "RefreshMonitoredDownloads"}, trigger="scheduled", priority="high")
        self.settle(2)

    # What was done

    def wanted(self, *kinds: type) -> list[Any]:
        """Steps asked for since the last call, of these kinds or all."""
        found = [step for step in self.child.wanted if not kinds or isinstance(step, kinds)]
        self.child.wanted.clear()
        return found

    def removals(self) -> list[Removal]:
        return self.wanted(Removal)

    def posted(self, name: str = "DownloadedMoviesScan") -> list[dict[str, Any]]:
        """Commands of a name sent to the Arr so far."""
        sent = [
            each["body"] for each in self.sim.requests if each["method"] == "POST" and each["path"].endswith("/command")
        ]
        return [body for body in sent if body["name"] == name]
