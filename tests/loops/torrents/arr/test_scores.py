"""Downloads given up for their custom-format scores, by a running loop: what it reads, how often, and how many go."""

from typing import Any

from qbitrr.loops.torrents.arr.bounds import Bounds
from qbitrr.loops.torrents.arr.scores import ComparedScores
from qbitrr.model.steps import Keep, Result
from qbitrr.testing.arr import Fault
from tests.loops.torrents.world import HASH, LoopCase, hash_of

FORCE = "ForceMinimumCustomFormat = true"


class ScoreCase(LoopCase):
    """A profile that asks for a score of 50."""

    search_settings = FORCE

    def setUp(self) -> None:
        super().setUp()
        self.sim.settings.profiles.get(1)["minFormatScore"] = 50

    def scored(
        self, score: int, hash_: str = HASH, movie: Any = None, *, quality: str = "", file: int | None = None
    ) -> Any:
        """A movie, with a *file* of that score or none, that the Arr has grabbed with a release of that *score*."""
        if movie is None:
            movie = self.sim.add_movie(f"Movie {hash_[-4:]}", 2020, has_file=file is not None, score=file)
        grab = self.sim.grab([movie.id], hash_, score=score, quality=quality)
        self.downloads.put(hash_, name=grab.title, category="radarr")
        self.refresh()
        return movie

    def reads(self, path: str) -> int:
        return sum(each["path"].endswith(path) for each in self.sim.requests)


class MinimumTests(ScoreCase):
    """ForceMinimumCustomFormat, by itself."""

    def test_given_up(self):
        """With its score and the one that is asked for; counted over a restart."""
        movie = self.scored(-10)
        self.begin()
        self.tell(self.torrent())
        self.settle(10)
        removal = self.removals()[0]
        self.assertEqual(
            ("custom_format_unmet", -10, 50, (movie.id,)),
            (
                removal.why.code,
                removal.why.measured["score"],
                removal.why.configured["minimum_score"],
                removal.media_ids,
            ),
        )
        self.restart()
        other = self.torrent(hash_of(2))
        self.assertEqual(1, len(self.part(Bounds).spent(other, None).in_hour))

    def test_the_whole_queue_counts(self):
        """Record 37 of it, too: it is read once, for all."""
        for number in range(40):
            self.scored(100, hash_of(number + 10))
        self.scored(-10)
        self.begin()
        self.tell(*(self.torrent(hash_of(number + 10)) for number in range(40)), self.torrent())
        self.settle(60)
        self.assertEqual({HASH}, {each.hash for each in self.removals()})

    def test_good_enough(self):
        """It is left alone, and what it is compared with is not read again for every byte."""
        self.scored(60)
        self.begin()
        for number in range(20):
            self.tell(self.torrent(amount_left=500 - number))
            self.settle(5)
        self.assertEqual([], self.removals())
        self.assertEqual((1, 1), (self.reads("/qualityprofile"), self.reads("/movie/1")))

    def test_another_minimum(self):
        """The profile counts as it is now."""
        self.scored(60)
        self.begin()
        self.tell(self.torrent())
        self.settle(5)
        self.sim.settings.profiles.get(1)["minFormatScore"] = 70
        self.settle(605, step=1)
        self.tell(self.torrent(amount_left=400))
        self.settle(5)
        self.assertEqual("custom_format_unmet", self.removals()[0].why.code)

    def test_nothing_is_read_where_nothing_is_asked_for(self):
        """Without the keys no request is made for it."""
        self.search_settings = ""
        self.scored(-10)
        self.begin()
        self.tell(self.torrent())
        self.settle(30)
        self.assertEqual(([], 0, 0), (self.removals(), self.reads("/qualityprofile"), self.reads("/movie/1")))

    def test_not_readable(self):
        """Nothing is given up while the Arr does not say what is wanted; once it does, it is."""
        self.scored(-10)
        self.sim.faults.add(Fault(kind="status", status=500, path="/qualityprofile", times=None))
        self.begin()
        self.tell(self.torrent())
        self.settle(60)
        self.assertEqual([], self.removals())
        self.sim.faults.clear()
        self.settle(320, step=1)
        self.tell(self.torrent(amount_left=400))
        self.settle(5)
        self.assertEqual("custom_format_unmet", self.removals()[0].why.code)

    def test_the_film_is_gone(self):
        """Nothing to compare with: it is left alone, and not asked about all the time."""
        movie = self.scored(-10)
        self.begin(seconds=3)
        self.sim.faults.add(Fault(kind="status", status=404, path=f"/movie/{movie.id}", times=None))
        for number in range(10):
            self.tell(self.torrent(amount_left=500 - number))
            self.settle(5)
        self.assertEqual([], self.removals())
        self.assertEqual(1, self.reads(f"/movie/{movie.id}"))

    def test_complete_at_first_sight(self):
        """It is not handed over before its score is known, and then given up once the history is heard."""
        self.scored(-10)
        self.downloads.finish(HASH)
        self.refresh()
        self.begin()
        self.tell(self.finished(completion_on=int(self.clock.seconds())))
        self.settle(20)
        self.assertEqual([], self.posted())
        self.assertEqual("custom_format_unmet", self.removals()[0].why.code)

    def test_gone_meanwhile(self):
        """What is kept of a torrent goes with it."""
        self.scored(60)
        self.begin()
        self.tell(self.torrent())
        self.settle(5)
        scores = self.part(ComparedScores)
        self.assertIn(("qBit", HASH), scores._known)
        self.tell(gone=[HASH])
        self.settle(1)
        kept = [
            value for name, value in vars(scores).items() if name in ("_known", "_wanted", "_reading", "_not_before")
        ]
        self.assertEqual([{}, {}, set(), {}], kept)


class ExistingTests(ScoreCase):
    """CustomFormatUnmetSearch, by itself."""

    search_settings = "CustomFormatUnmetSearch = true"

    def test_worse_than_the_file(self):
        """Of the same quality."""
        self.scored(20, file=55)
        self.begin()
        self.tell(self.torrent())
        self.settle(10)
        self.assertEqual(55, self.removals()[0].why.measured["existing_score"])

    def test_a_better_quality(self):
        """Is an improvement, whatever it scores."""
        self.scored(20, quality="Bluray-1080p", file=55)
        self.begin()
        self.tell(self.torrent())
        self.settle(10)
        self.assertEqual([], self.removals())

    def test_without_a_file(self):
        """There is nothing it would be worse than."""
        self.scored(20)
        self.begin()
        self.tell(self.torrent())
        self.settle(10)
        self.assertEqual([], self.removals())


class BoundTests(ScoreCase):
    """At most five within an hour, and three for the same film within a day."""

    def test_in_an_hour(self):
        """Five are asked for, in one turn or over restarts; the sixth an hour later."""
        hashes = [hash_of(number + 10) for number in range(8)]
        for each in hashes:
            self.scored(-10, each)
        self.begin()
        self.tell(*(self.torrent(each) for each in hashes))
        self.settle(30)
        first = {each.hash for each in self.removals()}
        self.assertEqual(5, len(first))
        self.restart()
        self.settle(3000, step=5)
        self.assertLessEqual({each.hash for each in self.removals()}, first)
        for each in first:
            self.downloads.torrents.pop(each, None)
        self.tell(gone=sorted(first))
        self.settle(700, step=5)
        self.assertEqual(set(hashes) - first, {each.hash for each in self.removals()})

    def test_for_one_film(self):
        """The fourth release of it stays, and a person is told; that of another film goes."""
        movie = None
        for number in range(3):
            movie = self.scored(-10, hash_of(number), movie)
            if self.loop is None:
                self.begin()
            self.tell(self.torrent(hash_of(number)))
            self.settle(10)
            self.assertEqual({hash_of(number)}, {each.hash for each in self.removals()})
            self.downloads.torrents.pop(hash_of(number), None)
            self.refresh()
            self.tell(gone=[hash_of(number)])
            self.settle(4000, step=10)
        self.restart()
        self.scored(-10, hash_of(7), movie)
        self.tell(self.torrent(hash_of(7)))
        self.settle(30)
        self.assertEqual([], self.removals())
        self.assertEqual(["custom_format_kept"], [each.code for each in self.child.reports[-1].needs])
        self.scored(-10, hash_of(8))
        self.tell(self.torrent(hash_of(8)))
        self.settle(10)
        self.assertEqual({hash_of(8)}, {each.hash for each in self.removals()})

    def test_what_is_not_done_does_not_count(self):
        """Refused, or taken back before it went."""
        self.scored(-10)
        self.begin()
        self.child.result = lambda step: Result.RETRY
        self.tell(self.torrent())
        self.settle(3)
        other = self.torrent(hash_of(2))
        self.assertEqual((), self.part(Bounds).spent(other, None).in_hour)
        self.child.result = lambda step: Result.DONE if isinstance(step, Keep) else Result.HELD
        self.settle(30)
        self.assertEqual(1, len(self.part(Bounds).spent(other, None).in_hour))
        self.tell(self.torrent(tags=("qBitrr-ignored",)))
        self.settle(5)
        self.assertTrue(self.wanted(Keep))
        self.assertEqual((), self.part(Bounds).spent(other, None).in_hour)

    def test_added_anew_it_counts_again(self):
        """Another life of a hash is another download."""
        self.scored(-10)
        self.begin()
        self.tell(self.torrent())
        self.settle(10)
        anew = self.torrent(added_on=int(self.clock.seconds()))
        self.assertEqual(1, len(self.part(Bounds).spent(anew, None).in_hour))
        self.assertEqual(0, len(self.part(Bounds).spent(self.torrent(), None).in_hour))
