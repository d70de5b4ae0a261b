"""What the policy loop is told, what holds it back, and what is let go when there is no guard."""

from typing import Any

from attrs import evolve
from msgspec.structs import replace

from qbitrr.actors.owners.policy_news import PolicyNews
from qbitrr.actors.owners.space_release import SpaceRelease
from qbitrr.actors.owners.tags.internal_tags import InternalTags
from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.decide.owners import owner_of
from qbitrr.model.owners import POLICY
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY
from qbitrr.model.space.guarding import GuardLimit, GuardRules
from qbitrr.model.steps import AddTags, Pause, RemoveTags, Result
from qbitrr.model.torrents.tags import FREE_SPACE_PAUSED, IGNORED
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.testing.qbittorrent import Answered, Dropped
from qbitrr.wire.messages import Ask, RoomsOf
from tests.actors.owners.test_dispatcher import DispatcherCase, Owner
from tests.actors.world import HASH

NONE_WANTED = GuardRules(limits={"qBit": GuardLimit()})


def torrent(name: str, state: str = "downloading", **fields: Any) -> Torrent:
    return Torrent(instance="qBit", hash=name * 40, state=state, name=name, **fields)


def change(*torrents: Torrent, gone: tuple[str, ...] = ()) -> Change:
    return Change(changed={each.hash: each for each in torrents}, gone=frozenset(each * 40 for each in gone))


def test_what_concerns_it() -> None:
    """What takes room, waits for it, or could make some; nothing that only seeds, and of each only what matters."""
    told = PolicyNews().all(
        [
            torrent("a", tags=("mine", IGNORED), ratio=3.0, content_path="/d/a"),
            torrent("b", "stalledUP"),
            torrent("c", "stalledUP", tags=(FREE_SPACE_PAUSED,)),
            torrent("d", "stoppedUP", category=QUARANTINE_CATEGORY),
            torrent("e", "checkingDL", amount_left=5),
            torrent("f", "checkingUP"),
            torrent("g", "metaDL"),
        ]
    )
    assert [each.name for each in told] == ["a", "c", "d", "e", "g"]
    assert told[0] == torrent("a", tags=(IGNORED,))


def test_what_does_no_more() -> None:
    """A download that is finished or gone is told of once; what never concerned it is not."""
    news = PolicyNews()
    assert news.of("qBit", change(torrent("a"), torrent("b", "stalledUP"))) == ((torrent("a"),), ())
    assert news.of("qBit", change(torrent("a", "stalledUP"), gone=("b",))) == ((), (("qBit", "a" * 40),))
    assert news.of("qBit", change(torrent("a", "stalledUP"))) == ((), ())
    news.of("qBit", change(torrent("c")))
    assert news.of("qBit", change(gone=("c",))) == ((), (("qBit", "c" * 40),))
    news.of("qBit", change(torrent("e")))
    assert news.forget_client("qBit") == (("qBit", "e" * 40),)


class PolicyDispatchTests(DispatcherCase):
    def setUp(self) -> None:
        self.policy = Owner()
        super().setUp()
        self.dispatcher._owners[POLICY] = self.policy  # type: ignore[index]
        self.dispatcher.share(POLICY)

    def test_news(self):
        """It hears of what takes room, whoever it belongs to, and that a client is away."""
        self.sim.change(HASH, category="nobodys")
        self.settle(6)
        self.assertEqual([HASH], [each.hash for each in self.policy.heard[-1].torrents])
        self.sim.faults.next(Dropped(), times=None)
        self.settle(10)
        self.assertEqual({}, self.policy.heard[-1].listed_at)

    def test_a_client_that_is_let_go(self):
        """What it had is not downloaded by us any more."""
        actor = self.actors.pop("qBit")
        self.done(actor.stopService())
        actor.retire()
        self.assertEqual((("qBit", HASH),), self.policy.heard[-1].gone)

    def test_rooms(self):
        """What a client says of its disk; its preferences are read now and then, and what it said last counts meanwhile."""
        self.sim.free_space_bytes = 5_000_000
        self.sim.preferences["preallocate_all"] = True
        self.settle(3)
        self.asked(reads=True)

        def rooms() -> Any:
            return self.done(self.dispatcher.answer(Ask(id=3, what=RoomsOf()))).rooms

        (room,) = rooms()
        self.assertEqual((True, str(self.sim.preferences["save_path"])), (room.preallocates, room.save_path))
        self.assertLessEqual(room.free_bytes, 5_000_000)
        rooms()
        self.assertEqual(1, self.asked(reads=True).count("app/preferences"))
        self.sim.faults.next(Answered(status=500), path="app/preferences", times=None)
        self.settle(700, step=5)
        self.assertEqual(room.save_path, rooms()[0].save_path)

    def test_holds_of_owners(self):
        """A hold of a section holds the guard back from its torrents, too."""
        self.dispatcher._on_hold = lambda *sections: "on hold" if "Radarr" in sections else ""
        (outcome,) = self.done(self.dispatcher.carry_out(POLICY, [self.step(Pause)]), 60)
        self.assertEqual((Result.HELD, "on hold"), (outcome.result, outcome.why))


class TaglessTests(DispatcherCase):
    """No tag of ours stands in the client: the mark is kept here, and everybody who decides sees it."""

    def setUp(self) -> None:
        super().setUp()
        self.is_tagless = True
        self.policy = self.dispatcher._owners[POLICY] = Owner()  # type: ignore[index]
        self.dispatcher.share(POLICY)

    def mark(self, kind: Any = AddTags, *more: str) -> Any:
        step = self.step(kind, tags=(FREE_SPACE_PAUSED, *more))
        (outcome,) = self.done(self.dispatcher.carry_out(POLICY, [step]), 60)
        return outcome

    def seen(self) -> list[bool]:
        """Whether the owner, the policy loop, and a fresh child see the mark."""
        shown = [*self.radarr.heard[-1].torrents, *self.policy.heard[-1].torrents]
        shown += [*self.dispatcher.share("Radarr").torrents, *self.dispatcher.share(POLICY).torrents]
        return [FREE_SPACE_PAUSED in each.tags for each in shown]

    def test_a_mark(self):
        """Kept, seen at once, and over restarts; nothing is asked of the client. The journal tells as ever."""
        self.asked()
        self.assertEqual(Result.DONE, self.mark().result)
        self.assertEqual([], self.asked())
        self.assertEqual([True] * 4, self.seen())
        self.assertEqual(["Movie: tagged qBitrr-free_space_paused (because)"], self.texts())
        again = InternalTags(self.database, self.journal, lambda: True, self.clock)
        self.done(again.load())
        self.assertEqual({("qBit", HASH)}, set(again.kept))
        self.assertEqual(Result.DONE, self.mark(RemoveTags).result)
        self.assertEqual([False] * 4, self.seen())
        self.assertEqual([], self.asked())
        self.done(again.load())
        self.assertEqual(set(), set(again.kept))

    def test_tags_in_the_client(self):
        """One that is there, of earlier or of another program, is taken off there; other tags of a step go their way."""
        self.sim.change(HASH, tags={FREE_SPACE_PAUSED, "x"})
        self.settle(3)
        self.mark()
        self.asked()
        self.assertEqual(Result.DONE, self.mark(RemoveTags, "x").result)
        self.assertEqual(["torrents/removeTags"], self.asked())
        self.assertEqual(set(), self.sim.torrents[HASH].tags)

    def test_a_file_that_cannot_be_written(self):
        """Then nothing is marked, and so nothing is stopped."""
        self.done(self.database.close())
        self.assertEqual(Result.RETRY, self.mark().result)
        self.assertEqual(
            {("qBit", HASH): []}, {each.key: list(each.tags) for each in self.dispatcher.share(POLICY).torrents}
        )

    def test_gone(self):
        """What is proven gone has no mark any more; one added anew under its hash has none."""
        self.mark()
        self.sim.add(name="Other", category="other")
        self.settle(3)
        self.sim.remove(HASH)
        self.settle(90)
        self.assertEqual(set(), set(self.tags.kept))

    def test_tags_again(self):
        """With tags in the client what is kept here counts until it stands there, and is taken off in both."""
        self.mark()
        self.is_tagless = False
        self.assertEqual([True] * 2, self.seen()[2:])
        self.assertEqual(Result.DONE, self.mark(RemoveTags).result)
        self.assertEqual([False] * 4, self.seen())
        self.assertEqual(set(), set(self.tags.kept))


class ReleaseTests(DispatcherCase):
    """A torrent that was stopped for want of room, by us or by the program before us, and no guard."""

    def setUp(self) -> None:
        self.guard = NONE_WANTED
        self.release: SpaceRelease | None = None
        super().setUp()
        self.release = SpaceRelease(
            clients=self.actors,
            rules=lambda: self.guard,
            is_ours=lambda each: owner_of(each.category, each.instance, self.dispatcher._router.owners) is not None,
            carry_out=lambda steps: self.dispatcher.carry_out(POLICY, steps),
            tags=self.tags,
            clock=self.clock,
        )
        self.release.startService()
        self.addCleanup(lambda: self.done(self.release.stopService()))  # type: ignore[union-attr]
        self.leave()

    def changed(self, actor: QbitActor, change: Change) -> None:
        super().changed(actor, change)
        if self.release is not None:
            self.release.seen(actor, change)

    def leave(self, category: str = "radarr") -> None:
        self.sim.change(HASH, stopped=True, tags={FREE_SPACE_PAUSED}, category=category)
        self.asked()

    def stands(self) -> tuple[bool, bool]:
        """Whether it is stopped, and whether it has the mark."""
        found = self.sim.torrents[HASH]
        return found.stopped, FREE_SPACE_PAUSED in found.tags

    def test_no_guard(self):
        """It is started, loses its mark, and the journal says why; then nothing is left to do."""
        self.settle(20)
        self.assertEqual((False, False), self.stands())
        self.assertEqual(
            [
                "Movie: resume (No room is kept free any more.)",
                "Movie: tag qBitrr-free_space_paused taken off (No room is kept free any more.)",
            ],
            self.texts(),
        )
        self.asked()
        self.settle(30)
        self.assertEqual([], self.asked())

    def test_no_hands(self):
        """Where nothing may be paused or resumed only the mark goes: starting it is left to a person."""
        self.guard = evolve(NONE_WANTED, may_act=False)
        self.settle(20)
        self.assertEqual((True, False), self.stands())

    def test_tagless(self):
        """A mark that is kept here is let go in the same way."""
        self.sim.change(HASH, stopped=True, tags=set())
        self.settle(3)
        self.is_tagless = True
        self.done(self.dispatcher.carry_out(POLICY, [self.step(AddTags, tags=(FREE_SPACE_PAUSED,))]), 60)
        self.settle(20)
        self.assertEqual((False, set()), (self.sim.torrents[HASH].stopped, set(self.tags.kept)))

    def test_guarded(self):
        """With a guard this is its affair; once that is off, it is let go."""
        self.guard = GuardRules(limits={"qBit": GuardLimit(at_least_bytes=1)})
        self.settle(20)
        self.assertEqual((True, True), self.stands())
        self.guard = NONE_WANTED
        self.settle(20)
        self.assertEqual((False, False), self.stands())

    def test_nobodys(self):
        """It is not touched."""
        self.leave(category="mine")
        self.settle(20)
        self.assertEqual((True, True), self.stands())

    def test_a_refusal(self):
        """What could not be started keeps its mark, and is tried again."""
        self.sim.faults.next(Answered(status=500), path="torrents/start", times=None)
        self.settle(20)
        self.assertEqual((True, True), self.stands())
        self.sim.faults.clear()
        self.settle(20)
        self.assertEqual((False, False), self.stands())


def test_the_slim_form_is_a_torrent() -> None:
    """With everything that the guard goes by."""
    full = torrent(
        "a", "stoppedDL", added_on=5, progress=0.5, amount_left=7, priority=2, save_path="/s", download_path="/d"
    )
    assert PolicyNews().all([replace(full, seeding_time_seconds=9)]) == (full,)
