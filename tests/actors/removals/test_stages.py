"""A removal is asked again before each of its acts, and a person has a word at any time."""

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from twisted.internet.defer import Deferred

from qbitrr.errors import Unknown
from qbitrr.model.journal import Entry
from qbitrr.model.journal_filter import EntryFilter
from qbitrr.model.removals.protection import Protection, RailSettings
from qbitrr.model.steps import Result
from qbitrr.model.torrents.tags import IGNORED, IMPORTED
from qbitrr.model.torrents.trackers import TrackerRule
from qbitrr.store.supervisor import journal as journal_table
from qbitrr.store.supervisor import removals as removal_table
from qbitrr.testing.qbittorrent import Answered, Dropped
from qbitrr.testing.qbittorrent.model.categories import SimulatedCategory
from tests.actors.removals.test_removals import SEEDING, RemovalCase
from tests.actors.world import HASH

OTHER = "b" * 40


class StageCase(RemovalCase):
    """The movie among others, and what may happen to it."""

    def setUp(self) -> None:
        super().setUp()
        self.client = self.qbits["qBit"]
        self.client.categories.put(SimulatedCategory(name="mine"))
        for number in range(4):
            self.client.add(name=f"T{number}", category="radarr")
        self.settle(3)
        self.asked()

    def complete(self) -> None:
        torrent = self.client.torrents[HASH]
        for file in torrent.files:
            file.have = file.size
        self.client.change(HASH, completion_on=int(self.clock.seconds()))

    def replace(self) -> None:
        self.client.remove(HASH)
        self.clock.advance(1)
        self.client.add(name="Movie", hash=HASH, category="radarr", tags=["x"])

    def protect(self) -> None:
        self.settings = RailSettings(protection=Protection(tags=frozenset({"x"})))

    def happenings(self) -> dict[str, Callable[[], Any]]:
        return {
            "completed": self.complete,
            "protected": self.protect,
            "ignored": lambda: self.client.change(HASH, tags={"x", IGNORED}),
            "imported": lambda: self.client.change(HASH, tags={"x", IMPORTED}),
            "moved": lambda: self.client.change(HASH, category="mine"),
            "replaced": self.replace,
            "unmanaged": lambda: self.managed.clear(),
        }

    def again(self) -> None:
        """As it was in the beginning."""
        self.settings, self.managed = RailSettings(), {"Radarr"}
        self.client.remove(HASH)
        self.settle(3)
        self.forget()
        self.client.add(name="Movie", hash=HASH, category="radarr", tags=["x"])
        self.settle(3)
        self.asked()
        self.arr_children.log.clear()

    def state(self) -> tuple[str, bool]:
        torrent = self.client.torrents[HASH]
        return torrent.category, torrent.stopped

    def withdrawn(self) -> list[Entry]:
        return list(self.done(self.journal.read(limit=1000, act="removal", result="withdrawn")))


@pytest.mark.correction("A5", "B9")
class WithdrawnTests(StageCase):
    def test_while_it_is_gathered(self):
        """Whatever happens before it begins: nobody is told and nothing is touched."""
        for name, happen in self.happenings().items():
            with self.subTest(name):
                self.submit(self.removal())
                self.settle(5)
                happen()
                before = self.state()
                self.settle(40)
                self.assertEqual(([], [], {}), (self.arr_children.log, self.asked(), self.waiting()))
                self.assertEqual((before, 0), (self.state(), self.rows()))
                self.again()
        self.assertEqual(
            len(self.happenings()) - 1, len(self.withdrawn())
        )  # one torrent was gone before anything was said

    def test_while_the_arr_is_away(self):
        """The Arr comes back hours later: what happened meanwhile counts, and the journal says why it stays."""
        for name, happen in self.happenings().items():
            with self.subTest(name):
                self.arr_children.absent = True
                self.remove()
                self.settle(400, step=1)
                happen()
                before = self.state()
                self.settle(5)
                self.arr_children.absent = False
                self.settle(400, step=1)
                self.assertEqual(([], [], 0), (self.arr_children.log, self.asked(), self.rows()))
                self.assertEqual(before, self.state())
                self.again()
        texts = [entry.text for entry in self.withdrawn()]
        self.assertEqual(len(self.happenings()), len([text for text in texts if "is not removed: " in text]))

    def test_between_arr_and_client(self):
        """The Arr was told: the torrent stays as it is, and its replacement is searched all the same."""
        for name, happen in self.happenings().items():
            with self.subTest(name):
                self.arr_children.when_told = lambda happen=happen: (happen(), None)[1]
                self.remove()
                self.settle(30)
                self.assertEqual((["blocklist", "search"], []), (self.arr_children.log, self.asked()))
                self.assertEqual((False, 0), (self.in_quarantine(), self.rows()))
                self.again()
        self.assertEqual(len(self.happenings()), len(self.withdrawn()))
        self.assertTrue(all("blocklisted already" in entry.text for entry in self.withdrawn()))

    def test_halfway_into_quarantine(self):
        """Stopped and tagged already: what was begun is undone."""
        self.client.faults.next(Dropped(), path="torrents/setCategory", times=None)
        self.remove()
        self.settle(5)
        self.assertEqual((True, ["blocklist"]), (self.client.torrents[HASH].stopped, self.arr_children.log))
        self.protect()
        self.client.faults.clear()
        self.settle(120)
        self.assertEqual((("radarr", False), {"x"}), (self.state(), set(self.client.torrents[HASH].tags)))
        self.assertEqual(({}, 0), (self.quarantine.rows, self.rows()))

    def test_before_the_purge(self):
        """What a person ignores or protects in quarantine is not purged."""
        self.remove()
        self.settle(5)
        self.client.change(HASH, tags={*self.client.torrents[HASH].tags, IGNORED})
        self.settle(3700, step=15)
        self.assertEqual((True, []), (self.in_quarantine(), self.texts("purge")))

    def test_a_duty_that_opened(self):
        """A limit removal whose duty is open again waits, and goes when it is met."""
        self.client.add(name="Done", hash=OTHER, category="radarr", progress=1.0, trackers=["http://t.example/a"])
        self.settle(3)
        self.submit(self.removal(hash_=OTHER, why=SEEDING, blocklist=False, search_again=False))
        rule = TrackerRule(uri="", hit_and_run="and", min_seed_ratio=5.0, min_seeding_seconds=5 * 86400)
        rules, self.rules = self.rules, evolve(self.rules, kind="managed", hit_and_run=rule)
        self.settle(60)
        (open_,) = self.orders.all()
        self.assertEqual(("hit_and_run", []), (open_.held_by, self.asked()))
        self.assertGreater(open_.next_try, self.clock.seconds())
        self.rules = rules
        self.settle(120)
        self.assertTrue(self.in_quarantine(hash_=OTHER))

    def test_not_shown(self):
        """An empty answer about one torrent proves nothing: it waits, and nobody is told."""
        self.client.faults.next(Answered(status=200, body=b"[]"), path="torrents/info")
        self.submit(self.removal())
        self.settle(12)
        self.assertEqual(([], 1), (self.arr_children.log, len(self.waiting())))
        self.settle(60)
        self.assertEqual(["blocklist", "search"], self.arr_children.log)


@pytest.mark.correction("B9")
class PersonTests(StageCase):
    def test_cancelled_while_waiting(self):
        """It waits no more, and is not removed again by itself."""
        self.submit(self.removal())
        outcome = self.done(self.orders.cancel("qBit", HASH))
        self.assertEqual((Result.DONE, {}), (outcome.result, self.waiting()))
        self.assertEqual([Result.HELD], [each.result for each in self.gathered(self.removal())])
        self.settle(60)
        self.assertEqual(([], []), (self.arr_children.log, self.asked()))
        with self.assertRaises(Unknown):
            self.done(self.orders.cancel("qBit", HASH))

    def test_cancelled_while_open(self):
        """In any stage before the deletion it comes back: with the Arr away, half-way, and in quarantine before the search."""
        for stage in ("arr away", "half-way", "search away"):
            with self.subTest(stage):
                self.arr_children.absent = stage == "arr away"
                if stage == "half-way":
                    self.client.faults.next(Dropped(), path="torrents/setCategory", times=None)
                if stage == "search away":
                    self.arr_children.when_told = lambda: setattr(self.arr_children, "absent", True)
                self.remove()
                self.settle(5)
                self.assertEqual(1, self.rows())
                self.client.faults.clear()
                self.assertEqual(Result.DONE, self.done(self.orders.cancel("qBit", HASH)).result)
                self.settle(30)
                self.arr_children.absent = False
                self.settle(300, step=1)
                self.assertEqual((("radarr", False), 0), (self.state(), self.rows()))
                self.assertNotIn("search", self.arr_children.log)
                self.assertNotIn("qBitrr-quarantine", self.client.torrents[HASH].tags)
                self.again()

    def test_too_late(self):
        """A deletion that has begun cannot be taken back."""
        self.grace = 0.0
        self.client.faults.next(Dropped(), path="torrents/delete", times=None)
        self.remove()
        self.settle(2)
        self.assertEqual(Result.FAILED, self.done(self.orders.cancel("qBit", HASH)).result)
        self.client.faults.clear()

    @pytest.mark.correction("B8")
    def test_released(self):
        """What is held for being one of many goes at once when a person says so, and counts for nothing."""
        wanted = self.storm()
        self.gathered(*wanted)
        self.assertEqual(8, len(self.waiting()))
        outcome = self.done(self.orders.release("qBit", wanted[3].hash))
        self.settle(5)
        self.assertEqual((Result.DONE, True), (outcome.result, self.in_quarantine(hash_=wanted[3].hash)))
        self.assertEqual(7, len(self.waiting()))
        with self.assertRaises(Unknown):
            self.done(self.orders.release("qBit", OTHER))

    def test_released_but_not_due(self):
        """What came to its end meanwhile does not go, released or not; what is protected does not either."""
        self.submit(self.removal())
        self.complete()
        self.assertEqual(Result.FAILED, self.done(self.orders.release("qBit", HASH)).result)
        self.again()
        self.submit(self.removal())
        self.protect()
        outcome = self.done(self.orders.release("qBit", HASH))
        self.assertEqual((Result.FAILED, []), (outcome.result, self.arr_children.log))

    def test_removed_by_a_person(self):
        """At once, in any state, past duty and radius; as failed its Arr is told and asked what to search."""
        self.complete()
        self.arr_children.media = (3, 4)
        outcome = self.done(self.orders.remove("qBit", HASH, "Radarr", fail=True, with_files=True))
        self.settle(5)
        self.assertEqual((Result.DONE, ["blocklist", "search"]), (outcome.result, self.arr_children.log))
        self.assertEqual(((3, 4), True), (self.arr_children.searched[0].media_ids, self.in_quarantine()))
        self.assertIn("A person gave it up.", self.texts("removal")[-1])
        (row,) = self.quarantine.rows.values()
        self.assertTrue(row.by_person)
        with self.assertRaises(Unknown):
            self.done(self.orders.remove("qBit", OTHER, "Radarr", fail=False, with_files=True))

    def test_removed_without_an_owner(self):
        """A torrent of nobody can be removed, too; no Arr hears of it."""
        self.client.add(name="Mine", hash=OTHER, category="mine")
        self.settle(3)
        outcome = self.done(self.orders.remove("qBit", OTHER, "", fail=False, with_files=False))
        self.settle(5)
        self.assertEqual(
            (Result.DONE, True, []), (outcome.result, self.in_quarantine(hash_=OTHER), self.arr_children.log)
        )

    def test_listed(self):
        """Each says where it stands and what it waits for; nothing is listed that is over."""
        self.submit(self.removal())
        (waiting,) = self.orders.all()
        self.assertEqual(("waiting", "blast_radius"), (waiting.stage, waiting.held_by))
        self.arr_children.absent = True
        self.settle(12)
        (open_,) = self.orders.all()
        self.assertEqual(("tell_arr", "child"), (open_.stage, open_.held_by))
        self.assertIn("not running", open_.why_waiting)
        self.arr_children.absent = False
        self.settle(60)
        self.assertEqual((), self.orders.all())


@pytest.mark.correction("E4")
class ChildTests(StageCase):
    def test_goes_on_when_the_child_is_ready(self):
        """An hour without the Arr's child: no attempt was made, and it goes on the moment the child is there."""
        self.arr_children.absent = True
        self.remove()
        self.settle(3600, step=15)
        (case,) = self.done(self.database.run(removal_table.open_cases))
        self.assertEqual(0, case.attempts)
        self.arr_children.absent = False
        self.removals.ready("Radarr")
        self.settle(2)
        self.assertEqual(["blocklist", "search"], self.arr_children.log)

    def test_a_search_waits_for_its_child(self):
        """With the search child away for an hour, over a restart, the replacement is asked for when it is back."""
        self.arr_children.when_told = lambda: setattr(self.arr_children, "absent", True)
        self.remove()
        self.settle(1800, step=15)
        self.assertEqual((["blocklist"], 1), (self.arr_children.log, self.rows()))
        self.kill()
        self.build()
        self.settle(1800, step=15)
        self.arr_children.absent = False
        self.removals.ready("Radarr")
        self.settle(2)
        self.assertEqual((["blocklist", "search"], 0), (self.arr_children.log, self.rows()))

    def test_goes_on_when_the_client_is_back(self):
        """The same for its client, also before it has begun."""
        self.submit(self.removal())
        self.client.faults.next(Dropped(), times=None)
        self.settle(600, step=1)
        self.assertEqual(([], 1), (self.arr_children.log, len(self.waiting())))
        self.client.faults.clear()
        self.settle(330, step=1)
        self.assertEqual((["blocklist", "search"], True), (self.arr_children.log, self.in_quarantine()))


@pytest.mark.correction("E1")
class JournalTests(StageCase):
    def test_every_act_has_its_entry(self):
        """Killed after each transaction in turn: what is done by then is told by then, with the reason."""
        for number in range(1, 9):
            with self.subTest(number):
                left = [number]
                real = self.database.run

                def run(function: Any, *args: Any, left: list[int] = left, real: Any = real, **kwargs: Any) -> Any:
                    if left[0] <= 0:
                        return Deferred()
                    left[0] -= function is journal_table.journaled
                    return real(function, *args, **kwargs)

                self.database.run = run
                self.submit(self.removal())
                self.settle(14)
                told, moved = bool(self.arr_children.log), self.in_quarantine()
                self.database.run = real
                entries = {
                    entry.act for entry in self.done(real(journal_table.entries, EntryFilter(hash=HASH), limit=1000))
                }
                if told or moved or self.asked():
                    self.assertIn("removal", entries)
                self.kill()
                self.build()
                self.settle(120)
                entries = {entry.act: entry for entry in self.done(self.journal.read(limit=1000, hash=HASH))}
                self.assertTrue(self.in_quarantine())
                self.assertLessEqual({"removal", "quarantine", "blocklist"}, set(entries))
                self.assertIn("Nothing moved for two hours.", entries["removal"].text)
                self.done(self.quarantine.undo("qBit", HASH))
                self.again()


@pytest.mark.correction("E5")
class TwinTests(StageCase):
    def test_twins_over_a_restart(self):
        """What the Arr was told for one client is known after a restart, and forgotten when it does not matter any more."""
        self.qbit("qBit-box").add(name="Movie", hash=HASH, category="radarr", save_path="/box")
        self.furnish("qBit-box")
        self.remove()
        self.settle(5)
        self.assertEqual(["blocklist", "search"], self.arr_children.log)
        self.kill()
        self.build()
        self.gathered(self.removal("qBit-box"))
        self.settle(5)
        self.assertEqual((["blocklist", "search"], True), (self.arr_children.log, self.in_quarantine("qBit-box")))
        notifier = self.removals.runner.notifier
        self.assertEqual(2, len(notifier._told))
        self.settle(700, step=5)
        self.remove(hash_=next(each for each, t in self.client.torrents.items() if t.name == "T1"))
        self.settle(5)
        self.assertEqual(2, len(notifier._told))  # those of the last one
