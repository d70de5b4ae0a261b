"""Passes over the libraries of simulated Arrs: what is asked, what is known afterwards."""

from unittest import mock

import pytest
from twisted.internet.defer import Deferred

from qbitrr.clients.http import arrays
from qbitrr.errors import BadAnswer, Unreachable
from qbitrr.loops.catalog import films
from qbitrr.loops.catalog.passes import LibraryCopy
from qbitrr.loops.catalog.records import movie_of
from qbitrr.model.catalog import WantRules
from qbitrr.model.status import CatalogProgress
from qbitrr.store.catalog import write as catalog
from qbitrr.store.sqlite.sql import DiskFull
from qbitrr.testing.arr import Fault
from tests.loops.searches.world import ArrCase

INTERVAL = 300.0


class LibraryCase(ArrCase):
    def setUp(self) -> None:
        super().setUp()
        self.library = self.new_library()

    def new_library(self) -> LibraryCopy:
        self.progress: list[tuple[str, int, int] | None] = []
        library = LibraryCopy(
            self.kind, self.arr, self.database, self.clock, lambda: self.want_rules, lambda: self.note(library.progress)
        )
        self.done(library.prepare("here"))
        return library

    def note(self, now: CatalogProgress | None) -> None:
        self.progress.append(now and (now.phase, now.done, now.total))

    def refresh(self, seconds: float = 60.0):
        """A whole pass; scores of files come after the list."""
        found = self.done(self.library.refresh(INTERVAL), seconds)
        self.scored = self.done(self.library.read_scores(), seconds)
        return found


class EntryTests(LibraryCase):
    """Sonarr, whose entries are read one after the other."""

    kind = "sonarr"

    def test_entries_are_told_of_before_the_last_is_read(self):
        """The first at once, the others in ever larger numbers."""
        series = {self.sim.add_series(f"Series {number}", {1: 2}).id for number in range(20)}
        told = []
        found = self.done(self.library.refresh(INTERVAL, told.append), 60)
        self.assertEqual(series, found.touched)
        self.assertEqual(1, len(told[0]))
        self.assertLess(len(told), 6)
        self.assertEqual(told, sorted(told, key=len))


class FilmTests(LibraryCase):
    """Radarr."""

    def setUp(self) -> None:
        super().setUp()
        self.have = self.sim.add_movie("Inception", 2010, has_file=True, score=20)
        self.lack = self.sim.add_movie("Dune", 2021)

    def test_first_pass(self):
        """Films, profiles, formats and scores in a handful of requests; how far it has come is told."""
        found = self.refresh()
        self.assertEqual([("list", 0, 0), None, ("scores", 0, 1), ("scores", 1, 1), None], self.progress)
        self.assertEqual({self.have.id, self.lack.id}, found.touched)
        self.assertEqual(["qualityprofile", "customformat", "movie", "moviefile"], self.asked())
        self.assertEqual(
            [("Inception", None, 20), ("Dune", "Missing", None)],
            self.select("SELECT title, want, cf_score FROM movie ORDER BY id"),
        )

    def test_a_quiet_pass(self):
        """One list, no writing."""
        self.refresh()
        self.asked()
        self.settle(1)
        found = self.refresh()
        self.assertFalse(found.changed)
        self.assertEqual(["movie"], self.asked())

    def test_films_as_they_were(self):
        """Of a long list only what changed is read again; what went is gone, and what comes back changed is seen."""
        self.patch(arrays, "RUN_BYTES", 1)
        known = [self.sim.add_movie(f"Film {number}", 2000) for number in range(20)]
        self.refresh()
        read = []
        self.patch(films, "movie_of", lambda record: read.append(record.id) or movie_of(record))
        self.refresh()
        self.assertLess(len(read), 3)  # the end of a list is always read
        read.clear()
        known[3].title = "Renamed"
        self.sim.library.touch(known[3].id)
        self.sim.library.remove_owner(known[5].id)
        found = self.refresh()
        self.assertEqual(({known[3].id}, {known[5].id}), (found.touched, found.gone))
        self.assertIn(known[3].id, read)
        self.assertLess(len(read), 6)

    def test_what_could_not_be_written(self):
        """Is not taken for known the next time."""
        self.patch(arrays, "RUN_BYTES", 1)
        for number in range(20):
            self.sim.add_movie(f"Film {number}", 2000)
        with mock.patch.object(catalog, "write_films", side_effect=DiskFull("full")), self.assertRaises(DiskFull):
            self.done(self.library.refresh(INTERVAL))
        self.refresh()
        self.assertEqual([(22,)], self.select("SELECT COUNT(*) FROM movie"))

    def test_while_the_list_arrives(self):
        """What has come is in the catalog and told; a list that breaks off deletes nothing, and what it said counts."""
        self.refresh()
        self.patch(arrays, "RUN_BYTES", 1)
        self.patch(films, "MOST_AT_ONCE", 3)
        added = {self.sim.add_movie(f"Film {number}", 2000).id for number in range(20)}
        self.sim.library.remove_owner(self.have.id)
        self.sim.faults.add(Fault(kind="cut", path="/movie", times=None))
        told = []
        with self.assertRaises(Unreachable):
            self.done(self.library.refresh(INTERVAL, told.append), 60)
        came = frozenset().union(*told)
        self.assertTrue(came < added, came)
        self.assertTrue(all(len(some) <= 3 for some in told))
        self.assertEqual({self.have.id, self.lack.id} | came, {row[0] for row in self.select("SELECT id FROM movie")})
        self.sim.faults.clear()
        found = self.refresh()
        self.assertEqual((added - came, {self.have.id}), (found.touched, found.gone))

    def test_reread_while_the_list_arrives(self):
        """What was read alone meanwhile is newer than what the list says: the next list is not taken for known."""
        self.patch(arrays, "RUN_BYTES", 1)
        self.refresh()
        self.sim.add_movie("Alien", 1979)
        before, rereading = self.lack.title, []

        def name(title: str) -> None:
            self.lack.title = title
            self.sim.library.touch(self.lack.id)

        def written(_: frozenset[int]) -> None:
            name("Renamed")
            rereading.append(Deferred.fromCoroutine(self.library.reread({self.lack.id})))

        self.done(self.library.refresh(INTERVAL, written), 60)
        self.done(rereading[0])
        title = f"SELECT title FROM movie WHERE id = {self.lack.id}"
        self.assertEqual([("Renamed",)], self.select(title))
        name(before)
        self.refresh()
        self.assertEqual([(before,)], self.select(title))

    def test_failing_scores(self):
        """They fail by themselves, are asked for less and less often, and films are read all the same."""
        self.sim.faults.add(Fault(kind="status", status=500, path="/moviefile", times=None))
        self.assertEqual({self.have.id, self.lack.id}, self.refresh().touched)
        self.assertEqual(frozenset(), self.scored)
        self.asked()
        self.refresh()
        self.assertNotIn("moviefile", self.asked())
        self.sim.faults.clear()
        self.clock.advance(400)
        self.refresh()
        self.assertEqual({self.have.id}, self.scored)

    def test_profiles_are_read_every_ten_minutes(self):
        """Their changes are seen, and judged."""
        self.want_rules = WantRules(custom_format_unmet=True)
        self.refresh()
        self.clock.advance(601)
        self.sim.settings.profiles.get(1)["minFormatScore"] = 50
        self.asked()
        self.refresh()
        self.assertIn("qualityprofile", self.asked())
        self.assertEqual([("CustomFormat",)], self.select("SELECT want FROM movie WHERE file_id IS NOT NULL"))

    def test_a_removed_film(self):
        """Gone there, gone here."""
        self.refresh()
        self.sim.library.owners.pop(self.lack.id)
        self.sim.add_movie("Third", 2000)
        self.assertEqual({self.lack.id}, self.refresh().gone)
        self.assertEqual([("Inception",), ("Third",)], self.select("SELECT title FROM movie ORDER BY id"))

    @pytest.mark.catalog_vector(27)
    def test_an_empty_list_is_doubted(self):
        """An Arr that starts with an empty database costs nothing if it has its films a minute later."""
        self.refresh()
        owners = dict(self.sim.library.owners)
        self.sim.library.owners.clear()
        waiting = self.library.refresh(INTERVAL)
        running = Deferred.fromCoroutine(waiting)
        self.settle(30)
        self.assertNoResult(running)
        self.assertEqual([(2,)], self.select("SELECT COUNT(*) FROM movie"))
        self.sim.library.owners.update(owners)
        self.assertEqual(frozenset(), self.done(running, 40).gone)
        self.assertEqual([(2,)], self.select("SELECT COUNT(*) FROM movie"))

    def test_an_empty_list_that_stays_empty(self):
        """The second list decides."""
        self.refresh()
        self.sim.library.owners.clear()
        self.assertEqual(2, len(self.refresh(90).gone))

    @pytest.mark.catalog_vector(28)
    def test_a_page_instead_of_a_list(self):
        """The pass fails, what is known stays, the reason is noted."""
        self.refresh()
        self.sim.faults.add(Fault(kind="status", status=200, body="<html>Login</html>", path="/movie"))
        with self.assertRaises(BadAnswer):
            self.refresh()
        self.assertEqual([(2,)], self.select("SELECT COUNT(*) FROM movie"))
        self.assertIn("web page", self.select("SELECT value FROM meta WHERE key = 'last_error'")[0][0])

    def test_a_list_that_breaks_off(self):
        """Half a list deletes nothing."""
        self.refresh()
        self.sim.faults.add(Fault(kind="truncated", path="/movie", times=None))
        with self.assertRaises((BadAnswer, Unreachable)):
            self.refresh()
        self.assertEqual([(2,)], self.select("SELECT COUNT(*) FROM movie"))

    @pytest.mark.catalog_vector(20)
    def test_another_configuration(self):
        """Judged anew without asking the Arr."""
        self.refresh()
        self.asked()
        self.want_rules = WantRules(do_upgrade=True)
        self.assertTrue(self.done(self.library.evaluate()))
        self.assertFalse(self.done(self.library.evaluate()))
        self.assertEqual([("Upgrade",), ("Missing",)], self.select("SELECT want FROM movie ORDER BY id"))
        self.assertEqual([], self.asked())

    def test_another_arr(self):
        """The catalog of another address is thrown away."""
        self.refresh()
        self.done(self.library.prepare("there"))
        self.assertEqual([(0,)], self.select("SELECT COUNT(*) FROM movie"))

    def test_many_films(self):
        """A thousand films with files: one list and ten requests for scores."""
        for number in range(998):
            self.sim.add_movie(f"Film {number}", 2000, has_file=True)
        self.refresh()
        self.assertEqual(10, self.asked().count("moviefile"))
        self.assertEqual(
            [(0,)], self.select("SELECT COUNT(*) FROM movie WHERE file_id IS NOT NULL AND cf_score IS NULL")
        )

    def test_scores_are_read_side_by_side(self):
        """After the first request, which tells whether Radarr takes many films, as many as are asked at once."""
        for number in range(500):
            self.sim.add_movie(f"Film {number}", 2000, has_file=True)
        self.sim.faults.add(Fault(kind="slow", seconds=10.0, path="/moviefile", times=None))
        self.done(self.library.refresh(300.0), 60)
        self.sim.requests.clear()
        self.done(self.library.read_scores(), 60)
        first, *others = (each["at"] for each in self.sim.requests if each["path"].endswith("/moviefile"))
        self.assertGreater(others[0] - first, 9)
        self.assertLess(others[self.arr.dialect.parallel - 1] - others[0], 1)


class SeriesTests(LibraryCase):
    """Sonarr."""

    kind = "sonarr"

    def setUp(self) -> None:
        super().setUp()
        self.shows = [self.sim.add_series(f"Show {n}", {1: 3}) for n in range(3)]

    def episodes(self, show):
        return self.sim.library.leaves_of(show.id)

    def test_first_pass(self):
        """Every series is read once; files only of those that have some; how far it has come is told."""
        self.refresh()
        entries = [("entries", done, 3) for done in range(4)]
        self.assertEqual([("list", 0, 0), *entries, None, None], self.progress)
        asked = self.asked()
        self.assertEqual(3, asked.count("episode"))
        self.assertEqual(0, asked.count("episodefile"))
        self.assertNotIn("history/since", asked)
        self.assertEqual([(9,)], self.select("SELECT COUNT(*) FROM episode"))
        self.assertEqual([(3, 3)], self.select("SELECT COUNT(*), SUM(dirty = 0) FROM series"))

    @pytest.mark.catalog_vector(38)
    def test_a_quiet_pass(self):
        """The list, the history, and the one series whose turn it is in the daily round."""
        self.refresh()
        self.asked()
        self.refresh()
        self.assertEqual(["history/since", "series", "episode"], self.asked())

    def test_only_the_series_that_changed(self):
        """A file appears: that series is read, and the one whose turn it is."""
        self.refresh()
        show = self.shows[2]
        self.sim.library.add_files([self.episodes(show)[0]], "/tv/x.mkv", 100, "WEBDL-1080p")
        self.asked()
        found = self.refresh()
        self.assertIn(show.id, found.touched)
        asked = self.asked()
        self.assertLessEqual(asked.count("episode"), 2)
        self.assertEqual(1, asked.count("episodefile"))
        self.assertEqual(
            [(2,)], self.select(f"SELECT COUNT(*) FROM episode WHERE series_id = {show.id} AND want = 'Missing'")
        )

    def series_read(self):
        """The series whose episodes a pass asks for."""
        self.sim.requests.clear()
        self.refresh()
        asked = [each["query"] for each in self.sim.requests if each["path"].endswith("/episode")]
        return {int(query.removeprefix("seriesId=")) for query in asked}

    def test_nothing_new(self):
        """A series that is read in its turn and is as it was changes nothing."""
        self.refresh()
        self.assertFalse(any(self.refresh().changed for _ in range(3)))

    def test_a_grab_marks_its_series_once(self):
        """The history tells what was touched; the overlap of two looks does not read it twice."""
        self.refresh()
        self.settle(2)
        show = self.shows[1]
        self.sim.grab([self.episodes(show)[0]], "aa" * 20)
        self.assertIn(show.id, self.series_read())
        self.assertTrue(all(len(self.series_read()) <= 1 for _ in range(3)))  # one whose turn it is

    def test_a_killed_pass_goes_on(self):
        """Read the list, die before the leaves: the next process reads those leaves and no others."""
        self.refresh()
        show = self.shows[2]
        self.sim.library.add_files([self.episodes(show)[0]], "/tv/x.mkv", 100, "WEBDL-1080p")
        self.sim.faults.add(Fault(kind="drop", path="/episode", times=None))
        with self.assertRaises(Unreachable):
            self.refresh()
        self.sim.faults.clear()
        self.assertEqual([(show.id,)], self.select("SELECT id FROM series WHERE dirty"))
        self.library = self.new_library()
        self.asked()
        self.assertIn(show.id, self.refresh().touched)
        self.assertEqual([], self.select("SELECT id FROM series WHERE dirty"))

    def test_one_series_that_cannot_be_read(self):
        """It keeps what is known and is tried later; the others are read."""
        self.sim.faults.add(Fault(kind="status", status=500, path="/episode", times=1))
        found = self.refresh()
        self.assertEqual(1, found.failed)
        self.assertEqual([(6,)], self.select("SELECT COUNT(*) FROM episode"))
        self.clock.advance(301)
        self.assertEqual(0, self.refresh().failed)
        self.assertEqual([(9,)], self.select("SELECT COUNT(*) FROM episode"))

    def test_a_removed_series(self):
        """With all its episodes."""
        self.refresh()
        gone = self.shows[0]
        for number in self.episodes(gone):
            self.sim.library.leaves.pop(number)
        self.sim.library.owners.pop(gone.id)
        self.assertEqual({gone.id}, self.refresh().gone)
        self.assertEqual([(6,)], self.select("SELECT COUNT(*) FROM episode"))

    def test_what_was_not_read_for_a_day(self):
        """After a long absence everything is read again."""
        self.refresh()
        self.clock.advance(90_000)
        self.library = self.new_library()
        self.asked()
        self.refresh()
        self.assertEqual(3, self.asked().count("episode"))


class MusicTests(LibraryCase):
    """Lidarr."""

    kind = "lidarr"

    def test_albums(self):
        """Albums, tracks and files of each artist; what is complete is not missing."""
        artist = self.sim.add_artist("Pink Floyd")
        whole = self.sim.add_album(artist.id, "Dark Side", tracks=2, has_file=True)
        part = self.sim.add_album(artist.id, "Animals", tracks=2)
        self.refresh()
        self.assertEqual(
            [(whole.id, None), (part.id, "Missing")], self.select("SELECT id, want FROM album ORDER BY id")
        )
        self.assertEqual(["qualityprofile", "customformat", "artist", "album", "track", "trackfile"], self.asked())


class BookTests(LibraryCase):
    """Readarr."""

    kind = "readarr"

    def test_books(self):
        """All books in one list, files by author; a changed book is seen by the list alone."""
        author = self.sim.add_author("Le Guin")
        have = self.sim.add_book(author.id, "Lathe", has_file=True)
        lack = self.sim.add_book(author.id, "Dispossessed")
        self.refresh()
        self.assertEqual([(have.id, None), (lack.id, "Missing")], self.select("SELECT id, want FROM book ORDER BY id"))
        self.assertEqual(["qualityprofile", "author", "book", "bookfile"], self.asked())
        lack.monitored = False
        self.refresh()
        self.assertEqual([(lack.id, None)], self.select(f"SELECT id, want FROM book WHERE id = {lack.id}"))


@pytest.mark.catalog_vector(65)
class OldRadarrTests(LibraryCase):
    """Radarr before 5.3.3 answers for the first film of a request only."""

    def setUp(self) -> None:
        super().setUp()
        for number in range(5):
            self.sim.add_movie(f"Film {number}", 2000, has_file=True, score=number)
        whole = self.arr.movie_files

        async def only_the_first(ids):
            return await whole(list(ids)[:1])

        self.arr.movie_files = only_the_first

    def scores(self):
        return [score for (score,) in self.select("SELECT cf_score FROM movie ORDER BY id")]

    def test_all_scores_arrive(self):
        """One by one, from then on, if files are searched for their scores."""
        self.want_rules = WantRules(custom_format_unmet=True)
        self.refresh()
        self.assertEqual([0, 1, 2, 3, 4], self.scores())

    def test_a_profile_that_wants_some(self):
        """Is a reason, too."""
        self.sim.settings.profiles.get(1)["cutoffFormatScore"] = 100
        self.refresh()
        self.assertEqual([0, 1, 2, 3, 4], self.scores())

    def test_nobody_looks_at_them(self):
        """Then they are not worth a request for each file."""
        self.refresh()
        self.asked()
        self.refresh()
        self.assertNotIn("moviefile", self.asked())
        self.assertEqual(4, self.scores().count(None))
