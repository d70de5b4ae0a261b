"""The supervisor as a whole: what it starts, answers and stops."""

from typing import Any

from msgspec.structs import replace
from twisted.internet.defer import Deferred, fail, succeed

from qbitrr.actors.owners.arr_actor import ArrActor
from qbitrr.actors.owners.category_actor import CategoryActor
from qbitrr.actors.owners.router import Router
from qbitrr.actors.owners.section_actor import SectionActor
from qbitrr.actors.supervisor import OpenDatabase, Supervisor
from qbitrr.actors.torrent_index import TorrentIndex
from qbitrr.actors.verdict_book import VerdictBook
from qbitrr.errors import StoreError, Unknown
from qbitrr.model.journal_filter import EntryFilter
from qbitrr.model.owners import OwnerProfile, Owners
from qbitrr.model.status import QbitStatus, SearchReport
from qbitrr.model.steps import (
    BEING_REMOVED,
    IN_QUARANTINE,
    Outcome,
    Pause,
    Reannounce,
    Recheck,
    Result,
    Resume,
)
from qbitrr.model.torrents.listed import TorrentVerdict
from qbitrr.store.sqlite.database import DatabaseProblem, Opened
from qbitrr.wire.messages import Performed, RunNow, SetLogLevel
from tests.actors.owners.test_section_actor import FakeChild
from tests.actors.world import HASH, ServicesCase


class SupervisorCase(ServicesCase):
    def setUp(self) -> None:
        super().setUp()
        self.qbit().add(name="Movie", hash=HASH, category="radarr")
        self.qbits["qBit"].add(name="Other", category="")
        self.build()
        self.router = Router(owners=Owners(), remember=lambda _: None, forget=lambda _: None)
        self.ordered: list[Any] = []
        self.ended: dict[str, Any] = {"result": Result.DONE}
        self.section_actors: dict[str, SectionActor] = {}
        for section, make, kinds in (
            ("Radarr", ArrActor, ("torrent", "search")),
            ("qBit", CategoryActor, ("category",)),
        ):
            self.section_actors[section] = make(
                profile=OwnerProfile(section=section, category=section.lower()),
                kinds=kinds,
                make_child=FakeChild,
                dispatcher=None,
                clock=self.clock,
            )
        self.furnish()
        self.supervisor = Supervisor(
            clients=self.actors,
            owners=self.section_actors,
            router=self.router,
            journal=self.journal,
            quarantine=self.quarantine,
            orders=self.orders,
            index=TorrentIndex(
                clients=self.actors, section_of=self.router.section_of, quarantined=(), clock=self.clock
            ),
            explainer=None,
            previewer=None,
            verdict_book=VerdictBook(),
            holds=None,
            carry_out=self.carried_out,
            set_level=str.upper,
            problems=lambda: ["something"],
            dry_run=lambda: True,
            disabled=lambda: [QbitStatus(section="qBit-off", state="disabled", disabled=True)],
            clock=self.clock,
        )

    def carried_out(self, section: str, steps: Any) -> Any:
        self.ordered.append((section, *steps))
        return succeed([Outcome(instance="qBit", hash=HASH, step="x", **self.ended)])

    def child(self, section: str, kind: Any) -> FakeChild:
        return self.section_actors[section].children[kind]  # type: ignore[return-value]


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
        self.actors["qBit"].status = replace(self.actors["qBit"].status, state="disconnected")
        self.assertEqual({}, self.supervisor.distribution())
        self.assertEqual([1], [each.categories for each in overview.processes if each.kind == "category"])
        self.done(self.supervisor.stopService())
        self.assertFalse(self.supervisor.overview().ready)

    def test_problems_of_files(self):
        """What a search loop says of its files is a problem of the program."""
        report = SearchReport(at=1.0, problems=("search.db was damaged",))
        self.child("Radarr", "search").become(True, report=report)
        self.assertEqual(("something", "Radarr: search.db was damaged"), self.supervisor.overview().problems)

    def test_act(self):
        """A person's step goes the way of all steps; of what is not listed nothing is done."""
        for action, kind in (("pause", Pause), ("resume", Resume), ("recheck", Recheck), ("reannounce", Reannounce)):
            self.assertEqual(Result.DONE, self.done(self.supervisor.act("qBit", HASH.upper(), action)).result)
            section, step = self.ordered.pop()
            self.assertEqual(("", kind, HASH), (section, type(step), step.hash))
        with self.assertRaises(Unknown):
            self.done(self.supervisor.act("qBit", "f" * 40, "pause"))
        self.assertEqual([], self.ordered)

    def test_act_on_what_leaves(self):
        """Trying again is no use until a person takes it back: that is no trouble of ours."""
        for why in (BEING_REMOVED, IN_QUARANTINE):
            self.ended = {"result": Result.RETRY, "why": why}
            outcome = self.done(self.supervisor.act("qBit", HASH, "recheck"))
            self.assertEqual((Result.FAILED, why), (outcome.result, outcome.why))

    def test_import(self):
        """The loop of its Arr is asked, and its answer is the outcome; without an Arr, or in quarantine, nobody is."""
        outcome = self.done(self.supervisor.import_now("qBit", HASH))
        self.assertEqual((Result.FAILED, "no Arr looks after it"), (outcome.result, outcome.why))
        self.supervisor._index._section_of = lambda key: "Radarr"
        for result in ("done", "held", "retry", "failed"):
            child = self.child("Radarr", "torrent")
            child.become(True)
            waiting = self.supervisor.import_now("qBit", HASH.upper())
            child.say(Performed(id=child.sent[-1].id, result=result, text="so"))
            outcome = self.done(waiting)
            self.assertEqual((Result(result), "so"), (outcome.result, outcome.why))
        with self.assertRaises(Unknown):
            self.supervisor.import_now("qBit", "f" * 40)

    def test_recent_verdicts(self):
        """Those that changed last, the newest last."""
        self.assertEqual((), self.supervisor.recent_verdicts())
        verdict = TorrentVerdict(instance="qBit", hash=HASH, rule=18, code="seeding", text="It seeds.")
        self.supervisor._verdicts.take("Radarr", [verdict])
        self.assertEqual((verdict,), self.supervisor.recent_verdicts())

    def test_protect(self):
        """It is listed as such until it is ended."""
        self.supervisor._index._protected = self.quarantine.protected
        for on in (True, False):
            self.assertEqual(Result.DONE, self.done(self.supervisor.protect("qBit", HASH.upper(), on=on)).result)
            self.assertEqual(on, self.supervisor.torrent("qBit", HASH).is_protected)

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

    def test_paces(self):
        """What was let through counts for its section for an hour, of what the settings allow; other sections have theirs."""
        self.owned = 40
        self.gathered(self.removal())
        radarr, other = self.supervisor.removal_paces()
        self.assertEqual(("Radarr", 40, 1, self.settings.cap, 1, 8), (
            radarr.section, radarr.owned, radarr.removed, radarr.most, radarr.judged, radarr.most_judged,
        ))  # fmt: skip
        self.assertEqual(("qBit", 0, 0), (other.section, other.removed, other.waiting))
        self.settle(3700)
        self.assertEqual([0, 0], [each.removed for each in self.supervisor.removal_paces()])

    def test_quarantine(self):
        """What is in quarantine can be seen and taken back, whatever the case of its hash."""
        self.gathered(self.removal())
        self.settle(5)
        self.assertEqual([HASH], [row.hash for row in self.done(self.supervisor.quarantine())])
        with self.assertRaises(Unknown):
            self.done(self.supervisor.undo("qBit", "f" * 40))
        self.assertEqual(Result.DONE, self.done(self.supervisor.undo("qBit", HASH.upper())).result)
        entries = self.done(self.supervisor.activity(EntryFilter(act="undo"), limit=10))
        self.assertEqual(1, len(entries))
        counted = self.supervisor.activity_counts(
            EntryFilter(kind="restored"), since=entries[0].at - 5, step_seconds=10
        )
        self.assertEqual([("undo", 0, 1)], [(each.act, each.span, each.count) for each in self.done(counted)])


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
    def opening(self, opened: Any) -> tuple[OpenDatabase, FakeDatabase, list[str]]:
        database, loaded = FakeDatabase(opened), []

        async def load() -> None:
            loaded.append("yes")

        return OpenDatabase(database, load), database, loaded  # type: ignore[arg-type]

    def test_open_and_close(self):
        """Opened and read at the start, closed at the end."""
        opening, database, loaded = self.opening(succeed(Opened(new=True)))
        self.successResultOf(opening.startService())
        self.assertEqual((["yes"], ""), (loaded, opening.problem))
        self.successResultOf(opening.stopService())
        self.assertEqual(1, database.closed)

    def test_problem(self):
        """Damage that was repaired is said."""
        opening, _, _ = self.opening(succeed(Opened(new=False, problem=DatabaseProblem(text="it was damaged"))))
        self.successResultOf(opening.startService())
        self.assertEqual("it was damaged", opening.problem)

    def test_impossible(self):
        """Without its file the program does not start."""
        opening, _, loaded = self.opening(fail(StoreError("newer")))
        self.failureResultOf(opening.startService(), StoreError)
        self.assertEqual([], loaded)
