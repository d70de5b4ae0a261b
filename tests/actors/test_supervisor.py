"""The supervisor as a whole: what it starts, answers and stops."""

from typing import Any

from twisted.application.service import Service
from twisted.internet.defer import Deferred, fail, succeed

from qbitrr.actors.owners.desk import Desk
from qbitrr.actors.owners.owner import Owner
from qbitrr.actors.supervisor import Crew, Facts, Supervisor
from qbitrr.errors import StoreError, Unknown
from qbitrr.model.owners import OwnerProfile
from qbitrr.model.status import QbitStatus
from qbitrr.model.steps import Result
from qbitrr.store.sqlite.database import Opened, Problem
from qbitrr.wire.messages import RunNow, SetLogLevel
from tests.actors.owners.test_owner import FakeChild
from tests.actors.world import HASH, HouseCase


class SupervisorCase(HouseCase):
    def setUp(self) -> None:
        super().setUp()
        self.qbit().add(name="Movie", hash=HASH, category="radarr")
        self.qbits["qBit"].add(name="Other", category="")
        self.build()
        self.desk = Desk(
            clients=self.actors,
            quarantine=self.quarantine,
            removals=self.removals,
            journal=self.journal,
            clock=self.clock,
        )
        for section, type_, kinds in (("Radarr", "radarr", ("torrent", "search")), ("qBit", "", ("category",))):
            self.desk.owners[section] = Owner(
                profile=OwnerProfile(section=section, category=section.lower(), type=type_),
                kinds=kinds,  # type: ignore[arg-type]
                make_child=FakeChild,  # type: ignore[arg-type]
                desk=self.desk,
                clock=self.clock,
            )
        self.furnish()
        self.supervisor = Supervisor(
            clients=self.actors,
            desk=self.desk,
            journal=self.journal,
            quarantine=self.quarantine,
            orders=self.orders,
            set_level=str.upper,
            problems=lambda: ["something"],
            dry_run=True,
            disabled=[QbitStatus(section="qBit-off", state="disabled", disabled=True)],
            clock=self.clock,
        )

    def child(self, section: str, kind: Any) -> FakeChild:
        return self.desk.owners[section].children[kind]  # type: ignore[return-value]


class SupervisorTests(SupervisorCase):
    def test_overview(self):
        """Clients with the disabled ones, Arrs without the managed categories, every process."""
        self.done(self.supervisor.startService())
        overview = self.supervisor.overview()
        self.assertEqual(["connected", "disabled"], [each.state for each in overview.qbits])
        self.assertEqual(["Radarr"], [each.section for each in overview.arrs])
        self.assertEqual(["torrent", "search", "category"], [each.kind for each in overview.processes])
        self.assertEqual(
            (True, True, False, ("something",)),
            (overview.ready, overview.dry_run, overview.rebuilding, overview.problems),
        )
        self.assertEqual({"radarr": {"default": 1}, "": {"default": 1}}, self.supervisor.distribution())
        self.done(self.supervisor.stopService())
        self.assertFalse(self.supervisor.overview().ready)

    def test_restart(self):
        """One kind, all kinds, everything; an unknown section is said."""
        self.assertEqual(("search",), self.supervisor.restart("Radarr", "search"))
        self.assertEqual(("search", "torrent"), self.supervisor.restart("Radarr", "all"))
        self.supervisor.restart_all()
        self.assertEqual(["user"] * 3, self.child("Radarr", "search").restarts)
        self.assertEqual(["user"], self.child("qBit", "category").restarts)
        self.assertRaises(Unknown, self.supervisor.restart, "Nobody", "all")

    def test_log_level(self):
        """The level in effect goes to every child."""
        self.assertEqual("DEBUG", self.supervisor.set_log_level("debug"))
        for section, kind in (("Radarr", "torrent"), ("Radarr", "search"), ("qBit", "category")):
            self.assertEqual([SetLogLevel(level="DEBUG")], self.child(section, kind).sent)

    def test_rebuild(self):
        """Arrs are restarted one after the other and told to reread; asked again meanwhile it says so; stopping ends it."""
        self.assertFalse(self.supervisor.rebuild())
        self.assertTrue(self.supervisor.rebuild())
        self.assertTrue(self.supervisor.overview().rebuilding)
        self.settle(2)
        for kind in ("torrent", "search"):
            self.child("Radarr", kind).become(True)
        self.settle(2)
        self.assertEqual([RunNow(refresh=True)], self.child("Radarr", "search").sent)
        self.assertEqual([], self.child("qBit", "category").restarts)
        self.assertFalse(self.supervisor.overview().rebuilding)
        self.child("Radarr", "search").become(False)
        self.supervisor.rebuild()
        self.settle(1)
        self.done(self.supervisor.stopService())
        self.assertFalse(self.supervisor.overview().rebuilding)

    def test_quarantine(self):
        """What is in quarantine can be seen and taken back, whatever the case of its hash."""
        self.gathered(self.removal())
        self.settle(5)
        self.assertEqual([HASH], [row.hash for row in self.done(self.supervisor.quarantine())])
        with self.assertRaises(Unknown):
            self.done(self.supervisor.undo("qBit", "f" * 40))
        self.assertEqual(Result.DONE, self.done(self.supervisor.undo("qBit", HASH.upper())).result)
        entries = self.done(self.supervisor.activity(limit=10, act="undo"))
        self.assertEqual(1, len(entries))


class FakeDatabase:
    def __init__(self, opened: Any) -> None:
        self.opened = opened
        self.closed = 0

    def open(self) -> Deferred[Any]:
        return self.opened

    def close(self) -> Deferred[None]:
        self.closed += 1
        return succeed(None)


class FactsTests(SupervisorCase):
    def facts(self, opened: Any) -> tuple[Facts, FakeDatabase, list[str]]:
        database, loaded = FakeDatabase(opened), []

        async def load() -> None:
            loaded.append("yes")

        return Facts(database, load), database, loaded  # type: ignore[arg-type]

    def test_open_and_close(self):
        """Opened and read at the start, closed at the end."""
        facts, database, loaded = self.facts(succeed(Opened(new=True)))
        self.successResultOf(facts.startService())
        self.assertEqual((["yes"], ""), (loaded, facts.problem))
        self.successResultOf(facts.stopService())
        self.assertEqual(1, database.closed)

    def test_problem(self):
        """Damage that was repaired is said."""
        facts, _, _ = self.facts(succeed(Opened(new=False, problem=Problem(text="it was damaged"))))
        self.successResultOf(facts.startService())
        self.assertEqual("it was damaged", facts.problem)

    def test_impossible(self):
        """Without its file the house does not start."""
        facts, _, loaded = self.facts(fail(StoreError("newer")))
        self.failureResultOf(facts.startService(), StoreError)
        self.assertEqual([], loaded)


class CrewTests(SupervisorCase):
    def test_side_by_side(self):
        """All owners start, and stop at the same time."""
        crew = Crew(self.desk.owners)
        self.assertIsInstance(crew, Service)
        crew.startService()
        children = [child for owner in self.desk.owners.values() for child in owner.children.values()]
        self.assertEqual([1, 1, 1], [child.started for child in children])  # type: ignore[attr-defined]
        stopped = crew.stopService()
        for child in reversed(children):
            self.assertNoResult(stopped)
            child.stopped.callback(None)  # type: ignore[attr-defined]
        self.successResultOf(stopped)
