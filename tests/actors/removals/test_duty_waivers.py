"""A person sets a Hit-and-Run duty aside: for this torrent, until that is ended or the torrent goes."""

from typing import Any

from attrs import evolve
from msgspec.structs import replace
from twisted.internet.defer import Deferred

from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.actors.removals.rails import Question
from qbitrr.decide.removals.rails import Before, Go, Postponed
from qbitrr.errors import Unknown
from qbitrr.model.steps import Outcome, Result
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.store.supervisor import waivers as waiver_table
from qbitrr.testing.qbittorrent import SimulatedTracker
from tests.actors.removals.test_rails import RULE, TRACKER
from tests.actors.world import HASH, ServicesCase

OTHER = "b" * 40


class WaiverTests(ServicesCase):
    rule = 10

    def setUp(self) -> None:
        super().setUp()
        for name, hash_ in (("Movie", HASH), ("Other", OTHER)):
            self.qbit_with(name, hash_)
        self.rules = evolve(self.rules, trackers={"qBit": [RULE]})
        self.build()
        self.furnish()
        self.heard: list[Torrent] = []
        self.waivers.subscribe(self.heard.append)

    def qbit_with(self, name: str, hash_: str) -> None:
        qbit = self.qbits.get("qBit") or self.qbit()
        qbit.add(name=name, hash=hash_, category="radarr", trackers=[SimulatedTracker(url=TRACKER)], progress=1.0)

    def order(self, call: Any) -> Outcome:
        outcome: Outcome = self.done(Deferred.fromCoroutine(call))
        return outcome

    def verdict(self, hash_: str = HASH) -> Any:
        question = Question(removal=self.removal(hash_=hash_, blocklist=False, search_again=False))
        (found,) = self.done(Deferred.fromCoroutine(self.rails.judge(Before.TAKING_OUT, [question])))
        return found

    def kept(self) -> Any:
        return self.done(self.database.run(waiver_table.waivers))

    def test_the_rails(self) -> None:
        """The duty holds a removal; set aside, it does not, and another torrent's still does; then it counts again."""
        self.assertIn("never done at this speed", self.verdict().why.text)
        self.assertEqual(Result.DONE, self.order(self.orders.waive_duty("qBit", HASH, "the tracker is gone")).result)
        self.assertIsInstance(self.verdict(), Go)
        self.assertEqual("hit_and_run", self.verdict(OTHER).why.code)
        self.order(self.orders.restore_duty("qBit", HASH))
        self.order(self.orders.restore_duty("qBit", HASH))
        self.assertEqual("hit_and_run", self.verdict().why.code)

    def test_the_journal_and_the_loops(self) -> None:
        """The journal says why, the loops are told of the torrent, which carries it from then on."""
        self.order(self.orders.waive_duty("qBit", HASH, "the tracker is gone"))
        self.assertEqual(["Movie: its Hit-and-Run duty is set aside (the tracker is gone)"], self.texts("waive_duty"))
        (told,) = self.heard
        self.assertEqual((True, False), (self.waivers.shown(told).duty_waived, told.duty_waived))
        self.order(self.orders.restore_duty("qBit", HASH))
        self.assertEqual(["Movie: its Hit-and-Run duty counts again"], self.texts("restore_duty"))
        self.assertFalse(self.waivers.shown(told).duty_waived)
        self.assertEqual(2, len(self.heard))

    def test_a_restart(self) -> None:
        """It outlives one."""
        self.order(self.orders.waive_duty("qBit", HASH, "so be it"))
        self.kill()
        self.build()
        self.assertEqual({("qBit", HASH): "so be it"}, {key: each.reason for key, each in self.kept().items()})
        self.settle(3)
        self.assertIsInstance(self.verdict(), Go)

    def test_it_goes_with_the_torrent(self) -> None:
        """Deleted and added anew, its duty counts."""
        self.order(self.orders.waive_duty("qBit", HASH, "so be it"))
        self.qbits["qBit"].remove(HASH)
        self.settle(40)
        self.qbit_with("Movie", HASH)
        self.settle(40)
        self.assertEqual({}, self.kept())
        self.assertIsInstance(self.verdict(), Postponed)

    def test_another_life(self) -> None:
        """Also when its going was never seen."""
        self.order(self.orders.waive_duty("qBit", HASH, "so be it"))
        torrent = self.actors["qBit"].get(HASH)
        assert torrent is not None
        again = replace(torrent, added_on=torrent.added_on + 1000)
        self.assertFalse(self.waivers.shown(again).duty_waived)
        self.waivers.seen(self.actors["qBit"], Change(changed={HASH: again}))
        self.assertEqual({}, self.kept())

    def test_not_listed(self) -> None:
        """Of what is not there nothing is kept."""
        for call in (self.orders.waive_duty("qBit", "f" * 40, "x"), self.orders.restore_duty("qBit", "f" * 40)):
            with self.assertRaises(Unknown):
                self.order(call)
        self.assertEqual({}, self.kept())
