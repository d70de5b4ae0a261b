"""Our tags on their way out of a client and back, under kills and changes of mind."""

from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from twisted.internet.defer import Deferred

from qbitrr.actors.owners.tags.migration import TagMigration
from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.decide.removals.rails import Go
from qbitrr.model.removals.quarantine import QUARANTINE_TAG
from qbitrr.model.steps import AddTags, RemoveTags, Result
from qbitrr.model.torrents.tags import (
    ALLOWED_SEEDING,
    ALLOWED_STALLED,
    FREE_SPACE_PAUSED,
    HNR_ACTIVE,
    IGNORED,
    IMPORTED,
    TAGS_OF_OURS,
)
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.testing.qbittorrent import Dropped
from tests.actors.owners.test_dispatcher import WHY, DispatcherCase
from tests.actors.world import HASH

OTHER, NOBODYS = "b" * 40, "c" * 40
OURS = {IMPORTED, ALLOWED_SEEDING, HNR_ACTIVE}


class MigrationCase(DispatcherCase):
    """Two torrents of ours and one of nobody's, all with tags of ours and of people."""

    def setUp(self) -> None:
        self.migration: TagMigration | None = None
        self.forbidden = ""
        super().setUp()
        self.sim.add(name="Other", hash=OTHER, category="tv")
        self.sim.add(name="Strange", hash=NOBODYS, category="strange")
        for tag in (*OURS, FREE_SPACE_PAUSED, "mine", IGNORED):
            self.sim.tags.add(tag)
        self.sim.change(HASH, tags={*OURS, "mine", IGNORED})
        self.sim.change(OTHER, tags={FREE_SPACE_PAUSED, "mine"})
        self.begin_migrating()
        self.settle(3)
        self.asked()

    def tearDown(self) -> None:
        self.done(self.migration.stopService())  # type: ignore[union-attr]

    def begin_migrating(self) -> None:
        self.migration = TagMigration(
            clients=self.actors, tags=self.tags, why_not=self.why_not, journal=self.journal, clock=self.clock
        )
        self.migration.seen(self.actors["qBit"], Change(changed=self.actors["qBit"].mirror.torrents))
        self.migration.startService()

    def why_not(self, section: str, torrent: Torrent | None) -> str:
        return self.forbidden

    def changed(self, actor: QbitActor, change: Change) -> None:
        super().changed(actor, change)
        if self.migration is not None:
            self.migration.seen(actor, change)

    def shown(self, hash_: str = HASH) -> set[str]:
        """The tags whoever decides sees."""
        torrent = self.actors["qBit"].get(hash_)
        return set() if torrent is None else set(self.tags.shown(torrent).tags)


class OutTests(MigrationCase):
    """`Tagless` is switched on."""

    def test_out(self):
        """Tags of ours are kept here and taken off there; then they are deleted in the client. What is a person's stays."""
        self.sim.tags.add("unused")
        self.is_tagless = True
        told: set[tuple[str, str]] = set()
        self.tags.subscribe(told.update)
        self.settle(20)
        self.assertEqual({("qBit", HASH), ("qBit", OTHER)}, told)
        self.assertEqual([{"mine", IGNORED}, {"mine"}], [self.sim.torrents[each].tags for each in (HASH, OTHER)])
        self.assertEqual({*OURS, "mine", IGNORED}, self.shown())
        self.assertEqual({FREE_SPACE_PAUSED, "mine"}, self.shown(OTHER))
        self.assertEqual({("qBit", OTHER)}, self.tags.waiting)
        self.settle(100)
        self.assertEqual({"mine", "unused", IGNORED}, set(self.sim.tags.names))
        self.assertEqual(
            [
                "qBit, 2 torrents: our tags are kept here from now on, and taken off in the client",
                "qBit: our tags were deleted",
            ],
            self.texts("remove_tags"),
        )

    def test_foreseen(self):
        """What a listing shows of a torrent has all its tags for the rails, too: nothing was imported since."""
        self.sim.change(HASH, tags=OURS)
        self.is_tagless = True
        self.settle(20)
        self.assertIsInstance(self.rails.foresee(self.removal(), self.settings), Go)

    def test_a_tag_that_comes_late(self):
        """What an owner asked for before the switch, and the client did after it, is taken over at once."""
        self.is_tagless = True
        self.settle(7)
        self.sim.change(HASH, tags={ALLOWED_STALLED, "mine"})
        self.settle(8)
        self.assertEqual({"mine"}, self.sim.torrents[HASH].tags)
        self.assertEqual({*OURS, ALLOWED_STALLED, "mine"}, self.shown())

    def test_nothing_to_do(self):
        """What has happened costs no more; nor does a client without any."""
        self.is_tagless = True
        self.settle(120)
        self.asked()
        self.tags.change = lambda *_: self.fail("it writes")  # type: ignore[method-assign]
        self.settle(60)
        self.assertEqual([], self.asked())

    def test_nobodys(self):
        """What nobody looks after any more is freed of our tags, too, in the same request; they are kept, and come back to it."""
        self.sim.change(HASH, tags={IMPORTED, "mine"})
        self.sim.change(NOBODYS, tags={IMPORTED, "theirs"})
        self.is_tagless = True
        self.settle(10)
        self.assertEqual([{"mine"}, {"theirs"}], [self.sim.torrents[each].tags for each in (HASH, NOBODYS)])
        self.assertEqual({IMPORTED, "theirs"}, self.shown(NOBODYS))
        taken = [each for each in self.asked() if "removeTags" in each]
        self.assertEqual(2, len(taken), taken)  # one for each set of tags
        self.settle(70, step=1)
        self.assertEqual({"mine", IGNORED}, set(self.sim.tags.names))
        self.is_tagless = False
        self.settle(20)
        self.assertEqual({IMPORTED, "theirs"}, self.sim.torrents[NOBODYS].tags)

    def test_nobodys_over_a_death(self):
        """Ended between the writing and the taking off, it goes on from there; what is gone by then is not kept."""
        self.sim.change(NOBODYS, tags={IMPORTED})
        self.is_tagless = True
        self.sim.faults.next(Dropped(), path="torrents/removeTags", times=None)
        self.settle(8)
        self.assertEqual({IMPORTED}, self.sim.torrents[NOBODYS].tags)
        self.done(self.migration.stopService())
        self.done(self.tags.load())
        self.sim.faults.clear()
        self.begin_migrating()
        self.settle(150, step=1)
        self.assertEqual((set(), {IMPORTED}), (self.sim.torrents[NOBODYS].tags, self.shown(NOBODYS)))
        self.sim.remove(NOBODYS)
        self.settle(60, step=1)
        self.assertNotIn(("qBit", NOBODYS), self.tags.kept)

    def test_forbidden(self):
        """In a dry run and on hold nothing happens, neither there nor here."""
        self.is_tagless, self.forbidden = True, "dry run"
        self.settle(150)
        self.assertEqual(([], {}), (self.asked(), self.tags.kept))
        self.forbidden = ""
        self.settle(10)
        self.assertEqual({"mine", IGNORED}, self.sim.torrents[HASH].tags)

    def test_told_with_it(self):
        """What is kept here is told of in the same transaction, once, whatever comes next; what waits in memory is lost with an end."""
        self.is_tagless = True
        self.patch(self.journal, "write", lambda entry: None)
        self.sim.faults.next(Dropped(), path="torrents/removeTags", times=3)
        self.settle(7)
        self.assertEqual({*OURS, "mine", IGNORED}, self.sim.torrents[HASH].tags)
        told = ["qBit, 2 torrents: our tags are kept here from now on, and taken off in the client"]
        self.assertEqual(told, self.texts("remove_tags"))
        self.settle(400, step=1)
        self.assertEqual({"mine", IGNORED}, self.sim.torrents[HASH].tags)
        self.assertEqual(told, self.texts("remove_tags"))
        self.is_tagless = False
        self.settle(20)
        self.assertEqual(["qBit, 2 torrents: our tags stand in the client again"], self.texts("add_tags"))

    def test_a_client_that_goes_away(self):
        """What is half done is done when it is there again; meanwhile nothing is lost."""
        self.is_tagless = True
        self.sim.faults.next(Dropped(), path="torrents/removeTags", times=2)
        self.settle(10)
        self.assertEqual({*OURS, "mine", IGNORED}, self.shown())
        self.settle(400, step=1)
        self.assertEqual({"mine", IGNORED}, self.sim.torrents[HASH].tags)
        self.assertEqual({*OURS, "mine", IGNORED}, self.shown())

    def test_quarantine(self):
        """What is set aside is not tagged there, and known all the same; what comes back has what it had."""
        self.is_tagless = True
        self.sim.change(HASH, tags={*OURS, "mine"})
        self.settle(20)
        self.gathered(self.removal(seen=self.tags.shown(self.actors["qBit"].get(HASH))))
        self.settle(30)
        self.assertTrue(self.in_quarantine())
        self.assertEqual({"mine"}, self.sim.torrents[HASH].tags)
        self.assertEqual({*OURS, "mine", QUARANTINE_TAG}, self.shown())
        self.done(self.quarantine.undo("qBit", HASH))
        self.settle(5)
        self.assertEqual({*OURS, "mine"}, self.shown())


class BackTests(MigrationCase):
    """`Tagless` is switched off."""

    def setUp(self) -> None:
        super().setUp()
        self.is_tagless = True
        self.settle(130)

    def test_back(self):
        """The tags are on their torrents again, and kept here no more; it is told once."""
        self.is_tagless = False
        self.settle(20)
        self.assertEqual({*OURS, "mine", IGNORED}, self.sim.torrents[HASH].tags)
        self.assertEqual({FREE_SPACE_PAUSED, "mine"}, self.sim.torrents[OTHER].tags)
        self.assertEqual({}, self.tags.kept)
        self.assertEqual(["qBit, 2 torrents: our tags stand in the client again"], self.texts("add_tags"))
        self.asked()
        self.settle(60)
        self.assertEqual([], self.asked())

    def test_forbidden(self):
        """In a dry run and on hold they stay here."""
        self.forbidden = "on hold"
        self.is_tagless = False
        self.asked()
        self.settle(60)
        self.assertEqual([], self.asked())
        self.assertEqual({*OURS, "mine", IGNORED}, self.shown())

    def test_taken_off_on_the_way(self):
        """What an owner takes off meanwhile is gone in both places."""
        self.is_tagless = False
        self.done(self.dispatcher.carry_out("Radarr", [self.step(RemoveTags, tags=(IMPORTED,))]), 60)
        self.settle(150)
        self.assertEqual({*OURS, "mine", IGNORED} - {IMPORTED}, self.sim.torrents[HASH].tags)
        self.assertEqual({*OURS, "mine", IGNORED} - {IMPORTED}, self.shown())

    def test_another_life(self):
        """One that was added anew under its hash has none of them."""
        torrent = self.actors["qBit"].get(HASH)
        self.sim.remove(HASH)
        self.settle(3)
        self.clock.advance(10)
        self.sim.add(name="Movie", hash=HASH, category="radarr")
        self.settle(10)
        self.assertNotEqual(torrent.added_on, self.actors["qBit"].get(HASH).added_on)  # type: ignore[union-attr]
        self.assertEqual(set(), self.shown())


class Laws(RuleBasedStateMachine):
    """
    Owners set tags and take them off, the setting is switched to and fro, the client fails now and then, and the program is killed,
    also in the middle of a write: a tag of ours that stands is shown at every moment, and no other.
    """

    def __init__(self) -> None:
        super().__init__()
        self.world = MigrationCase("setUp")
        self.world.setUp()
        self.truth = {hash_: self.world.shown(hash_) for hash_ in (HASH, OTHER)}
        self.dies_in: int | None = None
        self.mortal()

    def teardown(self) -> None:
        try:
            self.world.sim.faults.clear()
            if self.dies_in is not None:  # a write that never returns is the end of that life
                self.kill()
            self.pass_(400, step=2.0)
            for hash_, tags in self.truth.items():
                there = self.world.sim.torrents[hash_].tags
                assert there == (tags - TAGS_OF_OURS if self.world.is_tagless else tags)
                assert self.world.shown(hash_) == tags
        finally:
            self.world.tearDown()
            self.world.doCleanups()

    def mortal(self) -> None:
        """The writes of this life: the one before which it dies never returns."""
        database = self.world.database
        assert database is not None
        run = database.run

        def runs(*args: Any, **kwargs: Any) -> Deferred[Any]:
            if self.dies_in == 0:
                return Deferred()
            if self.dies_in is not None:
                self.dies_in -= 1
            return run(*args, **kwargs)

        database.run = runs  # type: ignore[method-assign,assignment]

    def pass_(self, seconds: float, step: float = 0.5) -> None:
        for _ in range(round(seconds / step)):
            self.world.settle(step, step=step)
            self.nothing_is_lost()

    @rule(seconds=st.sampled_from([1, 4, 15, 130]))
    def wait(self, seconds: int) -> None:
        self.pass_(seconds)

    @rule()
    def switch(self) -> None:
        self.world.is_tagless = not self.world.is_tagless

    @precondition(lambda self: self.dies_in is None)
    @rule(
        hash_=st.sampled_from([HASH, OTHER]),
        tag=st.sampled_from([IMPORTED, ALLOWED_STALLED, FREE_SPACE_PAUSED]),
        waits=st.booleans(),
    )
    def decide(self, hash_: str, tag: str, waits: bool) -> None:
        """An owner has a tag set or taken off, as it is not or is there."""
        kind = RemoveTags if tag in self.world.shown(hash_) else AddTags
        step = kind(instance="qBit", hash=hash_, why=WHY, tags=(tag,))
        self.world.sim.faults.clear()
        for _ in range(30):
            (outcome,) = self.world.done(self.world.dispatcher.carry_out("Radarr", [step]), 60)
            if outcome.result is Result.DONE:
                break
            self.world.settle(10)
        assert outcome.result is Result.DONE, outcome
        (self.truth[hash_].discard if kind is RemoveTags else self.truth[hash_].add)(tag)
        if waits:
            self.pass_(130)

    @rule(path=st.sampled_from(["torrents/removeTags", "torrents/addTags", "sync/maindata"]))
    def fail(self, path: str) -> None:
        self.world.sim.faults.next(Dropped(), path=path, times=2)

    @rule(writes=st.integers(0, 2))
    def die_soon(self, writes: int) -> None:
        self.dies_in = writes

    @rule()
    def kill(self) -> None:
        """Everything ends; what is begun anew has only the file and the client."""
        world = self.world
        self.dies_in = None
        world.tearDown()
        world.migration = None
        world.kill()
        world.build()
        self.mortal()
        world.dispatcher._tags = world.tags
        world.furnish()
        world.begin_migrating()

    @invariant()
    def nothing_is_lost(self) -> None:
        for hash_, tags in self.truth.items():
            if self.world.actors["qBit"].is_listed:
                settled = self.world.tags.settled(("qBit", hash_), TAGS_OF_OURS) == TAGS_OF_OURS
                shown = self.world.shown(hash_)
                assert shown == tags or (not settled and shown > tags) or self.is_coming(hash_, tags - shown)

    def is_coming(self, hash_: str, missing: set[str]) -> bool:
        """An owner's tag that the client has by now, and shows with its next listing."""
        return bool(missing) and missing <= self.world.sim.torrents[hash_].tags


TagLaws = Laws.TestCase
TagLaws.settings = settings(
    max_examples=6, stateful_step_count=12, phases=(Phase.explicit, Phase.reuse, Phase.generate), deadline=None
)
