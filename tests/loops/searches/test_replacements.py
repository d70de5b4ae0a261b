"""A replacement searches what still has no file, is never lost, and its end is told."""

import pytest
from msgspec.structs import replace

from qbitrr.testing.arr import Fault
from tests.loops.searches.world import LoopCase


class ReplacementCase(LoopCase):
    def setUp(self):
        super().setUp()
        self.rules = replace(self.rules, enabled=False)

    def told(self):
        return [n for n in self.child.notes if n.act == "replacement"]

    def states(self):
        return self.select("SELECT state FROM replacement ORDER BY key", self.search_db)

    def add_files(self, *ids):
        self.sim.library.add_files(list(ids), "/x/x.mkv", 100, self.sim.kind.default_quality)

    def leaves(self):
        return sorted(leaf for _, leaf in self.searched())


@pytest.mark.correction("B4")
class EpisodeTests(ReplacementCase):
    """A pack of which something was imported is given up."""

    kind = "sonarr"

    def setUp(self):
        super().setUp()
        self.show = self.sim.add_series("Show", {1: 20})
        self.ids = sorted(self.sim.library.leaves_of(self.show.id))

    def test_only_what_has_no_file(self):
        """Of twenty episodes fifteen have one: five are searched."""
        self.add_files(*self.ids[:15])
        self.begin(5)
        self.ask("a", *self.ids)
        self.settle(10)
        self.assertEqual(self.ids[15:], self.leaves())
        self.assertEqual(tuple(self.ids[15:]), self.told()[0].media)

    def test_nothing_lacks_a_file(self):
        """Nothing is searched, and that is told."""
        self.add_files(*self.ids)
        self.begin(5)
        self.ask("a", *self.ids)
        self.settle(10)
        self.assertEqual([], self.posted())
        self.assertEqual([("dropped",)], self.states())
        (end,) = self.told()
        self.assertEqual(("done", "replacement_has_file"), (end.result, end.why.code))

    def test_imported_while_it_waits(self):
        """The Arr is asked at the moment of sending, not when the request came; what the catalog says is older."""
        self.rules = replace(self.rules, limit=1)
        self.sim.commands.durations["SeriesSearch"] = 120.0
        other = self.sim.add_series("Other", {1: 1})
        self.sim.commands.post({"name": "SeriesSearch", "seriesId": other.id})
        self.begin(5)
        self.ask("a", *self.ids[:3])
        self.settle(60)
        self.assertEqual([("waiting",)], self.states())
        self.add_files(self.ids[0])
        self.sim.library.leaf(self.ids[1]).monitored = False
        self.settle(120)
        self.assertEqual([[self.ids[2]]], [body["episodeIds"] for body in self.posted()])

    def test_waiting_costs_little(self):
        """While it waits for a slot its twenty episodes are not asked for again and again."""
        self.rules = replace(self.rules, limit=1)
        self.sim.commands.durations["SeriesSearch"] = 600.0
        other = self.sim.add_series("Other", {1: 1})
        self.sim.commands.post({"name": "SeriesSearch", "seriesId": other.id})
        self.begin(5)
        self.ask("a", *self.ids)
        self.sim.requests.clear()
        self.settle(300)
        self.assertEqual([], [r["path"] for r in self.sim.requests if "/episode/" in r["path"]])

    def test_a_running_search_for_what_is_missing(self):
        """It left out what was in the queue when it began: it is no replacement."""
        self.add_files(*self.ids[2:])
        self.sim.commands.durations["MissingEpisodeSearch"] = 60.0
        self.sim.commands.post({"name": "MissingEpisodeSearch", "seriesId": self.show.id})
        self.begin(5)
        self.ask("a", *self.ids[:2])
        self.settle(5)
        self.assertEqual([self.ids[:2]], [sorted(body["episodeIds"]) for body in self.posted()])

    def test_a_season_search_begun_afterwards(self):
        """It is as good as one of ours: followed to its end instead, which is told."""
        self.begin(5)
        self.settle(10)
        self.sim.commands.durations["SeasonSearch"] = 60.0
        self.sim.commands.post({"name": "SeasonSearch", "seriesId": self.show.id, "seasonNumber": 1})
        self.settle(1)
        self.ask("a", *self.ids[:2], since=self.clock.seconds() - 5)
        self.settle(20)
        self.assertEqual([("sent",)], self.states())
        self.settle(120)
        self.assertEqual([], self.posted())
        self.assertEqual([("done",)], self.states())
        self.assertEqual(["completed_nothing"], [n.detail["outcome"] for n in self.told() if "outcome" in n.detail])


@pytest.mark.correction("B4")
class OfAllKindsTests(ReplacementCase):
    """Whether something has a file, as each Arr says it."""

    def check(self, lacking, having):
        self.begin(5)
        self.ask("a", lacking, having)
        self.settle(10)
        self.assertEqual([lacking], self.leaves())

    def test_films(self):
        """Radarr."""
        self.check(self.sim.add_movie("Dune", 2021).id, self.sim.add_movie("Arrakis", 2020, has_file=True).id)


class LidarrTests(OfAllKindsTests):
    kind = "lidarr"

    def test_films(self):
        """Lidarr: an album with some of its tracks lacks files."""
        artist = self.sim.add_artist("Pink Floyd")
        albums = [self.sim.add_album(artist.id, name, tracks=3) for name in ("Animals", "Meddle")]
        self.add_files(albums[1].id)
        self.check(albums[0].id, albums[1].id)


class ReadarrTests(OfAllKindsTests):
    kind = "readarr"

    def test_films(self):
        """Readarr, whose counters may be a refresh behind: the list of files counts."""
        author = self.sim.add_author("Le Guin")
        books = [self.sim.add_book(author.id, name) for name in ("Dispossessed", "Lathe")]
        self.add_files(books[1].id)
        self.check(books[0].id, books[1].id)


@pytest.mark.correction("E4")
class KeptTests(ReplacementCase):
    """A request that was handed over is searched, once, whatever happens in between."""

    def setUp(self):
        super().setUp()
        self.film = self.sim.add_movie("Dune", 2021)

    def test_the_same_search_is_under_way_already(self):
        """It began before the download was given up and may have passed: it is waited for, then searched."""
        self.sim.commands.durations["MoviesSearch"] = 60.0
        self.begin(5)
        self.sim.commands.post({"name": "MoviesSearch", "movieIds": [self.film.id]})
        self.settle(30)
        self.ask("a", self.film.id, since=self.clock.seconds())
        self.settle(10)
        self.assertEqual([("waiting",)], self.states())
        self.settle(150)
        self.assertEqual([self.film.id] * 2, self.leaves())
        self.assertEqual([("done",)], self.states())

    @pytest.mark.correction("E5")
    def test_twins(self):
        """The supervisor dies before it has noted the answer for one of two twins: the other is searched along with it all the same."""
        self.begin(5)
        self.ask("a", self.film.id, instance="qBit", hash="a" * 40)
        self.settle(20)
        self.end()
        self.begin(5)
        self.ask("b", self.film.id, number=2, instance="qBit-box", hash="a" * 40, since=self.clock.seconds())
        self.settle(60)
        self.assertEqual([self.film.id], self.leaves())
        self.assertEqual([(2, "done", "")], self.child.answers)
        self.settle(700)
        self.ask("c", self.film.id, number=3, instance="qBit-box", hash="a" * 40, since=self.clock.seconds())
        self.settle(60)
        self.assertEqual([self.film.id] * 2, self.leaves())

    def test_asked_again_after_it_was_answered(self):
        """The supervisor dies before it has noted the answer, and hands it over once more: searched once."""
        self.begin(5)
        self.ask("a", self.film.id, number=1)
        self.settle(20)
        self.end()
        self.begin(5)
        self.ask("a", self.film.id, number=2)
        self.settle(60)
        self.assertEqual([self.film.id], self.leaves())
        self.assertEqual([(2, "done", "")], self.child.answers)

    def test_the_arr_has_searched_it_by_itself(self):
        """As it does when the grab is marked as failed in its history, where nobody can ask it not to: once is enough."""
        self.begin(5)
        before = self.clock.seconds()
        self.sim.commands.post({"name": "MoviesSearch", "movieIds": [self.film.id]}, trigger="unspecified")
        self.settle(20)
        self.ask("a", self.film.id, since=before)
        self.settle(60)
        self.assertEqual([], self.posted())
        self.assertEqual([self.film.id], self.leaves())
        self.assertEqual([("done",)], self.states())
        self.assertEqual(["completed_nothing"], [n.detail["outcome"] for n in self.told() if "outcome" in n.detail])

    def test_the_arr_had_searched_it_before(self):
        """A search that had ended when the download was given up is none for it."""
        self.begin(5)
        self.sim.commands.post({"name": "MoviesSearch", "movieIds": [self.film.id]})
        self.settle(20)
        self.ask("a", self.film.id, since=self.clock.seconds())
        self.settle(60)
        self.assertEqual([self.film.id] * 2, self.leaves())

    def test_the_same_download_in_two_clients(self):
        """Both of its removals ask after a crash, each with a key of its own: searched once."""
        self.begin(5)
        before = self.clock.seconds()
        self.ask("a", self.film.id, since=before, number=1)
        self.ask("b", self.film.id, since=before, number=2)
        self.settle(120)
        self.assertEqual([self.film.id], self.leaves())
        self.assertEqual([("done",), ("done",)], self.states())

    def test_searched_as_missing_meanwhile(self):
        """That is told, too."""
        self.rules = replace(self.rules, enabled=True)
        before = self.clock.seconds()
        self.begin(10)
        self.ask("a", self.film.id, since=before)
        self.settle(10)
        self.assertEqual([self.film.id], self.leaves())
        self.assertEqual([("done",)], self.states())
        (end,) = self.told()
        self.assertIn("was searched already", end.text)

    def test_killed_before_its_end_was_stored(self):
        """The end is told by the next process: at least once, never not at all."""
        for last in range(1, 12):
            with self.subTest(last=last):
                self.tearDown()
                self.doCleanups()
                self.setUp()
                self.begin(5)
                self.ask("a", self.film.id)
                for _ in range(last):
                    self.settle(0.5)
                first = self.child
                self.end()
                self.begin(60)
                ends = [n for child in (first, self.child) for n in child.notes if "outcome" in n.detail]
                self.assertTrue(ends)
                self.assertEqual([self.film.id], self.leaves())

    def test_a_wrong_command(self):
        """An Arr that calls the command itself wrong ends it, which is told."""
        self.begin(5)
        self.sim.faults.add(Fault(kind="status", status=400, method="POST", path="/command"))
        self.ask("a", self.film.id)
        self.settle(3)
        self.assertEqual([("dropped",)], self.states())
        (end,) = self.told()
        self.assertEqual(("failed", "refused"), (end.result, end.why.code))

    def test_hundreds_wait(self):
        """None is lost, whatever their number: their ends are all in the journal."""
        self.rules = replace(self.rules, per_hour=0)
        films = [self.sim.add_movie(f"Film {number}", 2000) for number in range(150)]
        self.begin(1)
        for film in films:
            self.ask(f"key{film.id}", film.id)
        self.end()
        self.begin(300)
        self.assertEqual({film.id for film in films}, set(self.leaves()))
        self.assertEqual({("done",)}, set(self.states()))
