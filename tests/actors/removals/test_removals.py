"""Removals: each act once and in order, whatever breaks, and rails before all of it."""

from typing import Any

import pytest
from attrs import evolve
from msgspec.structs import replace
from twisted.internet.defer import Deferred, fail

from qbitrr.errors import StoreError
from qbitrr.model.reasons import Reason
from qbitrr.model.removals.cases import Stage
from qbitrr.model.removals.protection import Protection, RailSettings
from qbitrr.model.steps import Data, Removal, Result
from qbitrr.model.torrents.tags import IMPORTED
from qbitrr.store.supervisor import owners as owner_table
from qbitrr.store.supervisor import removals as removal_table
from qbitrr.testing.qbittorrent import Answered, Dropped, Slow
from tests.actors.world import HASH, ServicesCase

TAKE_OUT = ["torrents/stop", "torrents/addTags", "torrents/setCategory"]
SEEDING = Reason(code="limit", rule=10, text="It has seeded long enough.")


class RemovalCase(ServicesCase):
    """One client with a movie in it that is to be removed."""

    def setUp(self) -> None:
        super().setUp()
        self.qbit().add(name="Movie", hash=HASH, category="radarr", tags=["x"])
        self.build()
        self.furnish()

    def rows(self) -> int:
        return len(self.done(self.database.run(removal_table.open_cases)))

    def remove(self, **fields: Any) -> Result:
        (outcome,) = self.gathered(self.removal(**fields))
        return outcome.result

    def storm(self, count: int = 8) -> list[Removal]:
        """Removals of so many of twenty torrents."""
        hashes = [self.qbits["qBit"].add(name=f"S{n}", category="radarr").hash for n in range(19)] + [HASH]
        self.owned = 20
        self.settle(3)
        return [self.removal(hash_=each, name=each[:4]) for each in hashes[:count]]


class StoryTests(RemovalCase):
    @pytest.mark.torrent_vector("S01")
    def test_all_well(self):
        """S01: the Arr is told, the torrent goes to quarantine, another release is searched; in this order."""
        order = []
        real = self.arr_children.answer
        self.arr_children.answer = lambda what, *more: (order.append((what, self.in_quarantine())), real(what, *more))[
            1
        ]
        self.assertEqual(Result.DONE, self.remove())
        self.settle(5)
        self.assertEqual([("blocklist", False), ("search", True)], order)
        self.assertEqual(TAKE_OUT, self.asked())
        (told,) = self.arr_children.blocklisted
        self.assertEqual((HASH, (7,), True), (told.hash, told.record_ids, told.skip_redownload))
        self.assertEqual((3,), self.arr_children.searched[0].media_ids)
        torrent = self.qbits["qBit"].torrents[HASH]
        self.assertEqual((True, {"x", "qBitrr-quarantine"}), (torrent.stopped, torrent.tags))
        self.assertEqual((0, {}), (self.rows(), self.removals.open))
        self.assertIn("giving up Movie: Nothing moved for two hours.", self.texts("removal"))
        self.assertEqual(1, len(self.texts("quarantine")))
        self.assertEqual(["qBitrr-quarantine", "x"], sorted(self.actors["qBit"].get(HASH).tags))

    @pytest.mark.correction("C6")
    def test_hybrid(self):
        """The Arr is told by every hash it may know the download by."""
        self.remove(seen=replace(self.actors["qBit"].get(HASH), infohash_v1="B" * 40))
        self.settle(5)
        self.assertEqual([("b" * 40,)], [told.other_hashes for told in self.arr_children.blocklisted])

    def test_without_grace(self):
        """S01 without a time of grace: deleted at once with its files, and seen to be gone."""
        self.grace = 0.0
        self.remove()
        self.settle(5)
        self.assertEqual(["torrents/delete"], self.asked())
        self.assertNotIn(HASH, self.qbits["qBit"].torrents)
        self.assertEqual(["blocklist", "search"], self.arr_children.log)
        self.assertEqual({}, self.quarantine.rows)

    def test_kept_data(self):
        """Data that is to stay stays when the torrent is deleted."""
        self.grace = 0.0
        self.remove(data=Data.KEEP)
        self.settle(5)
        self.assertNotIn(HASH, self.qbits["qBit"].torrents)
        (deleted,) = [each for each in self.qbits["qBit"].requests if each.path == "torrents/delete"]
        self.assertEqual("false", deleted.params["deleteFiles"])

    @pytest.mark.torrent_vector("S02")
    def test_arr_away(self):
        """S02: without the Arr nothing is touched; when it is back, everything happens."""
        self.arr_children.absent = True
        self.remove()
        self.settle(30)
        self.assertEqual([], self.asked())
        (case,) = self.done(self.database.run(removal_table.open_cases))
        self.assertEqual(Stage.TELL_ARR, case.stage)
        self.arr_children.absent = False
        self.settle(60)
        self.assertEqual((TAKE_OUT, ["blocklist", "search"]), (self.asked(), self.arr_children.log))

    @pytest.mark.torrent_vector("S05")
    def test_client_away(self):
        """S05: the Arr was told; the torrent is taken out when its client is back."""
        qbit = self.qbits["qBit"]
        self.arr_children.when_told = lambda: qbit.faults.next(Dropped(), path="torrents/.*", times=None)
        self.remove()
        self.settle(60)
        self.assertEqual((["blocklist"], False), (self.arr_children.log, self.in_quarantine()))
        qbit.faults.clear()
        self.settle(120)
        self.assertEqual((["blocklist", "search"], True), (self.arr_children.log, self.in_quarantine()))

    @pytest.mark.torrent_vector("S06")
    def test_two_clients(self):
        """S06: the same torrent in two clients is one download of its Arr: told once, searched once, taken out twice."""
        self.qbit("qBit-box").add(name="Movie", hash=HASH, category="radarr", save_path="/box")
        self.furnish("qBit-box")
        self.asked()
        outcomes = self.gathered(self.removal(), self.removal("qBit-box"))
        self.assertEqual([Result.DONE] * 2, [each.result for each in outcomes])
        self.settle(10)
        self.assertEqual(["blocklist", "search"], self.arr_children.log)
        self.assertEqual((TAKE_OUT, TAKE_OUT), (self.asked(), self.asked("qBit-box")))

    def test_two_clients_after_a_crash(self):
        """S06 when only one of the two was told of before the crash."""
        self.qbit("qBit-box").add(name="Movie", hash=HASH, category="radarr", save_path="/box")
        self.furnish("qBit-box")
        self.qbits["qBit"].faults.next(Dropped(), path="torrents/stop", times=None)
        self.gathered(self.removal())
        self.settle(1)
        self.kill()
        self.build()
        self.gathered(self.removal("qBit-box"))
        self.settle(5)
        self.qbits["qBit"].faults.clear()
        self.settle(350)
        self.assertEqual(["blocklist", "search"], self.arr_children.log)
        self.assertTrue(self.in_quarantine() and self.in_quarantine("qBit-box"))

    @pytest.mark.torrent_vector("S07")
    def test_asked_again(self):
        """S07: while a removal is open, another one of the same torrent changes nothing."""
        self.arr_children.absent = True
        self.assertEqual([Result.DONE, Result.DONE], [self.remove(), self.remove(record_ids=(8,))])
        self.assertEqual(1, self.rows())
        self.arr_children.absent = False
        self.settle(60)
        self.assertEqual([(7,)], [each.record_ids for each in self.arr_children.blocklisted])

    @pytest.mark.torrent_vector("S08")
    def test_search_refused(self):
        """S08: when nothing is to be searched (the movie is gone), the rest stands, and it is said."""
        real = self.arr_children.answer

        def answer(what: str, *more: Any) -> Any:
            self.arr_children.result = "failed" if what == "search" else "done"
            return real(what, *more)

        self.arr_children.answer = answer
        self.remove()
        self.settle(10)
        self.assertEqual((0, True), (self.rows(), self.in_quarantine()))
        self.assertEqual(1, len(self.texts("replacement")))

    def test_search_in_vain(self):
        """A search that is not taken is asked for until it is; meanwhile the removal is open."""
        real = self.arr_children.answer

        def answer(what: str, *more: Any) -> Any:
            self.arr_children.result = "retry" if what == "search" else "done"
            return real(what, *more)

        self.arr_children.answer = answer
        self.remove()
        self.settle(300)
        self.assertEqual((8, 1), (len(self.arr_children.searched), self.rows()))
        self.arr_children.answer, self.arr_children.result = real, "done"
        self.settle(300)
        self.assertEqual((9, 0), (len(self.arr_children.searched), self.rows()))

    @pytest.mark.torrent_vector("S11")
    def test_no_search(self):
        """S11: with ReSearch off the Arr may search by itself, and we do not."""
        self.remove(search_again=False)
        self.settle(5)
        self.assertEqual([False], [each.skip_redownload for each in self.arr_children.blocklisted])
        self.assertEqual([], self.arr_children.searched)
        self.assertTrue(self.in_quarantine())

    @pytest.mark.torrent_vector("S12")
    def test_still_listed(self):
        """S12: a torrent that is listed where it was is not taken for removed; nothing is searched."""
        self.qbits["qBit"].faults.next(Answered(status=200, body=b""), path="torrents/setCategory", times=3)
        self.remove()
        self.settle(4)
        self.assertEqual(["blocklist"], self.arr_children.log)
        (case,) = self.done(self.database.run(removal_table.open_cases))
        self.assertEqual(Stage.TAKE_OUT, case.stage)
        self.settle(60)
        self.assertEqual((["blocklist", "search"], True), (self.arr_children.log, self.in_quarantine()))

    @pytest.mark.torrent_vector("S13")
    def test_limit_reached(self):
        """S13: a torrent at its seeding limit goes to quarantine, and the Arr hears nothing."""
        self.qbits["qBit"].add(name="Done", hash="b" * 40, category="radarr", progress=1.0)
        self.settle(3)
        self.remove(hash_="b" * 40, why=SEEDING, blocklist=False, search_again=False)
        self.settle(5)
        self.assertEqual((TAKE_OUT, []), (self.asked(), self.arr_children.log))
        self.assertEqual(0, self.rows())

    def test_stays(self):
        """Only told to look for another release: the torrent is not touched."""
        self.remove(data=Data.STAY)
        self.settle(5)
        self.assertEqual(([], ["blocklist", "search"]), (self.asked(), self.arr_children.log))

    def test_held_by_nobody(self):
        """A download in no client of ours can still be refused in the Arr."""
        (outcome,) = self.submit(self.removal("", "f" * 40, data=Data.STAY))
        self.settle(5)
        self.assertEqual((Result.DONE, ["blocklist", "search"]), (outcome.result, self.arr_children.log))

    def test_unknown_torrent(self):
        """What is not listed is not removed, now."""
        self.assertEqual(Result.RETRY, self.remove(hash_="f" * 40))
        self.assertEqual(0, self.rows())

    def test_came_to_life(self):
        """A download that is complete since the last listing is not removed for having stalled, and nobody is told."""
        self.qbits["qBit"].remove(HASH)
        self.qbits["qBit"].add(name="Movie", hash=HASH, category="radarr", progress=1.0)
        self.assertEqual("stalledDL", self.actors["qBit"].get(HASH).state)  # what the decision was made by
        self.assertEqual((Result.RETRY, [], 0), (self.remove(), self.arr_children.log, self.rows()))

    def test_cannot_be_seen(self):
        """While the client does not tell how the torrent is now, it waits; then it goes."""
        faults = self.qbits["qBit"].faults
        faults.next(Dropped(), path="torrents/info", times=None)
        self.assertEqual((Result.HELD, [], 0), (self.remove(), self.arr_children.log, self.rows()))
        faults.clear()
        self.settle(60)
        self.assertEqual(["blocklist", "search"], self.arr_children.log)


class CrashTests(RemovalCase):
    """Killed at every await, with every call outside failing in turn: nothing twice, and the same end."""

    def crash_at(self, path: str, *, after_work: bool) -> None:
        """Let the client fail at its next call of that kind, and kill everything while it does."""
        qbit = self.qbits["qBit"]
        fault = Dropped(after_work=True) if after_work else Slow(30.0)
        self.arr_children.when_told = lambda: qbit.faults.next(fault, path=path, times=None)
        self.remove()
        self.settle(1)
        self.kill()
        self.settle(40)
        qbit.faults.clear()
        self.settle(310)
        self.build()
        self.settle(10)

    def test_client_calls(self):
        """Killed in each call to the client, before or after it was carried out."""
        for path in ("torrents/stop", "torrents/addTags", "torrents/setCategory", "torrents/info"):
            for after_work in (False, True):
                with self.subTest(f"{path} {after_work}"):
                    self.arr_children.log.clear()
                    self.crash_at(path, after_work=after_work)
                    self.assertEqual(["blocklist", "search"], self.arr_children.log, (path, after_work, self.texts()))
                    self.assertTrue(self.in_quarantine())
                    self.assertEqual(0, self.rows())
                    (row,) = self.quarantine.rows.values()
                    self.assertEqual(("radarr", ("x",), True), (row.category, row.tags, row.was_running))
                    outcome = self.done(self.quarantine.undo("qBit", HASH))
                    self.assertEqual(Result.DONE, outcome.result)
                    torrent = self.qbits["qBit"].torrents[HASH]
                    self.assertEqual(({"x"}, "radarr", False), (torrent.tags, torrent.category, torrent.stopped))
                    self.qbits["qBit"].remove(HASH)
                    self.settle(3)
                    self.done(self.database.run(owner_table.drop_owners, [("qBit", HASH)]))
                    self.qbits["qBit"].add(name="Movie", hash=HASH, category="radarr", tags=["x"])
                    self.settle(3)

    @pytest.mark.correction("A5", "B9")
    def test_a_limit(self):
        """Killed with the torrent moved and nothing to tell the Arr: what moved it were we, so nobody has taken it back."""
        other = "b" * 40
        qbit = self.qbits["qBit"]
        qbit.add(name="Done", hash=other, category="radarr", progress=1.0)
        self.settle(3)
        qbit.faults.next(Dropped(after_work=True), path="torrents/setCategory", times=None)
        self.submit(self.removal(hash_=other, why=SEEDING, blocklist=False, search_again=False))
        for _ in range(200):
            if self.in_quarantine(hash_=other):
                break
            self.settle(0.1)
        self.kill()
        self.settle(40)
        qbit.faults.clear()
        self.settle(310)
        self.build()
        self.settle(10)
        self.assertEqual((True, 0), (self.in_quarantine(hash_=other), self.rows()))
        self.assertEqual({}, self.quarantine.pardoned)

    @pytest.mark.correction("E1")
    def test_deleting(self):
        """Killed while it is deleted: it is deleted once more at most, seen to be gone, and told of once, with the reason."""
        self.grace = 0.0
        for name in ("One", "Two"):
            self.qbits["qBit"].add(name=name, stopped=True)
        self.settle(3)
        for after_work in (False, True):
            with self.subTest(after_work):
                self.arr_children.log.clear()
                self.crash_at("torrents/delete", after_work=after_work)
                self.settle(300, step=1)
                self.assertEqual((["blocklist", "search"], 0), (self.arr_children.log, self.rows()))
                self.assertNotIn(HASH, self.qbits["qBit"].torrents)
                self.assertEqual(
                    ["Movie was deleted with its files: Nothing moved for two hours."] * (1 + after_work),
                    self.texts("delete"),
                )
                self.qbits["qBit"].add(name="Movie", hash=HASH, category="radarr")
                self.settle(3)

    @pytest.mark.torrent_vector("S04")
    def test_database_writes(self):
        """S04: killed before each write of how far it got: the act before it is repeated, harmlessly; nothing is left out."""
        for number in range(1, 5):
            with self.subTest(number):
                self.arr_children.log.clear()
                self.arr_children.blocklisted.clear()
                self.arr_children.searched.clear()
                self.kill_before_write(number)
                self.build()
                self.settle(350)
                self.assertEqual((True, 0), (self.in_quarantine(), self.rows()))
                self.assertLessEqual(self.arr_children.log.count("blocklist"), 2)
                self.assertEqual(1, len({each.key for each in self.arr_children.searched}))
                self.done(self.quarantine.undo("qBit", HASH))
                self.forget()
                self.settle(3)

    def kill_before_write(self, number: int) -> None:
        count = [0]
        cases = self.removals.runner
        real = cases.recorded

        async def recorded(*what: Any) -> Any:
            count[0] += 1
            if count[0] == number:
                await Deferred()
            return await real(*what)

        cases.recorded = recorded
        self.remove()
        for _ in range(8):
            if count[0] >= number:
                break
            self.settle(0.25)
        self.kill()

    def test_repeated_stops(self):
        """Stopping and starting in the middle, again and again, ends where one run would have ended."""
        self.arr_children.absent = True
        self.remove()
        for _ in range(5):
            self.settle(1)
            self.kill()
            self.build()
        self.arr_children.absent = False
        self.settle(310)
        self.assertEqual((["blocklist", "search"], True, 0), (self.arr_children.log, self.in_quarantine(), self.rows()))
        self.kill()
        self.assertFalse([each for each in self.clock.getDelayedCalls() if "Removals" in str(each)])

    def test_disk_full(self):
        """While the file cannot be written the removal stands still, and goes on afterwards."""
        real = self.database.run
        broken = [True]

        def run(function: Any, *args: Any, **kwargs: Any) -> Any:
            if broken[0] and removal_table.save_case in args:
                return fail(StoreError("disk full"))
            return real(function, *args, **kwargs)

        self.database.run = run
        self.remove()
        self.settle(40)
        self.assertEqual((["blocklist"], False), (self.arr_children.log, self.in_quarantine()))
        broken[0] = False
        self.settle(40)
        self.assertEqual((["blocklist", "search"], True), (self.arr_children.log, self.in_quarantine()))


class RailTests(RemovalCase):
    def held(self, **fields: Any) -> str:
        """Why a removal is held, after making sure that it touched nothing."""
        self.asked()
        (outcome,) = self.gathered(self.removal(**fields))
        self.settle(10)
        self.assertNotEqual(Result.DONE, outcome.result)
        self.assertEqual(([], [], 0), (self.asked(), self.arr_children.log, self.rows()))
        return self.texts("removal")[-1]

    def test_dry_run(self):
        """In a dry run nothing is removed, and what would be is said once."""
        self.settings = RailSettings(dry_run=True)
        for _ in range(3):
            self.assertIn("Dry run", self.held())
        self.assertEqual(1, len(self.texts("removal")))

    def test_protected(self):
        """Protection by tag, category, hash and tracker."""
        for protection in (
            Protection(tags=frozenset({"x"})),
            Protection(categories=frozenset({"radarr"})),
            Protection(hashes=frozenset({HASH})),
        ):
            self.settings = RailSettings(protection=protection)
            self.assertIn("protected", self.held())

    def test_protected_by_tracker(self):
        """Trackers are read only when they matter; while they cannot be read, nothing is removed."""
        self.qbits["qBit"].torrents[HASH].trackers.clear()
        self.qbits["qBit"].add(name="Other", hash="b" * 40, category="radarr", trackers=["http://t.good.example/a"])
        self.settle(3)
        self.settings = RailSettings(protection=Protection(hosts=frozenset({"good.example"})))
        self.assertIn("tracker", self.held(hash_="b" * 40))
        self.qbits["qBit"].faults.next(Answered(status=200, body=b""), path="torrents/trackers")
        self.assertEqual(Result.HELD, self.remove())
        self.assertIn("not known", self.texts("removal")[-1])
        self.settle(20)
        self.assertEqual(["blocklist", "search"], self.arr_children.log)

    def test_trackers_not_needed(self):
        """Without duties and protected trackers nobody asks for trackers."""
        self.asked()
        self.remove()
        self.settle(5)
        self.assertNotIn("torrents/trackers", self.asked(reads=True))

    def test_shared_data(self):
        """Data that is also another torrent's stays when the torrent goes, and the entry says whose it is."""
        self.grace = 0.0
        self.qbits["qBit"].add(name="Movie", hash="b" * 40)
        self.settle(3)
        self.assertEqual(Result.DONE, self.remove())
        self.settle(5)
        (deleted,) = [each for each in self.qbits["qBit"].requests if each.path == "torrents/delete"]
        self.assertEqual("false", deleted.params["deleteFiles"])
        (text,) = self.texts("delete")
        self.assertIn("without its files, which are also those of Movie", text)

    def test_stale_listing(self):
        """Nothing is removed on the word of an old listing."""
        self.qbits["qBit"].faults.next(Dropped(), path="sync/maindata", times=None)
        self.settle(130)
        self.assertIn("last listed", self.held())

    def test_shrunk_listing(self):
        """Nor after a listing that lost most of what was there, for ten minutes."""
        others = [self.qbits["qBit"].add(name=f"T{n}").hash for n in range(9)]
        self.settle(3)
        for each in others:
            self.qbits["qBit"].remove(each)
        self.settle(3)
        self.assertIn("something is wrong", self.held())
        self.settle(500)
        self.assertEqual([], self.arr_children.log)
        self.settle(700)
        self.assertEqual(["blocklist", "search"], self.arr_children.log)

    @pytest.mark.torrent_vector("L19", "L20")
    @pytest.mark.correction("B8")
    def test_blast_radius(self):
        """L19, L20: eight of twenty, asked for one by one, are held; after ten minutes they go at the pace of the cap."""
        for each in self.storm():
            self.assertEqual([Result.HELD], [outcome.result for outcome in self.submit(each)])
        self.settle(590, step=1.0)
        self.assertEqual(([], 0, 8), (self.asked(), self.rows(), len(self.waiting())))
        self.assertEqual(1, len([text for text in self.texts("removal") if "8 removals wait" in text]))
        gone = []
        for _ in range(9):
            gone.append(8 - len(self.waiting()))
            self.settle(72, step=1.0)
        self.assertEqual([0, 1, 2, 3, 4, 5, 6, 7, 8], gone)

    @pytest.mark.correction("B8")
    def test_a_restart_opens_no_new_window(self):
        """What was let through before a restart counts after it."""
        wanted = self.storm(10)
        self.assertEqual([Result.DONE] * 5, [each.result for each in self.gathered(*wanted[:5])])
        self.settle(20)
        self.kill()
        self.build()
        self.assertEqual([Result.HELD], [each.result for each in self.gathered(wanted[5])])
        self.settings = evolve(self.settings, cap=5)
        self.qbits["qBit"].add(name="Done", hash="b" * 40, category="radarr", progress=1.0)
        self.settle(3)
        limit = self.removal(hash_="b" * 40, why=SEEDING, blocklist=False, search_again=False)
        self.assertEqual([Result.HELD], [each.result for each in self.gathered(limit)])
        self.settle(3600, step=10)
        self.assertEqual(6, self.arr_children.log.count("blocklist"))

    @pytest.mark.correction("A10", "B8")
    def test_a_clock_that_jumps_opens_no_new_window(self):
        """However far the clock is set forward: what went counts until the program has run for an hour, over restarts, too."""
        self.settings = evolve(self.settings, cap=5)
        wanted = self.storm(10)
        self.assertEqual([Result.DONE] * 5, [each.result for each in self.gathered(*wanted[:5])])
        self.clock.rightNow += 2 * 86_400.0
        self.settle(20, step=1)
        self.assertEqual([Result.HELD], [each.result for each in self.gathered(wanted[5])])
        self.settle(700, step=10)
        self.kill()
        self.settle(7200, step=60)
        self.build()
        self.assertEqual([Result.HELD], [each.result for each in self.gathered(wanted[6])])
        self.settle(2500, step=10)
        self.assertEqual(5, self.arr_children.log.count("blocklist"))
        self.settle(700, step=10)
        self.assertLess(5, self.arr_children.log.count("blocklist"))

    @pytest.mark.torrent_vector("L21")
    def test_orders_are_not_held(self):
        """L21: what a person moved to the failed category goes at once, however many."""
        hashes = [self.qbits["qBit"].add(name=f"T{n}", category="failed").hash for n in range(8)]
        self.owned = 20
        self.settle(3)
        why = Reason(code="failed_category", rule=1, text="It was moved.")
        self.assertEqual(
            {Result.DONE}, {each.result for each in self.submit(*[self.removal(hash_=h, why=why) for h in hashes])}
        )

    def test_duty(self):
        """An open seeding duty holds back what is not an order."""
        from qbitrr.model.torrents.trackers import TrackerRule

        rule = TrackerRule(uri="", hit_and_run="and", min_seed_ratio=5.0, min_seeding_seconds=5 * 86400)
        self.rules = evolve(self.rules, kind="managed", hit_and_run=rule)
        self.qbits["qBit"].add(
            name="Done", hash="b" * 40, category="radarr", progress=1.0, trackers=["http://t.example/a"]
        )
        self.settle(3)
        self.assertIn("Hit-and-Run", self.held(hash_="b" * 40, why=SEEDING))
        self.assertEqual(Result.DONE, self.remove(hash_="b" * 40, by_operator=True))

    def test_taken_back(self):
        """What a person took back is not removed again by itself, also after a restart; an order still is."""
        self.remove(blocklist=False, search_again=False)
        self.settle(5)
        self.done(self.quarantine.undo("qBit", HASH))
        self.settle(3)
        self.assertIn("took it back", self.held())
        self.kill()
        self.build()
        self.assertIn("took it back", self.held())
        self.assertEqual(Result.DONE, self.remove(by_operator=True))
        self.settle(5)
        self.assertTrue(self.in_quarantine())

    def test_imported_tag_is_kept(self):
        """The tags a torrent had when it was given up are those it gets back."""
        self.qbits["qBit"].change(HASH, tags={IMPORTED, "x"})
        self.settle(3)
        self.remove()
        self.settle(5)
        self.assertEqual({IMPORTED, "x"}, set(next(iter(self.quarantine.rows.values())).tags))
