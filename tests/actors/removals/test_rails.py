"""The facts the rails are asked with: gathered when they matter, and only then."""

from typing import Any

import pytest
from attrs import evolve
from twisted.internet.defer import Deferred

from qbitrr.actors.removals import rails
from qbitrr.actors.removals.rails import Question
from qbitrr.decide.removals.rails import Before, Go, RemovalFacts
from qbitrr.decide.seeding.hit_and_run import Duty
from qbitrr.model.removals.protection import Protection, RailSettings
from qbitrr.model.steps import Data
from qbitrr.model.torrents.trackers import TrackerRule
from qbitrr.testing.qbittorrent import SimulatedTracker
from tests.actors.world import HASH, ServicesCase

TRACKER = "http://t.example/announce"
RULE = TrackerRule(uri=TRACKER, hit_and_run="and", min_seed_ratio=5.0, min_seeding_seconds=5 * 86400)


class RailsTests(ServicesCase):
    def setUp(self) -> None:
        super().setUp()
        self.qbit().add(
            name="Movie", hash=HASH, category="radarr", trackers=[SimulatedTracker(url=TRACKER)], progress=1.0
        )
        self.build()
        self.furnish()

    def facts(self, **fields: Any) -> RemovalFacts:
        """What is known when a removal is judged."""
        self.patch(rails, "may_go_now", lambda removal, before, facts, now: facts)
        question = Question(removal=self.removal(**fields))
        (facts,) = self.done(Deferred.fromCoroutine(self.rails.judge(Before.BEGINNING, [question])))
        return facts

    def test_gathered(self):
        """Torrent, age and size of the listing, and that nothing else is needed."""
        facts = self.facts()
        self.assertEqual(("Movie", 1, None, Duty.NONE), (facts.torrent.name, facts.listed, facts.hosts, facts.duty))
        self.assertLess(self.clock.seconds() - facts.listed_at, 3)
        self.assertNotIn("torrents/trackers", self.asked(reads=True))

    def test_trackers_when_needed(self):
        """Trackers are read for protected hosts and for duties."""
        self.settings = RailSettings(protection=Protection(hosts=frozenset({"x.example"})))
        self.assertEqual(("t.example",), self.facts().hosts)
        self.settings = RailSettings()
        self.rules = evolve(self.rules, trackers={"qBit": [RULE]})
        self.assertEqual((("t.example",), Duty.UNMET), (self.facts().hosts, self.facts().duty))

    @pytest.mark.correction("A4")
    def test_lost_data_ends_no_duty(self):
        """What its owner knows it once had counts, and so does the date on which it was complete."""
        self.rules = evolve(self.rules, trackers={"qBit": [evolve(RULE, minimum_download_percent=10)]})
        self.qbits["qBit"].add(name="Lost", hash="b" * 40, category="radarr", trackers=[SimulatedTracker(url=TRACKER)])
        self.settle(3)
        self.assertEqual(Duty.NONE, self.facts(hash_="b" * 40).duty)
        self.assertEqual(Duty.UNMET, self.facts(hash_="b" * 40, had=0.5).duty)
        self.assertEqual(Duty.UNMET, self.facts(hash_="b" * 40, had=1.0).duty)

    def test_nothing_read_for_what_stays(self):
        """Where nothing is taken away, or the torrent is not there, no more is read than how it is."""
        self.rules = evolve(self.rules, trackers={"qBit": [RULE]})
        self.assertIsNone(self.facts(section="none").torrent)
        self.asked(reads=True)
        self.facts(data=Data.STAY)
        self.assertEqual(["torrents/info"], self.asked(reads=True))
        self.assertIsNone(self.facts(hash_="f" * 40).torrent)
        self.assertEqual(["torrents/info"], self.asked(reads=True))

    def test_shared_over_clients(self):
        """Data at the same path counts on whatever client the other torrent is."""
        self.qbit("qBit-box").add(name="Movie", hash="b" * 40)
        self.furnish("qBit-box")
        self.assertEqual(("Movie",), self.facts().sharing.with_names)

    def test_forgotten_by_its_tracker(self):
        """A tracker's word that it does not know the torrent ends the duty once it has been heard for ten minutes."""
        self.rules = evolve(self.rules, trackers={"qBit": [RULE]})
        torrent = self.qbits["qBit"].torrents[HASH]
        torrent.trackers = [SimulatedTracker(url=TRACKER, msg="unregistered torrent")]
        self.assertEqual(Duty.UNMET, self.facts().duty)
        self.settle(610, step=5)
        self.assertEqual(Duty.DEAD, self.facts().duty)
        torrent.trackers = [SimulatedTracker(url=TRACKER)]
        self.assertEqual(Duty.UNMET, self.facts().duty)

    @pytest.mark.correction("A10")
    def test_forgotten_while_the_clock_jumped(self):
        """A clock that is set forward does not make ten minutes of a moment."""
        self.rules = evolve(self.rules, trackers={"qBit": [RULE]})
        self.qbits["qBit"].torrents[HASH].trackers = [SimulatedTracker(url=TRACKER, msg="unregistered torrent")]
        self.assertEqual(Duty.UNMET, self.facts().duty)
        self.settle(60, step=5)
        self.clock.rightNow += 2 * 86_400.0
        self.settle(60, step=5)
        self.assertEqual(Duty.UNMET, self.facts().duty)
        self.settle(550, step=5)
        self.assertEqual(Duty.DEAD, self.facts().duty)

    def test_order(self):
        """Verdicts come in the order of the questions, and a client is asked once for all."""
        self.settings = RailSettings(protection=Protection(hashes=frozenset({HASH})))
        self.qbits["qBit"].add(name="Other", hash="b" * 40, category="radarr")
        self.settle(3)
        self.asked(reads=True)
        wanted = [Question(removal=self.removal()), Question(removal=self.removal(hash_="b" * 40))]
        verdicts = self.done(Deferred.fromCoroutine(self.rails.judge(Before.BEGINNING, wanted)))
        self.assertEqual([False, True], [isinstance(each, Go) for each in verdicts])
        self.assertEqual(["torrents/info"], self.asked(reads=True))
