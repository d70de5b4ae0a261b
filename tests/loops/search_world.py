"""
A search child's world in memory: a simulated Arr behind the real client, databases in memory, and a clock.
"""

from collections.abc import Coroutine
from typing import Any

from treq.testing import RequestTraversalAgent
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.clients.arr import Arr
from qbitrr.clients.http import Http
from qbitrr.model.catalogue import WantRules
from qbitrr.store.catalog_schema import catalog_schema
from qbitrr.store.database import Database
from qbitrr.store.sql import rows
from qbitrr.store.threads import immediately
from qbitrr.testing.arr import MemoryDownloads, SimulatedArr

__all__ = ["NOW", "ArrCase"]

NOW = 1_787_227_200.0


class ArrCase(SynchronousTestCase):
    """A simulated Arr of *kind*, its client, and an empty catalogue."""

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
        self.database = self.catalogue()

    def catalogue(self) -> Database:
        database = Database(":memory:", "cache", catalog_schema(self.kind), reactor=self.clock, run=immediately)
        self.successResultOf(database.open())
        self.addCleanup(database.close)
        return database

    def settle(self, seconds: float = 0.0) -> None:
        """Let *seconds* pass in small steps, and everything that follows happen."""
        for _ in range(max(1, round(seconds / 0.25))):
            self.clock.advance(0.25 if seconds else 0)
            agent = getattr(self, "agent", None)
            if agent is not None:
                agent.flush()

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
