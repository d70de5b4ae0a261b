"""
A search child's world in memory: a simulated Arr behind the real client, databases in memory, and a clock.
"""

import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from treq.testing import RequestTraversalAgent
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.http.http import Http
from qbitrr.loops.child.tasks import PassTally
from qbitrr.loops.searches.loop import MOST_BYTES_IN_MEMORY, SearchLoop
from qbitrr.model.catalog import WantRules
from qbitrr.model.journal import Entry
from qbitrr.model.reasons import Reason
from qbitrr.model.searches import SearchRules
from qbitrr.model.status import SearchReport
from qbitrr.store.catalog.schema import catalog_schema
from qbitrr.store.searches.schema import SCHEMA
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.sql import rows
from qbitrr.store.sqlite.threads import immediately
from qbitrr.testing.arr import MemoryDownloads, SimulatedArr
from qbitrr.wire.messages import Configure, Note, Perform, Performed, Report, SearchAgain
from qbitrr.wire.search_orders import SearchOrder, SearchView
from tests.loops.travelling import travels
from tests.passing import let_pass
from tests.unsynced import do_not_sync

__all__ = ["NOW", "ArrCase", "FakeChild", "LoopCase"]

NOW = 1_787_227_200.0


class ArrCase(SynchronousTestCase):
    """A simulated Arr of *kind*, its client, and an empty catalog."""

    kind = "radarr"

    def setUp(self) -> None:
        self.clock = Clock()
        self.clock.advance(NOW)
        self.downloads = MemoryDownloads()
        self.sim = SimulatedArr(self.kind, self.clock, "key", self.downloads)
        self.sim.start()
        self.addCleanup(self.sim.stop)
        self.settle()
        self.sim.requests.clear()
        self.agent = RequestTraversalAgent(self.sim.resource())
        http = Http(self.agent, "http://arr.example:7878", "Arr", self.clock, jitter=lambda: 0.0)
        self.arr = Arr(self.kind, http, "key")
        self.want_rules = WantRules()
        self.database = self.catalog()

    def catalog(self) -> Database:
        database = Database(":memory:", "cache", catalog_schema(self.kind), reactor=self.clock, run=immediately)
        self.successResultOf(database.open())
        self.addCleanup(database.close)
        return database

    def settle(self, seconds: float = 0.0) -> None:
        """Let *seconds* pass in small steps, and everything that follows happen."""
        agent = getattr(self, "agent", None)
        let_pass(self.clock, () if agent is None else (agent,), seconds)

    def done(self, call: Coroutine[Any, Any, Any] | Deferred[Any], seconds: float = 1.0) -> Any:
        """What *call* returns within *seconds*."""
        waiting = call if isinstance(call, Deferred) else Deferred.fromCoroutine(call)
        ended: list[Any] = []
        waiting.addBoth(ended.append)
        for _ in range(round(seconds / 0.25) + 1):
            self.agent.flush()
            if ended:
                break
            self.settle(0.25)
        self.assertTrue(ended, "did not end in time")
        if hasattr(ended[0], "raiseException"):
            ended[0].raiseException()
        return ended[0]

    def asked(self) -> list[str]:
        """The paths asked since the last call, without the API's prefix."""
        found = [f"{r['path'].split('/', 3)[3]}" for r in self.sim.requests]
        self.sim.requests.clear()
        return found

    def select(self, statement: str, database: Database | None = None) -> list[tuple[Any, ...]]:
        return self.successResultOf((database or self.database).run(rows, statement))


class FakeChild:
    """What a loop tells the supervisor, kept."""

    def __init__(self, clock: Clock, section: str) -> None:
        self.reactor = clock
        self.configure = Configure(revision=1, kind="search", section=section, config={}, data_folder="/nowhere")
        self.notes: list[Entry] = []
        self.reports: list[SearchReport] = []
        self.passes = PassTally(clock)
        self.answers: list[tuple[int, str, str]] = []
        self.failures: list[str] = []
        self.view: SearchView | None = None

    def note(self, entry: Entry) -> None:
        travels(Note(entry=entry))
        self.notes.append(entry)

    def report(self, report: SearchReport) -> None:
        travels(Report(report=report))
        self.reports.append(report)

    def performed(self, number: int, result: str, text: str = "", *, view: SearchView | None = None) -> None:
        travels(Performed(id=number, result=result, text=text, view=view))
        self.answers.append((number, result, text))
        if view is not None:
            self.view = view

    def fail(self, why: str) -> None:
        self.failures.append(why)


class LoopCase(ArrCase):
    """A search loop on a simulated Arr. Databases are files, so that a loop can be killed and another one begun on them."""

    def setUp(self) -> None:
        super().setUp()
        self.rules = SearchRules(kind=self.kind)
        do_not_sync(self)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.loop: SearchLoop | None = None
        self.addCleanup(self.end)

    def begin(self, seconds: float = 5.0) -> None:
        """Start a loop on the files, as a new process would."""
        self.child = FakeChild(self.clock, "Arr")
        how: dict[str, Any] = {"reactor": self.clock, "run": immediately, "stand_in_bytes": MOST_BYTES_IN_MEMORY}
        self.catalog_db = Database(self.folder / "catalog.db", "cache", catalog_schema(self.kind), **how)
        self.search_db = Database(self.folder / "search.db", "facts", SCHEMA, **how)
        self.loop = SearchLoop(self.child, self.rules, "here", self.arr, self.catalog_db, self.search_db)
        self.done(self.loop.begin())
        self.settle(seconds)

    def end(self) -> None:
        if self.loop is not None:
            loop, self.loop = self.loop, None
            self.done(loop.stop())

    def ask(self, key: str, *media: int, number: int = 1, **fields: Any) -> None:
        why = Reason(code="stalled", text="stalled for two hours")
        what = SearchAgain(key=key, media_ids=media, why=why, name="Some.Release", **fields)
        self.loop.message(Perform(id=number, what=what))
        self.settle(1)

    def order(self, order: SearchOrder, seconds: float = 2.0) -> SearchView:
        """What a person wants; returns how things stand after it."""
        self.child.view = None
        self.loop.message(Perform(id=9, what=order))
        self.settle(seconds)
        self.assertIsNotNone(self.child.view)
        return self.child.view

    def searched(self) -> list[tuple[str, int]]:
        """Commands and items the Arr has carried out, in order."""
        return [(name, leaf) for name, leaf, _ in self.sim.searcher.searches]

    def posted(self) -> list[dict[str, Any]]:
        """The search commands that were sent."""
        sent = [r["body"] for r in self.sim.requests if r["method"] == "POST" and r["path"].endswith("/command")]
        return [body for body in sent if body["name"].endswith("Search")]
