"""What becomes of what happens in an Arr, number by number, as far as it takes a pass over the library."""

import contextlib
import json
import sqlite3

import pytest
from msgspec.structs import replace
from twisted.logger import LogLevel, globalLogPublisher

from qbitrr.clients.arr.dates import epoch
from qbitrr.errors import Unreachable
from qbitrr.loops.catalog.passes import LibraryCopy
from qbitrr.model.catalog import WantRules
from qbitrr.store.sqlite.sql import DiskFull
from qbitrr.testing.arr import Fault
from qbitrr.wire.messages import RunNow
from tests.loops.catalog.test_passes import LibraryCase
from tests.loops.searches.world import LoopCase

vector = pytest.mark.catalog_vector
DAY = 86_400.0


class QuietCase(LibraryCase):
    """Without the daily round, which reads something in every pass."""

    def pass_over(self, interval=0.0):
        self.asked()
        found = self.done(self.library.refresh(interval), 60)
        self.done(self.library.read_scores(), 60)
        return found


class Films(QuietCase):
    def want(self, film):
        return self.select(f"SELECT want FROM movie WHERE id = {film.id}")[0][0]

    @vector(19)
    def test_a_film_comes_out(self):
        film = self.sim.add_movie("Avatar 4", 2029, available=False)
        self.pass_over()
        self.assertEqual([(0, "Missing")], self.select("SELECT available, want FROM movie"))
        self.clock.advance(181 * DAY)
        self.pass_over()
        self.assertEqual([(1, "Missing")], self.select(f"SELECT available, want FROM movie WHERE id = {film.id}"))

    def test_radarrs_delay(self):
        """Its word on what is available is the answer, whatever its dates say."""
        film = self.sim.add_movie("Dune", 2021)
        self.sim.settings.indexing["availabilityDelay"] = 400
        self.sim.library.touch_all()
        self.pass_over()
        self.assertEqual([(0, 1)], self.select(f"SELECT available, release_at < {self.clock.seconds()} FROM movie"))
        self.clock.advance(40 * DAY)
        self.pass_over()
        self.assertEqual([(1,)], self.select(f"SELECT available FROM movie WHERE id = {film.id}"))

    @vector(23, 24)
    def test_a_profile_changes(self):
        self.want_rules = WantRules(quality_unmet=True, custom_format_unmet=True)
        profile = self.sim.settings.profiles.get(1)
        profile["minFormatScore"] = 50
        film = self.sim.add_movie("Blade Runner", 1982, has_file=True, score=10)
        self.pass_over()
        self.assertEqual("CustomFormat", self.want(film))
        for change, want in (
            ({"minFormatScore": 5}, None),
            ({"minFormatScore": 50}, "CustomFormat"),
            ({"upgradeAllowed": False}, None),
        ):
            profile.update(change)
            self.clock.advance(601)
            self.pass_over()
            self.assertEqual(want, self.want(film), change)

    @vector(25)
    def test_a_film_is_renamed(self):
        film = self.sim.add_movie("Inception", 2010)
        self.pass_over()
        film.title = "Beginning"
        self.sim.library.touch(film.id)
        self.pass_over()
        self.assertEqual([("Beginning", "beginning")], self.select("SELECT title, sort_key FROM movie"))

    @vector(64)
    def test_a_first_load(self):
        """A hundred scores a request: of ten thousand films, 8,000 of which have a file, 83 requests in all."""
        for number in range(1000):
            self.sim.add_movie(f"Film {number}", 2000, has_file=number % 5 > 0)
        self.pass_over()
        asked = self.asked()
        self.assertEqual((3, 8), (len(asked) - asked.count("moviefile"), asked.count("moviefile")))
        self.assertLessEqual(3 + asked.count("moviefile") * 10, 90)
        self.assertEqual([(1000, 800)], self.select("SELECT COUNT(*), COUNT(cf_score) FROM movie"))

    @vector(66)
    def test_a_radarr_that_does_not_know_what_it_is_asked(self):
        """It leaves the covers in, which are not looked at."""
        self.sim.add_movie("Dune", 2021)
        self.pass_over()
        queries = [request["query"] for request in self.sim.requests if request["path"].endswith("/movie")]
        self.assertEqual(["excludeLocalCovers=true"], queries)
        answer = self.done(self.arr._http.fetch("GET", self.arr._path("movie"), query=[("excludeLocalCovers", "true")]))
        self.assertIn(b'"images":[{', answer.body)
        self.assertEqual([("Dune",)], self.select("SELECT title FROM movie"))

    @vector(68)
    def test_dates(self):
        dates = ("2024-02-29T23:00:00.0000000Z", "2024-02-29", "garbage")
        self.assertEqual([1_709_247_600, 1_709_164_800, None], [epoch(text) for text in dates])


class Remembered(LoopCase):
    """What becomes of the memory of searches."""

    def setUp(self):
        super().setUp()
        self.rules = replace(self.rules, delay_seconds=1.0)

    def look(self):
        self.settle(40)
        self.loop.message(RunNow(refresh=True))
        self.settle(10)

    @vector(26)
    def test_a_film_is_removed(self):
        """It is gone with the next pass; that it was searched is known for thirty days."""
        films = [self.sim.add_movie(title, 2000) for title in ("Zodiac", "Dune")]
        self.begin(20)
        self.sim.library.remove_owner(films[0].id)
        self.look()
        self.assertEqual([(films[1].id,)], self.select("SELECT id FROM movie", self.catalog_db))
        states = "SELECT COUNT(*) FROM search_state"
        self.assertEqual([(2,)], self.select(states, self.search_db))
        for days in (29, 3):
            for _ in range(days):
                self.clock.advance(DAY)
                self.look()
            self.assertEqual([(2 if days == 29 else 1,)], self.select(states, self.search_db))

    @vector(29)
    def test_another_film_under_the_same_number(self):
        """It was never searched, whatever the other one was."""
        films = [self.sim.add_movie(f"Film {number}", 2000) for number in range(7)]
        self.begin(20)
        self.look()
        self.assertEqual(7, len(self.searched()))
        films[1].foreign_id = "999"
        self.sim.library.touch(films[1].id)
        self.look()
        self.settle(20)
        self.assertEqual([films[1].id], [leaf for _, leaf in self.searched()[7:]])

    def test_another_library(self):
        """
        When more than a fifth are others under the same numbers, all that is remembered is put aside, and that is said. It is the Arr then
        that knows what was searched.
        """
        films = [self.sim.add_movie(f"Film {number}", 2000) for number in range(10)]
        self.begin(40)
        self.assertEqual(10, len(self.searched()))
        copies = lambda: list((self.folder / "backup").glob("search.replaced-*.db"))  # noqa: E731
        for count, searches in ((2, 12), (3, 15)):
            for film in films[:count]:
                film.foreign_id, film.searched = str(int(film.foreign_id) + 500), None
                self.sim.library.touch(film.id)
            self.look()
            self.settle(40)
            self.assertEqual(searches, len(self.searched()))
            self.assertEqual(int(count > 2), len(copies()))
        with contextlib.closing(sqlite3.connect(copies()[0])) as kept:
            self.assertEqual((10,), kept.execute("SELECT COUNT(*) FROM search_state").fetchone())
        (note,) = [note for note in self.child.notes if note.act == "forget"]
        self.assertIn("3 of 10 entries", note.text)
        self.assertIn(note.text, self.child.reports[-1].problems)


class Series(QuietCase):
    kind = "sonarr"

    def setUp(self):
        super().setUp()
        self.shows = [self.sim.add_series(f"Show {number}", {1: 3}) for number in range(3)]
        self.show = self.shows[1]
        self.leaves = self.sim.library.leaves_of(self.show.id)

    def add_files(self, count):
        for number in self.leaves[:count]:
            self.sim.library.add_files([number], f"/tv/{number}.mkv", 100, "WEBDL-1080p")

    def reads(self):
        """What was asked, with what it was asked about."""
        return sorted(f"{r['path'].split('/', 3)[3]}?{r['query']}".rstrip("?") for r in self.sim.requests)

    @vector(37)
    def test_a_file_is_deleted(self):
        """The list, the history, and that series; its files only if some are left."""
        self.add_files(2)
        self.pass_over()
        listed = ["episode?seriesId=2", "history/since", "series"]
        for left in (True, False):
            file = self.sim.library.leaf(self.leaves[int(not left)]).file_id
            self.sim.library.drop_file(file)
            self.sim.library.touch(self.show.id)
            self.pass_over()
            asked = [read.partition("?date")[0] for read in self.reads()]
            self.assertEqual(sorted([*listed, "episodefile?seriesId=2"] if left else listed), asked)
        self.assertEqual([(3,)], self.select("SELECT COUNT(*) FROM episode WHERE series_id = 2 AND file_id IS NULL"))

    @vector(38)
    def test_nothing_changes(self):
        self.pass_over()
        self.pass_over()
        self.assertEqual(["history/since", "series"], self.asked())

    @vector(39)
    def test_what_the_list_does_not_tell(self):
        """An episode that has a file is unmonitored: asked for, that is seen at once, else within a day."""
        self.add_files(3)
        episode = self.sim.library.leaf(self.leaves[0])
        monitored = f"SELECT monitored FROM episode WHERE id = {episode.id}"
        self.pass_over()
        episode.monitored = False
        self.pass_over()
        self.assertEqual([(1,)], self.select(monitored))
        self.done(self.library.reread([self.show.id]))
        self.assertEqual([(0,)], self.select(monitored))
        episode.monitored = True
        passes = 0
        while self.select(monitored) == [(0,)]:
            passes += 1
            self.clock.advance(300)
            self.pass_over(300)
        self.assertLessEqual(passes * 300, DAY)

    @vector(40)
    def test_killed_between_the_list_and_the_episodes(self):
        """The next process reads the episodes of that series and of no other."""
        self.pass_over()
        self.add_files(1)
        self.sim.library.touch(self.show.id)
        self.sim.faults.add(Fault(kind="drop", path="/episode", times=None))
        with self.assertRaises(Unreachable):
            self.pass_over()
        self.sim.faults.clear()
        self.library = self.new_library()
        self.pass_over()
        self.assertEqual(["seriesId=2"], [r["query"] for r in self.sim.requests if r["path"].endswith("/episode")])
        self.assertEqual([], self.select("SELECT id FROM series WHERE dirty"))

    @vector(60)
    def test_a_full_disk(self):
        """Nothing of a series is written by halves: what is known stays readable, and the series is read again."""
        self.pass_over()
        before = self.select("SELECT * FROM episode")
        many = [self.sim.library.add_episode(self.show.id, 2, number) for number in range(1, 400)]
        self.sim.library.touch(self.show.id)
        pages = self.select("PRAGMA page_count")[0][0]
        self.select(f"PRAGMA max_page_count = {pages + 2}")
        with self.assertRaises(DiskFull):
            self.pass_over()
        self.assertEqual(before, self.select("SELECT * FROM episode"))
        self.assertEqual([(self.show.id,)], self.select("SELECT id FROM series WHERE dirty"))
        self.select("PRAGMA max_page_count = 100000")
        self.pass_over()
        self.assertEqual([(9 + len(many),)], self.select("SELECT COUNT(*) FROM episode"))

    @vector(62)
    def test_two_instances(self):
        """Each has a file of its own: equal numbers mean different things."""
        self.pass_over()
        first, second = self.database, self.catalog()
        for show in self.shows:
            show.title = f"Other {show.id}"
            self.sim.library.touch(show.id)
        other = LibraryCopy(self.kind, self.arr, second, self.clock, lambda: self.want_rules)
        self.done(other.prepare("there"))
        self.done(other.refresh(0.0), 60)
        titles = [{title for (title,) in self.select("SELECT title FROM series", each)} for each in (first, second)]
        self.assertEqual([{"Show 0", "Show 1", "Show 2"}, {"Other 1", "Other 2", "Other 3"}], titles)

    @vector(67)
    def test_an_episode_without_a_number(self):
        """It is left out, with one warning; the rest is stored."""
        said = []
        globalLogPublisher.addObserver(said.append)
        self.addCleanup(globalLogPublisher.removeObserver, said.append)
        first = self.sim.library.leaves_of(self.shows[0].id)
        listed = [self.sim.library.leaf_record(number) for number in first]
        del listed[0]["id"], listed[1]["id"]
        body = json.dumps(listed)
        self.sim.faults.add(Fault(kind="status", status=200, body=body, path="/episode", times=1))
        self.done(self.library.refresh(0.0), 60)
        self.assertEqual(1, len([event for event in said if event.get("log_level") is LogLevel.warn]))
        self.assertEqual([(7,)], self.select("SELECT COUNT(*) FROM episode"))
