"""The owner of a section: what its children say goes to the dispatcher, what the program wants goes to them."""

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace
from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.actors.children.spec import Hooks
from qbitrr.actors.owners.arr_actor import ArrActor
from qbitrr.errors import NotReady
from qbitrr.model.journal import Entry
from qbitrr.model.owners import OwnerProfile
from qbitrr.model.reasons import Reason
from qbitrr.model.status import ProcessKind, ProcessStatus, SearchReport, TorrentReport
from qbitrr.model.steps import Outcome, Pause, Result
from qbitrr.model.torrents.listed import TorrentVerdict
from qbitrr.wire.messages import (
    Answer,
    Ask,
    Beat,
    Blocklist,
    Done,
    FilesOf,
    LibraryTouched,
    Note,
    Perform,
    Performed,
    SearchAgain,
    SetLogLevel,
    Steps,
    Torrents,
    Verdicts,
)

WHY = Reason(code="test", text="because")
STEP = Pause(instance="qBit", hash="a" * 40, why=WHY)
DONE = Outcome(instance="qBit", hash="a" * 40, step="pause", result=Result.DONE)


class FakeChild:
    """A child that says and is what the test wants."""

    def __init__(self, kind: ProcessKind, hooks: Hooks) -> None:
        self.hooks = hooks
        self.status = ProcessStatus(section="Radarr", category="radarr", kind=kind, state="stopped")
        self.sent: list[Any] = []
        self.restarts: list[str] = []
        self.stopped: Deferred[None] = Deferred()
        self.started = 0

    def startService(self) -> None:
        self.started += 1

    def stopService(self) -> Deferred[None]:
        return self.stopped

    def send(self, message: Any) -> bool:
        self.sent.append(message)
        return self.status.alive

    def restart(self, by: str = "user") -> None:
        self.restarts.append(by)

    def become(self, alive: bool, **more: Any) -> None:
        self.status = replace(self.status, alive=alive, state="running" if alive else "backoff", **more)
        self.hooks.on_status(self.status)

    def ready(self) -> None:
        self.become(True)
        self.hooks.on_ready()

    def say(self, message: Any) -> None:
        self.hooks.on_message(message)


class FakeDispatcher:
    def __init__(self) -> None:
        self.outcomes: Deferred[tuple[Outcome, ...]] = succeed((DONE,))
        self.notes: list[Entry] = []
        self.carried: list[tuple[str, Sequence[Any]]] = []
        self.were_ready: list[str] = []
        self.told: list[tuple[str, Sequence[TorrentVerdict]]] = []

    def share(self, section: str) -> Torrents:
        return Torrents(full=True, listed_at={section: 1.0})

    def carry_out(self, section: str, steps: Sequence[Any]) -> Deferred[tuple[Outcome, ...]]:
        self.carried.append((section, steps))
        return self.outcomes

    def answer(self, ask: Ask) -> Deferred[Answer]:
        return succeed(Answer(id=ask.id, error="no such client"))

    def ready(self, section: str) -> None:
        self.were_ready.append(section)

    def verdicts(self, section: str, verdicts: Sequence[TorrentVerdict]) -> None:
        self.told.append((section, verdicts))

    def note(self, entry: Entry) -> None:
        self.notes.append(entry)


class OwnerCase(SynchronousTestCase):
    kinds: tuple[ProcessKind, ...] = ("torrent", "search")

    def setUp(self) -> None:
        self.clock = Clock()
        self.dispatcher = FakeDispatcher()
        profile = OwnerProfile(section="Radarr", category="radarr", type="radarr", uri="http://arr.example")
        self.owner = ArrActor(
            profile=profile,
            kinds=self.kinds,
            make_child=FakeChild,  # type: ignore[arg-type]
            dispatcher=self.dispatcher,
            clock=self.clock,
        )
        self.torrent = self.child(self.kinds[0])
        self.owner.startService()
        for child in self.owner.children.values():
            child.ready()  # type: ignore[attr-defined]
        self.torrent.sent.clear()

    def child(self, kind: ProcessKind) -> FakeChild:
        return self.owner.children[kind]  # type: ignore[return-value]


class ChildTests(OwnerCase):
    def test_share_when_ready(self):
        """Each fresh process is told everything; the search child hears of no torrents."""
        self.torrent.become(False)
        self.torrent.ready()
        self.assertEqual([Torrents(full=True, listed_at={"Radarr": 1.0})], self.torrent.sent)
        self.assertEqual([], self.child("search").sent)
        self.assertEqual({"Radarr"}, set(self.dispatcher.were_ready))

    def test_steps(self):
        """Steps go to the dispatcher, and what became of them back under the same number."""
        self.torrent.say(Steps(id=7, steps=(STEP,)))
        self.assertEqual([("Radarr", (STEP,))], self.dispatcher.carried)
        self.assertEqual([Done(id=7, outcomes=(DONE,))], self.torrent.sent)

    def test_successor_is_not_answered(self):
        """What a process asked is not answered to its successor, who counts from 1 again."""
        self.dispatcher.outcomes = Deferred()
        self.torrent.say(Steps(id=1, steps=(STEP,)))
        self.torrent.become(False)
        self.torrent.ready()
        self.torrent.sent.clear()
        self.dispatcher.outcomes.callback((DONE,))
        self.assertEqual([], self.torrent.sent)

    def test_ask(self):
        """Questions are answered under their number."""
        self.torrent.say(Ask(id=3, what=FilesOf(instance="x", hash="a" * 40)))
        self.assertEqual([Answer(id=3, error="no such client")], self.torrent.sent)

    def test_note(self):
        """Notes go to the journal."""
        entry = Entry(at=1.0, section="Radarr", act="import", result="done", text="x")
        self.torrent.say(Note(entry=entry))
        self.assertEqual([entry], self.dispatcher.notes)

    def test_verdicts(self):
        """What is told of torrents goes on under the section's name."""
        verdict = TorrentVerdict(instance="qBit", hash="a" * 40, rule=18, code="seeding", text="It seeds.")
        self.torrent.say(Verdicts(verdicts=(verdict,)))
        self.assertEqual([("Radarr", (verdict,))], self.dispatcher.told)

    def test_a_touched_library(self):
        """What the torrent child saw change the search child hears, and what it blocklisted too; nothing while it is down."""
        search = self.child("search")
        self.torrent.say(LibraryTouched())
        self.assertEqual([LibraryTouched()], search.sent)
        for result in ("done", "failed"):
            self.owner.blocklist(Blocklist(hash="a" * 40))
            self.torrent.say(Performed(id=self.torrent.sent[-1].id, result=result))
        self.assertEqual([LibraryTouched()] * 2, search.sent)
        search.become(False)
        self.torrent.say(LibraryTouched())
        self.assertEqual(2, len(search.sent))

    def test_nonsense(self):
        """What is not for us, and answers to nothing, change nothing."""
        self.torrent.say(Beat())
        self.torrent.say(Performed(id=99, result="done"))
        self.assertEqual([], self.torrent.sent)

    def test_desk_fails(self):
        """A dispatcher that fails is logged and leaves the owner working."""
        self.dispatcher.outcomes = fail(ZeroDivisionError())
        self.torrent.say(Steps(id=1, steps=(STEP,)))
        self.assertEqual(1, len(self.flushLoggedErrors(ZeroDivisionError)))
        self.dispatcher.outcomes = succeed((DONE,))
        self.torrent.say(Steps(id=2, steps=(STEP,)))
        self.assertEqual([Done(id=2, outcomes=(DONE,))], self.torrent.sent)


class PerformTests(OwnerCase):
    def blocklist(self) -> Deferred[Performed]:
        return self.owner.blocklist(Blocklist(hash="a" * 40))

    def test_answered(self):
        """Each answer finds its question, also in another order."""
        first, second = self.blocklist(), self.blocklist()
        one, two = [message.id for message in self.torrent.sent]
        self.torrent.say(Performed(id=two, result="retry"))
        self.torrent.say(Performed(id=one, result="done"))
        self.assertEqual(("done", "retry"), (self.successResultOf(first).result, self.successResultOf(second).result))

    def test_search(self):
        """A search goes to the search child."""
        self.child("search").sent.clear()
        waiting = self.owner.search_again(SearchAgain(key="k", media_ids=(3,), why=WHY))
        (message,) = self.child("search").sent
        self.assertIsInstance(message, Perform)
        self.child("search").say(Performed(id=message.id, result="done"))
        self.successResultOf(waiting)

    def test_not_running(self):
        """A child that is not there cannot be asked."""
        self.torrent.become(False)
        self.failureResultOf(self.blocklist(), NotReady)

    def test_child_dies(self):
        """When a child goes, what it was asked fails; what another was asked does not."""
        waiting = self.blocklist()
        other = self.owner.search_again(SearchAgain(key="k", media_ids=(3,), why=WHY))
        self.torrent.become(False)
        self.failureResultOf(waiting, NotReady)
        self.assertNoResult(other)
        self.child("search").become(False)
        self.failureResultOf(other, NotReady)

    def test_no_answer(self):
        """Two minutes without an answer are enough; one that comes later is ignored."""
        waiting = self.blocklist()
        self.clock.advance(120)
        self.failureResultOf(waiting, NotReady)
        self.torrent.say(Performed(id=self.torrent.sent[0].id, result="done"))
        self.assertEqual([], self.clock.getDelayedCalls())

    def test_cancelled(self):
        """Who cancels is not told any more."""
        waiting = self.blocklist()
        waiting.addErrback(lambda _: None)
        waiting.cancel()
        self.torrent.say(Performed(id=self.torrent.sent[0].id, result="done"))
        self.assertEqual([], self.clock.getDelayedCalls())


class LifeTests(OwnerCase):
    @pytest.mark.correction("D1")
    def test_status(self):
        """Alive when all children are; connected as the newest evidence says, and not when nobody has any of late."""
        self.assertTrue(self.owner.status.alive)
        self.torrent.become(True, report=TorrentReport(at=5.0, arr_at=5.0, arr_why="refused"))
        self.assertEqual((False, "refused"), (self.owner.status.connected, self.owner.status.why))
        good = SearchReport(at=6.0, arr_at=6.0, arr_connected=True, arr_version="5.1")
        self.child("search").become(True, report=good)
        status = self.owner.status
        self.assertEqual((True, "", "5.1"), (status.connected, status.why, status.version))
        self.torrent.become(True, report=TorrentReport(at=7.0, arr_at=7.0, arr_why="refused again"))
        self.assertEqual((False, "refused again"), (self.owner.status.connected, self.owner.status.why))
        self.clock.advance(100)
        self.assertEqual((False, "it was not asked yet"), (self.owner.status.connected, self.owner.status.why))
        self.torrent.become(False)
        self.assertFalse(self.owner.status.alive)
        self.assertEqual(["torrent", "search"], [each.kind for each in self.owner.processes])

    def test_restart(self):
        """Those asked for that exist are restarted."""
        self.assertEqual(("search",), self.owner.restart(["search", "category"], by="user"))
        self.assertEqual((["user"], []), (self.child("search").restarts, self.torrent.restarts))

    def test_tell_all(self):
        """Everybody hears the same."""
        self.owner.tell_all(SetLogLevel(level="DEBUG"))
        self.assertEqual(2, sum(SetLogLevel(level="DEBUG") in child.sent for child in self.owner.children.values()))

    def test_stop(self):
        """Stopped when all children are; what is under way is given up silently."""
        self.dispatcher.outcomes = Deferred()
        self.torrent.say(Steps(id=1, steps=(STEP,)))
        stopped = self.owner.stopService()
        self.torrent.stopped.callback(None)
        self.assertNoResult(stopped)
        self.child("search").stopped.callback(None)
        self.successResultOf(stopped)
        self.assertEqual(0, len(self.owner._working))


class CategoryOwnerTests(OwnerCase):
    kinds = ("category",)

    def test_managed_categories(self):
        """The child of managed categories hears of torrents, too; searches it has none."""
        self.owner.tell_torrents(Torrents(full=False))
        self.assertEqual([Torrents(full=False)], self.torrent.sent)
        self.failureResultOf(self.owner.search_again(SearchAgain(key="k", media_ids=(), why=WHY)), NotReady)
