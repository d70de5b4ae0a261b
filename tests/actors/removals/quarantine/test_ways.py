"""The quarantine over its whole life: ways back, strays, twins, and laws that hold whatever comes in whatever order."""

from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.errors import QbitrrError
from qbitrr.model.reasons import Reason
from qbitrr.model.removals.cases import Case
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY, QUARANTINE_TAG
from qbitrr.model.steps import Result
from qbitrr.store.supervisor import removals as removal_table
from qbitrr.testing.qbittorrent import Answered, Dropped, SimulatedTorrent
from tests.actors.removals.quarantine.test_quarantine import QuarantineCase
from tests.actors.world import HASH, ServicesCase

ORDERED = Reason(code="failed_category", rule=1, text="A person moved it to the category for failed downloads.")


@pytest.mark.correction("E6")
class FinishedTests(QuarantineCase):
    def test_after_a_crash(self):
        """An undo that was cut off anywhere is finished at the next start, long before the time of grace is over."""
        for path in ("torrents/removeTags", "torrents/setCategory", "torrents/setAutoManagement", "torrents/start"):
            for after_work in (False, True):
                with self.subTest(f"{path} {after_work}"):
                    self.done(self.quarantine.undo("qBit", HASH))
                    self.sim.change(HASH, auto_tmm=True)
                    self.settle(3)
                    self.remove(by_operator=True)
                    self.sim.faults.next(Dropped(after_work=after_work), path=path, times=None)
                    self.done(self.quarantine.undo("qBit", HASH), 100)
                    self.sim.faults.clear()
                    self.kill()
                    self.build()
                    self.settle(40)
                    torrent = self.sim.torrents[HASH]
                    self.assertEqual(
                        ("radarr", {"x"}, False, True),
                        (torrent.category, torrent.tags, torrent.stopped, torrent.auto_tmm),
                    )
                    self.assertEqual({}, self.quarantine.rows)

    def test_from_the_failed_category(self):
        """What a person gave up by its category goes back to its last owner's, or it would be removed again at once."""
        self.done(self.quarantine.undo("qBit", HASH))
        self.sim.change(HASH, category="failed")
        self.settle(3)
        self.remove(why=ORDERED)
        self.assertEqual("failed", self.quarantine.rows["qBit", HASH].category)
        self.assertEqual(Result.DONE, self.done(self.quarantine.undo("qBit", HASH)).result)
        self.assertEqual("radarr", self.sim.torrents[HASH].category)


@pytest.mark.correction("B11")
class StrayTests(QuarantineCase):
    STRAY = "d" * 40

    def stray(self, *tags: str) -> SimulatedTorrent:
        return self.sim.add(
            name="Stray", hash=self.STRAY, category=QUARANTINE_CATEGORY, tags=[*tags, "x"], stopped=True
        )

    def test_ours(self):
        """One with our tag is adopted, shown with its last owner, and purged a whole grace later."""
        self.stray(QUARANTINE_TAG)
        self.settle(30)
        self.assertNotIn(("qBit", self.STRAY), self.quarantine.rows)
        self.settle(90, step=1)
        row = self.quarantine.rows["qBit", self.STRAY]
        self.assertEqual(("Radarr", "radarr", ("x",), True), (row.section, row.category, row.tags, row.is_adopted))
        self.assertIn("Stray was found in the category", self.texts("quarantine")[-1])
        self.settle(3500, step=10)
        self.assertIn(self.STRAY, self.sim.torrents)
        self.settle(200, step=5)
        self.assertNotIn(self.STRAY, self.sim.torrents)

    def test_nobodys(self):
        """One whose last owner is not known goes the same way; taken back it has no category."""
        self.last_owner = ("", "")
        self.stray(QUARANTINE_TAG)
        self.settle(120, step=1)
        self.assertEqual("", self.quarantine.rows["qBit", self.STRAY].section)
        self.settle(3700, step=15)
        self.assertNotIn(self.STRAY, self.sim.torrents)

    def test_not_ours(self):
        """One without our tag is purged by nobody but a person; it can be taken back."""
        self.stray()
        self.settle(8000, step=10)
        self.assertIn(self.STRAY, self.sim.torrents)
        self.assertTrue(self.quarantine.rows["qBit", self.STRAY].by_person_only)
        self.assertEqual(Result.DONE, self.done(self.quarantine.undo("qBit", self.STRAY)).result)
        torrent = self.sim.torrents[self.STRAY]
        self.assertEqual(("radarr", {"x"}, True), (torrent.category, torrent.tags, torrent.stopped))

    def test_without_a_time_of_grace(self):
        """Where nothing is set aside, nothing that was found is deleted for that."""
        self.done(self.quarantine.undo("qBit", HASH))
        self.grace = 0.0
        self.stray(QUARANTINE_TAG)
        self.settle(600, step=5)
        self.assertIn(self.STRAY, self.sim.torrents)

    def test_lost_rows(self):
        """A database that lost its rows (restored from a backup) orphans nothing."""
        self.done(self.database.run(removal_table.release, "qBit", HASH))
        self.kill()
        self.build()
        self.done(self.actors["qBit"].stopService())
        self.furnish()
        self.settle(120)
        self.assertIn(("qBit", HASH), self.quarantine.rows)

    def test_kills(self):
        """What an earlier life saw of one does not count: it is adopted, once, when one life has seen it for long enough."""
        self.stray(QUARANTINE_TAG)
        for _ in range(8):
            self.settle(45, step=1)
            self.kill()
            self.build()
            self.quarantine.seen(self.actors["qBit"], Change(changed=self.actors["qBit"].mirror.torrents, full=True))
            self.assertNotIn(("qBit", self.STRAY), self.quarantine.rows)
        self.settle(120, step=1)
        self.assertIn(("qBit", self.STRAY), self.quarantine.rows)
        self.assertEqual(1, len([text for text in self.texts("quarantine") if "found in the category" in text]))

    def test_own_moves(self):
        """What is being moved there by ourselves is no stray."""
        self.assertEqual([], [row for row in self.quarantine.rows.values() if row.is_adopted])
        self.sim.add(name="Slow", hash="e" * 40, category="radarr")
        self.settle(3)
        self.sim.faults.next(Answered(status=500), path="torrents/info", times=None)
        self.submit(self.removal(hash_="e" * 40, by_operator=True))
        self.settle(200)
        self.sim.faults.clear()
        self.settle(400)
        self.assertFalse(any(row.is_adopted for row in self.quarantine.rows.values()))


@pytest.mark.correction("E1")
class JournalTests(QuarantineCase):
    def test_killed_after_the_deletion(self):
        """A deletion that a kill cut off from its entry has it after the next start, once, with its reason."""
        self.sim.faults.next(Dropped(after_work=True), path="torrents/delete", times=1)
        self.settle(3590, step=10)
        while HASH in self.sim.torrents:
            self.settle(1)
        self.kill()
        self.build()
        self.settle(200)
        self.assertEqual(["Movie was deleted with its files: Nothing moved for two hours."], self.texts("purge"))
        self.assertEqual({}, self.quarantine.rows)

    def test_killed_after_the_deletion_and_added_anew(self):
        """The same when another torrent has taken its place by then; that one is left alone."""
        self.sim.faults.next(Dropped(after_work=True), path="torrents/delete", times=1)
        self.settle(3590, step=10)
        while HASH in self.sim.torrents:
            self.settle(1)
        self.kill()
        self.done(self.actors["qBit"].stopService())
        self.sim.add(name="Movie", hash=HASH, category="radarr", added_on=self.clock.seconds() + 1)
        self.build()
        self.furnish()
        self.settle(200)
        self.assertEqual(["Movie was deleted with its files: Nothing moved for two hours."], self.texts("purge"))
        self.assertEqual(({}, True), (self.quarantine.rows, HASH in self.sim.torrents))

    def test_deletes_what_comes_up_again(self):
        """A client that brings a deleted torrent up again is told again; the journal tells of it once, and the row stays meanwhile."""
        torrent = self.sim.torrents[HASH]
        self.settle(3590, step=10)
        while HASH in self.sim.torrents:
            self.settle(1)
        torrent.published = None
        self.sim.torrents[HASH] = torrent
        self.sim.publisher.touch(torrent, self.clock.seconds())
        self.settle(5)
        self.assertIn(("qBit", HASH), self.quarantine.rows)
        self.settle(60)
        self.assertNotIn(HASH, self.sim.torrents)
        self.settle(120)
        self.assertEqual((1, {}), (len(self.texts("purge")), self.quarantine.rows))


@pytest.mark.correction("A9")
class AnotherTests(QuarantineCase):
    def add_anew(self, **more: Any) -> None:
        self.sim.remove(HASH)
        self.sim.add(name="Movie", hash=HASH, added_on=self.clock.seconds() + 1, **more)

    def test_row(self):
        """A torrent added anew under the hash of one in quarantine has nothing to do with that, even in its category."""
        self.settle(20)
        for restart in (False, True):
            with self.subTest(restart):
                if restart:
                    self.remove(by_operator=True)
                    self.kill()
                    self.done(self.actors["qBit"].stopService())
                self.add_anew(category="radarr")
                if restart:
                    self.build()
                    self.furnish()
                self.settle(40)
                self.assertEqual(({}, {}), (self.quarantine.rows, self.quarantine.pardoned))
                self.assertIn("Movie was deleted in the client", self.texts("quarantine")[-1])
        self.settle(4000, step=15)
        self.assertIn(HASH, self.sim.torrents)

    @pytest.mark.correction("B11")
    def test_in_the_category(self):
        """One added anew right into the category is a stray, and adopted with a row of its own."""
        self.settle(20)
        before = self.quarantine.rows["qBit", HASH]
        after = replace(self.actors["qBit"].get(HASH), added_on=before.added_on + 5)
        self.quarantine.seen(self.actors["qBit"], Change(changed={HASH: after}))
        self.settle(1)
        self.assertEqual({}, self.quarantine.rows)
        self.settle(100)
        row = self.quarantine.rows["qBit", HASH]
        self.assertTrue(row.is_adopted)

    def test_purge(self):
        """Also when that is seen only at the moment of the purge."""
        row = self.quarantine.rows["qBit", HASH]
        self.patch(self.quarantine, "seen", lambda *_: None)
        self.settle(20)
        self.add_anew(category=QUARANTINE_CATEGORY)
        self.assertEqual(Result.HELD, self.done(self.quarantine.purge(row)).result)
        self.assertIn(HASH, self.sim.torrents)

    def test_pardon(self):
        """Nobody took that one back: the pardon of the earlier one ends, also when it was added anew while we were down."""
        self.settle(20)
        self.done(self.quarantine.undo("qBit", HASH))
        self.kill()
        self.done(self.actors["qBit"].stopService())
        self.add_anew(category="radarr")
        self.build()
        self.furnish()
        self.settle(5)
        self.assertEqual(({}, {}), (self.quarantine.pardoned, self.done(self.database.run(removal_table.pardoned))))


class World(ServicesCase):
    """Services to be built within a test, with every deletion as the client saw it."""

    grace = 120.0
    rule = 11  # a fake, in whatever state

    def runTest(self) -> None:
        """Not a test by itself."""

    def setUp(self) -> None:
        super().setUp()
        self.deletions: list[tuple[str, str, bool]] = []
        for section in ("qBit", "qBit-box"):
            sim = self.qbit(section)
            for name in ("One", "Two", "Three", "Four"):
                sim.add(name=f"{name} {section}", category="other", stopped=True)
            self._watch(section)
        self.build()

    def _watch(self, section: str) -> None:
        sim = self.qbits[section]
        remove = sim.remove

        def removed(hash_: str, *, delete_files: bool = False) -> None:
            self.deletions.append((hash_, sim.torrents[hash_.lower()].category, delete_files))
            remove(hash_, delete_files=delete_files)

        sim.remove = removed  # type: ignore[method-assign]

    def set_aside(self, section: str, hash_: str) -> None:
        """Put a torrent into quarantine."""
        torrent = self.actors[section].get(hash_)
        assert torrent is not None
        case = Case(
            instance=section,
            hash=hash_,
            removal=self.removal(section, hash_),
            opened_at=self.clock.seconds(),
            category=torrent.category,
            content_path=torrent.content_path,
        )
        self.done(self.quarantine.take_out(case))
        self.done(self.quarantine.confirm(case))

    def end(self) -> None:
        """Leave nothing behind."""
        self.doCleanups()


_NOT_SMALLER = (Phase.explicit, Phase.reuse, Phase.generate)
"""Each example is a small world of its own: looking for a smaller one would take minutes."""
_twin_acts = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(["plain", "plain", "lost before", "lost after", "kill", "together"]),
    ),
    max_size=6,
)


@pytest.mark.correction("B10")
class TwinTests(ServicesCase):
    @settings(max_examples=8, phases=_NOT_SMALLER)
    @given(st.integers(2, 4), _twin_acts)
    def test_the_last_takes_the_files(self, count: int, acts: list[tuple[int, str]]) -> None:
        """Of twins on two clients, purged in any order with any trouble, the last takes the files, and only it."""
        world = World()
        world.setUp()
        try:
            twins = [("qBit" if number % 2 else "qBit-box", f"{number + 1:040x}") for number in range(count)]
            for section, hash_ in twins:
                world.qbits[section].add(name="Movie", hash=hash_, category="radarr", progress=1.0)
            world.furnish("qBit", "qBit-box")
            for section, hash_ in twins:
                world.set_aside(section, hash_)
            assert set(world.quarantine.rows) == set(twins)
            for number, how in acts:
                self._act(world, twins, twins[number % count], how)
            world.settle(500, step=2)
            assert [with_files for _, _, with_files in world.deletions] == [False] * (count - 1) + [True]
            assert world.quarantine.rows == {}
            assert len(world.texts("purge")) == count
        finally:
            world.end()

    def _act(self, world: World, twins: list[tuple[str, str]], key: tuple[str, str], how: str) -> None:
        rows = [world.quarantine.rows[each] for each in twins if each in world.quarantine.rows]
        row = world.quarantine.rows.get(key)
        if how == "kill":
            world.kill()
            world.build()
            return
        if row is None:
            return
        if how.startswith("lost"):
            fault = Dropped(after_work=how == "lost after")
            world.qbits[key[0]].faults.next(fault, path="torrents/delete", times=1)
        purging = [self._begin(world, each) for each in (rows if how == "together" else [row])]
        for each in purging:
            world.done(each, 200)

    def _begin(self, world: World, row: Any) -> Any:
        from twisted.internet.defer import Deferred

        return Deferred.fromCoroutine(world.quarantine.purge(row)).addErrback(lambda failure: failure.trap(QbitrrError))
