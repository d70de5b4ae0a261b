"""The quarantine: in, back, out; and nothing purged that was taken out of it."""

from typing import Any

import pytest
from msgspec.structs import replace

from qbitrr.model.reasons import Reason
from qbitrr.model.removals.protection import Protection, RailSettings
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY, QUARANTINE_TAG
from qbitrr.model.space.rooms import PoolStatus
from qbitrr.model.steps import Data, Result
from qbitrr.store.supervisor import removals as removal_table
from qbitrr.testing.qbittorrent import Answered, Dropped, Slow, Swarm
from qbitrr.testing.qbittorrent.model.categories import SimulatedCategory
from tests.actors.world import HASH, ServicesCase

SEEDED = Reason(code="limit", rule=10, text="It has seeded long enough.")


class QuarantineCase(ServicesCase):
    """A movie in quarantine, for an hour."""

    rule = 11  # a fake, in whatever state

    def setUp(self) -> None:
        super().setUp()
        self.sim = self.qbit()
        self.sim.add(name="Movie", hash=HASH, category="radarr", tags=["x"], swarm=Swarm(download_speed=1000))
        for name in ("One", "Two"):  # so that one that goes is not most of all
            self.sim.add(name=name, category="other", stopped=True)
        self.build()
        self.furnish()
        self.remove()

    def remove(self, **fields: Any) -> None:
        self.gathered(self.removal(**fields))
        self.settle(5)
        self.assertTrue(self.in_quarantine())
        self.asked()

    def restart(self) -> None:
        self.kill()
        self.build()

    def deleted(self) -> list[str]:
        """`deleteFiles` of every deletion."""
        return [each.params["deleteFiles"] for each in self.sim.requests if each.path == "torrents/delete"]


class BackTests(QuarantineCase):
    def assert_back(self) -> None:
        torrent = self.sim.torrents[HASH]
        self.assertEqual(("radarr", {"x"}, False), (torrent.category, torrent.tags, torrent.stopped))
        self.assertEqual({}, self.quarantine.rows)
        self.assertEqual((), self.done(self.database.run(removal_table.quarantined)))
        self.assertIn(("qBit", HASH), self.done(self.database.run(removal_table.pardoned)))

    def test_undo(self):
        """It is given back as it was: category, tags, running; also after a restart."""
        for restart in (False, True):
            with self.subTest(restart):
                if restart:
                    self.remove(by_operator=True)
                    self.restart()
                self.assertEqual(Result.DONE, self.done(self.quarantine.undo("qBit", HASH)).result)
                self.settle(3)
                self.assert_back()
                self.assertEqual(1, sum("taken back" in text for text in self.texts("undo")) - restart)

    def test_undo_of_a_stopped_one(self):
        """What was stopped stays stopped."""
        self.done(self.quarantine.undo("qBit", HASH))
        self.sim.change(HASH, stopped=True)
        self.settle(3)
        self.remove(by_operator=True)
        self.done(self.quarantine.undo("qBit", HASH))
        self.assertTrue(self.sim.torrents[HASH].stopped)

    def test_data_stays_where_it_is(self):
        """A torrent whose category decides where its data lies is not moved on disk, and is as it was after the undo."""
        self.done(self.quarantine.undo("qBit", HASH))
        self.sim.change(HASH, auto_tmm=True, save_path="/downloads/radarr")
        self.settle(3)
        where = self.sim.torrents[HASH].save_path
        self.remove(by_operator=True)
        self.assertEqual((False, where), (self.sim.torrents[HASH].auto_tmm, self.sim.torrents[HASH].save_path))
        self.done(self.quarantine.undo("qBit", HASH))
        self.assertEqual((True, where), (self.sim.torrents[HASH].auto_tmm, self.sim.torrents[HASH].save_path))

    def test_undo_with_deleted_category(self):
        """A category that was deleted meanwhile is made again."""
        self.sim.categories.remove("radarr")
        self.assertEqual(Result.DONE, self.done(self.quarantine.undo("qBit", HASH)).result)
        self.assert_back()

    @pytest.mark.correction("B3")
    def test_undo_with_deleted_sub_category(self):
        """It goes below the folder of its parent again, as at the start."""
        self.done(self.quarantine.undo("qBit", HASH))
        self.sim.categories.put(SimulatedCategory(name="films", save_path="/mnt/films"))
        self.sim.categories.put(SimulatedCategory(name="films/4k", save_path="/mnt/films/4k"))
        self.sim.change(HASH, category="films/4k")
        self.settle(3)
        self.remove(by_operator=True)
        self.sim.categories.remove("films/4k")
        self.assertEqual(Result.DONE, self.done(self.quarantine.undo("qBit", HASH)).result)
        self.assertEqual("films/4k", self.sim.torrents[HASH].category)
        self.assertEqual("/mnt/films/4k", self.sim.categories["films/4k"].save_path)

    def test_undo_breaks(self):
        """Undo that breaks off anywhere is repeated by itself when its time comes, and nothing is purged."""
        for path in ("torrents/removeTags", "torrents/setCategory", "torrents/start"):
            with self.subTest(path):
                self.sim.faults.next(Dropped(), path=path, times=None)
                self.assertEqual(Result.RETRY, self.done(self.quarantine.undo("qBit", HASH), 100).result)
                self.sim.faults.clear()
                self.restart()
                self.settle(3700, step=15)
                self.assert_back()
                self.assertEqual([], self.deleted())
                self.remove(by_operator=True)

    def test_undo_of_nothing(self):
        """Unknown, or deleted in the client: said, not done."""
        self.assertEqual(Result.FAILED, self.done(self.quarantine.undo("qBit", "f" * 40)).result)
        self.patch(self.quarantine, "seen", lambda *_: None)
        self.sim.remove(HASH)
        self.assertEqual(Result.RETRY, self.done(self.quarantine.undo("qBit", HASH)).result)
        self.settle(90)
        self.assertEqual(Result.FAILED, self.done(self.quarantine.undo("qBit", HASH)).result)
        self.assertEqual({}, self.quarantine.rows)

    def test_by_hand(self):
        """One that somebody moved out in the client is taken back and not removed again; our tag goes."""
        self.sim.change(HASH, category="radarr")
        self.settle(5)
        self.assertEqual({}, self.quarantine.rows)
        self.assertEqual({"x"}, self.sim.torrents[HASH].tags)
        self.assertEqual(1, len(self.texts("undo")))
        (outcome,) = self.submit(self.removal())
        self.assertEqual(Result.HELD, outcome.result)

    def test_by_hand_while_we_were_down(self):
        """The same when it happened while we were not running: it is noticed at the first listing."""
        self.kill()
        self.done(self.actors["qBit"].stopService())
        self.sim.change(HASH, category="radarr")
        self.build()
        self.furnish()
        self.settle(3)
        self.assertEqual({}, self.quarantine.rows)
        self.assertIn(("qBit", HASH), self.quarantine.pardoned)

    def test_deleted_by_hand(self):
        """One that somebody deleted in the client is forgotten when that is proven, without a pardon for a later one."""
        self.sim.remove(HASH)
        self.settle(20)
        self.assertEqual(1, len(self.quarantine.rows))
        self.settle(60)
        self.assertEqual(({}, {}), (self.quarantine.rows, self.quarantine.pardoned))
        self.assertIn("Movie was deleted in the client", self.texts("quarantine"))

    def test_added_again(self):
        """A torrent that is added again after it was taken back and deleted is another one: nobody took that back."""
        self.done(self.quarantine.undo("qBit", HASH))
        self.settle(3)
        self.sim.remove(HASH)
        self.settle(90)
        self.assertEqual({}, self.quarantine.pardoned)

    def test_own_moves_are_not_by_hand(self):
        """While it is put away or given back slowly, what the listing shows meanwhile is our own doing."""
        self.sim.faults.next(Slow(8.0), path="torrents/(setCategory|start)", times=None)
        undoing = self.quarantine.undo("qBit", HASH)
        self.assertEqual(Result.DONE, self.done(undoing, 100).result)
        self.assertEqual(["Movie was taken back from quarantine"], self.texts("undo"))
        self.settle(20)
        self.submit(self.removal(by_operator=True))
        self.settle(40)
        self.assertEqual(1, len(self.quarantine.rows))
        self.assertEqual(1, len(self.texts("undo")))

    def test_taken_back_during_the_removal(self):
        """One taken back while its removal is still at work is not put away again by it."""
        self.done(self.quarantine.undo("qBit", HASH))
        self.settle(3)
        self.sim.faults.next(Slow(5.0), path="torrents/info", times=1)
        self.submit(self.removal(by_operator=True))
        self.settle(1)
        self.assertTrue(self.in_quarantine())
        self.assertEqual(Result.DONE, self.done(self.quarantine.undo("qBit", HASH)).result)
        self.settle(400)
        self.assert_back()
        self.assertEqual({}, self.removals.open)

    def test_taken_back_while_it_is_put_away(self):
        """Undo in the middle of the move waits for another moment: half of each would leave it to nobody."""
        self.done(self.quarantine.undo("qBit", HASH))
        self.settle(3)
        self.sim.faults.next(Slow(5.0), path="torrents/setCategory", times=1)
        self.submit(self.removal(by_operator=True))
        self.settle(1)
        self.assertEqual(Result.RETRY, self.done(self.quarantine.undo("qBit", HASH)).result)
        self.settle(10)
        self.assertTrue(self.in_quarantine())
        self.assertEqual(Result.DONE, self.done(self.quarantine.undo("qBit", HASH)).result)
        self.assert_back()


@pytest.mark.correction("A9")
class OddListingTests(QuarantineCase):
    """A listing that shows less than there is costs nothing: no row, no pardon, no way back."""

    def setUp(self) -> None:
        super().setUp()
        for number in range(1, 30):
            self.sim.add(name=f"t{number}", hash=f"{number:040x}", category="radarr")
        self.sim.add(name="Pardoned", hash="c" * 40, category="radarr")
        self.settle(3)
        self.submit(self.removal(hash_="c" * 40, name="Pardoned", by_operator=True))
        self.settle(5)
        self.done(self.quarantine.undo("qBit", "c" * 40))
        self.settle(3)

    def list_only(self, kept: int, seconds: float) -> None:
        """For a while the client lists only so many, in every answer."""
        hidden = dict(list(self.sim.torrents.items())[kept:])
        for hash_ in hidden:
            self.sim.publisher.forget(self.sim.torrents.pop(hash_))
        self.settle(seconds)
        self.sim.torrents.update(hidden)
        for torrent in hidden.values():
            torrent.published = None
            self.sim.publisher.touch(torrent, self.clock.seconds())
        self.settle(5)

    def test_nothing_is_forgotten(self):
        """Empty or shrunk, for a moment or for minutes: afterwards everything is as before."""
        for kept, seconds in ((0, 2.5), (0, 300), (14, 300), (0, 590)):
            with self.subTest(f"{kept} for {seconds} s"):
                self.list_only(kept, seconds)
                self.assertEqual({("qBit", HASH)}, set(self.quarantine.rows))
                self.assertEqual({("qBit", "c" * 40)}, set(self.quarantine.pardoned))
                self.assertEqual(1, len(self.done(self.database.run(removal_table.quarantined))))
                self.assertEqual(1, len(self.done(self.database.run(removal_table.pardoned))))
                self.assertNotIn("Movie was deleted in the client", self.texts())
        self.assertEqual(Result.DONE, self.done(self.quarantine.undo("qBit", HASH)).result)
        self.assertEqual("radarr", self.sim.torrents[HASH].category)

    def test_another_client(self):
        """An address that leads to another client, as large as this one, for some minutes costs neither row nor pardon."""
        mine = dict(self.sim.torrents)
        for number in range(len(mine)):
            self.sim.add(name=f"Other {number}", category="other", save_path="/other")
        for hash_ in mine:
            self.sim.publisher.forget(self.sim.torrents.pop(hash_))
        self.settle(150)
        self.assertEqual({("qBit", HASH)}, set(self.quarantine.rows))
        self.assertEqual({("qBit", "c" * 40)}, set(self.quarantine.pardoned))
        self.assertNotIn("Movie was deleted in the client", self.texts())

    def test_empty_answer_about_one(self):
        """An empty answer about a torrent itself is no proof either: not at the purge, not at an undo, not on the way in."""
        row = self.quarantine.rows["qBit", HASH]
        self.sim.faults.next(Answered(status=200, body=b"[]"), path="torrents/info", times=None)
        self.assertEqual(Result.RETRY, self.done(self.quarantine.purge(row)).result)
        self.assertEqual(Result.RETRY, self.done(self.quarantine.undo("qBit", HASH)).result)
        self.submit(self.removal(by_operator=True, hash_=f"{1:040x}"))
        self.settle(20)
        self.assertEqual({HASH, f"{1:040x}"}, {hash_ for _, hash_ in self.quarantine.rows} | {f"{1:040x}"})
        self.sim.faults.clear()
        self.settle(400)
        self.assertIn(("qBit", HASH), self.quarantine.rows)
        self.assertEqual([], self.deleted())


class OutTests(QuarantineCase):
    def test_purged_in_time(self):
        """After the grace it is deleted with its files, once; not before."""
        self.settle(3500, step=10)
        self.assertEqual([], self.deleted())
        self.settle(150, step=5)
        self.assertEqual(["true"], self.deleted())
        self.assertNotIn(HASH, self.sim.torrents)
        self.assertEqual(["Movie was deleted with its files: Nothing moved for two hours."], self.texts("purge"))
        self.assertEqual(1, len(self.texts("quarantine")))
        self.settle(100)
        self.assertEqual((), self.done(self.database.run(removal_table.quarantined)))
        self.assertEqual(1, len(self.texts("purge")))

    @pytest.mark.correction("A10")
    def test_purged_after_a_restart(self):
        """Also after a restart; time in which we did not run does not count."""
        self.settle(1000, step=15)
        self.kill()
        self.settle(4000, step=15)
        self.build()
        self.settle(2400, step=15)
        self.assertEqual([], self.deleted())
        self.settle(400, step=5)
        self.assertEqual(["true"], self.deleted())

    @pytest.mark.correction("A10")
    def test_clock_that_jumps(self):
        """A start with a clock two days ahead purges nothing that has not been watched for its time."""
        self.kill()
        self.done(self.actors["qBit"].stopService())
        self.clock.rightNow += 2 * 86400.0
        self.build()
        self.furnish()
        self.settle(600, step=5)
        self.assertEqual([], self.deleted())
        self.settle(3100, step=15)
        self.assertEqual(["true"], self.deleted())

    @pytest.mark.correction("B9")
    def test_held_for_long(self):
        """What may not go is asked about ever more seldom, and goes once nothing is in its way; nothing is kept of it then."""
        self.settings = RailSettings(protection=Protection(hashes=frozenset({HASH})))
        self.settle(3700, step=15)
        self.asked(reads=True)
        self.settle(7200, step=15)
        self.assertLess(self.asked(reads=True).count("torrents/info"), 20)
        self.assertEqual([], self.deleted())
        self.settings = RailSettings()
        self.settle(1900, step=15)
        self.assertEqual(["true"], self.deleted())

    def test_without_files(self):
        """Files that are to stay stay."""
        self.done(self.quarantine.undo("qBit", HASH))
        self.settle(3)
        self.remove(by_operator=True, data=Data.KEEP)
        self.settle(3700, step=15)
        self.assertEqual(["false"], self.deleted())
        self.assertIn("Movie was deleted without its files", self.texts("purge")[0])

    def test_files_of_another(self):
        """Files that another torrent uses by now stay."""
        self.sim.add(name="Movie", hash="b" * 40, category="radarr")
        self.settle(3700, step=15)
        self.assertEqual(["false"], self.deleted())
        self.assertIn("without its files, which are also those of Movie", self.texts("purge")[0])

    @pytest.mark.correction("A8")
    def test_other_client_away(self):
        """While another client is away that may have the same files, nothing is purged with files; what a person wants goes."""
        self.qbit("qBit-box")
        self.qbits["qBit-box"].faults.next(Dropped(), times=None)
        self.begin("qBit-box")
        self.settle(3700, step=15)
        self.assertEqual([], self.deleted())
        row = self.quarantine.rows["qBit", HASH]
        outcome = self.done(self.quarantine.purge(row))
        self.assertIn("qBit-box is away", outcome.why)
        of_a_person = replace(
            row, why=replace(row.why, rule=1)
        )  # no rail holds it, the files of another are safe all the same
        outcome = self.done(self.quarantine.purge(of_a_person))
        self.assertIn("qBit-box is away and may have the same files", outcome.why)
        self.assertEqual([], self.deleted())
        self.assertEqual(Result.DONE, self.done(self.quarantine.purge(row, by_person=True)).result)
        self.assertEqual(["true"], self.deleted())

    @pytest.mark.correction("A8")
    def test_other_client_back(self):
        """When it is back, the purge follows: without the files if they are also the other's."""
        self.qbit("qBit-box").add(name="Movie", hash="b" * 40, progress=1.0)
        self.qbits["qBit-box"].faults.next(Dropped(), times=None)
        self.begin("qBit-box")
        self.settle(3700, step=15)
        self.assertEqual([], self.deleted())
        self.qbits["qBit-box"].faults.clear()
        self.settle(400, step=1)
        self.assertEqual(["false"], self.deleted())

    def test_only_from_its_category(self):
        """What is not in the category at that very moment is not purged, whatever the last listing said."""
        self.patch(self.actors["qBit"], "_hearers", [])
        self.sim.change(HASH, category="radarr")
        row = self.quarantine.rows["qBit", HASH]
        self.assertEqual(Result.HELD, self.done(self.quarantine.purge(row)).result)
        self.assertEqual([], self.deleted())
        self.assertIn(("qBit", HASH), self.quarantine.pardoned)

    def test_shorter_grace(self):
        """A grace that was shortened counts for what is there."""
        self.grace = 60.0
        self.settle(120)
        self.assertEqual(["true"], self.deleted())

    def test_client_away(self):
        """An absent client is not asked; its torrents are purged when it is back."""
        self.sim.faults.next(Dropped(), times=None)
        self.settle(4000, step=15)
        self.assertEqual([], [each for each in self.sim.requests if each.path == "torrents/delete"])
        self.sim.faults.clear()
        self.settle(400, step=1)
        self.assertEqual(["true"], self.deleted())

    def test_refuses_to_go(self):
        """A torrent the client does not delete is tried again, and stays ours."""
        self.sim.faults.next(Answered(status=200, body=b""), path="torrents/delete", times=2)
        self.settle(3540, step=15)
        self.settle(100, step=2)
        self.assertIn(HASH, self.sim.torrents)
        self.assertEqual([], self.texts("purge"))
        self.settle(120)
        self.assertNotIn(HASH, self.sim.torrents)

    def test_undo_during_purge(self):
        """Taking back what is being purged at that moment is refused instead of losing data halfway."""
        self.sim.faults.next(Slow(5.0), path="torrents/info", times=1)
        purging = self.start_purge()
        self.assertEqual(Result.RETRY, self.done(self.quarantine.undo("qBit", HASH)).result)
        self.assertEqual(Result.DONE, self.done(purging).result)
        self.assertEqual([], self.texts("undo"))

    def start_purge(self) -> Any:
        from twisted.internet.defer import Deferred

        purging = Deferred.fromCoroutine(self.quarantine.purge(self.quarantine.rows["qBit", HASH]))
        self.settle(1)
        return purging

    def test_not_while_entering(self):
        """However short the grace, what has not arrived in quarantine is neither purged nor taken for taken back."""
        self.done(self.quarantine.undo("qBit", HASH))
        self.settle(3)
        self.grace = 60.0
        self.sim.faults.next(Answered(status=500), path="torrents/setCategory", times=None)
        pardoned = dict(self.quarantine.pardoned)
        self.submit(self.removal(by_operator=True))
        self.settle(200)
        self.assertEqual(([], pardoned), (self.deleted(), self.quarantine.pardoned))
        self.sim.faults.clear()
        self.settle(400)
        self.assertEqual(["true"], self.deleted())

    def test_plain_removal(self):
        """A torrent at its limit waits in quarantine like any other."""
        self.done(self.quarantine.undo("qBit", HASH))
        self.forget()
        self.sim.remove(HASH)
        self.sim.add(name="Movie", hash=HASH, category="radarr", tags=["x"], progress=1.0)
        self.settle(5)  # until the listing shows it back
        self.remove(why=SEEDED, blocklist=False, search_again=False)
        self.assertEqual({QUARANTINE_TAG, "x"}, self.sim.torrents[HASH].tags)
        self.settle(3700, step=15)
        self.assertEqual(["true"], self.deleted())

    def test_order_that_was_not_carried_out(self):
        """A client that says yes and does nothing is asked again, over a restart, too; nobody is taken for having taken it back."""
        self.done(self.quarantine.undo("qBit", HASH))
        self.forget()
        self.sim.remove(HASH)
        self.sim.add(name="Movie", hash=HASH, category="radarr", tags=["x"], progress=1.0)
        self.settle(5)
        pardoned = dict(self.quarantine.pardoned)
        self.sim.faults.next(Answered(status=200), path="torrents/setCategory", times=1)
        self.submit(self.removal(why=SEEDED, blocklist=False, search_again=False, by_operator=True))
        self.settle(2)
        self.assertEqual("radarr", self.sim.torrents[HASH].category)
        self.kill()
        self.build()
        self.settle(60)
        self.assertEqual(QUARANTINE_CATEGORY, self.sim.torrents[HASH].category)
        self.assertEqual(pardoned, self.quarantine.pardoned)
        self.assertIn("Movie is in quarantine: It has seeded long enough.", self.texts("quarantine"))


class StopTests(QuarantineCase):
    def test_stop(self):
        """In every state nothing of it is left: never started, waiting, purging, twice."""
        self.done(self.actors["qBit"].stopService())
        self.done(self.quarantine.stopService())
        self.done(self.quarantine.stopService())
        self.done(self.removals.stopService())
        self.done(self.running_time.stopService())
        self.done(self.journal.stopService())
        self.assertEqual([], self.clock.getDelayedCalls())

    def test_stop_while_purging(self):
        """A purge is broken off; the next start goes on with it."""
        self.sim.faults.next(Slow(50.0), path="torrents/delete", times=1)
        self.settle(3540, step=15)
        self.settle(70, step=2)
        self.kill()
        self.settle(60)
        self.build()
        self.settle(120)
        self.assertNotIn(HASH, self.sim.torrents)
        self.assertEqual((), self.done(self.database.run(removal_table.quarantined)))
        self.assertEqual(1, len(self.texts("purge")))

    def test_other_categories(self):
        """The category is made when it does not exist."""
        self.assertIn(QUARANTINE_CATEGORY, self.sim.categories)


class RoomTests(QuarantineCase):
    """The disk needs room before the time of grace is over."""

    def pool(self, **fields: Any) -> PoolStatus:
        keys = tuple(self.quarantine.rows)
        return PoolStatus(name="/d", free_bytes=0, guard_bytes=1, set_aside=keys, **fields)

    def test_purged_early(self):
        """It goes now, and the journal says why."""
        self.pools = (self.pool(short_bytes=1),)
        self.settle(40)
        self.assertEqual(["true"], self.deleted())
        (text,) = self.texts("purge")
        self.assertIn("with its files before its time, as the disk needs the room", text)

    def test_not_for_nothing(self):
        """Not where nothing is missing, where all of it would not help, or on another disk; and not what is held back."""
        self.pools = (
            self.pool(),
            self.pool(next_bytes=10**15),
            PoolStatus(name="/e", free_bytes=0, guard_bytes=9, short_bytes=9),
        )
        self.settle(70)
        self.assertEqual([], self.deleted())
        self.pools = (self.pool(short_bytes=1),)
        self.on_hold = lambda *sections: "on hold"
        self.settle(70)
        self.assertEqual([], self.deleted())

    def test_shared_files(self):
        """What shares its files with another torrent would free nothing: it keeps its time."""
        self.sim.add(name="Movie", hash="b" * 40, category="radarr")
        self.settle(5)
        self.pools = (self.pool(short_bytes=1),)
        self.settle(70)
        self.assertEqual([], self.deleted())
        self.assertEqual([], self.texts("purge"))
